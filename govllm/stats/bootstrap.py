"""Bootstrap intervals over clusters, for means of graded scores."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from scipy import special

from govllm.stats.intervals import CONFIDENCE, Bounds, Clustered, Floats

# 2,000 resamples put the Monte-Carlo error of a 2.5 % bound near 0.35 % in probability; more
# would not show in an interval drawn on a scorecard.
RESAMPLES = 2000

# From so many clusters on the studentised mean is normal for every practical purpose, while the
# resamples would cost half a minute and gigabytes.
_MANY_CLUSTERS = 10_000

# Cells of one block of resamples (8 bytes each).
_BLOCK = 2_000_000


def _weights(clusters: int, seed: int) -> Iterator[Floats]:
    """How often each cluster is drawn in each resample, in blocks of shape (resamples, clusters).

    The blocks' size has no influence on the draws.
    """
    rng = np.random.default_rng(seed)
    share = np.full(clusters, 1.0 / clusters)
    rows = max(1, _BLOCK // clusters)
    for start in range(0, RESAMPLES, rows):
        count = min(rows, RESAMPLES - start)
        yield rng.multinomial(clusters, share, count).astype(np.float64)


def mean_interval(data: Clustered, seed: int, confidence: float = CONFIDENCE) -> Bounds:
    """Two-sided interval of a mean: studentised cluster bootstrap (Efron & Tibshirani 1993, 12.5).

    The plain percentile interval covers 91–93 % where 95 are promised once scores pile up at an
    end; the studentised one holds 94–96 (see `tests/stats`).
    """
    tail = (1.0 - confidence) / 2.0
    error = float(np.sqrt(data.variance))
    if data.clusters >= _MANY_CLUSTERS:
        half = float(special.stdtrit(data.clusters - 1.0, 1.0 - tail)) * error
        return Bounds(max(0.0, data.mean - half), min(1.0, data.mean + half), "cluster t")
    drawn = [_studentised(data, weights) for weights in _weights(data.clusters, seed)]
    low, high = np.quantile(np.concatenate(drawn), [tail, 1.0 - tail])
    return Bounds(
        max(0.0, data.mean - float(high) * error),
        min(1.0, data.mean - float(low) * error),
        "cluster bootstrap-t",
    )


def _studentised(data: Clustered, drawn: Floats) -> Floats:
    clusters, sums, sizes, mean = data.clusters, data.sums, data.sizes, data.mean
    totals = drawn @ sizes
    means = drawn @ sums / totals
    squares = (
        drawn @ (sums * sums)
        - 2.0 * means * (drawn @ (sums * sizes))
        + means * means * (drawn @ (sizes * sizes))
    )
    errors = np.sqrt(np.maximum(clusters / (clusters - 1) * squares, 1e-12)) / totals
    result: Floats = (means - mean) / errors
    return result
