"""From the journal to `scores.parquet`: the last word on every planned sample, scored."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from govllm import canonical
from govllm.capability.results import Results
from govllm.capability.task import LmEvalTask
from govllm.domain import Sample, Task
from govllm.evidence.shown import Veil, veil_of
from govllm.evidence.words import LastWords, Said, Told, answer_of, error_of
from govllm.plan.plan import Plan
from govllm.scoring.score import Score
from govllm.scoring.table import POOLED, score_all
from govllm.stats.aggregate import AGGREGATES

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


@dataclass(frozen=True, slots=True)
class _Scored:
    """A sample in one epoch: its scores by name, or why it has none."""

    task: Task
    sample: Sample
    epoch: int
    error: str | None
    scores: Mapping[str, Score]


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


def lm_eval_results(planned: LmEvalTask, words: LastWords) -> Results:
    """What the answers to a task of lm-eval's come to, by lm-eval.

    Raises:
        GovllmError: where its code fails on an answer.
    """
    task, told = planned.task, {}
    with words.answers() as said_of:
        for sample in planned.documents.read(planned.ordinals):
            said = said_of((task.id, sample.id, 0))
            failed = error_of(task, sample, said) is not None
            told[sample.id] = None if failed else [answer_of(each) for each in said]
    return planned.results(told, words.last_hash)


def _scored(plan: Plan, words: LastWords) -> Iterator[_Scored]:
    """Every planned sample in every epoch, in the plan's order."""
    by_lm_eval = {p.task.id: p.lm_eval for p in plan.tasks if p.lm_eval is not None}
    with words.answers() as said_of:
        for task, group in itertools.groupby(plan.samples(), lambda each: each[0]):
            if (measured := by_lm_eval.get(task.id)) is not None:
                yield from _scored_by_lm_eval(measured, words, said_of)
                continue
            # One at a time where that gives the same: a task may have a million samples.
            together = any(name in POOLED for name in task.scorers)
            for asked in [list(group)] if together else ([each] for each in group):
                yield from _scored_together(task, asked, said_of)


def _scored_by_lm_eval(
    planned: LmEvalTask, words: LastWords, said_of: Told[Said]
) -> Iterator[_Scored]:
    task, scores = planned.task, lm_eval_results(planned, words).scores
    for sample in planned.documents.read(planned.ordinals):
        error = error_of(task, sample, said_of((task.id, sample.id, 0)))
        yield _Scored(task, sample, 0, error, scores.get(sample.id, {}))


def _scored_together(
    task: Task, asked: Sequence[tuple[Task, Sample, int]], said_of: Told[Said]
) -> Iterator[_Scored]:
    told = [said_of((task.id, sample.id, epoch)) for _, sample, epoch in asked]
    errors = [error_of(task, s, said) for (_, s, _), said in zip(asked, told, strict=True)]
    answered = [
        (sample, [answer_of(each) for each in said])
        for (_, sample, _), said, error in zip(asked, told, errors, strict=True)
        if error is None
    ]
    scores = iter(score_all(task, answered))
    for (_, sample, epoch), error in zip(asked, errors, strict=True):
        yield _Scored(task, sample, epoch, error, {} if error else next(scores))


class _Rows:
    """Rows of the table, a column at a time: one per sample, epoch and score.

    A sample without an answer has a row with no value for each score a metric needs: it is
    counted, never dropped and never an empty answer.
    """

    def __init__(self, veil: Veil) -> None:
        self._veil = veil
        self._labels: dict[str, frozenset[str]] = {}
        self._columns: dict[str, list[Any]] = {name: [] for name in _SCHEMA.names}

    def __len__(self) -> int:
        return len(self._columns["task"])

    def add(self, scored: _Scored) -> None:
        """Add the rows of a sample."""
        task, sample, columns = scored.task, scored.sample, self._columns
        names = _needed(task) if scored.error else list(scored.scores)
        slices = json.dumps(slices_of(task, sample), ensure_ascii=False, sort_keys=True)
        for column, value in (
            ("task", task.id),
            ("sample", sample.id),
            ("epoch", scored.epoch),
            ("cluster", sample.cluster),
            ("slices", slices),
            ("error", scored.error),
        ):
            columns[column] += [value] * len(names)
        columns["score"] += names
        if scored.error:
            for column in ("value", "predicted", "expected"):
                columns[column] += [None] * len(names)
            return
        for score in scored.scores.values():
            columns["value"].append(score.value)
            columns["predicted"].append(self._shown(task, score.predicted))
            columns["expected"].append(self._shown(task, score.expected))

    def table(self) -> pa.Table:
        """The rows so far."""
        return pa.table(self._columns, _SCHEMA)

    def _shown(self, task: Task, value: str | None) -> str | None:
        """A label, or several, as they are, anything else (a field's text, a short answer) through
        the veil."""
        if value is None:
            return None
        labels = self._labels.get(task.id)
        if labels is None:
            labels = frozenset(label for field in task.labels.values() for label in field)
            self._labels[task.id] = labels
        if value in labels or labels.issuperset(value.split("、")):
            return value
        return self._veil.text(task.id, value)


def _needed(task: Task) -> list[str]:
    return list(dict.fromkeys(m.score for m in task.metrics if m.aggregate in AGGREGATES))


def write_scores(plan: Plan, words: LastWords, path: Path) -> None:
    """Score every planned sample into a Parquet file, a chunk at a time."""
    veil = veil_of(plan.content)
    with canonical.atomic(path) as stream, pq.ParquetWriter(stream, _SCHEMA) as writer:
        rows = _Rows(veil)
        for scored in _scored(plan, words):
            rows.add(scored)
            if len(rows) >= _CHUNK:
                writer.write_table(rows.table())
                rows = _Rows(veil)
        writer.write_table(rows.table())
