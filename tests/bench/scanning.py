"""Finding personal data: `scan` beside stock Presidio engines that hold the same rules.

    python -m tests.bench.scanning

Two corpora of our own: the labelled passages the rules were written on, packed with personal data,
and calls to the hotline, where there is little. CPU seconds of one core; Presidio on a part.

A stock engine has every text read by a model of the language before its recognisers see it
(`tests.bench.pipeline`). Our recognisers ask no model, so that an engine of ours needs none: those
rows show what the rules alone cost in Presidio.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from govllm.privacy.classes import CLASSES, Tier
from govllm.privacy.scan import scan
from govllm.qualification.detection import FOLDER, PARTS, passages_of
from govllm.resources import evalsets_dir
from tests.bench.pipeline import recommended

_TOGETHER = 20
# How many documents of a corpus Presidio reads, and how many behind a model.
_PART, _FEW = 40, 8
_IDENTIFIERS = [kind for kind, row in CLASSES.items() if row.tier is not Tier.LANGUAGE]

Found = set[tuple[int, int, str]]
Finder = Callable[[str], Found]


def corpora() -> dict[str, list[str]]:
    """Documents of some kilobytes."""
    passages = passages_of(evalsets_dir() / FOLDER / f"{PARTS[0]}.jsonl")
    lines = [
        line
        for path in sorted((evalsets_dir() / "hotline").rglob("train.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    calls = [max(json.loads(line)["input"].values(), key=len) for line in lines]
    return {
        "labelled passages": _joined([p.text for p in passages]),
        "hotline calls": _joined(calls),
    }


def _joined(texts: Sequence[str]) -> list[str]:
    return ["\n\n".join(texts[at : at + _TOGETHER]) for at in range(0, len(texts), _TOGETHER)]


def size(texts: Sequence[str]) -> float:
    """Megabytes of UTF-8."""
    return sum(len(text.encode()) for text in texts) / 1e6


def ours(text: str) -> Found:
    """What `scan` finds."""
    return {(f.start, f.end, CLASSES[f.kind].entity) for f in scan(text)}


def identifiers(text: str) -> Found:
    """What it finds without names, addresses and facts."""
    return {(f.start, f.end, CLASSES[f.kind].entity) for f in scan(text, _IDENTIFIERS)}


def presidio(by_class: bool, stock: bool = False) -> Finder:
    """What an AnalyzerEngine finds.

    Args:
        stock: with a model of the language.
    """
    from govllm.privacy.presidio import chinese_analyzer

    engine = chinese_analyzer(by_class, recommended() if stock else None)
    return lambda text: {
        (r.start, r.end, r.entity_type) for r in engine.analyze(text, language="zh")
    }


def speed(find: Finder, texts: Sequence[str], rounds: int) -> float:
    """MB/s, the best of several rounds behind one to warm up."""
    best = float("inf")
    for turn in range(rounds + 1):
        began = time.process_time()
        for text in texts:
            find(text)
        if turn:
            best = min(best, time.process_time() - began)
    return size(texts) / best


def compare(rounds: int = 3) -> None:
    """Print the tables."""
    each_name = f"a recogniser a class ({len(CLASSES)})"
    engines = {
        "Presidio, stock, one recogniser for all": (presidio(by_class=False, stock=True), _FEW),
        f"Presidio, stock, {each_name}": (presidio(by_class=True, stock=True), _FEW),
        "Presidio, no model, one for all": (presidio(by_class=False), _PART),
        f"Presidio, no model, {each_name}": (presidio(by_class=True), _PART),
    }
    for name, texts in corpora().items():
        parts = {row: texts[:: max(1, len(texts) // most)] for row, (_, most) in engines.items()}
        same = all(find(t) == ours(t) for row, (find, _) in engines.items() for t in parts[row])
        told = speed(ours, texts, rounds)
        rows = {
            "govllm.privacy.scan": told,
            "  identifiers alone": speed(identifiers, texts, rounds),
        } | {row: speed(find, parts[row], 1) for row, (find, _) in engines.items()}
        print(f"\n{name}: {size(texts):.2f} MB, one core; same findings: {same}")
        print(f"{'':48}{'MB/s':>8}{'scan is ×':>11}")
        for row, found in rows.items():
            print(f"{row:48}{found:>8.3f}{told / found:>11.2f}")


def processes(copies: int = 12) -> None:
    """Print how `python -m govllm.privacy scan` grows with processes, start included."""
    text = "\n\n".join(corpora()["hotline calls"]) + "\n\n"
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "calls.txt"
        path.write_text(text * copies, encoding="utf-8")
        print(f"\n{'processes':>9}{'seconds':>9}{'MB/s':>7}{'×':>6}")
        alone = 0.0
        for jobs in [n for n in (1, 2, 4, 8, 16) if n <= (os.cpu_count() or 1)]:
            began = time.monotonic()
            words = ["-m", "govllm.privacy", "scan", str(path), "--jobs", str(jobs)]
            subprocess.run([sys.executable, *words], check=False, capture_output=True)
            taken = time.monotonic() - began
            alone = alone or taken
            megabytes = path.stat().st_size / 1e6
            print(f"{jobs:>9}{taken:>9.1f}{megabytes / taken:>7.2f}{alone / taken:>6.2f}")


def main() -> None:
    """The tables of this script alone."""
    compare()
    processes()


if __name__ == "__main__":
    main()
