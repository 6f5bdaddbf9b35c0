"""Macro F1 over labels, and its bounds by the jackknife over clusters.

F1 is a ratio averaged over classes that often rest on a handful of seeds. Resampling seeds with
replacement then drops whole classes: on a set like `hotline/dispatch` (28 classes of five seeds)
bounds from the bootstrap let a candidate exactly at the threshold pass 16 % of the time and
covered the truth 88 to 90 %. Leaving out one seed at a time overstates the variance a little
(Efron & Stein 1981) and so errs on the safe side: see `tests/stats`.
"""

from __future__ import annotations

import numpy as np

from govllm.stats.intervals import (
    CONFIDENCE,
    Bounds,
    Floats,
    Ints,
    clopper_pearson,
    degrees_of_freedom,
    shrink,
    wilson_or_exact,
)

Counts = tuple[Floats, Floats, Floats]
"""Hits, predictions and expectations, each of shape (clusters, classes)."""


def class_counts(predicted: Ints, expected: Ints, clusters: Ints, classes: int) -> Counts:
    """Count by cluster and class. A code of -1 is no label: it is counted nowhere."""
    _, codes = np.unique(clusters, return_inverse=True)
    shape = (int(codes.max()) + 1, classes)
    hits, given, wanted = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    named, known = predicted >= 0, expected >= 0
    np.add.at(wanted, (codes[known], expected[known]), 1.0)
    np.add.at(given, (codes[named], predicted[named]), 1.0)
    right = known & (predicted == expected)
    np.add.at(hits, (codes[right], expected[right]), 1.0)
    return hits, given, wanted


def macro_f1(hits: Floats, predicted: Floats, expected: Floats) -> Floats:
    """Macro F1 from counts per class (last axis), averaged over the classes that occur.

    Classes with no expected sample are left out: they have no recall to speak of.
    """
    occurs = expected > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        f1 = np.where(occurs, 2.0 * hits / (predicted + expected), 0.0)
    result: Floats = f1.sum(axis=-1) / np.maximum(occurs.sum(axis=-1), 1)
    return result


def macro_f1_bounds(counts: Counts, confidence: float = CONFIDENCE) -> tuple[Bounds, Bounds, float]:
    """The two-sided interval, the one-sided bounds for gates, and the effective number of samples.

    Macro F1 is treated as the share whose variance the jackknife found: as many samples as such a
    share would need for it, and where nothing varies (all right, all wrong) the clusters.
    """
    totals = [c.sum(axis=0) for c in counts]
    value = float(macro_f1(*totals))
    clusters = len(counts[0])
    left_out = macro_f1(*(total - c for total, c in zip(totals, counts, strict=True)))
    squares = (left_out - left_out.mean()) ** 2
    variance = float((clusters - 1) / clusters * squares.sum())
    tail = 1.0 - confidence
    if variance <= 0.0 or not 0.0 < value < 1.0:
        n = n_two = n_one = float(clusters)
    else:
        n = value * (1.0 - value) / variance
        least = fewest(counts[2])
        n_two = max(n * shrink(tail / 2.0, clusters - 1.0), least)
        n_one = max(n * shrink(tail, degrees_of_freedom(squares)), least)
    interval = wilson_or_exact(value, n_two, tail / 2.0)
    gate = Bounds(*clopper_pearson(value * n_one, n_one, tail), "jackknife clopper-pearson")
    return Bounds(interval.lower, interval.upper, f"jackknife {interval.method}"), gate, n


def fewest(expected: Floats) -> float:
    """What the clusters are worth at the least, as in `Clustered.fewest`: with every class of the
    same weight and every sample of a cluster faring alike."""
    occurs = expected.sum(axis=0) > 0
    weights = (expected[:, occurs] / expected[:, occurs].sum(axis=0)).mean(axis=1)
    return float(1.0 / (weights**2).sum())
