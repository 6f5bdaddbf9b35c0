"""What a scorer is and returns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from govllm.domain import Answer, Sample, Task


@dataclass(frozen=True, slots=True)
class Score:
    """One score of one sample.

    Attributes:
        value: within the range of the metrics that use it.
        predicted, expected: the labels compared, where there are labels; `predicted` is None
            where the answer gave none.
    """

    value: float
    predicted: str | None = None
    expected: str | None = None


# A scorer is pure: the same answers give the same scores on every machine, or rescoring fails.
Scorer = Callable[[Task, Sample, Sequence[Answer]], Mapping[str, Score]]


def binary(truth: bool) -> Score:
    """1 for true, 0 for false."""
    return Score(1.0 if truth else 0.0)
