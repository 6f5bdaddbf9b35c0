"""Free text: named checks, one by one."""

from __future__ import annotations

import math
from collections.abc import Sequence

from govllm.domain import Answer, Sample, Task
from govllm.scoring.checks import CHECKS
from govllm.scoring.score import Score, binary


def score_checks(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `checks` (share met), `exact` (all met). An empty answer meets none: a check that
    something is absent must not reward silence."""
    answer = answers[0].text
    if not answer.strip():
        return {"checks": Score(0.0), "exact": Score(0.0)}
    held = []
    for check in sample.target:
        ((name, value),) = check.items()
        held.append(1.0 if CHECKS[name].holds(answer, value) else 0.0)
    return {"checks": Score(math.fsum(held) / len(held)), "exact": binary(all(held))}
