"""Summaries of a document: are the points there that its reader needs, and nothing else?"""

from __future__ import annotations

from collections.abc import Sequence

from govllm.domain import Answer, Sample, Task
from govllm.scoring.grounded import unsupported_in
from govllm.scoring.points import has_point
from govllm.scoring.score import Score

# Twice the characters that the prompts ask for.
LONGEST = 600


def score_summary(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `covered` (share of the target's points that the summary has; 0 where it is none)
    and `unsupported` (1 where a number or a citation stands in no passage; named)."""
    summary = answers[0].text
    points = sample.target["answer"] if _is_summary(sample, summary) else ()
    found = sum(has_point(summary, point) for point in points)
    wrong = unsupported_in(sample, summary)
    return {
        "covered": Score(found / len(sample.target["answer"])),
        "unsupported": Score(float(bool(wrong)), "、".join(wrong) or None),
    }


def _is_summary(sample: Sample, text: str) -> bool:
    """Whether a text is shorter than what it sums up, and about as short as was asked."""
    whole = sum(len(passage["text"]) for passage in sample.input["passages"])
    return len(text) < min(LONGEST, whole)
