"""Composes the items of the hallucination tasks from questions and the articles shown with them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
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
# Tasks that ask the questions of another set.
_AGAIN = {"consistency": "closed", "long_context_60": "long_context"}
# Articles among which that of the answer is to be found (twenty are some 3,500 characters, sixty
# 10,000), and where it stands among them.
_SIZES = {"long_context": (8, 14, 20), "long_context_60": (60,)}
_PLACES = ("front", "middle", "back")


def write_items(evalsets: Path) -> Iterator[tuple[Path, int]]:
    """Write `items.jsonl` of every task that has questions; gives each path and its items.

    Raises:
        DeclarationError: for a fault in the corpus or the questions.
    """
    corpus = load_corpus(evalsets / REGULATIONS)
    for task, path in sets_of(evalsets):
        items = items_of(load_questions(path, corpus), corpus, task)
        out = evalsets / SUITE / task / "items.jsonl"
        lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        canonical.write_atomic(out, "".join(lines))
        yield out, len(items)


def sets_of(evalsets: Path) -> list[tuple[str, Path]]:
    """The tasks made of questions, each with its set of them."""
    paths = {path.stem: path for path in sorted((evalsets / QUESTIONS).glob("*.jsonl"))}
    return [
        *paths.items(),
        *((task, paths[name]) for task, name in _AGAIN.items() if name in paths),
    ]


def items_of(questions: Sequence[Question], corpus: Corpus, task: str) -> list[dict[str, Any]]:
    """Questions as the items of a task."""
    return [_item(question, at, corpus, task) for at, question in enumerate(questions)]


def _item(question: Question, at: int, corpus: Corpus, task: str) -> dict[str, Any]:
    slices: dict[str, str] = {"difficulty": question.difficulty, "style": question.style}
    given: dict[str, Any] = {"today": day_of(TODAY), "question": question.question}
    target: dict[str, Any] = {"answer": question.answer}
    if task in ("closed", "consistency"):
        slices["knowledge"] = "common" if question.common else "local"
    elif task in _SIZES:
        sizes = _SIZES[task]
        size, place = sizes[at % len(sizes)], _PLACES[at // len(sizes) % len(_PLACES)]
        given["passages"] = [_passage(shown) for shown in _among(question, corpus, size, place)]
        slices |= {"articles": str(size), "place": place}
    else:
        slices["derived"] = "yes" if question.derived else "no"
        passages = [_passage(shown) for shown in shown_of(question, corpus)]
        others = [other.model_dump() for other in question.others]
        # Neither of two sources that disagree always stands first.
        given["passages"] = [*others, *passages] if at % 2 else [*passages, *others]
    if task in _DENIABLE:
        target["denial"] = True
    if task == "conflict":
        target["discord"] = True
    if question.cites is not None:
        target["cites"] = [_pair(ref, corpus) for ref in question.cites]
        target["may_cite"] = [_pair(ref, corpus) for ref in question.may_cite]
    item = {"cluster": question.cluster, "input": given, "target": target, "slices": slices}
    return {"id": question.id, **item}


def _among(question: Question, corpus: Corpus, size: int, place: str) -> list[Shown]:
    """The articles of a question among others of documents that have nothing to do with its own."""
    wanted = shown_of(question, corpus)
    own = {shown.document.id for shown in wanted}
    related = own | {
        other
        for document in corpus.documents.values()
        if own & {document.id, *document.supersedes, *document.conflicts}
        for other in (document.id, *document.supersedes, *document.conflicts)
    }
    others = [
        Shown(document, article)
        for document in corpus.in_force(TODAY)
        if document.id not in related
        for article in document.articles
    ]
    # By digest, since a generator's draws may change between versions of Python.
    others.sort(key=lambda o: canonical.digest([question.id, o.document.id, o.article.number]))
    around = others[: size - len(wanted)]
    at = {"front": 0, "middle": len(around) // 2, "back": len(around)}[place]
    return [*around[:at], *wanted, *around[at:]]


def _pair(ref: str, corpus: Corpus) -> tuple[str, str]:
    name, _, article = ref.partition("#")
    return corpus.documents[name].number, article


def _passage(shown: Shown) -> dict[str, str]:
    document = shown.document
    until = "起施行" if document.valid_to is None else f"至{day_of(document.valid_to)}有效"
    return {
        "title": document.title,
        "number": document.number,
        "valid": f"{day_of(document.valid_from)}{until}",
        "article": shown.article.number,
        "text": shown.article.text,
    }


def day_of(day: date) -> str:
    """A day as people write it."""
    return f"{day.year}年{day.month}月{day.day}日"
