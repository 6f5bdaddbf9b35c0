"""The detector's own record: precision, recall and F1 of every class on labelled passages.

The passages lie in `evalsets/instruments/personal_data/`: the held-back ones were not looked at
while rules were written or names were fitted. A source is drawn twice, with other identifiers, and
is one cluster. F1 = 2 hits / (2 hits + false + missed) is a share of that many places, and its
interval is that of a share with clusters.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from govllm import canonical
from govllm.privacy.classes import CLASSES, Tier
from govllm.privacy.measure import Counts, compare
from govllm.privacy.passages import Passage, draw_passage
from govllm.privacy.scan import scan
from govllm.resources import evalsets_dir
from govllm.stats.intervals import Clustered, Floats, share_interval

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
            **measured(passages),
        }
    rounded: dict[str, Any] = canonical.rounded(record)
    return rounded


def detector_record() -> dict[str, Any]:
    """What the shipped detector reaches on the held-back passages, as a run's plan records it."""
    figures = canonical.read_json(evalsets_dir() / FOLDER / FILE)
    record: dict[str, Any] = figures[PARTS[1]]
    return record


def measured(passages: Iterable[Passage]) -> dict[str, dict[str, Any]]:
    """Counts, precision, recall and F1 with 95 % intervals: `classes` by class, those alone of
    which there was something to find or something found, and `identifiers` over all classes that
    are not read from the words."""
    by_class: dict[str, dict[str, Counts]] = {kind: {} for kind in CLASSES}
    identifiers: dict[str, Counts] = {}
    for passage in passages:
        for kind, counts in compare(passage.labels, scan(passage.text)).items():
            sums = [by_class[kind]]
            if CLASSES[kind].tier is not Tier.LANGUAGE:
                sums.append(identifiers)
            for clusters in sums:
                clusters[passage.cluster] = clusters.get(passage.cluster, Counts()) + counts
    return {
        "classes": {kind: _row(list(c.values())) for kind, c in by_class.items() if c},
        "identifiers": _row(list(identifiers.values())),
    }


def _row(clusters: Sequence[Counts]) -> dict[str, Any]:
    total = sum(clusters, Counts())
    hits = np.array([float(c.hits) for c in clusters])
    false = np.array([float(c.false) for c in clusters])
    missed = np.array([float(c.missed) for c in clusters])
    return {
        "hits": total.hits,
        "false": total.false,
        "missed": total.missed,
        **_share("precision", hits, hits + false),
        **_share("recall", hits, hits + missed),
        **_share("f1", 2 * hits, 2 * hits + false + missed),
    }


def _share(name: str, hits: Floats, sizes: Floats) -> dict[str, float | None]:
    """A share with its interval; None where there was nothing to take it of."""
    if not sizes.sum():
        return {name: None, f"{name}_lower": None, f"{name}_upper": None}
    there = sizes > 0
    clustered = Clustered(hits[there], sizes[there], binary=False)
    bounds = share_interval(clustered)
    return {
        name: clustered.mean,
        f"{name}_lower": bounds.lower,
        f"{name}_upper": bounds.upper,
    }
