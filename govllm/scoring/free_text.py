"""Free text: named checks, one by one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from govllm.domain import Answer, Sample, Task
from govllm.scoring.checks import CHECKS
from govllm.scoring.score import Score, binary

GROUP = "group"


def score_checks(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `checks` (share met), `exact` (all met), and for each group that checks name the
    share met of its own. An empty answer meets none: a check that something is absent must not
    reward silence."""
    answer = answers[0].text
    held: dict[str, list[float]] = {"checks": []}
    for check in sample.target:
        (name, value), group = parts_of(check)
        met = 1.0 if answer.strip() and CHECKS[name].holds(answer, value) else 0.0
        for each in filter(None, ("checks", group)):
            held.setdefault(each, []).append(met)
    shares = {name: Score(math.fsum(met) / len(met)) for name, met in held.items()}
    return shares | {"exact": binary(all(held["checks"]))}


def parts_of(check: Mapping[str, Any]) -> tuple[tuple[str, Any], str | None]:
    """A check as its name with its value, and its group.

    Raises:
        ValueError: where it is not exactly one check.
    """
    (one,) = ((name, value) for name, value in check.items() if name != GROUP)
    return one, check.get(GROUP)
