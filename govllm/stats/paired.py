"""Differences between two candidates on the same samples.

Both answered the same questions, so what is uncertain is the difference within each sample, which
is far less than that of either score. Samples grown from one seed stay together throughout.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special

from govllm.domain import MetricSpec
from govllm.stats.bootstrap import mean_interval
from govllm.stats.intervals import (
    CONFIDENCE,
    Bounds,
    Clustered,
    Floats,
    Ints,
    clopper_pearson,
    clustered,
    effective_n,
    gate_bounds,
)
from govllm.stats.macro_f1 import Counts, fewest, macro_f1

# With differences in fewer seeds than this their variance cannot be trusted, and the bounds come
# from how rarely the two candidates differ at all.
_FEW_SEEDS = 12


@dataclass(frozen=True, slots=True)
class Pairs:
    """One score of two candidates over the same samples.

    Attributes:
        one, two: shape (n,); NaN where the sample errored.
        clusters: cluster codes, shape (n,).
    """

    one: Floats
    two: Floats
    clusters: Ints


@dataclass(frozen=True, slots=True)
class Difference:
    """The second candidate less the first, in the metric's unit.

    Attributes:
        estimate: errors of the second at their worst, of the first at their best; None where
            there are no pairs.
        lower, upper: two-sided interval; gate_lower, gate_upper: one-sided bounds; both over
            errors at both extremes.
        n_pairs, n_errored: pairs, and those of them with an error on either side.
        better, worse: pairs in which the second is better or worse, in the metric's direction.
        p_samples: exact McNemar test of these (a sign test where scores are graded); it takes
            every sample for independent.
        p_seeds: exact sign test over seeds, which does not.
    """

    estimate: float | None
    lower: float
    upper: float
    gate_lower: float
    gate_upper: float
    n_pairs: int
    n_errored: int
    n_clusters: int
    better: int
    worse: int
    p_samples: float
    p_seeds: float


def sign_test(one: int, two: int) -> float:
    """Two-sided exact p of so many differences each way when both ways are equally likely
    (McNemar 1947, by the binomial distribution)."""
    n = one + two
    if n == 0:
        return 1.0
    return min(1.0, 2.0 * float(special.bdtr(min(one, two), n, 0.5)))


def difference(spec: MetricSpec, pairs: Pairs, seed: int) -> Difference:
    """The difference of a mean score."""
    n, width = len(pairs.one), spec.high - spec.low
    if n == 0:
        return Difference(None, -width, width, -width, width, 0, 0, 0, 0, 0, 1.0, 1.0)
    errored = np.isnan(pairs.one) | np.isnan(pairs.two)
    against = _filled(pairs.two, spec.worst) - _filled(pairs.one, spec.best)
    favour = _filled(pairs.two, spec.best) - _filled(pairs.one, spec.worst)
    bounds = [mean_difference(d / width, pairs.clusters, seed) for d in (against, favour)]
    gain = against if spec.direction == "higher" else -against
    better, worse = int((gain > 0).sum()), int((gain < 0).sum())
    of_seeds = np.bincount(np.unique(pairs.clusters, return_inverse=True)[1], gain)
    return Difference(
        math.fsum(against) / n,
        width * min(b.two_sided.lower for b in bounds),
        width * max(b.two_sided.upper for b in bounds),
        width * min(b.one_sided.lower for b in bounds),
        width * max(b.one_sided.upper for b in bounds),
        n,
        int(errored.sum()),
        len(of_seeds),
        better,
        worse,
        sign_test(better, worse),
        sign_test(int((of_seeds > 0).sum()), int((of_seeds < 0).sum())),
    )


def _filled(values: Floats, with_: float) -> Floats:
    return np.where(np.isnan(values), with_, values)


@dataclass(frozen=True, slots=True)
class DifferenceBounds:
    """Bounds of a mean difference within [-1, 1]."""

    two_sided: Bounds
    one_sided: Bounds


def mean_difference(
    differences: Floats, clusters: Ints, seed: int, confidence: float = CONFIDENCE
) -> DifferenceBounds:
    """Bounds of the mean of `differences` (shape (n,), within [-1, 1]).

    The studentised cluster bootstrap and the gates' own bounds, on the differences moved to
    [0, 1]. Where few seeds differ, the gain and the loss are bounded apart, each exactly: the
    difference is not below minus the most that was lost, nor above the most that was gained.
    """
    data = clustered((differences + 1.0) / 2.0, clusters)
    if int((np.abs(2.0 * data.sums - data.sizes) > 1e-12).sum()) < _FEW_SEEDS:
        tail = 1.0 - confidence
        return DifferenceBounds(
            _apart(differences, clusters, tail / 2.0), _apart(differences, clusters, tail)
        )
    return DifferenceBounds(
        _back(mean_interval(data, seed, confidence)), _back(gate_bounds(data, confidence))
    )


def _back(bounds: Bounds) -> Bounds:
    return Bounds(2.0 * bounds.lower - 1.0, 2.0 * bounds.upper - 1.0, f"paired {bounds.method}")


def _apart(differences: Floats, clusters: Ints, tail: float) -> Bounds:
    lost = _most(clustered(np.maximum(-differences, 0.0), clusters), tail)
    gained = _most(clustered(np.maximum(differences, 0.0), clusters), tail)
    return Bounds(-lost, gained, "paired clopper-pearson of gain and loss")


def _most(data: Clustered, tail: float) -> float:
    """Upper bound of a rare mean: exact on the clusters, each held to be worth one sample."""
    n = min(effective_n(data), data.fewest)
    return clopper_pearson(data.mean * n, n, tail)[1]


def macro_f1_difference(one: Counts, two: Counts, confidence: float = CONFIDENCE) -> Bounds:
    """Two-sided interval of the difference of two macro F1 over the same clusters: delete-one
    jackknife over clusters, with Student's quantile. Where few clusters differ, no narrower than
    what so many clusters without a difference would show."""
    clusters = len(one[0])
    if clusters < 2:
        return Bounds(-1.0, 1.0, "none")
    value = _f1(two) - _f1(one)
    left_out = _left_out(two) - _left_out(one)
    squares = (left_out - left_out.mean()) ** 2
    error = math.sqrt((clusters - 1) / clusters * math.fsum(squares))
    tail = (1.0 - confidence) / 2.0
    half = float(special.stdtrit(clusters - 1.0, 1.0 - tail)) * error
    unlike = np.any([np.any(a != b, axis=1) for a, b in zip(one, two, strict=True)], axis=0)
    if int(unlike.sum()) < _FEW_SEEDS:
        half = max(half, 1.0 - tail ** (1.0 / fewest(one[2])))
    return Bounds(value - half, value + half, "paired jackknife")


def _f1(counts: Counts) -> float:
    return float(macro_f1(*(c.sum(axis=0) for c in counts)))


def _left_out(counts: Counts) -> Floats:
    return macro_f1(*(c.sum(axis=0) - c for c in counts))


def holm(values: list[float]) -> list[float]:
    """p values adjusted for being one of several (Holm 1979), in the order given."""
    order = sorted(range(len(values)), key=values.__getitem__)
    adjusted, running = [1.0] * len(values), 0.0
    for rank, position in enumerate(order):
        running = max(running, min(1.0, (len(values) - rank) * values[position]))
        adjusted[position] = running
    return adjusted
