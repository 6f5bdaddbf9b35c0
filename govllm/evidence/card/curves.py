"""A metric against a number: extraction and exposure against how often a canary was repeated."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govllm.evidence.reading import Document, Reading

WIDTH, HEIGHT = 420.0, 168.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 52.0, 12.0, 12.0, 30.0
# Fewer points are no curve.
_FEWEST = 3


@dataclass(frozen=True, slots=True)
class Point:
    """A slice's estimate and interval in the picture.

    Attributes:
        label: the number; `x`, `y`: where the estimate stands; `low`, `high`: ends of its interval.
    """

    label: str
    x: float
    y: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Curve:
    """A metric over the numeric values of a slice, in equal steps since they grow by doubling.

    Attributes:
        bottom, top: values at the ends of the upright axis; `floor`, `ceiling`: where they stand.
    """

    dimension: str
    spec: Document
    points: tuple[Point, ...]
    bottom: float
    top: float
    floor: float
    ceiling: float
    left: float

    @property
    def path(self) -> str:
        """The line through the estimates."""
        return "M" + "L".join(f"{point.x} {point.y}" for point in self.points)


def curves_of(run: Reading, record: Document) -> Iterator[Curve]:
    """A curve for every metric and every slice whose values are numbers."""
    for dimension in record["slices"]:
        for spec in record["metrics"]:
            rows = sorted(_numbered(run, record["id"], spec["name"], dimension))
            if len(rows) >= _FEWEST:
                yield _curve(dimension, spec, [metric for _, metric in rows])


def _numbered(
    run: Reading, task: str, metric: str, dimension: str
) -> Iterator[tuple[int, Document]]:
    for found in run.metrics["slices"]:
        name, _, value = found["slice"].partition("=")
        if (found["task"], found["name"], name) == (task, metric, dimension) and value.isdecimal():
            yield int(value), found


def _curve(dimension: str, spec: Document, metrics: Sequence[Document]) -> Curve:
    bottom = float(spec["low"])
    top = max(math.ceil(max(m["upper"] for m in metrics)), bottom + 1)
    floor, ceiling = HEIGHT - _BOTTOM, _TOP
    step = (WIDTH - _LEFT - _RIGHT) / len(metrics)

    def height(value: float) -> float:
        share: float = (float(value) - bottom) / (top - bottom)
        return float(round(floor - share * (floor - ceiling), 2))

    points = tuple(
        Point(
            str(int(metric["slice"].partition("=")[2])),
            round(_LEFT + step * (at + 0.5), 2),
            height(metric["lower"] if metric["estimate"] is None else metric["estimate"]),
            height(metric["lower"]),
            height(metric["upper"]),
        )
        for at, metric in enumerate(metrics)
    )
    return Curve(dimension, spec, points, bottom, top, floor, ceiling, _LEFT)
