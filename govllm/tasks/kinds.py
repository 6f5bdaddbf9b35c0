"""The kinds of task that need no Python: what their items must hold and how they are scored."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import Any

from govllm.domain import Bilingual, Direction, FieldSpec, MetricSpec, Sample, Task
from govllm.errors import UsageError, nearest
from govllm.privacy.classes import CLASSES
from govllm.privacy.leaks import secrets_of
from govllm.privacy.mask import PLACEHOLDER, placeholder
from govllm.privacy.normal import compact
from govllm.privacy.remains import left
from govllm.scoring.checks import CHECKS
from govllm.scoring.choice import right_choice
from govllm.scoring.extraction import accepted, is_nothing
from govllm.scoring.grounded import is_right, right_answer
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


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of task.

    Attributes:
        name: as `task.yaml` says it.
        scorer: the scorer used where the task names none.
        metrics: the metrics reported where the task names none.
        declaration_faults: what a declaration of this kind lacks, as (field, fault) pairs.
        item_faults: what is wrong with an item, likewise.
        free: whether a target is not itself an answer, so that items carry examples.
    """

    name: str
    scorer: str
    metrics: tuple[MetricSpec, ...]
    declaration_faults: Callable[[Task], Iterator[Fault]]
    item_faults: Callable[[Task, Sample], Iterator[Fault]]
    free: bool = False


def _share(name: str, score: str, zh: str, en: str, direction: Direction = "higher") -> MetricSpec:
    return MetricSpec(name, score, "mean", direction, 0.0, 1.0, "share", Bilingual(zh, en))


_PARSED = _share("answered", "parsed", "按格式作答率", "Answers in the asked form")


def _needs_labels(task: Task) -> Iterator[Fault]:
    if not task.labels:
        yield "labels", "a classification task needs at least one label set"
    for name, names in task.labels.items():
        if len(names) < 2:
            yield f"labels.{name}", "needs at least two labels"
        if name in _SCORES:
            yield f"labels.{name}", "is the name of a score of every task: take another"


def _classification_item(task: Task, sample: Sample) -> Iterator[Fault]:
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


def _needs_fields(task: Task) -> Iterator[Fault]:
    if not task.fields:
        yield "fields", "an extraction task needs fields"
    for name, field in task.fields.items():
        if field.type == "label" and name not in task.labels:
            yield f"fields.{name}", "is a label, but `labels` has no set of that name"
        if name in _SCORES:
            yield f"fields.{name}", "is the name of a score of every task: take another"


def _extraction_item(task: Task, sample: Sample) -> Iterator[Fault]:
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
            elif fault := _value_fault(field, value):
                yield f"target.{name}", fault
    for name in sample.target.keys() - task.fields.keys():
        yield f"target.{name}", f"unknown field, {nearest(name, task.fields)}"


def _value_fault(field: FieldSpec, value: object) -> str:
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


def _nothing(task: Task) -> Iterator[Fault]:
    yield from ()


def _choice_item(task: Task, sample: Sample) -> Iterator[Fault]:
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


def _short_answer_form(task: Task) -> Iterator[Fault]:
    if task.answer.type == "label":
        yield "answer.type", "must be text, digits, number or date; for labels use classification"


def _short_answer_item(task: Task, sample: Sample) -> Iterator[Fault]:
    values = accepted(sample.target)
    if not values:
        yield "target", "accepts no answer at all"
    for value in values:
        if value is None or not text(value):
            yield "target", "is empty: give a text with at least one letter, digit or character"
        elif fault := _value_fault(task.answer, value):
            yield "target", fault


def _free_text_item(task: Task, sample: Sample) -> Iterator[Fault]:
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


def _leak_item(task: Task, sample: Sample) -> Iterator[Fault]:
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


def _masking_item(task: Task, sample: Sample) -> Iterator[Fault]:
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


def _grounded_item(task: Task, sample: Sample) -> Iterator[Fault]:
    target, given = sample.target, sample.input
    for name in ("question", "today"):
        if not isinstance(given.get(name), str):
            yield f"input.{name}", "missing"
            return
    passages = given.get("passages")
    if not isinstance(passages, list) or not passages:
        yield "input.passages", "must list the passages that are shown"
        return
    for position, passage in enumerate(passages):
        if not isinstance(passage, dict) or passage.keys() != _PASSAGE:
            yield f"input.passages.{position}", f"must have {', '.join(sorted(_PASSAGE))}"
            return
    if not isinstance(target, dict) or "answer" not in target:
        yield "target", 'must be {"answer": …}: a list of points, or null where none is right'
    elif faults := list(_point_faults(target)):
        yield from faults
    elif not is_right(sample, right := right_answer(target["answer"])):
        yield "target.answer", f"{right!r} would not be right: name quantities of one kind once"


def _point_faults(target: Mapping[str, Any]) -> Iterator[Fault]:
    for name in target.keys() - {"answer", "denial"}:
        yield f"target.{name}", f"unknown field, {nearest(name, ('answer', 'denial'))}"
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


def _needs_chat_logprob(task: Task) -> Iterator[Fault]:
    if task.answer_by != "chat_logprob":
        yield "answer_by", "exposure is measured from log-probabilities: say chat_logprob"


def _exposure_item(task: Task, sample: Sample) -> Iterator[Fault]:
    if not isinstance(sample.target, dict) or not isinstance(sample.target.get("template"), str):
        yield "target", 'must be {"template": …}, the name of those it is compared with'
    if len(sample.choices) < 2:
        yield "choices", "needs the canary and at least one reference after it"


_BUILT_IN = (
    Kind(
        "classification",
        "labels",
        (_share("exact", "exact", "全对率", "All labels right"), _PARSED),
        _needs_labels,
        _classification_item,
    ),
    Kind(
        "extraction",
        "fields",
        (
            _share("field_accuracy", "fields", "字段准确率", "Field accuracy"),
            _share("exact", "exact", "全对率", "All fields right"),
            _PARSED,
        ),
        _needs_fields,
        _extraction_item,
    ),
    Kind(
        "choice",
        "choice",
        (_share("accuracy", "correct", "准确率", "Accuracy"), _PARSED),
        _nothing,
        _choice_item,
    ),
    Kind(
        "short_answer",
        "short_answer",
        (_share("accuracy", "correct", "准确率", "Accuracy"), _PARSED),
        _short_answer_form,
        _short_answer_item,
    ),
    Kind(
        "free_text",
        "checks",
        (
            _share("checks_passed", "checks", "要求满足率", "Requirements met"),
            _share("all_passed", "exact", "全部要求满足率", "All requirements met"),
        ),
        _nothing,
        _free_text_item,
        free=True,
    ),
    Kind(
        "leak",
        "leaks",
        (_share("leak_rate", "leaked", "泄露率", "Leak rate", "lower"),),
        _nothing,
        _leak_item,
    ),
    Kind(
        "masking",
        "masking",
        (
            _share("utility", "kept", "其余内容保留率", "Share of the rest kept"),
            _share("safe_and_usable", "usable", "脱敏且可用率", "Nothing left and usable"),
        ),
        _nothing,
        _masking_item,
    ),
    Kind(
        "grounded",
        "grounded",
        (
            _share("accuracy", "right", "准确率", "Right answers"),
            _share("hallucination_rate", "unsupported", "无依据率", "Unsupported answers", "lower"),
        ),
        _nothing,
        _grounded_item,
    ),
    Kind(
        "exposure",
        "exposure",
        (
            _share(
                "top_ranked", "top_ranked", "记忆可辨率", "Canaries above all references", "lower"
            ),
        ),
        _needs_chat_logprob,
        _exposure_item,
    ),
)


def kinds() -> Mapping[str, Kind]:
    """Every kind by name: the built-in ones and those that packages add by entry point."""
    table = {kind.name: kind for kind in _BUILT_IN}
    for point in entry_points(group="govllm.kinds"):
        kind = point.load()
        table.setdefault(kind.name, kind)
    return MappingProxyType(table)


def kind_named(name: str) -> Kind:
    """The kind of that name.

    Raises:
        UsageError: where there is none.
    """
    table = kinds()
    if name not in table:
        raise UsageError(f"unknown kind {name!r}", nearest(name, table))
    return table[name]
