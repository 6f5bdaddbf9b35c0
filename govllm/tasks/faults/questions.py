"""What can be wrong with questions over regulations."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from govllm.domain import Sample, Task
from govllm.errors import nearest
from govllm.scoring.grounded import REFUSAL, is_right, right_answer
from govllm.tasks.faults.forms import Fault

_PASSAGE = {"title", "number", "valid", "article", "text"}
_GROUNDED = {"answer", "denial", "discord", "cites", "may_cite"}


def grounded_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a question and its passages."""
    if faults := list(_passage_faults(sample)):
        yield from faults
        return
    target = sample.target
    if not isinstance(target, dict) or "answer" not in target:
        yield "target", 'must be {"answer": …}: a list of points, or null where none is right'
    elif faults := [*_target_faults(target, _GROUNDED), *_cited_faults(sample)]:
        yield from faults
    elif not is_right(sample, right := right_answer(target)):
        yield "target.answer", f"{right!r} would not be right: name quantities of one kind once"
    elif target["answer"] is not None and is_right(sample, REFUSAL):
        yield "target.answer", f"{REFUSAL!r} would be right: take a wording that is no refusal"


def summary_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with passages to be summarised."""
    yield from _passage_faults(sample)
    yield from _answered_faults(sample)


def closed_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a question without passages."""
    yield from question_item(task, sample)
    yield from _answered_faults(sample)


def question_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a question."""
    for name in ("question", "today"):
        if not isinstance(sample.input.get(name), str):
            yield f"input.{name}", "missing"


def needs_repeats(task: Task) -> Iterator[Fault]:
    """What a task on consistency lacks."""
    if task.repeats < 2:
        yield "repeats", "answers are compared: ask each question twice or more often"


def _passage_faults(sample: Sample) -> Iterator[Fault]:
    passages = sample.input.get("passages")
    for name in ("question", "today"):
        if not isinstance(sample.input.get(name), str):
            yield f"input.{name}", "missing"
    if not isinstance(passages, list) or not passages:
        yield "input.passages", "must list the passages that are shown"
        return
    for position, passage in enumerate(passages):
        if not isinstance(passage, dict) or passage.keys() != _PASSAGE:
            yield f"input.passages.{position}", f"must have {', '.join(sorted(_PASSAGE))}"


def _answered_faults(sample: Sample) -> Iterator[Fault]:
    target = sample.target
    if not isinstance(target, dict) or not target.get("answer"):
        yield "target", 'must be {"answer": …}: a list of points, each a list of wordings'
    else:
        yield from _target_faults(target, {"answer"})


def _target_faults(target: Mapping[str, Any], known: Collection[str]) -> Iterator[Fault]:
    for name in target.keys() - known:
        yield f"target.{name}", f"unknown field, {nearest(name, sorted(known))}"
    points = target["answer"]
    if points is None:
        return
    if not isinstance(points, list) or not points:
        yield "target.answer", "must list at least one point"
        return
    for position, point in enumerate(points):
        wordings = isinstance(point, list) and all(isinstance(w, str) and w for w in point)
        if not wordings or not point:
            yield f"target.answer.{position}", "must list the wordings that are right"


def _cited_faults(sample: Sample) -> Iterator[Fault]:
    shown = {(p["number"], p["article"]) for p in sample.input["passages"]}
    for field in ("cites", "may_cite"):
        for position, pair in enumerate(sample.target.get(field, ())):
            if not isinstance(pair, list) or tuple(pair) not in shown:
                yield (
                    f"target.{field}.{position}",
                    "must be [number, article] of a passage that is shown",
                )
