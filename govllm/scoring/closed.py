"""Questions without passages: does the candidate know, decline, or invent?"""

from __future__ import annotations

from collections.abc import Sequence

from govllm.domain import Answer, Sample, Task
from govllm.hallucination.abstention import abstains
from govllm.scoring.points import conclusion_of, has_point, is_one_answer
from govllm.scoring.score import Score, binary


def score_closed(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `right` (the answer proper has the target's points), `invented` (it neither has them
    nor declines) and `refused` (it declines)."""
    conclusion = conclusion_of(answers[0].text)
    points = sample.target["answer"]
    right = all(has_point(conclusion, point) for point in points) and is_one_answer(
        conclusion, points, sample.input["question"]
    )
    refused = not right and abstains(answers[0].text)
    return {
        "right": binary(right),
        "invented": binary(not right and not refused),
        "refused": binary(refused),
    }
