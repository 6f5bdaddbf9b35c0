"""Extraction: a JSON object's fields against the target's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from govllm.domain import Answer, FieldSpec, Sample, Task
from govllm.scoring import normalise
from govllm.scoring.score import Score, binary

_NOTHING = {"", "null", "none", "无", "未提及", "未说明", "不详"}


def accepted(value: Any) -> tuple[Any, ...]:
    """The accepted forms of a target value: a list gives several, the first the canonical one."""
    return tuple(value) if isinstance(value, list) else (value,)


def is_nothing(value: Any) -> bool:
    """Whether a field's value says that there is none."""
    return value is None or (isinstance(value, str) and normalise.text(value) in _NOTHING)


def agrees(field: FieldSpec, given: Any, wanted: Any) -> bool:
    """Whether a field's value equals one accepted value, in the way the field's type compares."""
    if is_nothing(wanted) or is_nothing(given):
        return is_nothing(wanted) and is_nothing(given)
    if field.type == "digits":
        return normalise.digits(given) == normalise.digits(wanted) != ""
    if field.type == "date":
        date = normalise.parse_date(str(given))
        return date is not None and date == normalise.parse_date(str(wanted))
    if field.type == "number":
        one, two = normalise.parse_number(str(given)), normalise.parse_number(str(wanted))
        near = one is not None and two is not None
        return near and math.isclose(one, two, rel_tol=1e-9, abs_tol=field.tolerance)  # type: ignore[arg-type]
    return normalise.text(given) == normalise.text(wanted)


def score_fields(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: one per field (1 where right), `fields` (their mean), `exact`, `parsed`.

    `parsed` asks for a JSON object with every field; an answer without one is wrong in all
    fields, those whose right value is null included: silence is not an extraction.
    """
    found = normalise.json_object(answers[0].text)
    scores: dict[str, Score] = {}
    for name, field in task.fields.items():
        wanted_forms = accepted(sample.target[name])
        given = None if found is None else found.get(name)
        missing = found is None or name not in found
        right = not missing and any(agrees(field, given, wanted) for wanted in wanted_forms)
        scores[name] = Score(
            float(right),
            None if missing or is_nothing(given) else str(given),
            None if is_nothing(wanted_forms[0]) else str(wanted_forms[0]),
        )
    values = [score.value for score in scores.values()]
    complete = found is not None and all(name in found for name in task.fields)
    return scores | {
        "fields": Score(math.fsum(values) / len(values)),
        "exact": binary(all(v == 1.0 for v in values)),
        "parsed": binary(complete),
    }
