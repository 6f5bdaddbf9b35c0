"""Intervals for shares: exact and Wilson, on the effective number of samples.

Samples grown from one seed item resemble each other, so a share's variance is taken between
clusters and turned into the number of independent samples that would have had it
(Korn & Graubard 1998; Dean & Pagano 2015 for Wilson's interval on that number).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

CONFIDENCE = 0.95

# Below this many effective successes or failures Wilson's interval is too short near 0 and 1
# (Brown, Cai & DasGupta 2001), so the exact one is taken.
_FEW = 5.0


@dataclass(frozen=True, slots=True)
class Bounds:
    """A lower and an upper bound and how they were made."""

    lower: float
    upper: float
    method: str


@dataclass(frozen=True, slots=True)
class Clustered:
    """Values summed by cluster: all that intervals need.

    Attributes:
        sums: sum of the values of each cluster, shape (clusters,).
        sizes: samples of each cluster, shape (clusters,).
        binary: whether every value is 0 or 1.
    """

    sums: Floats
    sizes: Floats
    binary: bool

    @property
    def clusters(self) -> int:
        return len(self.sizes)

    @property
    def n(self) -> float:
        return float(math.fsum(self.sizes))

    @property
    def mean(self) -> float:
        return math.fsum(self.sums) / self.n

    @property
    def residuals(self) -> Floats:
        return self.sums - self.mean * self.sizes

    @property
    def variance(self) -> float:
        """Variance of the mean between clusters (linearised ratio estimator)."""
        if self.clusters < 2:
            return 0.0
        total = math.fsum(self.residuals**2)
        return self.clusters / (self.clusters - 1) * total / self.n**2

    @property
    def fewest(self) -> float:
        """What the clusters are worth at the least: if samples of a seed were all alike."""
        return self.n**2 / math.fsum(self.sizes**2)

    @property
    def independent(self) -> bool:
        """Whether every cluster is a single sample with a yes or a no: then n is n."""
        return self.binary and bool(np.all(self.sizes == 1.0))


def clustered(values: Floats, clusters: Ints) -> Clustered:
    """Sum `values` (shape (n,), within [0, 1]) by their cluster codes (shape (n,))."""
    _, codes = np.unique(clusters, return_inverse=True)
    return Clustered(
        np.bincount(codes, values).astype(np.float64),
        np.bincount(codes).astype(np.float64),
        bool(np.all((values == 0.0) | (values == 1.0))),
    )


def effective_n(data: Clustered) -> float:
    """How many independent samples would show the variance that the clusters show.

    Never more than n for yes/no values. With no variance to estimate it from (all right, all
    wrong) it is the number of clusters: 300 of 300 from ten seeds is the evidence of ten.
    """
    if data.independent:
        return data.n
    mean, variance = data.mean, data.variance
    if variance <= 0.0 or not 0.0 < mean < 1.0:
        return float(data.clusters)
    n = mean * (1.0 - mean) / variance
    return min(n, data.n) if data.binary else n


def clopper_pearson(successes: float, n: float, tail: float) -> tuple[float, float]:
    """Exact bounds for a share with probability `tail` outside on either side.

    Clopper & Pearson 1934 by quantiles of the beta distribution, which also take the fractional
    counts that an effective number of samples gives.
    """
    lower = 0.0 if successes <= 0 else float(special.betaincinv(successes, n - successes + 1, tail))
    upper = (
        1.0 if successes >= n else float(special.betaincinv(successes + 1, n - successes, 1 - tail))
    )
    return lower, upper


def wilson(share: float, n: float, z: float) -> tuple[float, float]:
    """Wilson's 1927 score interval for a share of `n` at the normal quantile `z`."""
    scale = 1.0 + z * z / n
    centre = (share + z * z / (2.0 * n)) / scale
    half = z / scale * math.sqrt(share * (1.0 - share) / n + z * z / (4.0 * n * n))
    return max(0.0, centre - half), min(1.0, centre + half)


def share_interval(data: Clustered, confidence: float = CONFIDENCE) -> Bounds:
    """Two-sided interval of a share: Wilson's, near 0 and 1 the exact one.

    With clusters the normal quantile is stretched to Student's with one degree of freedom fewer
    than there are clusters, since their variance is itself an estimate.
    """
    tail = (1.0 - confidence) / 2.0
    n = _usable_n(data, tail, data.clusters - 1.0)
    return wilson_or_exact(data.mean, n, tail)


def at_an_end(data: Clustered) -> bool:
    """Whether so little of a mean is lost, or won, that resamples would often show none of it.

    Such resamples have no variance, and a studentised bootstrap gives a bound at the other end.
    """
    n = effective_n(data)
    return min(data.mean, 1.0 - data.mean) * n < _FEW


def wilson_or_exact(share: float, n: float, tail: float) -> Bounds:
    """Two-sided interval of a share of `n` samples with probability `tail` outside on each side."""
    successes = share * n
    if min(successes, n - successes) < _FEW:
        return Bounds(*clopper_pearson(successes, n, tail), "clopper-pearson")
    return Bounds(*wilson(share, n, _z(tail)), "wilson")


def gate_bounds(data: Clustered, confidence: float = CONFIDENCE) -> Bounds:
    """One-sided bounds that a gate may lean on: each is wrong at most 1 - confidence of the time.

    Exact on the effective number of samples. The degrees of freedom are those that the clusters'
    squared residuals really carry (Satterthwaite 1946): where few clusters hold all the errors,
    the variance is known from those few only. Simulated in `tests/stats`.
    """
    tail = 1.0 - confidence
    n = _usable_n(data, tail, degrees_of_freedom(data.residuals**2))
    return Bounds(*clopper_pearson(data.mean * n, n, tail), "clopper-pearson")


def samples_to_decide(share: float, threshold: float, confidence: float = CONFIDENCE) -> int:
    """About how many independent samples put a one-sided bound of `share` past `threshold`.

    Normal approximation; 0 where the share lies on the threshold and no number would do.
    """
    gap = abs(share - threshold)
    if gap == 0.0:
        return 0
    spread = max(share * (1.0 - share), threshold * (1.0 - threshold))
    if share in (0.0, 1.0):
        # (share of the extreme)^n <= tail decides: 299 for "under 1 %" without a single leak.
        kept = 1.0 - gap
        return math.ceil(math.log(1.0 - confidence) / math.log(kept)) if kept > 0 else 1
    return math.ceil(spread * (_z(1.0 - confidence) / gap) ** 2)


def _z(tail: float) -> float:
    return float(special.ndtri(1.0 - tail))


def degrees_of_freedom(squares: Floats) -> float:
    """What a sum of squared residuals, one a cluster, carries (Satterthwaite 1946); at least 1."""
    fourth = math.fsum(squares**2)
    return max(1.0, math.fsum(squares) ** 2 / fourth - 1.0) if fourth > 0 else math.inf


def shrink(tail: float, df: float) -> float:
    """The factor on a number of samples that turns a normal quantile into Student's."""
    if math.isinf(df):
        return 1.0
    return float((_z(tail) / special.stdtrit(max(1.0, df), 1.0 - tail)) ** 2)


def _usable_n(data: Clustered, tail: float, df: float) -> float:
    """The effective number of samples, less what is lost by estimating it on `df` degrees of
    freedom; never less than the clusters are worth if samples of a seed were all alike, for then
    there is nothing to estimate."""
    n = effective_n(data)
    if data.independent or data.variance <= 0.0:
        return n
    return max(n * shrink(tail, df), data.fewest)
