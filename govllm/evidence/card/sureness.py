"""Pictures of confidence: how often answers of like confidence are right, and accuracy where only
the surest are given."""

from __future__ import annotations

from dataclasses import dataclass

from govllm.evidence.reading import Document, Reading

WIDTH, HEIGHT = 300.0, 168.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 12.0, 12.0, 30.0
_DOT = 8.0


@dataclass(frozen=True, slots=True)
class Dot:
    """Answers of like confidence: where they stand, and the size of the dot."""

    x: float
    y: float
    size: float
    n: int


@dataclass(frozen=True, slots=True)
class SureView:
    """A task's confidence for readers.

    Attributes:
        record: what `metrics.json` says of it.
        dots: of the calibration, at (confidence, accuracy); none where the server told no
            log-probabilities.
        path: accuracy against coverage.
        diagonal: where a calibrated candidate's dots would stand.
    """

    record: Document
    dots: tuple[Dot, ...]
    path: str
    diagonal: str


def sure_views(run: Reading) -> list[SureView]:
    """Every task of which confidence or declining is told."""
    return [_view(record) for record in run.metrics["confidence"]]


def _view(record: Document) -> SureView:
    found = record["calibration"]
    diagonal = f"M{_x(0.0)} {_y(0.0)}L{_x(1.0)} {_y(1.0)}"
    if found is None:
        return SureView(record, (), "", diagonal)
    most = max(each["n"] for each in found["bins"])
    dots = tuple(
        Dot(_x(b["confidence"]), _y(b["accuracy"]), round(_DOT * (b["n"] / most) ** 0.5, 2), b["n"])
        for b in found["bins"]
    )
    path = "M" + "L".join(f"{_x(share)} {_y(accuracy)}" for share, accuracy in found["curve"])
    return SureView(record, dots, path, diagonal)


def _x(share: float) -> float:
    return round(_LEFT + share * (WIDTH - _LEFT - _RIGHT), 2)


def _y(share: float) -> float:
    return round(HEIGHT - _BOTTOM - share * (HEIGHT - _BOTTOM - _TOP), 2)
