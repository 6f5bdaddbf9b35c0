"""Which answers a scorecard shows, and their texts: both files are read once, as streams."""

from __future__ import annotations

import hashlib
import heapq
import itertools
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow.parquet as pq

from govllm.client.journal import read_rows
from govllm.evidence.shown import Veil

# Of each outcome, for each gate and each task: enough to see a pattern, few enough to read.
MOST = 20

Outcome = Literal["failing", "errored", "passing"]
OUTCOMES: tuple[Outcome, ...] = ("failing", "errored", "passing")
Place = tuple[str, str, int]


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score of a sample, as `scores.parquet` holds it."""

    name: str
    value: float | None
    predicted: str | None
    expected: str | None


@dataclass(frozen=True, slots=True)
class Scored:
    """A planned sample with all of its scores.

    Attributes:
        error: why it has none, or None.
    """

    task: str
    sample: str
    epoch: int
    cluster: str
    slices: Mapping[str, str]
    error: str | None
    scores: tuple[ScoreRow, ...]

    @property
    def place(self) -> Place:
        return self.task, self.sample, self.epoch


@dataclass(frozen=True, slots=True)
class Block:
    """A gate or a task whose answers are to be shown.

    Attributes:
        key: any name, unique among the blocks.
        task: whose samples.
        slice: "dimension=value" for a part of them, "" else.
        meets: for each score that counts the lowest and the highest value that will do; a sample
            is passing where all of them lie there and failing where one does not.
        where: slices that its metric is taken over; all where empty.
    """

    key: str
    task: str
    slice: str
    meets: Mapping[str, tuple[float, float]]
    where: Mapping[str, str] = field(default_factory=dict)

    def holds(self, scored: Scored) -> bool:
        """Whether a sample belongs to the block."""
        if scored.task != self.task:
            return False
        if any(scored.slices.get(name) != value for name, value in self.where.items()):
            return False
        dimension, _, value = self.slice.partition("=")
        return not self.slice or scored.slices.get(dimension) == value

    def outcome(self, scored: Scored) -> Outcome:
        """What became of a sample, in this block's eyes."""
        if scored.error is not None:
            return "errored"
        values = {row.name: row.value for row in scored.scores}
        met = all(_lies(values.get(name), *ends) for name, ends in self.meets.items())
        return "passing" if met else "failing"


def _lies(value: float | None, low: float, high: float) -> bool:
    return value is not None and low <= value <= high


@dataclass(slots=True)
class Drawn:
    """Samples drawn from those of one outcome.

    Attributes:
        total: how many there are; `chosen` holds at most `MOST` of them.
    """

    total: int = 0
    chosen: list[Scored] = field(default_factory=list)


def read_scored(scores: Path) -> Iterator[Scored]:
    """The samples of `scores.parquet`, whose rows stand together, a batch in memory at a time."""
    batches = pq.ParquetFile(scores).iter_batches()
    rows = itertools.chain.from_iterable(batch.to_pylist() for batch in batches)
    for place, group in itertools.groupby(rows, lambda r: (r["task"], r["sample"], r["epoch"])):
        yield _scored(place, list(group))


def _scored(place: Place, rows: Sequence[Mapping[str, Any]]) -> Scored:
    first = rows[0]
    return Scored(
        *place,
        first["cluster"],
        json.loads(first["slices"]),
        first["error"],
        tuple(ScoreRow(r["score"], r["value"], r["predicted"], r["expected"]) for r in rows),
    )


def draw(
    samples: Iterable[Scored], blocks: Sequence[Block], seed: int
) -> dict[tuple[str, Outcome], Drawn]:
    """Draw at most `MOST` samples of each outcome for each block.

    The draw depends on nothing but the seed and the samples' names: the same run shows the same
    answers, and a candidate cannot place its good ones in front.
    """
    heaps: dict[tuple[str, Outcome], list[tuple[int, Scored]]] = {}
    totals: dict[tuple[str, Outcome], int] = {}
    for scored in samples:
        rank = -_rank(seed, scored.place)
        for block in blocks:
            if not block.holds(scored):
                continue
            key = (block.key, block.outcome(scored))
            totals[key] = totals.get(key, 0) + 1
            heap = heaps.setdefault(key, [])
            if len(heap) < MOST:
                heapq.heappush(heap, (rank, scored))
            elif rank > heap[0][0]:
                heapq.heapreplace(heap, (rank, scored))
    return {
        (block.key, outcome): Drawn(
            totals.get((block.key, outcome), 0),
            [s for _, s in sorted(heaps.get((block.key, outcome), ()), key=lambda e: -e[0])],
        )
        for block in blocks
        for outcome in OUTCOMES
    }


def _rank(seed: int, place: Place) -> int:
    digest = hashlib.blake2b(repr((seed, place)).encode(), digest_size=16).digest()
    return int.from_bytes(digest, "big")


def transcripts(
    journal: Path, plan_sha256: str, places: Collection[Place], veil: Veil
) -> dict[Place, list[dict[str, Any]]]:
    """The last attempt of each request of these samples, by part, as it may be shown; of a
    conversation that of its last turn alone, whose messages are the whole of it.

    Raises:
        JournalError: where the journal's chain does not hold.
    """
    found: dict[Place, dict[int, dict[str, Any]]] = {}
    for _, row in read_rows(journal, plan_sha256) if journal.exists() else ():
        place = (row["task"], row["sample"], row["epoch"])
        if place in places:
            found.setdefault(place, {})[row["part"]] = row
    return {
        place: [veil.row(row) for row in _telling([parts[p] for p in sorted(parts)])]
        for place, parts in found.items()
    }


def _telling(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    lengths = [len(row.get("messages") or ()) for row in rows]
    return rows[-1:] if lengths[-1] > lengths[0] else rows
