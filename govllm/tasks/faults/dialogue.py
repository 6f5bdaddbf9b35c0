"""What can be wrong with a conversation's declaration or item, as (field, fault) pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

from govllm.dialogue.questions import IDLE_QUESTION, asked_for, recognised
from govllm.dialogue.script import Role, Script, Slot, script_of
from govllm.domain import FieldSpec, Sample, Task
from govllm.errors import nearest
from govllm.patterns import compiled
from govllm.scoring.dialogue import answer_field, is_right
from govllm.scoring.extraction import accepted
from govllm.tasks.faults.forms import Fault, value_fault

_FEWEST_TURNS = 2
_SLOT = ("name", "role", "patterns", "asks", "reply")
_TARGET = ("answer", "slots", "unknown", "unclear")
_OPTIONAL = ("type",)
_TYPES = get_args(get_type_hints(FieldSpec)["type"])


def needs_turns(task: Task) -> Iterator[Fault]:
    """What a conversation's declaration lacks, or has too much."""
    if task.max_turns < _FEWEST_TURNS:
        yield "max_turns", "a conversation needs two or more: one to ask, one to answer"
    if task.answer_by != "text":
        yield "answer_by", "a caller hears texts alone: leave it out"
    if task.repeats > 1:
        yield "repeats", "a conversation cannot be repeated within an epoch: give epochs"
    if task.prefix:
        yield "prompt.prefix", "a candidate begins its messages itself: leave it out"


def dialogue_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a caller's script, or with the answer that he should get."""
    target = sample.target
    if not isinstance(target, dict):
        yield "target", f"must be an object with {', '.join(_TARGET)}"
        return
    known = (*_TARGET, *_OPTIONAL)
    shape = [
        *((f"target.{name}", "missing") for name in _TARGET if name not in target),
        *(
            (f"target.{name}", f"unknown field, {nearest(name, known)}")
            for name in target
            if name not in known
        ),
    ]
    faults = shape or [
        *_answer_faults(task, sample),
        *_slots_faults(target["slots"]),
        *_texts_faults(target),
    ]
    yield from faults or _script_faults(task, script_of(sample))


def _answer_faults(task: Task, sample: Sample) -> Iterator[Fault]:
    if "type" in sample.target and sample.target["type"] not in _TYPES:
        given = str(sample.target["type"])
        yield "target.type", f"unknown type {given!r}, {nearest(given, _TYPES)}"
        return
    field, forms = answer_field(task, sample), accepted(sample.target["answer"])
    if not forms:
        yield "target.answer", "accepts no answer at all"
    elif field.type == "label":
        yield from _choice_faults(sample, forms)
    elif faults := [fault for form in forms if (fault := value_fault(field, form))]:
        yield "target.answer", faults[0]
    elif not all(is_right(task, sample, str(form)) for form in forms):
        yield "target.answer", "would not be right if it were given: name one value alone"


def _choice_faults(sample: Sample, forms: tuple[Any, ...]) -> Iterator[Fault]:
    if len(set(sample.choices)) < 2:
        yield "choices", "needs at least two to choose from"
    elif unknown := [form for form in forms if form not in sample.choices]:
        yield (
            "target.answer",
            f"{unknown[0]!r} is none of the choices, {nearest(str(unknown[0]), sample.choices)}",
        )
    elif set(forms) >= set(sample.choices):
        yield "target.answer", "accepts every choice, so that no answer could be wrong"


def _slots_faults(slots: object) -> Iterator[Fault]:
    if not isinstance(slots, list) or not slots:
        yield "target.slots", "must list what the caller can tell: there is nothing to ask for"
        return
    for position, slot in enumerate(slots):
        field = f"target.slots.{position}"
        if not isinstance(slot, dict) or set(slot) != set(_SLOT):
            yield field, f"must have {', '.join(_SLOT)}"
        else:
            yield from ((f"{field}.{name}", fault) for name, fault in _slot_faults(slot))
    names = [slot["name"] for slot in slots if isinstance(slot, dict) and "name" in slot]
    for name in dict.fromkeys(n for n in names if names.count(n) > 1):
        yield "target.slots", f"two are called {name!r}"


def _slot_faults(slot: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("name", "asks", "reply"):
        if not isinstance(slot[name], str) or not slot[name].strip():
            yield name, "must be a text"
    if slot["role"] not in get_args(Role):
        yield "role", f"unknown role {slot['role']!r}, {nearest(str(slot['role']), get_args(Role))}"
    if not _is_texts(slot["patterns"]):
        yield "patterns", "must list the wordings by which a question about it is recognised"
        return
    for position, pattern in enumerate(slot["patterns"]):
        try:
            compiled(pattern)
        except re.error as error:
            yield f"patterns.{position}", f"not a regular expression: {error}"


def _texts_faults(target: Mapping[str, Any]) -> Iterator[Fault]:
    for name in ("unknown", "unclear"):
        if not _is_texts(target[name]):
            yield f"target.{name}", "must list what the caller says then, one text or more"


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(v, str) and v for v in value)


def _script_faults(task: Task, script: Script) -> Iterator[Fault]:
    for position, slot in enumerate(script.slots):
        for fault in _asking_faults(slot, script):
            yield f"target.slots.{position}.patterns", fault
    if len(script.needed) >= task.max_turns:
        fault = f"{len(script.needed)} are needed: asked one by one they leave no turn to answer in"
        yield "target.slots", f"{fault} (max_turns: {task.max_turns})"


def _asking_faults(slot: Slot, script: Script) -> Iterator[str]:
    asked, stray = asked_for(script.slots, slot.asks)
    if slot.name not in asked:
        yield f"none of them is found in its own example, {slot.asks!r}"
    elif stray:
        yield f"they leave a part of its own example unrecognised, {slot.asks!r}"
    elif others := [name for name in asked if name != slot.name]:
        yield f"its example, {slot.asks!r}, is taken for a question about {others[0]!r} too"
    if recognised(slot, IDLE_QUESTION):
        yield "one of them is found in any question"
