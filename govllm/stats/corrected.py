"""A rate freed of what an instrument's own errors do to it (Rogan & Gladen 1978).

An instrument that finds a share `sensitivity` of what is wrong, and takes a share `1 - specificity`
of what is right for wrong, finds the rate p as p · sensitivity + (1 - p) · (1 - specificity).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from govllm.stats.metric import Metric


@dataclass(frozen=True, slots=True)
class Bounded:
    """A share with its interval."""

    value: float
    lower: float
    upper: float

    @classmethod
    def of(cls, record: Mapping[str, float], name: str) -> Bounded:
        """A share that a record holds under a name, with its bounds beside it."""
        return cls(record[name], record[f"{name}_lower"], record[f"{name}_upper"])


def corrected(found: Bounded, sensitivity: Bounded, specificity: Bounded) -> Bounded | None:
    """The rate behind a rate that was found, clipped to [0, 1].

    The bounds take all three intervals at their worst together, and so are wider than their own
    confidence asks for. None for an instrument that tells nothing (sensitivity and specificity sum
    to no more than 1 within their bounds).
    """
    if sensitivity.lower + specificity.lower <= 1.0:
        return None
    return Bounded(
        _true(found.value, sensitivity.value, specificity.value),
        _true(found.lower, sensitivity.upper, specificity.lower),
        _true(found.upper, sensitivity.lower, specificity.upper),
    )


def freed(metric: Metric, records: Sequence[Mapping[str, float]]) -> Metric:
    """A rate of harm with its correction, and gate bounds that span what was found and what is
    behind it: a gate passes or fails only where both do.

    Args:
        records: of the instruments, each with sensitivity, specificity and their bounds. Where
            there are several, the worse of each figure is taken for all of them together.
    """
    if not records or metric.estimate is None:
        return metric
    sensitivity, specificity = (
        min((Bounded.of(record, name) for record in records), key=lambda each: each.lower)
        for name in ("sensitivity", "specificity")
    )
    found = Bounded(metric.estimate, metric.lower, metric.upper)
    behind = corrected(found, sensitivity, specificity)
    gated = corrected(
        replace(found, lower=metric.gate_lower, upper=metric.gate_upper), sensitivity, specificity
    )
    if behind is None or gated is None:
        # Instruments that tell nothing leave everything open.
        return replace(metric, gate_lower=metric.best, gate_upper=metric.worst)
    return replace(
        metric,
        corrected=asdict(behind),
        gate_lower=min(metric.gate_lower, gated.lower),
        gate_upper=max(metric.gate_upper, gated.upper),
    )


def _true(found: float, sensitivity: float, specificity: float) -> float:
    rate = (found + specificity - 1.0) / (sensitivity + specificity - 1.0)
    return min(1.0, max(0.0, rate))
