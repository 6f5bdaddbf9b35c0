"""Short answers: normalised exact match, numbers and dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govllm.domain import Answer, FieldSpec, Sample, Task
from govllm.scoring import normalise
from govllm.scoring.extraction import accepted, agrees
from govllm.scoring.score import Score, binary

# 答 alone begins other words (答复期限为15日).
_LEAD = re.compile(r"^\s*(?:答案|answer\b|答(?=\s*[:：]))\s*(?:是|为|is\b)?\s*[:：]?\s*", re.I)


def given(answer: str) -> str:
    """The answer without a lead such as `答案：`."""
    return _LEAD.sub("", answer).strip()


def readable(field: FieldSpec, answer: str) -> bool:
    """Whether the answer has the form the field asks for."""
    if field.type == "number":
        return normalise.parse_number(answer) is not None
    if field.type == "date":
        return normalise.parse_date(answer) is not None
    if field.type == "digits":
        return bool(normalise.digits(answer))
    return bool(normalise.text(answer))


def score_short_answer(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `correct` (equal to an accepted answer), `parsed` (of the asked form)."""
    answer = given(answers[0].text)
    forms = accepted(sample.target)
    # Silence is not an answer, not even where the right one is that there is none.
    formed = readable(task.answer, answer)
    right = formed and any(agrees(task.answer, answer, wanted) for wanted in forms)
    return {
        "correct": Score(float(right), answer or None, str(forms[0])),
        "parsed": binary(formed),
    }
