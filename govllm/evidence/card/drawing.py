"""Intervals as pictures: where bounds, threshold and baselines lie on an axis."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# In a picture's own units, which the template gives to `viewBox`.
EDGE = 6.0

# A leak rate under 1 % would be a smear at the axis' end: where everything lies within a tenth of
# the range (or less) at one end, only that part of the range is drawn, and said to be.
_ZOOMS = (100.0, 50.0, 20.0, 10.0)
_ROOM = 0.95


@dataclass(frozen=True, slots=True)
class Picture:
    """An interval placed on an axis; every position is an x between 0 and `width`.

    Attributes:
        width: of the picture.
        low, high: values at the axis' ends.
        zoom: how many times the metric's range is longer than the axis; 1 draws all of it.
        interval: from and to of the two-sided interval.
        estimate: of the dot, or None where nothing was scored.
        bound: of the one-sided bound that decides a gate, or None.
        points_up: whether that bound is the lower one.
        threshold: or None.
        zone: from and to of the values that reach the threshold.
        marks: of the baselines, by name.
        reference: of a thin line to compare with (the whole task, behind one of its slices).
    """

    width: float
    low: float
    high: float
    zoom: float
    interval: tuple[float, float]
    estimate: float | None
    bound: float | None = None
    points_up: bool = True
    threshold: float | None = None
    zone: tuple[float, float] | None = None
    marks: tuple[tuple[str, float], ...] = ()
    reference: float | None = None


def draw_metric(
    metric: Mapping[str, Any],
    width: float,
    *,
    baselines: Mapping[str, float] | None = None,
    reference: float | None = None,
) -> Picture:
    """A metric's interval on its whole range, so that rows can be compared by eye."""
    low, high = _ends(metric)
    axis = _Axis(low, high, width)
    return Picture(
        width,
        low,
        high,
        1.0,
        (axis.x(metric["lower"]), axis.x(metric["upper"])),
        axis.maybe(metric["estimate"]),
        marks=tuple((name, axis.x(value)) for name, value in (baselines or {}).items()),
        reference=axis.maybe(reference),
    )


def draw_gate(gate: Mapping[str, Any], metric: Mapping[str, Any], width: float) -> Picture:
    """A gate's metric with the threshold and the one-sided bound that decided.

    A gate passes (or stays open) by the bound on the worse side and fails by the other one.
    """
    low, high = _ends(metric)
    threshold = gate["threshold"]
    by_lower = (metric["direction"] == "higher") == (gate["verdict"] != "fail")
    bound = gate["lower"] if by_lower else gate["upper"]
    told = (metric["lower"], metric["upper"], threshold, gate["lower"], gate["upper"])
    start, end, zoom = _window(low, high, min(told), max(told))
    axis = _Axis(start, end, width)
    zone = (threshold, high) if metric["direction"] == "higher" else (low, threshold)
    return Picture(
        width,
        start,
        end,
        zoom,
        (axis.x(metric["lower"]), axis.x(metric["upper"])),
        axis.maybe(metric["estimate"]),
        bound=axis.x(bound),
        points_up=by_lower,
        threshold=axis.x(threshold),
        zone=(axis.x(zone[0]), axis.x(zone[1])),
    )


def _ends(metric: Mapping[str, Any]) -> tuple[float, float]:
    low, high = sorted((float(metric["worst"]), float(metric["best"])))
    return low, high


def _window(low: float, high: float, least: float, most: float) -> tuple[float, float, float]:
    span = high - low
    for zoom in _ZOOMS:
        if most <= low + _ROOM * span / zoom:
            return low, low + span / zoom, zoom
        if least >= high - _ROOM * span / zoom:
            return high - span / zoom, high, zoom
    return low, high, 1.0


@dataclass(frozen=True, slots=True)
class _Axis:
    low: float
    high: float
    width: float

    def x(self, value: float) -> float:
        inside = min(max(value, self.low), self.high)
        share = (inside - self.low) / (self.high - self.low)
        return round(EDGE + share * (self.width - 2 * EDGE), 2)

    def maybe(self, value: float | None) -> float | None:
        return None if value is None else self.x(value)
