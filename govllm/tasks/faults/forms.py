"""What can be wrong with labels, fields, choices, short answers and free text."""

from __future__ import annotations

from collections.abc import Iterator

from govllm.domain import FieldSpec, Sample, Task
from govllm.errors import nearest
from govllm.scoring.checks import CHECKS
from govllm.scoring.choice import right_choice
from govllm.scoring.extraction import accepted
from govllm.scoring.free_text import GROUP, parts_of
from govllm.scoring.labels import targets_of
from govllm.scoring.normalise import digits, is_nothing, parse_date, parse_number, text
from govllm.tasks.faults.lists import list_faults

Fault = tuple[str, str]

_LETTERS = 26

# Scores that stand beside one for each label set or field.
_SCORES = {"exact", "fields", "parsed"}
_CHECK_SCORES = ("checks", "exact")


def needs_labels(task: Task) -> Iterator[Fault]:
    """What a classification lacks."""
    if not task.labels:
        yield "labels", "a classification task needs at least one label set"
    for name, names in task.labels.items():
        if len(names) < 2:
            yield f"labels.{name}", "needs at least two labels"
        if name in _SCORES:
            yield f"labels.{name}", "is the name of a score of every task: take another"


def classification_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a classification's item."""
    if not isinstance(sample.target, (dict, str)):
        yield "target", "must give a label for every label set"
        return
    if isinstance(sample.target, str) and len(task.labels) > 1:
        yield "target", f"must give a label for each of {', '.join(task.labels)}"
        return
    target = targets_of(task, sample)
    for name, known in task.labels.items():
        if name not in target:
            yield f"target.{name}", "missing"
        elif not isinstance(target[name], str) or target[name] not in known:
            yield (
                f"target.{name}",
                f"unknown label {target[name]!r}, {nearest(str(target[name]), known)}",
            )
    for name in target.keys() - task.labels.keys():
        yield f"target.{name}", f"unknown label set, {nearest(name, task.labels)}"


def needs_fields(task: Task) -> Iterator[Fault]:
    """What an extraction lacks."""
    if not task.fields:
        yield "fields", "an extraction task needs fields"
    for name, field in task.fields.items():
        if field.type == "label" and name not in task.labels:
            yield f"fields.{name}", "is a label, but `labels` has no set of that name"
        if name in _SCORES:
            yield f"fields.{name}", "is the name of a score of every task: take another"


def extraction_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with an extraction's item."""
    if not isinstance(sample.target, dict):
        yield "target", "must be an object of fields"
        return
    for name, field in task.fields.items():
        if name not in sample.target:
            yield f"target.{name}", "missing (null where the text does not say)"
            continue
        if field.type in ("set", "order"):
            for fault in list_faults(task, name, sample.target[name]):
                yield f"target.{name}", fault
            continue
        forms = accepted(sample.target[name])
        if not forms:
            yield f"target.{name}", "accepts no value at all (null where the text does not say)"
        if field.type == "label" and set(map(str, forms)) >= set(task.labels[name]):
            yield f"target.{name}", "accepts every label, so that no answer could be wrong"
        for value in forms:
            if is_nothing(value):
                continue
            if field.type == "label" and value not in tuple(task.labels[name]):
                yield (
                    f"target.{name}",
                    f"unknown label {value!r}, {nearest(str(value), task.labels[name])}",
                )
            elif fault := value_fault(field, value):
                yield f"target.{name}", fault
    for name in sample.target.keys() - task.fields.keys():
        yield f"target.{name}", f"unknown field, {nearest(name, task.fields)}"


def needs_variants(task: Task) -> Iterator[Fault]:
    """What a task of variants lacks."""
    yield from needs_fields(task)
    if not task.variants:
        yield "prompt.variants", "name the list in `input` that holds the variants"


def value_fault(field: FieldSpec, value: object) -> str:
    """Why no answer, or any answer, would agree with a target value; or ""."""
    if isinstance(value, (dict, list)):
        return f"{value!r} is not a single value"
    if field.type == "date" and parse_date(str(value)) is None:
        return f"{value!r} is not a date (YYYY-MM-DD)"
    if field.type == "number" and parse_number(str(value)) is None:
        return f"{value!r} is not a number"
    if field.type == "digits" and not digits(value):
        return f"{value!r} has no digits"
    return ""


def nothing(task: Task) -> Iterator[Fault]:
    """Nothing is asked of the declaration."""
    yield from ()


def choice_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a choice's item."""
    if len(sample.choices) < 2:
        yield "choices", "needs at least two choices"
        return
    if len(set(sample.choices)) < len(sample.choices):
        yield "choices", "two choices are the same"
    if not all(choice.strip() for choice in sample.choices):
        yield "choices", "a choice is empty"
    if len(sample.choices) > _LETTERS:
        yield "choices", f"more than the {_LETTERS} that have letters"
    if isinstance(sample.target, bool) or not isinstance(sample.target, (int, str)):
        yield "target", "must be a choice's position (from 0), its letter or its text"
        return
    lettered = isinstance(sample.target, str) and len(sample.target) == 1
    if isinstance(sample.target, str) and sample.target not in sample.choices and not lettered:
        yield "target", f"{sample.target!r} is none of the choices"
    elif not 0 <= right_choice(sample) < len(sample.choices):
        yield "target", f"{sample.target!r} lies outside the {len(sample.choices)} choices"


def short_answer_form(task: Task) -> Iterator[Fault]:
    """What a short answer cannot be."""
    if task.answer.type == "label":
        yield "answer.type", "must be text, digits, number or date; for labels use classification"


def short_answer_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a short answer's item."""
    values = accepted(sample.target)
    if not values:
        yield "target", "accepts no answer at all"
    for value in values:
        if value is None or not text(value):
            yield "target", "is empty: give a text with at least one letter, digit or character"
        elif fault := value_fault(task.answer, value):
            yield "target", fault


def free_text_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a free text's checks."""
    if not isinstance(sample.target, list) or not sample.target:
        yield "target", "must list at least one check"
        return
    for position, check in enumerate(sample.target):
        field = f"target.{position}"
        if not isinstance(check, dict) or len(check.keys() - {GROUP}) != 1:
            yield field, 'must be one check, such as {"contains": "…"}'
            continue
        (name, value), group = parts_of(check)
        if GROUP in check and (not isinstance(group, str) or group in ("", *_CHECK_SCORES)):
            yield f"{field}.{GROUP}", f"needs a name other than {' and '.join(_CHECK_SCORES)}"
        if name not in CHECKS:
            yield field, f"unknown check {name!r}, {nearest(name, CHECKS)}"
        elif fault := CHECKS[name].fault(value):
            yield field, fault
    if sample.passing is None or sample.failing is None:
        yield "passing", "free text needs one `passing` and one `failing` answer to qualify on"
