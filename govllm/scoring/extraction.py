"""Extraction: a JSON object's fields against the target's."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from govllm.domain import Answer, FieldSpec, Sample, Task
from govllm.scoring import lists, normalise
from govllm.scoring.score import Score, binary


def accepted(value: Any) -> tuple[Any, ...]:
    """The accepted forms of a target value: a list gives several, the first the canonical one."""
    return tuple(value) if isinstance(value, list) else (value,)


def agrees(field: FieldSpec, given: Any, wanted: Any) -> bool:
    """Whether a field's value equals one accepted value, in the way the field's type compares."""
    if normalise.is_nothing(wanted) or normalise.is_nothing(given):
        return normalise.is_nothing(wanted) and normalise.is_nothing(given)
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
    """Scores: one per field, `fields` (their mean), `exact`, `parsed`.

    A field's is 1 where it is right and 0 where not; of a set it is F1, of an order Kendall's τ (of
    which the mean takes (τ + 1) / 2). `parsed` asks for a JSON object with every field; an answer
    without one is wrong in all fields, those whose right value is null included: silence is not an
    extraction.
    """
    found = normalise.json_object(answers[0].text)
    scores = {
        name: _score(field, found is not None and name in found, (found or {}).get(name), wanted)
        for name, field in task.fields.items()
        for wanted in (sample.target[name],)
    }
    shares = [
        (score.value + 1) / 2 if task.fields[name].type == "order" else score.value
        for name, score in scores.items()
    ]
    complete = found is not None and all(name in found for name in task.fields)
    return scores | {
        "fields": Score(math.fsum(shares) / len(shares)),
        "exact": binary(all(share == 1.0 for share in shares)),
        "parsed": binary(complete),
    }


def _score(field: FieldSpec, there: bool, given: Any, wanted: Any) -> Score:
    if field.type in ("set", "order"):
        expected = "、".join(lists.wordings(element)[0] for element in wanted)
        if field.type == "order":
            value = lists.tau(given, wanted)
        else:
            value = lists.f1(given, wanted) if there else 0.0
        if value == 1.0:
            # In the target's own wording, however the answer worded it.
            return Score(value, expected, expected)
        return Score(value, "、".join(lists.elements_of(given)) if there else None, expected)
    forms = accepted(wanted)
    right = there and any(agrees(field, given, form) for form in forms)
    if right and field.type == "label":
        # Labels are counted by name, so that every accepted or padded form is the one label.
        given = forms[0]
    return Score(
        float(right),
        None if not there or normalise.is_nothing(given) else str(given),
        None if normalise.is_nothing(forms[0]) else str(forms[0]),
    )
