"""Files of one JSON object a line, as seeds, entries and questions are read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from govllm.corpus import Corpus
from govllm.corpus.questions import load_questions
from govllm.errors import DeclarationError
from govllm.government.recommend import load_pool
from govllm.government.seeds import read_cases
from govllm.jsonl import json_lines

# Breaks of `str.splitlines` that JSON lets stand in a text.
_TEXT = "一\u2028二\u2029三\x85四"
_ENTRY = {"id": "K1", "title": "票价", "text": _TEXT, "matter": "公交", "valid_from": "2026-01-01"}
_SEED = {"cluster": "s1", "input": {"text": _TEXT}, "variants": [{"facts": {}}]}
_QUESTION = {
    "id": "q1", "cluster": "c1", "question": _TEXT, "refs": [], "answer": None, "common": True,
    "difficulty": "easy", "style": "plain",
}  # fmt: skip


def test_only_a_line_feed_ends_a_line_and_blank_lines_count_for_nothing(tmp_path: Path) -> None:
    path = tmp_path / "some.jsonl"
    line = json.dumps({"text": _TEXT}, ensure_ascii=False)
    path.write_text(f"\n{line}\r\n \n{line}\n\n", "utf-8", newline="")
    assert list(json_lines(path)) == [(2, {"text": _TEXT}), (4, {"text": _TEXT})]


@pytest.mark.parametrize(
    ("text", "told"),
    [("{}\n\n{", ":3: not JSON"), ("{}\n[1]\n", ":2: must be a JSON object")],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(text, "utf-8")
    with pytest.raises(DeclarationError, match=told):
        list(json_lines(path))


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (_SEED, lambda path: [case.input["text"] for case in read_cases(path)]),
        (_ENTRY, lambda path: [entry.text for entry in load_pool(path)]),
        (_QUESTION, lambda path: [q.question for q in load_questions(path, Corpus({}))]),
    ],
)
def test_what_people_write_may_hold_any_text(
    tmp_path: Path, value: dict[str, Any], read: Callable[[Path], list[str]]
) -> None:
    path = tmp_path / "some.jsonl"
    path.write_text(json.dumps(value, ensure_ascii=False) + "\n\n", "utf-8")
    assert read(path) == [_TEXT]
