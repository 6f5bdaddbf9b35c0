"""What can be wrong with texts in which errors were planted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

from govllm.domain import Sample, Task
from govllm.errors import nearest
from govllm.scoring.edits import CLASS, ELEMENTS, SLACK
from govllm.tasks.faults.forms import Fault

_FORMS = ({"wrong", "right", "class"}, {"missing", "class"})


def needs_classes(task: Task) -> Iterator[Fault]:
    """What a proofreading task lacks."""
    for name, what in ((CLASS, "the classes of errors"), (ELEMENTS, "what a text can lack")):
        if len(task.labels.get(name, ())) < 2:
            yield "labels", f"needs a label set {name!r} of two or more: {what}"


def edits_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a text and its errors."""
    target, text = sample.target, sample.input.get("text")
    if not isinstance(text, str):
        yield "input.text", "missing: the text that is to be proofread"
        return
    if (
        not isinstance(target, dict)
        or target.keys() != {"errors"}
        or not isinstance(target["errors"], list)
    ):
        yield "target", 'must be {"errors": […]}, with an empty list for a clean text'
        return
    spans: list[tuple[int, int, int]] = []
    for position, error in enumerate(target["errors"]):
        field = f"target.errors.{position}"
        if not isinstance(error, dict) or set(error) not in _FORMS:
            yield field, 'must be {"wrong", "right", "class"} or {"missing", "class"}'
            return
        known = task.labels[CLASS]
        if error["class"] not in tuple(known):
            fault = f"unknown label {error['class']!r}, {nearest(str(error['class']), known)}"
            yield f"{field}.class", fault
        if "missing" in error:
            elements = task.labels[ELEMENTS]
            if error["missing"] not in tuple(elements):
                fault = f"unknown label {error['missing']!r}"
                yield f"{field}.missing", f"{fault}, {nearest(str(error['missing']), elements)}"
        elif faults := list(_wording_faults(error, text, field)):
            yield from faults
            return
        else:
            start = text.index(error["wrong"])
            spans.append((start, start + len(error["wrong"]), position))
    for (_, end, _), (start, _, position) in pairwise(sorted(spans)):
        if start - end < SLACK:
            fault = f"stands nearer than {SLACK} characters to another error"
            yield f"target.errors.{position}.wrong", fault
    missing = [error["missing"] for error in target["errors"] if "missing" in error]
    if len(set(missing)) < len(missing):
        yield "target.errors", "names a missing element twice"


def _wording_faults(error: Mapping[str, Any], text: str, field: str) -> Iterator[Fault]:
    wrong, right = error["wrong"], error["right"]
    if not isinstance(wrong, str) or not wrong.strip() or text.count(wrong) != 1:
        yield f"{field}.wrong", "must stand in the text exactly once"
    elif not isinstance(right, list) or not right or not all(isinstance(r, str) for r in right):
        yield f"{field}.right", "must list the right wordings"
    elif wrong in right:
        yield f"{field}.right", "accepts the wording that is wrong"
