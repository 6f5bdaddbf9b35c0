"""A metric: one task's score as a number with bounds, counts and the errors at both extremes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from govllm.domain import MetricSpec
from govllm.stats.aggregate import AGGREGATES, Column, Estimate
from govllm.stats.intervals import CONFIDENCE, Floats, Ints


@dataclass(frozen=True, slots=True)
class Metric:
    """A measured number.

    Attributes:
        task, name: whose metric; `slice` is "dimension=value" for a part of the samples, "" else.
        estimate: errors at their worst; None where no sample was scored.
        lower, upper: two-sided interval at `confidence`, over errors at both extremes.
        gate_lower, gate_upper: one-sided bounds at the same confidence, likewise.
        method: of the interval.
        direction, worst, best, unit: how to read it.
        n_planned, n_scored, n_errored: counts of samples (times epochs); the first is the sum
            of the others.
        n_clusters, n_effective: independent seeds, and the samples they are worth.
        corrected: the rate freed of its instruments' own errors, with its interval, as the gate's
            bounds span it; None for a metric that leans on none.
    """

    task: str
    name: str
    slice: str
    estimate: float | None
    lower: float
    upper: float
    confidence: float
    gate_lower: float
    gate_upper: float
    method: str
    direction: str
    worst: float
    best: float
    unit: str
    n_planned: int
    n_scored: int
    n_errored: int
    n_clusters: int
    n_effective: float
    corrected: Mapping[str, float] | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class ScoreColumn:
    """One score over all planned samples of a task (or of a slice), errors included.

    Attributes:
        values: shape (n,); NaN where the sample errored.
        clusters: cluster codes, shape (n,).
        predicted, expected: labels or None, n of each.
    """

    values: Floats
    clusters: Ints
    predicted: Sequence[str | None]
    expected: Sequence[str | None]


def measure(
    task: str, spec: MetricSpec, column: ScoreColumn, seed: int, slice_name: str = ""
) -> Metric:
    """The metric of a score column.

    An errored sample is neither dropped nor guessed: everything is computed with all errors at
    the worst value and again with all at the best, and the bounds span both.
    """
    errored = np.isnan(column.values)
    n, n_errored = len(column.values), int(errored.sum())
    counts = {"n_planned": n, "n_scored": n - n_errored, "n_errored": n_errored}
    if n == n_errored:
        low, high = spec.low, spec.high
        return _metric(task, spec, slice_name, None, (low, high), (low, high), "none", counts, 0, 0)
    worst = _estimate(spec, column, errored, seed, best=False)
    best = _estimate(spec, column, errored, seed, best=True) if n_errored else worst
    return _metric(
        task,
        spec,
        slice_name,
        worst.value,
        _span(worst.interval.lower, best.interval.lower, worst.interval.upper, best.interval.upper),
        _span(worst.gate.lower, best.gate.lower, worst.gate.upper, best.gate.upper),
        worst.interval.method,
        counts,
        len(np.unique(column.clusters)),
        worst.n_effective,
    )


def _span(*bounds: float) -> tuple[float, float]:
    return min(bounds), max(bounds)


def _estimate(
    spec: MetricSpec, column: ScoreColumn, errored: np.ndarray[Any, Any], seed: int, *, best: bool
) -> Estimate:
    values = np.where(errored, spec.best if best else spec.worst, column.values)
    names = sorted({label for label in (*column.predicted, *column.expected) if label is not None})
    codes = {label: code for code, label in enumerate(names)}
    expected = np.array([codes.get(e, -1) if e is not None else -1 for e in column.expected])
    predicted = np.array([codes.get(p, -1) if p is not None else -1 for p in column.predicted])
    predicted = np.where(errored, expected if best else -1, predicted)
    full = Column(values, column.clusters, predicted, expected, len(names))
    return AGGREGATES[spec.aggregate](spec, full, seed)


def _metric(
    task: str,
    spec: MetricSpec,
    slice_name: str,
    estimate: float | None,
    interval: tuple[float, float],
    gate: tuple[float, float],
    method: str,
    counts: Mapping[str, int],
    clusters: int,
    n_effective: float,
) -> Metric:
    return Metric(
        task=task,
        name=spec.name,
        slice=slice_name,
        estimate=estimate,
        lower=interval[0],
        upper=interval[1],
        confidence=CONFIDENCE,
        gate_lower=gate[0],
        gate_upper=gate[1],
        method=method,
        direction=spec.direction,
        worst=spec.worst,
        best=spec.best,
        unit=spec.unit,
        n_planned=counts["n_planned"],
        n_scored=counts["n_scored"],
        n_errored=counts["n_errored"],
        n_clusters=clusters,
        n_effective=float(n_effective),
    )
