"""Every fault in `items.jsonl` is one error that names the line and the field."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govllm.errors import DeclarationError
from govllm.exits import ExitCode
from govllm.tasks.load import load_task
from tests.support.tasks import tiny, write_task, write_tiny

GONE = object()


def _error(folder: Path) -> DeclarationError:
    with pytest.raises(DeclarationError) as caught:
        load_task(folder, "own")
    error = caught.value
    assert error.path == folder / "items.jsonl"
    assert error.exit_code is ExitCode.USAGE
    assert "\n" not in str(error)
    return error


# kind, place in the item, value, field of the error, words of the error
FAULTS: list[tuple[str, str, Any, str, str]] = [
    ("classification", "id", "t-001", "id", "used before, on line 2; give every item its own id"),
    ("classification", "id", GONE, "id", "missing"),
    ("classification", "id", 3, "id", "string"),
    ("classification", "id", "", "id", "at least 1 character"),
    ("classification", "cluster", GONE, "cluster", "missing"),
    ("classification", "target", GONE, "target", "missing"),
    ("classification", "targets", "x", "targets", "unknown field, did you mean 'target'?"),
    ("classification", "input", "text", "input", "mapping"),
    ("classification", "input", {"q": "x"}, "input", "lacks: 'question' is undefined"),
    ("classification", "input", {"question": " "}, "input", "comes out empty"),
    ("classification", "slices", {"half": 3}, "slices.half", "string"),
    ("classification", "slices", None, "slices", "mapping"),
    (
        "classification",
        "target",
        "环保",
        "target.body",
        "unknown label '环保', did you mean '环保局'?",
    ),
    ("classification", "target", None, "target", "a label for every label set"),
    ("classification", "target", ["住建局"], "target", "a label for every label set"),
    ("classification_two", "target", "住建局", "target", "each of 承办单位, 紧急程度"),
    ("classification_two", "target.紧急程度", GONE, "target.紧急程度", "missing"),
    ("classification_two", "target.紧急程度", "急", "target.紧急程度", "did you mean '紧急'?"),
    ("classification_two", "target.紧急程度", ["紧急"], "target.紧急程度", "unknown label"),
    ("classification_two", "target.紧急", "紧急", "target.紧急", "unknown label set, did you mean"),
    ("extraction", "target", [1], "target", "object of fields"),
    ("extraction", "target.name", GONE, "target.name", "missing (null where"),
    ("extraction", "target.nme", "x", "target.nme", "unknown field, did you mean 'name'?"),
    ("extraction", "target.kind", "投", "target.kind", "unknown label '投', did you mean '投诉'?"),
    ("extraction", "target.kind", {"a": 1}, "target.kind", "unknown label"),
    ("extraction", "target.kind", ["投诉", "求助"], "target.kind", "accepts every label"),
    ("extraction", "target.name", [], "target.name", "no value at all"),
    ("extraction", "target.name", {"a": 1}, "target.name", "not a single value"),
    ("extraction", "target.day", "tomorrow", "target.day", "not a date (YYYY-MM-DD)"),
    ("extraction", "target.amount", "many", "target.amount", "not a number"),
    ("extraction", "target.phone", "unlisted", "target.phone", "no digits"),
    ("choice", "choices", GONE, "choices", "at least two choices"),
    ("choice", "choices", ["a"], "choices", "at least two choices"),
    ("choice", "choices", ["a", "a"], "choices", "two choices are the same"),
    ("choice", "choices", ["a", " "], "choices", "empty"),
    ("choice", "choices", [1, 2], "choices.0", "string"),
    ("choice", "choices", [f"c{n}" for n in range(27)], "choices", "26"),
    ("choice", "target", 3, "target", "outside the 3 choices"),
    ("choice", "target", -1, "target", "outside the 3 choices"),
    ("choice", "target", "D", "target", "outside the 3 choices"),
    ("choice", "target", "purple", "target", "none of the choices"),
    ("choice", "target", True, "target", "position (from 0), its letter or its text"),
    ("choice", "target", 1.5, "target", "position (from 0), its letter or its text"),
    ("short_answer", "target", None, "target", "empty"),
    ("short_answer", "target", "？", "target", "empty"),
    ("short_answer", "target", [], "target", "no answer at all"),
    ("short_answer", "target", {"a": 1}, "target", "not a single value"),
    ("short_answer_number", "target", "many", "target", "not a number"),
    ("short_answer_date", "target", "2026-02-30", "target", "not a date"),
    ("free_text", "target", "身份证", "target", "at least one check"),
    ("free_text", "target", [], "target", "at least one check"),
    ("free_text", "target", [{"contains": "a", "absent": "b"}], "target.0", "one check"),
    ("free_text", "target", [{"contains": "a", "group": "exact"}], "target.0.group", "other than"),
    ("free_text", "target", [{"contains": "a", "group": 1}], "target.0.group", "other than"),
    ("free_text", "target", [{"group": "form"}], "target.0", "one check"),
    ("free_text", "target", [{"states_date": "soon"}], "target.0", "not a date"),
    ("free_text", "target", [{"length_between": [9, 3]}], "target.0", "fewest are more"),
    ("free_text", "target", [{"contain": "a"}], "target.0", "did you mean 'contains'?"),
    ("free_text", "target", [{"max_lines": 3}, {"contains": "！"}], "target.1", "at least one"),
    ("free_text", "target", [{"contains_any": "a"}], "target.0", "list of texts"),
    ("free_text", "target", [{"matches": "("}], "target.0", "not a regular expression"),
    ("free_text", "target", [{"max_chars": -1}], "target.0", "whole number"),
    ("free_text", "target", [{"states_number": "many"}], "target.0", "needs a number"),
    ("grounded", "input.today", None, "input.today", "missing"),
    ("grounded", "input.passages", [], "input.passages", "must list the passages"),
    ("grounded", "input.passages.0", {"text": "x"}, "input.passages.0", "must have article"),
    ("grounded", "target", "120元", "target", '"answer"'),
    ("grounded", "target.answer", [], "target.answer", "at least one point"),
    ("grounded", "target.answer", [[]], "target.answer.0", "must list the wordings"),
    ("grounded", "target.answer", [["x" * 200]], "target.answer", "would not be right"),
    ("grounded", "target.colour", "red", "target.colour", "unknown field"),
    ("masking", "input", {"words": "x"}, "input.text", "the text that is to be masked"),
    ("masking", "target", "〔姓名〕", "target", '"masked"'),
    ("masking", "target.masked", 3, "target.masked", "must be a text"),
    ("masking", "target.masked", "来电人〔姓名〕，电话〔手机号〕。", "target", "give not the text"),
    ("masking", "target.secrets", {}, "target.secrets", "must be a list"),
    ("masking", "target.secrets", [], "target", "give not the text"),
    ("masking", "target.secrets.0", "韩梅", "target.secrets.0", '"kind"'),
    (
        "masking",
        "target.secrets.0",
        {"kind": "nme", "value": "韩梅"},
        "target.secrets.0.kind",
        "did you mean 'name'?",
    ),
    ("proofread", "input", {"words": "x"}, "input.text", "the text that is to be proofread"),
    ("proofread", "target", [], "target", '{"errors": […]}'),
    ("proofread", "target.errors.0", {"wrong": "x"}, "target.errors.0", '{"missing", "class"}'),
    ("proofread", "target.errors.0.class", "错字", "target.errors.0.class", "'错别字'?"),
    ("proofread", "target.errors.0.wrong", "科室", "target.errors.0.wrong", "exactly once"),
    ("proofread", "target.errors.0.wrong", "无此", "target.errors.0.wrong", "exactly once"),
    ("proofread", "target.errors.0.right", [], "target.errors.0.right", "the right wordings"),
    ("proofread", "target.errors.0.right", ["布署"], "target.errors.0.right", "that is wrong"),
    (
        "proofread",
        "target.errors.1",
        {"wrong": "办公室会同", "right": ["办公厅会同"], "class": "机构名称"},
        "target.errors.0.wrong",
        "nearer than 30 characters",
    ),
    ("proofread", "target.errors.1.missing", "日期", "target.errors.1.missing", "unknown label"),
    ("free_text", "passing", GONE, "passing", "one `passing` and one `failing`"),
]


@pytest.mark.parametrize(("kind", "place", "value", "field", "says"), FAULTS)
def test_a_fault_names_line_and_field(
    tmp_path: Path, kind: str, place: str, value: Any, field: str, says: str
) -> None:
    declaration, items = tiny(kind)
    *path, last = place.split(".")
    node: Any = items[3]
    for step in path:
        node = node[int(step) if isinstance(node, list) else step]
    if isinstance(node, list):
        node[int(last)] = value
    elif value is GONE:
        del node[last]
    else:
        node[last] = value
    error = _error(write_task(tmp_path, declaration, items))
    assert (error.line, error.field) == (4, field)
    assert says in str(error)


def test_logprob_needs_choices_of_any_kind(tmp_path: Path) -> None:
    declaration, items = tiny("classification")
    declaration["answer_by"] = "logprob"
    error = _error(write_task(tmp_path, declaration, items))
    assert (error.line, error.field) == (1, "choices")


@pytest.mark.parametrize(
    "template", ["{{ 1 / 0 }}", "{{ question + 1 }}", "{{ range(10**9) | list }}", "{{ labels.x }}"]
)
def test_a_prompt_that_fails_on_an_item(tmp_path: Path, template: str) -> None:
    declaration, items = tiny("choice")
    declaration["prompt"]["user"] = template
    error = _error(write_task(tmp_path, declaration, items))
    assert (error.line, error.field) == (1, "input")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (b'{"id": ', "not JSON"),
        (b"[1]", "must be a JSON object"),
        (b'"text"', "must be a JSON object"),
        (b"\x00", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        ('{"id": "测试"}'.encode("gbk"), "not UTF-8"),
        (rb'{"id":"x","cluster":"x","input":{"question":"\ud800"},"target":0}', "not UTF-8"),
    ],
)
def test_a_line_that_is_not_an_object(tmp_path: Path, line: bytes, says: str) -> None:
    folder = write_tiny(tmp_path, "choice")
    path = folder / "items.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], line, b"\n", *lines[2:]]))
    error = _error(folder)
    assert error.line == 3
    assert says in str(error)
    assert error.mend


def test_a_torn_last_line_is_a_fault(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path, "choice")
    path = folder / "items.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    assert _error(folder).line == 8


def _bom(content: bytes) -> bytes:
    return b"\xef\xbb\xbf" + content


def _crlf(content: bytes) -> bytes:
    return content.replace(b"\n", b"\r\n")


def _blank_lines(content: bytes) -> bytes:
    return b"\n  \n" + content.replace(b"\n", b"\n\n")


def _no_last_newline(content: bytes) -> bytes:
    return content.rstrip(b"\n")


def _line_separators(content: bytes) -> bytes:
    return content.replace(b"question number", "question\u2028number".encode())


@pytest.mark.parametrize(
    "decorate", [_bom, _crlf, _blank_lines, _no_last_newline, _line_separators]
)
def test_what_editors_do_to_a_file_is_no_fault(
    tmp_path: Path, decorate: Callable[[bytes], bytes]
) -> None:
    folder = write_tiny(tmp_path, "classification")
    path = folder / "items.jsonl"
    path.write_bytes(decorate(path.read_bytes()))
    items = load_task(folder, "own").items
    assert [s.id for s in items.read(range(len(items)))] == [f"t-{n:03}" for n in range(12)]
    assert [s.id for s in items.read([11, 0, 5])] == ["t-011", "t-000", "t-005"]
    assert items.clusters == 6


def test_the_line_is_right_after_blank_lines(tmp_path: Path) -> None:
    folder = write_tiny(tmp_path, "classification")
    path = folder / "items.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    twin = json.dumps({**json.loads(lines[4]), "id": "t-001"}, ensure_ascii=False)
    path.write_text("\n\n" + "\n\n".join([*lines[:4], twin]), encoding="utf-8")
    error = _error(folder)
    assert (error.line, error.field) == (11, "id")
    assert "on line 5" in str(error)


@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_eval_set_loads_and_holds_nothing(tmp_path: Path, content: bytes) -> None:
    """It is no fault of form: the verdict says that there was nothing to decide on."""
    folder = write_tiny(tmp_path, "classification")
    (folder / "items.jsonl").write_bytes(content)
    loaded = load_task(folder, "own")
    assert len(loaded.items) == 0
    assert loaded.items.clusters == 0
    assert list(loaded.items.read([])) == []
