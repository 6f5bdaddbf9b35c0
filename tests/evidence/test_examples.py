"""Which answers are shown: a seeded draw of each outcome, and the last attempts' texts."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from govllm.client.journal import Journal
from govllm.evidence.examples import (
    MOST,
    Block,
    Drawn,
    Scored,
    ScoreRow,
    draw,
    read_scored,
    transcripts,
)
from govllm.evidence.shown import Veil
from tests.support.runs import failure, finished_run, reply

OPEN = Veil(True, frozenset())
BLOCK = Block("g0", "own/tiny", "", {"exact": (1.0, 1.0)})


def scored(n: int, value: float | None, **more: object) -> Scored:
    """A sample with one score; without a value it errored."""
    given = {"task": "own/tiny", "epoch": 0, "cluster": "c", "slices": {"half": "even"}, **more}
    error = "timeout" if value is None else None
    row = ScoreRow("exact", value, None, None)
    return Scored(sample=f"s-{n}", error=error, scores=(row,), **given)  # type: ignore[arg-type]


def names(drawn: Drawn) -> list[str]:
    return [s.sample for s in drawn.chosen]


def test_a_metric_over_a_part_shows_answers_of_that_part() -> None:
    part = Block("g0", "own/tiny", "", {"exact": (1.0, 1.0)}, {"half": "odd"})
    samples = [scored(n, 0.0, slices={"half": ("even", "odd")[n % 2]}) for n in range(6)]
    found = draw(samples, [part], seed=1)
    assert found["g0", "failing"].total == 3
    assert sorted(names(found["g0", "failing"])) == ["s-1", "s-3", "s-5"]


def test_each_outcome_is_counted_and_at_most_twenty_are_shown() -> None:
    values = [1.0] * 50 + [0.0] * 30 + [None] * 7
    found = draw((scored(n, v) for n, v in enumerate(values)), [BLOCK], seed=1)
    counts = {o: (d.total, len(d.chosen)) for (_, o), d in found.items()}
    assert counts == {"passing": (50, MOST), "failing": (30, MOST), "errored": (7, 7)}
    assert all(s.error for s in found["g0", "errored"].chosen)


def test_the_draw_depends_on_seed_and_names_alone() -> None:
    samples = [scored(n, 0.0) for n in range(100)]
    one = names(draw(samples, [BLOCK], seed=1)["g0", "failing"])
    assert names(draw(reversed(samples), [BLOCK], seed=1)["g0", "failing"]) == one
    assert names(draw(samples, [BLOCK], seed=2)["g0", "failing"]) != one
    assert one != [f"s-{n}" for n in range(MOST)]


def test_a_partly_right_answer_falls_short_and_lower_can_be_best() -> None:
    assert BLOCK.outcome(scored(0, 0.875)) == "failing"
    leak = Block("g0", "own/tiny", "", {"exact": (0.0, 0.0)})
    assert leak.outcome(scored(0, 1.0)) == "failing"
    assert leak.outcome(scored(0, 0.0)) == "passing"


def test_a_missing_score_never_passes() -> None:
    assert (
        Block("t0", "own/tiny", "", {"exact": (1.0, 1.0), "other": (1.0, 1.0)}).outcome(
            scored(0, 1.0)
        )
        == "failing"
    )


def test_a_gate_on_a_slice_shows_that_slice_only() -> None:
    block = Block("g0", "own/tiny", "half=odd", {"exact": (1.0, 1.0)})
    samples = [scored(n, 0.0, slices={"half": "odd" if n < 3 else "even"}) for n in range(9)]
    found = draw(samples, [block], seed=1)["g0", "failing"]
    assert sorted(names(found)) == ["s-0", "s-1", "s-2"]
    assert not block.holds(scored(0, 0.0, task="own/other"))


def test_samples_are_read_with_all_their_scores(tmp_path: Path) -> None:
    folder = finished_run(
        tmp_path, lambda n, _: failure() if n == 1 else reply("住建局"), "classification_two"
    )
    samples = list(read_scored(folder.scores))
    assert [s.sample for s in samples] == [f"t-{n:03}" for n in range(12)]
    assert {row.name for row in samples[0].scores} == {"承办单位", "紧急程度", "exact", "parsed"}
    assert samples[1].error == "http_500"


def rows(count: int, text: str) -> Iterator[dict[str, object]]:
    for n in range(count):
        yield {
            "task": "own/tiny",
            "sample": f"s-{n}",
            "epoch": 0,
            "part": 0,
            "attempt": 1,
            "error": None,
            "answer": text,
            "messages": [],
        }


def test_the_last_attempt_counts(tmp_path: Path) -> None:
    first, second = ({**next(rows(1, "")), "attempt": n, "answer": str(n)} for n in (1, 2))
    with Journal(tmp_path / "journal.jsonl", 0, "seal") as journal:
        journal.append(first)
        journal.append(second)
    place = ("own/tiny", "s-0", 0)
    found = transcripts(tmp_path / "journal.jsonl", "seal", {place}, OPEN)
    assert [row["answer"] for row in found[place]] == ["2"]


@pytest.mark.parametrize("missing", [True, False])
def test_a_run_without_rows_has_no_texts(tmp_path: Path, missing: bool) -> None:
    path = tmp_path / "journal.jsonl"
    if not missing:
        path.touch()
    assert transcripts(path, "seal", {("own/tiny", "s-0", 0)}, OPEN) == {}


def test_the_journal_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path, 0, "seal") as journal:
        for row in rows(3000, "答" * 1000):
            journal.append(row)
    size = path.stat().st_size
    tracemalloc.start()
    try:
        found = transcripts(path, "seal", {("own/tiny", "s-5", 0)}, OPEN)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(found) == 1
    assert size > 9_000_000
    assert peak < size / 10


def test_a_graded_score_meets_what_is_asked_of_the_mean() -> None:
    """2 bits or less of exposure; 0, the best there is, nobody has."""
    block = Block("g0", "own/tiny", "", {"exact": (0.0, 2.0)})
    assert [block.outcome(scored(0, value)) for value in (0.0, 1.4, 2.0, 2.1)] == [
        "passing",
        "passing",
        "passing",
        "failing",
    ]
