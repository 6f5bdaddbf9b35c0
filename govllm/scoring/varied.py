"""One question in several variants that must not change the answer: other names, other origins."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from govllm.domain import Answer, Sample, Task
from govllm.scoring import lists, normalise
from govllm.scoring.extraction import score_fields
from govllm.scoring.score import Score, binary


def score_varied(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores of `fields`, each the mean over the variants, and `invariant`: 1 where every variant
    got the same answer in all fields, right or wrong.

    An answer that lacks a field is not the same as any.
    """
    each = [score_fields(task, sample, [answer]) for answer in answers]
    means = {name: _mean([scores[name] for scores in each]) for name in each[0]}
    first = _gist(task, answers[0])
    same = first is not None and all(_gist(task, answer) == first for answer in answers[1:])
    return means | {"invariant": binary(same)}


def _mean(scores: Sequence[Score]) -> Score:
    told = dict.fromkeys(score.predicted for score in scores if score.predicted is not None)
    value = math.fsum(score.value for score in scores) / len(scores)
    return Score(value, " / ".join(told) if told else None, scores[0].expected)


def _gist(task: Task, answer: Answer) -> Mapping[str, object] | None:
    """What an answer says in each field, in one form; None where it lacks one."""
    found = normalise.json_object(answer.text)
    if found is None or any(name not in found for name in task.fields):
        return None
    return {name: _form(field.type, found[name]) for name, field in task.fields.items()}


def _form(type: str, value: object) -> object:
    if type == "set":
        return frozenset(lists.elements_of(value))
    if type == "order":
        return tuple(lists.elements_of(value))
    if type == "number":
        return normalise.parse_number(str(value))
    return normalise.text(value)
