"""Questions over the corpus: in form, and the shipped items are composed from them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govllm.corpus import Corpus, load_corpus
from govllm.corpus.items import QUESTIONS, REGULATIONS, SUITE, items_of, sets_of
from govllm.corpus.questions import load_questions
from govllm.errors import DeclarationError
from govllm.resources import evalsets_dir

SETS = sets_of(evalsets_dir())
DECLINING = ("unanswerable", "false_premise")


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(evalsets_dir() / REGULATIONS)


@pytest.mark.parametrize(("name", "path"), SETS)
def test_the_shipped_items_are_those_of_the_questions(
    corpus: Corpus, name: str, path: Path
) -> None:
    items = items_of(load_questions(path, corpus), corpus, name)
    shipped = evalsets_dir() / SUITE / name / "items.jsonl"
    lines = [json.loads(line) for line in shipped.read_text(encoding="utf-8").splitlines()]
    assert lines == json.loads(json.dumps(items)), "build hallucination again"


@pytest.mark.parametrize(("name", "path"), SETS)
def test_there_are_enough(corpus: Corpus, name: str, path: Path) -> None:
    questions = load_questions(path, corpus)
    assert len(questions) >= 60
    assert len({question.cluster for question in questions}) >= 25
    declining = [question.answer is None for question in questions]
    assert all(declining) == any(declining) == (name in DECLINING)


def test_all_together_are_enough(corpus: Corpus) -> None:
    questions = [q for path in {path for _, path in SETS} for q in load_questions(path, corpus)]
    assert len(questions) >= 800
    assert len({question.cluster for question in questions}) >= 320
    assert len({question.question for question in questions}) == len(questions)


@pytest.mark.parametrize("task", ["long_context", "long_context_60"])
def test_the_right_article_stands_among_others_in_every_place(corpus: Corpus, task: str) -> None:
    path = evalsets_dir() / QUESTIONS / "long_context.jsonl"
    questions = load_questions(path, corpus)
    for question, item in zip(questions, items_of(questions, corpus, task), strict=True):
        shown = item["input"]["passages"]
        wanted = [ref.partition("#")[2] for ref in question.refs]
        numbers = [corpus.documents[ref.partition("#")[0]].number for ref in question.refs]
        places = [
            at
            for at, passage in enumerate(shown)
            if (passage["number"], passage["article"]) in zip(numbers, wanted, strict=True)
        ]
        assert len(shown) == int(item["slices"]["articles"])
        assert len(places) == len(wanted), question.id
        middle = (len(shown) - len(wanted)) // 2
        assert (
            places[0]
            == {"front": 0, "middle": middle, "back": len(shown) - len(wanted)}[
                item["slices"]["place"]
            ]
        )


def test_superseded_and_valid_versions_are_shown_together(corpus: Corpus) -> None:
    for question in load_questions(evalsets_dir() / QUESTIONS / "outdated.jsonl", corpus):
        names = {ref.partition("#")[0] for ref in question.refs}
        older = {old for name in names for old in corpus.documents[name].supersedes}
        assert older & names, question.id


GOOD: dict[str, Any] = {
    "id": "gr-900a",
    "cluster": "gr-900",
    "question": "住在城里，每个月能领多少？",
    "refs": ["mz-elderly-allowance-2026#第三条"],
    "answer": None,
    "difficulty": "easy",
    "style": "plain",
}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"refs": ["mz-nothing#第三条"]}, "mz-nothing is not there"),
        ({"refs": ["mz-elderly-allowance-2026#第九十条"]}, "has no 第九十条"),
        ({"answer": [["987654元"]]}, "stands in none of the articles shown"),
        ({"refs": []}, "refers to no article"),
        ({"cites": ["mz-nothing#第三条"]}, "mz-nothing is not there"),
        ({"style": "loud"}, "style"),
        ({"colour": "red"}, "unknown field"),
    ],
)
def test_faults_are_told_with_their_place(
    tmp_path: Path, corpus: Corpus, changes: dict[str, Any], said: str
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({**GOOD, **changes}, ensure_ascii=False) + "\n", "utf-8")
    with pytest.raises(DeclarationError, match=said):
        load_questions(path, corpus)


@pytest.mark.parametrize(("text", "said"), [("{", "not JSON"), ("[1]", "must be a JSON object")])
def test_what_is_no_question(tmp_path: Path, corpus: Corpus, text: str, said: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(text + "\n", "utf-8")
    with pytest.raises(DeclarationError, match=said) as told:
        load_questions(path, corpus)
    assert f"{path}:1" in str(told.value)


def test_a_question_stands_there_once(tmp_path: Path, corpus: Corpus) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text((json.dumps(GOOD, ensure_ascii=False) + "\n") * 2, "utf-8")
    with pytest.raises(DeclarationError, match="twice"):
        load_questions(path, corpus)
