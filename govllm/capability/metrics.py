"""lm-eval's figures as metrics: its value and its standard error become an interval."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from types import MappingProxyType

import numpy as np

from govllm.domain import Bilingual, Direction, MetricSpec
from govllm.stats.intervals import CONFIDENCE, Bounds, Clustered, gate_bounds, share_interval
from govllm.stats.metric import Metric

METHOD = "lm-eval stderr, normal"

# The aggregate of what lm-eval alone can take: no mean of values by sample between known ends.
OWN = "lm_eval"

# An end that a metric does not have.
_FAR = 1e9

_SHARE = re.compile(r"(?:^|_)(?:acc|accuracy|em|exact_match|pass(?:@|_at_)\d+)(?:_|$)")

# Metrics of lm-eval that are no shares of right answers: ends and unit.
_RANGES: Mapping[str, tuple[float, float, str]] = MappingProxyType(
    {
        "f1": (0.0, 1.0, "share"),
        "mcc": (-1.0, 1.0, ""),
        "brier_score": (0.0, 2.0, ""),
        "bleu": (0.0, 100.0, ""),
        "chrf": (0.0, 100.0, ""),
        "ter": (0.0, _FAR, ""),
        "perplexity": (1.0, _FAR, ""),
        "word_perplexity": (1.0, _FAR, ""),
        "byte_perplexity": (1.0, _FAR, ""),
        "bits_per_byte": (0.0, _FAR, "bits"),
    }
)

_TITLES: Mapping[str, Bilingual] = MappingProxyType(
    {
        "acc": Bilingual("准确率", "Accuracy"),
        "acc_norm": Bilingual("准确率（按长度折算）", "Accuracy (per length)"),
        "exact_match": Bilingual("完全一致率", "Exact match"),
        "f1": Bilingual("F1", "F1"),
        "word_perplexity": Bilingual("每词困惑度", "Perplexity per word"),
        "byte_perplexity": Bilingual("每字节困惑度", "Perplexity per byte"),
        "bits_per_byte": Bilingual("每字节比特数", "Bits per byte"),
        "perplexity": Bilingual("困惑度", "Perplexity"),
    }
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of lm-eval's with its standard error, None where it gives none."""

    value: float
    stderr: float | None


@dataclass(frozen=True, slots=True)
class Counts:
    """Samples of a metric."""

    planned: int
    errored: int


# Where lm-eval gives nothing with bounds: of how many documents there are all answers.
ANSWERED = MetricSpec(
    "answered", "answered", "mean", "higher", 0.0, 1.0, "share", Bilingual("作答率", "Answered")
)


def is_share(metric: str) -> bool:
    """Whether a metric of this name is a share of right answers."""
    return _SHARE.search(metric) is not None


def spec_of(metric: str, filter_: str, higher: bool, mean: bool) -> MetricSpec:
    """The declaration of a metric of lm-eval's.

    Args:
        filter_: lm-eval's name of what the answers went through, "none" where nothing.
        mean: whether its value is the mean of one number a sample.
    """
    own = metric if filter_ == "none" else f"{metric}.{filter_}"
    share = is_share(metric)
    low, high, unit = (0.0, 1.0, "share") if share else _RANGES.get(metric, (-_FAR, _FAR, ""))
    direction: Direction = "higher" if higher else "lower"
    known = _TITLES.get(metric, Bilingual("", ""))
    title = Bilingual(f"{known.zh} {own}".strip(), f"{known.en} {own}".strip())
    return MetricSpec(
        own, own, "mean" if mean and share else OWN, direction, low, high, unit, title
    )


def has_ends(spec: MetricSpec) -> bool:
    """Whether both ends of a metric's range are known."""
    return abs(spec.low) < _FAR and abs(spec.high) < _FAR


def metric_of(
    task: str,
    spec: MetricSpec,
    figures: Sequence[Figure],
    counts: Counts,
    values: Sequence[float] = (),
    part: str = "",
) -> Metric:
    """A metric from lm-eval's figures.

    The interval is the value plus and minus 1.96 standard errors (1.645 for the one-sided bounds),
    within the metric's ends. A share without spread, for which lm-eval's standard error is 0, gets
    the exact interval: 60 right of 60 are not certainty.

    Args:
        figures: the only one; or with errors at their worst and at their best; none where nothing
            is known, as of a perplexity with errors.
        values: of a share, one a sample, with the errors at their worst.
        part: "dimension=value" for a part of the samples.
    """
    bounds = [_bounds(spec, figure, values) for figure in figures]
    if not figures or counts.planned == counts.errored:
        nothing = Bounds(spec.low, spec.high, "none")
        bounds = [(nothing, nothing)]
    lower, upper = min(b.lower for b, _ in bounds), max(b.upper for b, _ in bounds)
    gate_lower, gate_upper = min(g.lower for _, g in bounds), max(g.upper for _, g in bounds)
    known = bool(figures) and counts.planned > counts.errored
    low, high = _drawn(spec, (lower, upper, *(f.value for f in figures)))
    return Metric(
        task=task,
        name=spec.name,
        slice=part,
        estimate=figures[0].value if known else None,
        lower=lower,
        upper=upper,
        confidence=CONFIDENCE,
        gate_lower=gate_lower,
        gate_upper=gate_upper,
        method=bounds[0][0].method,
        direction=spec.direction,
        worst=low if spec.direction == "higher" else high,
        best=high if spec.direction == "higher" else low,
        unit=spec.unit,
        n_planned=counts.planned,
        n_scored=counts.planned - counts.errored,
        n_errored=counts.errored,
        n_clusters=counts.planned,
        n_effective=float(counts.planned),
    )


def _bounds(spec: MetricSpec, figure: Figure, values: Sequence[float]) -> tuple[Bounds, Bounds]:
    """Two-sided and one-sided."""
    if figure.stderr:
        return (
            _within(spec, figure, _quantile((1.0 + CONFIDENCE) / 2.0)),
            _within(spec, figure, _quantile(CONFIDENCE)),
        )
    if spec.aggregate == OWN or not values:
        # lm-eval gives no standard error: all that is known are the ends.
        nothing = Bounds(spec.low, spec.high, "none")
        return nothing, nothing
    right = figure.value * len(values)
    data = Clustered(
        np.array([1.0] * round(right) + [0.0] * (len(values) - round(right))),
        np.ones(len(values)),
        binary=True,
    )
    return share_interval(data), gate_bounds(data)


def _quantile(probability: float) -> float:
    return NormalDist().inv_cdf(probability)


def _within(spec: MetricSpec, figure: Figure, z: float) -> Bounds:
    reach = z * (figure.stderr or 0.0)
    # What lies outside the ends that its name promises is told as it is.
    low, high = min(spec.low, figure.value), max(spec.high, figure.value)
    return Bounds(max(low, figure.value - reach), min(high, figure.value + reach), METHOD)


def _drawn(spec: MetricSpec, told: Sequence[float]) -> tuple[float, float]:
    """The metric's ends; where it has none, some that what was measured lies between."""
    near = [value for value in told if abs(value) < _FAR]
    low = min([0.0, *near]) if spec.low <= -_FAR else min([spec.low, *near])
    if spec.high < _FAR:
        return low, max([spec.high, *near])
    return low, float(math.ceil(max([low + 1.0, *near])))
