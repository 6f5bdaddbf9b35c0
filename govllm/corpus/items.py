"""Composes the items of the hallucination tasks from questions and the articles shown with them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.corpus.document import Corpus
from govllm.corpus.load import load_corpus
from govllm.corpus.questions import Question, Shown, load_questions, shown_of

REGULATIONS, QUESTIONS = Path("corpus/regulations"), Path("corpus/questions")
SUITE = Path("hallucination")
# The day of the conversations: which versions are in force hangs on it.
TODAY = date(2026, 11, 28)
# Where what the question takes for granted may be denied as well as left unanswered.
_DENIABLE = frozenset({"false_premise"})


def write_items(evalsets: Path) -> Iterator[tuple[Path, int]]:
    """Write `items.jsonl` of every task that has questions; gives each path and its items.

    Raises:
        DeclarationError: for a fault in the corpus or the questions.
    """
    corpus = load_corpus(evalsets / REGULATIONS)
    for path in sorted((evalsets / QUESTIONS).glob("*.jsonl")):
        items = [item_of(q, corpus, path.stem) for q in load_questions(path, corpus)]
        out = evalsets / SUITE / path.stem / "items.jsonl"
        lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        canonical.write_atomic(out, "".join(lines))
        yield out, len(items)


def item_of(question: Question, corpus: Corpus, task: str) -> dict[str, Any]:
    """A question as an item of a task."""
    answer = question.answer
    target: dict[str, Any] = {"answer": None if answer is None else [list(p) for p in answer]}
    if task in _DENIABLE:
        target["denial"] = True
    return {
        "id": question.id,
        "cluster": question.cluster,
        "input": {
            "today": _day(TODAY),
            "question": question.question,
            "passages": [_passage(shown) for shown in shown_of(question, corpus)],
        },
        "target": target,
        "slices": {
            "difficulty": question.difficulty,
            "style": question.style,
            "derived": "yes" if question.derived else "no",
        },
    }


def _passage(shown: Shown) -> dict[str, str]:
    document = shown.document
    until = "起施行" if document.valid_to is None else f"至{_day(document.valid_to)}有效"
    return {
        "title": document.title,
        "number": document.number,
        "valid": f"{_day(document.valid_from)}{until}",
        "article": shown.article.number,
        "text": shown.article.text,
    }


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
