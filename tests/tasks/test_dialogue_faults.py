"""Faults of conversations: a script that cannot be followed, an answer that cannot be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govllm.errors import DeclarationError
from govllm.tasks.load import load_task
from tests.support.tasks import tiny, write_task


@pytest.mark.parametrize(
    ("change", "field", "says"),
    [
        ({"max_turns": 0}, "max_turns", "two or more"),
        ({"max_turns": 1}, "max_turns", "two or more"),
        ({"answer_by": "logprob"}, "answer_by", "texts alone"),
        ({"repeats": 2, "generation": {"temperature": 0.5}}, "repeats", "give epochs"),
        (
            {"prompt": {"user": "{{ opening }}", "prefix": "追问："}},
            "prompt.prefix",
            "leave it out",
        ),
        ({"kind": "short_answer"}, "max_turns", "only a task of kind dialogue"),
    ],
)
def test_a_declaration(tmp_path: Path, change: dict[str, Any], field: str, says: str) -> None:
    declaration, items = tiny("dialogue")
    with pytest.raises(DeclarationError) as caught:
        load_task(write_task(tmp_path, declaration | change, items), "own")
    assert caught.value.path == tmp_path / "task.yaml"
    assert caught.value.field == field
    assert says in str(caught.value)


# place in the item's target, value, field of the error, words of the error
FAULTS: list[tuple[str, Any, str, str]] = [
    ("", "85元", "target", "must be an object with answer, slots, unknown, unclear"),
    ("answer", ..., "target.answer", "missing"),
    ("unclear", ..., "target.unclear", "missing"),
    ("need", [], "target.need", "unknown field"),
    ("type", "amount", "target.type", "unknown type 'amount'"),
    ("answer", [], "target.answer", "accepts no answer at all"),
    ("answer", "很多", "target.answer", "is not a number"),
    ("answer", "1元或2元", "target.answer", "is not a number"),
    ("type", "label", "choices", "at least two"),
    ("unknown", [], "target.unknown", "what the caller says then"),
    ("unclear", "啥？", "target.unclear", "what the caller says then"),
    ("slots", [], "target.slots", "there is nothing to ask for"),
    ("slots.0", "年龄", "target.slots.0", "must have name, role, patterns, asks, reply"),
    ("slots.0.reply", ..., "target.slots.0", "must have name, role, patterns, asks, reply"),
    ("slots.0.reply", " ", "target.slots.0.reply", "must be a text"),
    ("slots.0.role", "need", "target.slots.0.role", "did you mean 'needed'?"),
    ("slots.0.patterns", "多大", "target.slots.0.patterns", "must list the wordings"),
    ("slots.0.patterns", ["("], "target.slots.0.patterns.0", "not a regular expression"),
    ("slots.1.name", "年龄", "target.slots", "two are called '年龄'"),
    ("slots.0.asks", "高寿？", "target.slots.0.patterns", "found in its own example, '高寿？'"),
    ("slots.0.asks", "多大？贵姓？", "target.slots.0.patterns", "unrecognised"),
    ("slots.2.patterns", ["子女|多大"], "target.slots.0.patterns", "about '子女' too"),
    ("slots.0.patterns", ["."], "target.slots.0.patterns", "found in any question"),
]


@pytest.mark.parametrize(("place", "value", "field", "says"), FAULTS)
def test_an_item(tmp_path: Path, place: str, value: Any, field: str, says: str) -> None:
    declaration, items = tiny("dialogue")
    *path, last = ["target", *filter(None, place.split("."))]
    node: Any = items[3]
    for step in path:
        node = node[int(step) if isinstance(node, list) else step]
    if value is ...:
        del node[last]
    else:
        node[int(last) if isinstance(node, list) else last] = value
    with pytest.raises(DeclarationError) as caught:
        load_task(write_task(tmp_path, declaration, items), "own")
    assert (caught.value.line, caught.value.field) == (4, field)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("answer", "says"), [("也许", "none of the choices"), (["可以", "不可以"], "every choice")]
)
def test_a_choice(tmp_path: Path, answer: object, says: str) -> None:
    declaration, items = tiny("dialogue")
    items[0]["choices"] = ["可以", "不可以"]
    items[0]["target"] |= {"type": "label", "answer": answer}
    with pytest.raises(DeclarationError, match=says):
        load_task(write_task(tmp_path, declaration, items), "own")


def test_more_is_needed_than_can_be_asked_one_by_one(tmp_path: Path) -> None:
    declaration, items = tiny("dialogue")
    declaration["max_turns"] = 2
    with pytest.raises(DeclarationError, match="2 are needed"):
        load_task(write_task(tmp_path, declaration, items), "own")
