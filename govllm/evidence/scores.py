"""From the journal to `scores.parquet`: the last word on every planned sample, scored."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from govllm.capability.results import Results
from govllm.capability.task import LmEvalTask
from govllm.client.journal import parse_row, read_rows
from govllm.domain import Answer, Sample, Task
from govllm.evidence.shown import Veil, veil_of
from govllm.plan.plan import Plan
from govllm.scoring.score import Score
from govllm.scoring.table import POOLED, score_all
from govllm.stats.aggregate import AGGREGATES
from govllm.tasks.requests import is_whole

_SCHEMA = pa.schema(
    [
        ("task", pa.dictionary(pa.int32(), pa.string())),
        ("sample", pa.string()),
        ("epoch", pa.int32()),
        ("cluster", pa.string()),
        ("slices", pa.string()),
        ("score", pa.dictionary(pa.int32(), pa.string())),
        ("value", pa.float64()),
        ("predicted", pa.string()),
        ("expected", pa.string()),
        ("error", pa.string()),
    ]
)
_CHUNK = 20_000

Place = tuple[str, str, int]
RowsOf = Callable[[Place], list[dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class LastWords:
    """Where in the journal the last attempt of each request stands.

    Attributes:
        path: the journal.
        offsets: byte offset by (task, sample, epoch), then by part.
        sha256: the chain's last hash, which stands for the whole journal.
    """

    path: Path
    offsets: Mapping[Place, Mapping[int, int]]
    last_hash: str

    @contextmanager
    def reader(self) -> Iterator[RowsOf]:
        """Gives a function from a sample to the last attempts of its requests, by part."""
        if not self.offsets:
            yield lambda _: []
            return
        with self.path.open("rb") as stream:

            def rows(place: Place) -> list[dict[str, Any]]:
                parts = self.offsets.get(place, {})
                found = []
                for part in sorted(parts):
                    stream.seek(parts[part])
                    found.append(parse_row(stream.readline()))
                return found

            yield rows


def last_words(journal: Path, plan_sha256: str) -> LastWords:
    """Read a journal once, checking its chain.

    Raises:
        JournalError: where the chain does not hold.
    """
    offsets: dict[Place, dict[int, int]] = {}
    last = plan_sha256
    if journal.exists():
        for offset, row in read_rows(journal, plan_sha256):
            place = (row["task"], row["sample"], row["epoch"])
            offsets.setdefault(place, {})[row["part"]] = offset
            last = row["hash"]
    return LastWords(journal, offsets, last)


def answer_of(row: Mapping[str, Any]) -> Answer:
    """A journal row's answer."""
    return Answer(
        row["answer"], row["reasoning"], row["finish"], row["part"], row.get("logprob"),
        row.get("greedy"),
    )  # fmt: skip


def slices_of(task: Task, sample: Sample) -> dict[str, str]:
    """The slices a sample belongs to that the task shows or that a metric is taken over: named in
    the item, or a label of its target."""
    found = {}
    over = (name for metric in task.metrics for name in metric.where)
    for name in dict.fromkeys((*task.slices, *over)):
        value = sample.slices.get(name)
        if value is None and isinstance(sample.target, dict):
            value = sample.target.get(name)
        if isinstance(value, str):
            found[name] = value
    return found


def error_of(task: Task, sample: Sample, rows: Sequence[Mapping[str, Any]]) -> str | None:
    """Why a sample has no answer, as a short word; None where it has all of its answers."""
    for row in rows:
        if row["error"] is not None:
            return str(row["error"]["code"])
    return None if is_whole(task, sample, [row["answer"] for row in rows]) else "not_asked"


def score_rows(plan: Plan, words: LastWords) -> Iterator[dict[str, Any]]:
    """One row per planned sample, epoch and score, in the plan's order.

    A sample without an answer has a row with no value for each score a metric needs: it is
    counted, never dropped and never an empty answer.
    """
    veil = veil_of(plan.content)
    by_lm_eval = {p.task.id: p.lm_eval for p in plan.tasks if p.lm_eval is not None}
    with words.reader() as rows_of:
        for task, group in itertools.groupby(plan.samples(), lambda each: each[0]):
            if (measured := by_lm_eval.get(task.id)) is not None:
                yield from _rows_by_lm_eval(measured, words, veil)
                continue
            # One at a time where that gives the same: a task may have a million samples.
            together = any(name in POOLED for name in task.scorers)
            each = ([asked] for asked in group)
            for batch in [[s for one in each for s in one]] if together else each:
                yield from _rows_of_samples(task, batch, rows_of, veil)


def lm_eval_results(planned: LmEvalTask, words: LastWords) -> Results:
    """What the answers to a task of lm-eval's come to, by lm-eval.

    Raises:
        GovllmError: where its code fails on an answer.
    """
    task, told = planned.task, {}
    with words.reader() as rows_of:
        for sample in planned.documents.read(planned.ordinals):
            rows = rows_of((task.id, sample.id, 0))
            failed = error_of(task, sample, rows) is not None
            told[sample.id] = None if failed else [answer_of(row) for row in rows]
    return planned.results(told, words.last_hash)


def _rows_by_lm_eval(planned: LmEvalTask, words: LastWords, veil: Veil) -> Iterator[dict[str, Any]]:
    task, scores = planned.task, lm_eval_results(planned, words).scores
    with words.reader() as rows_of:
        for sample in planned.documents.read(planned.ordinals):
            error = error_of(task, sample, rows_of((task.id, sample.id, 0)))
            yield from _rows_of_sample(task, sample, 0, error, scores.get(sample.id, {}), veil)


def _rows_of_samples(
    task: Task, asked: Sequence[tuple[Task, Sample, int]], rows_of: RowsOf, veil: Veil
) -> Iterator[dict[str, Any]]:
    told = [rows_of((task.id, sample.id, epoch)) for _, sample, epoch in asked]
    errors = [error_of(task, s, rows) for (_, s, _), rows in zip(asked, told, strict=True)]
    answered = [
        (sample, [answer_of(row) for row in rows])
        for (_, sample, _), rows, error in zip(asked, told, errors, strict=True)
        if error is None
    ]
    scored = iter(score_all(task, answered))
    for (_, sample, epoch), error in zip(asked, errors, strict=True):
        scores = next(scored) if not error else {}
        yield from _rows_of_sample(task, sample, epoch, error, scores, veil)


def _rows_of_sample(
    task: Task,
    sample: Sample,
    epoch: int,
    error: str | None,
    scores: Mapping[str, Score],
    veil: Veil,
) -> Iterator[dict[str, Any]]:
    shown = partial(_shown, task, veil)
    base = {
        "task": task.id,
        "sample": sample.id,
        "epoch": epoch,
        "cluster": sample.cluster,
        "slices": json.dumps(slices_of(task, sample), ensure_ascii=False, sort_keys=True),
    }
    if error:
        for name in dict.fromkeys(m.score for m in task.metrics if m.aggregate in AGGREGATES):
            yield {**base, "score": name, "value": None, "error": error}
        return
    for name, score in scores.items():
        yield {
            **base,
            "score": name,
            "value": score.value,
            "predicted": shown(score.predicted),
            "expected": shown(score.expected),
        }


def _shown(task: Task, veil: Veil, value: str | None) -> str | None:
    """A label as it is, anything else (a field's text, a short answer) through the veil."""
    known = value is None or any(value in labels for labels in task.labels.values())
    return value if known or value is None else veil.text(task.id, value)


def write_scores(plan: Plan, words: LastWords, path: Path) -> None:
    """Score every planned sample into a Parquet file, a chunk at a time."""
    partial = path.with_name(f".{path.name}.partial")
    with pq.ParquetWriter(partial, _SCHEMA) as writer:
        chunk: list[dict[str, Any]] = []
        for row in score_rows(plan, words):
            chunk.append(row)
            if len(chunk) >= _CHUNK:
                writer.write_table(pa.Table.from_pylist(chunk, _SCHEMA))
                chunk = []
        writer.write_table(pa.Table.from_pylist(chunk, _SCHEMA))
    partial.chmod(0o600)
    partial.replace(path)
