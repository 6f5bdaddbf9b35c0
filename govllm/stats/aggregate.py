"""How the scores of many samples become one number with bounds: a name in one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from govllm.domain import MetricSpec
from govllm.stats.bootstrap import mean_interval
from govllm.stats.intervals import (
    Bounds,
    Floats,
    Ints,
    at_an_end,
    clustered,
    effective_n,
    gate_bounds,
    share_interval,
)
from govllm.stats.macro_f1 import class_counts, macro_f1, macro_f1_bounds


@dataclass(frozen=True, slots=True)
class Column:
    """One score of a task's samples, none of them missing.

    Attributes:
        values: shape (n,), within the metric's range.
        clusters: cluster codes, shape (n,).
        predicted, expected: label codes, shape (n,); -1 where the answer gave no label.
        classes: number of label codes.
    """

    values: Floats
    clusters: Ints
    predicted: Ints
    expected: Ints
    classes: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number with its two-sided interval and the one-sided bounds gates use."""

    value: float
    interval: Bounds
    gate: Bounds
    n_effective: float


Aggregate = Callable[[MetricSpec, Column, int], Estimate]


def mean(spec: MetricSpec, column: Column, seed: int) -> Estimate:
    """The mean score. Shares get Wilson or exact intervals, graded scores the bootstrap, unless
    there is too little lost or won to draw from."""
    width = spec.high - spec.low
    data = clustered((column.values - spec.low) / width, column.clusters)
    as_share = data.binary or data.variance <= 0.0 or at_an_end(data)
    interval = share_interval(data) if as_share else mean_interval(data, seed)
    gate = gate_bounds(data)

    def back(bounds: Bounds) -> Bounds:
        return Bounds(
            spec.low + width * bounds.lower, spec.low + width * bounds.upper, bounds.method
        )

    return Estimate(spec.low + width * data.mean, back(interval), back(gate), effective_n(data))


def macro_f1_of(spec: MetricSpec, column: Column, seed: int) -> Estimate:
    """F1 averaged over the labels that occur; the jackknife leaves out one cluster at a time."""
    counts = class_counts(column.predicted, column.expected, column.clusters, column.classes)
    interval, gate, n_effective = macro_f1_bounds(counts)
    value = float(macro_f1(*(c.sum(axis=0) for c in counts)))
    return Estimate(value, interval, gate, n_effective)


AGGREGATES: dict[str, Aggregate] = {"mean": mean, "macro_f1": macro_f1_of}
