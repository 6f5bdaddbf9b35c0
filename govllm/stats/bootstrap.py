"""Bootstrap intervals over clusters: for means of graded scores and for macro F1."""

from __future__ import annotations

import numpy as np
from scipy import special

from govllm.stats.intervals import CONFIDENCE, Bounds, Clustered, Floats, Ints

# 2,000 resamples put the Monte-Carlo error of a 2.5 % bound near 0.35 % in probability; more
# would not show in an interval drawn on a scorecard.
RESAMPLES = 2000


def _weights(clusters: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    return rng.multinomial(clusters, np.full(clusters, 1.0 / clusters), RESAMPLES).astype(
        np.float64
    )


def mean_interval(data: Clustered, seed: int, confidence: float = CONFIDENCE) -> Bounds:
    """Two-sided interval of a mean: studentised cluster bootstrap (Efron & Tibshirani 1993, 12.5).

    The plain percentile interval covers 91–93 % where 95 are promised once scores pile up at an
    end; the studentised one holds 94–96 (see `tests/stats`).
    """
    tail = (1.0 - confidence) / 2.0
    clusters, sums, sizes, mean = data.clusters, data.sums, data.sizes, data.mean
    drawn = _weights(clusters, seed)
    totals = drawn @ sizes
    means = drawn @ sums / totals
    squares = (
        drawn @ (sums * sums)
        - 2.0 * means * (drawn @ (sums * sizes))
        + means * means * (drawn @ (sizes * sizes))
    )
    errors = np.sqrt(np.maximum(clusters / (clusters - 1) * squares, 1e-12)) / totals
    low, high = np.quantile((means - mean) / errors, [tail, 1.0 - tail])
    error = float(np.sqrt(data.variance))
    return Bounds(
        max(0.0, mean - float(high) * error),
        min(1.0, mean - float(low) * error),
        "cluster bootstrap-t",
    )


def macro_f1(hits: Floats, predicted: Floats, expected: Floats) -> Floats:
    """Macro F1 from counts per class (last axis), averaged over the classes that occur.

    Classes with no expected sample are left out: they have no recall to speak of.
    """
    occurs = expected > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = np.where(occurs, 2.0 * hits / (predicted + expected), 0.0)
    result: Floats = f1.sum(axis=-1) / np.maximum(occurs.sum(axis=-1), 1)
    return result


def class_counts(
    predicted: Ints, expected: Ints, clusters: Ints, classes: int
) -> tuple[Floats, Floats, Floats]:
    """Hits, predictions and expectations by cluster and class, each (clusters, classes).

    A predicted code of -1 is an answer without a label: it hits nothing.
    """
    _, codes = np.unique(clusters, return_inverse=True)
    shape = (int(codes.max()) + 1, classes)
    hits, given, wanted = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    named = predicted >= 0
    np.add.at(wanted, (codes, expected), 1.0)
    np.add.at(given, (codes[named], predicted[named]), 1.0)
    right = predicted == expected
    np.add.at(hits, (codes[right], expected[right]), 1.0)
    return hits, given, wanted


def macro_f1_interval(
    counts: tuple[Floats, Floats, Floats], seed: int, tails: tuple[float, float]
) -> Bounds:
    """Bias-corrected and accelerated bootstrap over clusters (Efron 1987).

    Args:
        counts: as `class_counts` gives them.
        tails: probability below the lower and above the upper bound.
    """
    hits, given, wanted = counts
    clusters = len(hits)
    estimate = float(macro_f1(hits.sum(0), given.sum(0), wanted.sum(0)))
    drawn = _weights(clusters, seed)
    values = macro_f1(drawn @ hits, drawn @ given, drawn @ wanted)
    left_out = macro_f1(hits.sum(0) - hits, given.sum(0) - given, wanted.sum(0) - wanted)
    pull = left_out.mean() - left_out
    spread = float((pull**2).sum())
    if spread == 0.0 or float(np.ptp(values)) == 0.0:
        return Bounds(estimate, estimate, "cluster bootstrap BCa")
    acceleration = float((pull**3).sum()) / (6.0 * spread**1.5)
    below = float((values < estimate).mean() + 0.5 * (values == estimate).mean())
    bias = float(special.ndtri(np.clip(below, 1.0 / RESAMPLES, 1.0 - 1.0 / RESAMPLES)))

    def quantile(probability: float) -> float:
        shifted = bias + float(special.ndtri(probability))
        return float(
            np.quantile(values, special.ndtr(bias + shifted / (1 - acceleration * shifted)))
        )

    return Bounds(quantile(tails[0]), quantile(1.0 - tails[1]), "cluster bootstrap BCa")
