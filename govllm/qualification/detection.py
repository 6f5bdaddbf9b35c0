"""The detector's own record: precision, recall and F1 of every class on labelled passages.

The passages lie in `evalsets/instruments/personal_data/`: the held-back ones were not looked at
while rules were written or names were fitted. A source is drawn twice, with other identifiers, and
is one cluster. F1 = 2 hits / (2 hits + false + missed) is a share of that many places, and its
interval is that of a share with clusters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from govllm import canonical
from govllm.privacy.classes import CLASSES
from govllm.privacy.measure import Counts, compare
from govllm.privacy.passages import Passage, draw_passage
from govllm.privacy.scan import scan
from govllm.stats.intervals import Clustered, share_interval

FOLDER = Path("instruments/personal_data")
PARTS = ("development", "held_back")
FILE = "figures.json"

_DRAWINGS = 2
_SEED = 1


def passages_of(path: Path) -> Iterator[Passage]:
    """Every drawing of every source in a file.

    Raises:
        ValueError: for a source with an unknown class or slot, naming it.
    """
    for line in path.read_text(encoding="utf-8").splitlines():
        source = json.loads(line)
        for number in range(_DRAWINGS):
            yield draw_passage(source, number, _SEED)


def sources_of(path: Path) -> Iterator[Passage]:
    """The first drawing of every source in a file."""
    for passage in passages_of(path):
        if passage.id.endswith("-0"):
            yield passage


_NAMES_SOMEBODY = re.compile(r"[叫姓名]|话务员|本人|联系人")


def nameless_calls(evalsets: Path) -> Iterator[str]:
    """Calls to the hotline in which nobody is named: made so, and nothing in them hints at it."""
    for path in sorted((evalsets / "hotline").rglob("train.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            call = max(json.loads(line)["input"].values(), key=len)
            if not _NAMES_SOMEBODY.search(call):
                yield call


def measure_detector(evalsets: Path) -> dict[str, Any]:
    """The record that `figures.json` holds, for both parts."""
    record = {}
    for part in PARTS:
        path = evalsets / FOLDER / f"{part}.jsonl"
        passages = list(passages_of(path))
        record[part] = {
            "sha256": canonical.file_digest(path),
            "sources": len({p.cluster for p in passages}),
            "passages": len(passages),
            "empty": sum(not p.labels for p in passages),
            "classes": measured(passages),
        }
    rounded: dict[str, Any] = canonical.rounded(record)
    return rounded


def measured(passages: Iterable[Passage]) -> dict[str, dict[str, Any]]:
    """Counts, precision, recall and F1 with its 95 % interval, by class; those alone of which
    there was something to find, or something found."""
    by_class: dict[str, dict[str, Counts]] = {kind: {} for kind in CLASSES}
    for passage in passages:
        for kind, counts in compare(passage.labels, scan(passage.text)).items():
            clusters = by_class[kind]
            clusters[passage.cluster] = clusters.get(passage.cluster, Counts()) + counts
    return {kind: _row(list(c.values())) for kind, c in by_class.items() if c}


def _row(clusters: list[Counts]) -> dict[str, Any]:
    total = sum(clusters, Counts())
    hits = np.array([2.0 * c.hits for c in clusters])
    sizes = np.array([2.0 * c.hits + c.false + c.missed for c in clusters])
    bounds = share_interval(Clustered(hits, sizes, binary=False))
    return {
        "hits": total.hits,
        "false": total.false,
        "missed": total.missed,
        "precision": total.precision,
        "recall": total.recall,
        "f1": total.f1,
        "f1_lower": bounds.lower,
        "f1_upper": bounds.upper,
    }
