"""Does a candidate's confidence tell how often it is right?

Expected calibration error over ten bins of equal width (Guo et al., ICML 2017), and accuracy
against coverage where only the most confident answers are given (El-Yaniv & Wiener, JMLR 2010).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from govllm.stats.intervals import Bounds, Floats, Ints

BINS = 10
# Shares of the answers, the most confident ones first.
COVERAGES = tuple(step / 10 for step in range(1, 11))
_RESAMPLES = 1000


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of like confidence.

    Attributes:
        n: how many; confidence, accuracy: their means.
    """

    n: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """How confidence and accuracy go together.

    Attributes:
        n: answers with a confidence.
        confidence, accuracy: their means.
        ece, interval: the expected calibration error, and its percentile bootstrap over clusters.
            The error of a well calibrated candidate is above 0 as well, by chance within the bins.
        bins: those that hold answers, from the least confident.
        curve: accuracy of the most confident share of answers, by share.
    """

    n: int
    confidence: float
    accuracy: float
    ece: float
    interval: Bounds
    bins: tuple[Bin, ...]
    curve: tuple[tuple[float, float], ...]


def calibration(
    confidence: Sequence[float], right: Sequence[float], clusters: Sequence[int], seed: int
) -> Calibration | None:
    """The calibration of answers; None without any.

    Args:
        confidence: 0..1 of each answer; right: its score, 0..1; clusters: codes of its seed.
    """
    told, score, code = np.array(confidence), np.array(right), np.array(clusters, dtype=np.int64)
    if not len(told):
        return None
    place = np.minimum((told * BINS).astype(np.int64), BINS - 1)
    counts, gaps = _by_cluster(place, told - score, code)
    rng = np.random.default_rng(seed)
    weights = rng.multinomial(len(counts), np.full(len(counts), 1 / len(counts)), _RESAMPLES)
    drawn = np.abs(weights @ gaps).sum(axis=1) / (weights @ counts)
    low, high = np.quantile(drawn, [0.025, 0.975])
    ece = float(np.abs(gaps.sum(axis=0)).sum() / len(told))
    return Calibration(
        len(told),
        float(told.mean()),
        float(score.mean()),
        ece,
        Bounds(float(low), float(high), "cluster bootstrap"),
        tuple(
            Bin(int(held.sum()), float(told[held].mean()), float(score[held].mean()))
            for b in range(BINS)
            if (held := place == b).any()
        ),
        _curve(told, score),
    )


def _by_cluster(place: Ints, gap: Floats, code: Ints) -> tuple[Floats, Floats]:
    """Answers of each cluster, and the sums of its gaps by bin: shapes (clusters,) and (clusters,
    bins)."""
    codes, index = np.unique(code, return_inverse=True)
    gaps = np.zeros((len(codes), BINS))
    np.add.at(gaps, (index, place), gap)
    return np.bincount(index, minlength=len(codes)).astype(float), gaps


def _curve(told: Floats, score: Floats) -> tuple[tuple[float, float], ...]:
    # Answers of one confidence stand or fall together, by their mean: no order among them is told.
    order = np.argsort(-told, kind="stable")
    means = {value: float(score[told == value].mean()) for value in np.unique(told)}
    even = np.array([means[value] for value in told[order]])
    sums = np.cumsum(even)
    sizes = [max(1, round(share * len(told))) for share in COVERAGES]
    return tuple(
        (share, float(sums[size - 1] / size)) for share, size in zip(COVERAGES, sizes, strict=True)
    )
