"""The scorecard's tasks: metrics and slices, each with its numbers and pictures."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from govllm.evidence.card.curves import Curve, curves_of
from govllm.evidence.card.drawing import Picture, draw_metric
from govllm.evidence.examples import Scored
from govllm.evidence.reading import Document, Reading

METRIC_WIDTH, SLICE_WIDTH = 200.0, 84.0

# More columns than this do not fit on an A4 page.
_SLICE_COLUMNS = 6

_BASELINES = ("majority", "tfidf_logreg")


@dataclass(frozen=True, slots=True)
class MetricView:
    """A metric of a task, with its trivial baselines where there are any.

    Attributes:
        stderr: lm-eval's own, where it measured the task; None else.
    """

    spec: Document
    metric: Document
    picture: Picture
    baselines: Mapping[str, float]
    stderr: float | None


@dataclass(frozen=True, slots=True)
class Cell:
    """A metric of a slice; None in a row where it was not measured."""

    metric: Document
    picture: Picture


SliceRow = tuple[str, int, int, tuple[Cell | None, ...]]


@dataclass(frozen=True, slots=True)
class SliceTable:
    """One dimension's slices for some metrics.

    Attributes:
        rows: value, planned and errored samples, and a cell a metric.
    """

    dimension: str
    specs: tuple[Document, ...]
    rows: tuple[SliceRow, ...]


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task for readers.

    Attributes:
        too_small: slices with too few samples to measure, as (dimension, value, samples).
        qualification: its record, or None.
        unbounded: lm-eval's figures that have neither a standard error nor ends.
    """

    record: Document
    metrics: tuple[MetricView, ...]
    slices: tuple[SliceTable, ...]
    curves: tuple[Curve, ...]
    too_small: tuple[tuple[str, str, int], ...]
    qualification: Document | None
    has_baselines: bool
    unbounded: tuple[Document, ...]


def task_views(run: Reading, sizes: Mapping[str, Counter[tuple[str, str]]]) -> list[TaskView]:
    """Every task, in the plan's order.

    Args:
        sizes: samples by task and slice, from `slice_sizes`.
    """
    qualification = {q["task"]: q for q in run.plan["qualification"]}
    return [
        _task(run, record, sizes.get(record["id"], Counter()), qualification.get(record["id"]))
        for record in run.plan["tasks"]
    ]


def _task(
    run: Reading,
    record: Document,
    sizes: Mapping[tuple[str, str], int],
    qualification: Document | None,
) -> TaskView:
    baselines = run.metrics["baselines"].get(record["id"])
    views = []
    stderrs = _stderrs(run, record)
    for spec in record["metrics"]:
        metric = run.metric(record["id"], spec["name"])
        if metric is not None:
            beside = baseline_values(baselines, spec)
            picture = draw_metric(metric, METRIC_WIDTH, baselines=beside)
            views.append(MetricView(spec, metric, picture, beside, stderrs.get(spec["name"])))
    measured = {m["slice"] for m in run.metrics["slices"] if m["task"] == record["id"]}
    # Only means are measured by slice.
    sliced = any(spec["aggregate"] == "mean" for spec in record["metrics"])
    return TaskView(
        record,
        tuple(views),
        tuple(_slice_tables(run, record)),
        tuple(curves_of(run, record)),
        tuple(
            (dimension, value, count)
            for (dimension, value), count in sorted(sizes.items())
            if sliced and dimension in record["slices"] and f"{dimension}={value}" not in measured
        ),
        qualification,
        any(view.baselines for view in views),
        tuple(_unbounded(run, record)),
    )


def _unbounded(run: Reading, record: Document) -> Iterator[Document]:
    known = {spec["name"] for spec in record["metrics"]}
    for figure in run.metrics.get("lm_eval") or ():
        if figure["task"] == record["id"] and figure["name"] not in known:
            yield figure


def _stderrs(run: Reading, record: Document) -> Mapping[str, float | None]:
    """lm-eval's standard errors of a task, by metric."""
    found: dict[str, float | None] = {}
    for figure in run.metrics.get("lm_eval") or ():
        if figure["task"] == record["id"]:
            # The task's own, or the group's, stand before those of a group's tasks.
            found.setdefault(figure["name"], figure["stderr"])
    return found


def baseline_values(record: Document | None, spec: Document) -> dict[str, float]:
    """What the trivial baselines of a task reach on a metric, by the baseline's name.

    They guess one score's label, so they stand beside that score's mean alone.
    """
    if record is None or (spec["score"], spec["aggregate"]) != (record["score"], "mean"):
        return {}
    results = record["results"]
    return {name: results[name]["estimate"] for name in _BASELINES if name in results}


def _slice_tables(run: Reading, record: Document) -> Iterator[SliceTable]:
    cells = {(m["slice"], m["name"]): m for m in run.metrics["slices"] if m["task"] == record["id"]}
    names = {name for _, name in cells}
    specs = [spec for spec in record["metrics"] if spec["name"] in names]
    for dimension in record["slices"]:
        prefix = f"{dimension}="
        values = dict.fromkeys(s.removeprefix(prefix) for s, _ in cells if s.startswith(prefix))
        tables = math.ceil(len(specs) / _SLICE_COLUMNS) if values else 0
        for number in range(tables):
            # Evenly: six columns and then one would look like a mistake.
            part = specs[number * len(specs) // tables : (number + 1) * len(specs) // tables]
            rows = [
                (value, [cells.get((prefix + value, spec["name"])) for spec in part])
                for value in values
            ]
            yield SliceTable(
                dimension, tuple(part), tuple(_slice_row(run, record, *row) for row in rows)
            )


def _slice_row(
    run: Reading, record: Document, value: str, metrics: Sequence[Document | None]
) -> SliceRow:
    cells: list[Cell | None] = []
    for metric in metrics:
        if metric is None:
            cells.append(None)
            continue
        whole = run.metric(record["id"], metric["name"])
        reference = None if whole is None else whole["estimate"]
        cells.append(Cell(metric, draw_metric(metric, SLICE_WIDTH, reference=reference)))
    there = [m for m in metrics if m is not None]
    planned = max((m["n_planned"] for m in there), default=0)
    return value, planned, max((m["n_errored"] for m in there), default=0), tuple(cells)


class SliceSizes:
    """Counts the samples of every slice while they stream past to somebody else."""

    def __init__(self) -> None:
        self.by_task: dict[str, Counter[tuple[str, str]]] = {}

    def watch(self, samples: Iterable[Scored]) -> Iterator[Scored]:
        """The same samples, counted."""
        for scored in samples:
            self.by_task.setdefault(scored.task, Counter()).update(scored.slices.items())
            yield scored
