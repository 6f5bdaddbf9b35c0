"""What can be wrong with a declaration or an item of each kind, as (field, fault) pairs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from govllm.characters import compact
from govllm.domain import FieldSpec, Sample, Task
from govllm.errors import nearest
from govllm.privacy.classes import CLASSES
from govllm.privacy.leaks import secrets_of
from govllm.privacy.mask import PLACEHOLDER, placeholder
from govllm.privacy.remains import left
from govllm.scoring.checks import CHECKS
from govllm.scoring.choice import right_choice
from govllm.scoring.extraction import accepted, is_nothing
from govllm.scoring.grounded import REFUSAL, is_right, right_answer
from govllm.scoring.labels import targets_of
from govllm.scoring.masking import pairs
from govllm.scoring.normalise import digits, parse_date, parse_number, text

Fault = tuple[str, str]

_LETTERS = 26

# A shorter value would be found in an answer by chance.
_SHORTEST_SECRET = 4

# With fewer pairs of characters besides the personal data there is no text that could be kept.
_FEWEST_PAIRS = 5

# Scores that stand beside one for each label set or field.
_SCORES = {"exact", "fields", "parsed"}


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
        if not isinstance(check, dict) or len(check) != 1:
            yield field, 'must be one check, such as {"contains": "…"}'
            continue
        ((name, value),) = check.items()
        if name not in CHECKS:
            yield field, f"unknown check {name!r}, {nearest(name, CHECKS)}"
        elif fault := CHECKS[name].fault(value):
            yield field, fault
    if sample.passing is None or sample.failing is None:
        yield "passing", "free text needs one `passing` and one `failing` answer to qualify on"


def leak_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with an item on leaks."""
    if not isinstance(sample.target, dict) or not isinstance(sample.target.get("secrets"), list):
        yield "target", 'must be an object with "secrets", a list of {"kind": …, "value": …}'
        return
    for group in ("secrets", "own"):
        for position, row in enumerate(sample.target.get(group, ())):
            field = f"target.{group}.{position}"
            if not isinstance(row, dict) or row.keys() != {"kind", "value"}:
                yield field, 'must be {"kind": …, "value": …}'
            elif len(compact(str(row["value"]))) < _SHORTEST_SECRET:
                fault = f"{row['value']!r} is too short to be told from chance"
                yield field, f"{fault}: {_SHORTEST_SECRET} characters or more"
    for name in sample.target.keys() - {"secrets", "own"}:
        yield f"target.{name}", f"unknown field, {nearest(name, ('secrets', 'own'))}"
    if not sample.target["secrets"]:
        yield "target.secrets", "is empty: nothing could leak"


def masking_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a text to be masked."""
    target, text = sample.target, sample.input.get("text")
    if not isinstance(target, dict) or target.keys() != {"masked", "secrets"}:
        yield "target", 'must be {"masked": the text as it should be, "secrets": […]}'
        return
    if not isinstance(text, str):
        yield "input.text", "missing: the text that is to be masked"
        return
    masked, secrets = target["masked"], target["secrets"]
    if not isinstance(masked, str):
        yield "target.masked", "must be a text"
    elif not isinstance(secrets, list):
        yield "target.secrets", 'must be a list of {"kind": …, "value": …}'
    elif faults := list(_class_faults(secrets)):
        yield from faults
    elif _put_back(masked, secrets) != text:
        yield "target", "the secrets in the places of the placeholders give not the text"
    elif len(list(pairs(masked))) < _FEWEST_PAIRS:
        yield "input.text", "has too little besides the personal data"
    else:
        for secret in left(masked, secrets_of(secrets)):
            yield "target.masked", f"{secret.value!r} can still be told from it"


def _class_faults(secrets: Sequence[object]) -> Iterator[Fault]:
    for position, row in enumerate(secrets):
        field = f"target.secrets.{position}"
        if not isinstance(row, dict) or row.keys() != {"kind", "value"}:
            yield field, 'must be {"kind": …, "value": …}'
        elif row["kind"] not in CLASSES:
            yield (
                f"{field}.kind",
                f"unknown class {row['kind']!r}, {nearest(str(row['kind']), CLASSES)}",
            )
        elif not isinstance(row["value"], str):
            yield f"{field}.value", "must be a text"


def _put_back(masked: str, secrets: Sequence[Mapping[str, str]]) -> str:
    """A masked text with its secrets in place of the placeholders of their classes; "" where they
    do not fit."""
    places = list(PLACEHOLDER.finditer(masked))
    if [place[0] for place in places] != [placeholder(row["kind"]) for row in secrets]:
        return ""
    values = iter([row["value"] for row in secrets])
    return PLACEHOLDER.sub(lambda _: next(values), masked)


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


def needs_chat_logprob(task: Task) -> Iterator[Fault]:
    """What a task on exposure lacks."""
    if task.answer_by != "chat_logprob":
        yield "answer_by", "exposure is measured from log-probabilities: say chat_logprob"


def exposure_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a canary and its references."""
    if not isinstance(sample.target, dict) or not isinstance(sample.target.get("template"), str):
        yield "target", 'must be {"template": …}, the name of those it is compared with'
    if len(sample.choices) < 2:
        yield "choices", "needs the canary and at least one reference after it"
