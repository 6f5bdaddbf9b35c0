"""Questions over the corpus: what citizens ask, the articles shown with it, the right answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from govllm.corpus.document import Article, Corpus, Document
from govllm.errors import DeclarationError, nearest
from govllm.hallucination.numbers import is_told
from govllm.hallucination.quantities import quantities_in
from govllm.jsonl import json_lines
from govllm.tasks.declaration import Declared
from govllm.tasks.sourcemap import validated


class Source(Declared):
    """A passage that stands in no document of the corpus: a leaflet, a page of questions and
    answers, another office's word."""

    title: str = Field(min_length=1)
    number: str = Field(min_length=1)
    valid: str = Field(min_length=1)
    article: str = Field(min_length=1)
    text: str = Field(min_length=1)


class Question(Declared):
    """A question with what it takes to judge an answer.

    Attributes:
        cluster: the situation that it varies.
        refs: articles that tell the answer, `document#article`, in order.
        others: passages shown beside them that stand in no document.
        answer: the points a right answer has, each in any of some wordings; None where the right
            answer declines or denies what the question takes for granted.
        cites: articles that a right answer cites, `document#article`; None where it need not.
        may_cite: articles that it may cite beside them.
        common: whether everybody knows the answer, so that declining is wrong without passages.
        derived: whether the answer is worked out, so that no article tells it as it is.
    """

    id: str
    cluster: str
    question: str = Field(min_length=4)
    refs: tuple[str, ...]
    others: tuple[Source, ...] = ()
    answer: tuple[tuple[str, ...], ...] | None
    cites: tuple[str, ...] | None = None
    may_cite: tuple[str, ...] = ()
    common: bool = False
    derived: bool = False
    difficulty: Literal["easy", "medium", "hard"]
    style: Literal["plain", "colloquial", "official", "long"]


@dataclass(frozen=True, slots=True)
class Shown:
    """An article as it is shown with a question."""

    document: Document
    article: Article


def shown_of(question: Question, corpus: Corpus) -> list[Shown]:
    """The articles of a question.

    Raises:
        LookupError: for a reference to nothing.
    """
    return [_shown(ref, corpus) for ref in question.refs]


def _shown(ref: str, corpus: Corpus) -> Shown:
    name, _, number = ref.partition("#")
    document = corpus.documents.get(name)
    if document is None:
        raise LookupError(f"{name} is not there, {nearest(name, corpus.documents)}")
    article = document.article(number)
    if article is None:
        known = [article.number for article in document.articles]
        raise LookupError(f"{name} has no {number}, {nearest(number, known)}")
    return Shown(document, article)


def load_questions(path: Path, corpus: Corpus) -> list[Question]:
    """The questions of a file, one a line.

    Raises:
        DeclarationError: for the first fault: a line that is not in form, an id used twice, a
            reference to nothing, a quantity in an answer that no article shown tells.
    """
    found: list[Question] = []
    seen: set[str] = set()
    for number, value in json_lines(path):
        question = validated(Question, value, path, None)
        for what in _faults(question, corpus, seen):
            raise DeclarationError(path, number, question.id, what)
        seen |= {question.id, question.question}
        found.append(question)
    return found


def _faults(question: Question, corpus: Corpus, seen: set[str]) -> Iterator[str]:
    if question.id in seen or question.question in seen:
        yield "stands there twice"
    try:
        shown = shown_of(question, corpus)
    except LookupError as error:
        yield str(error.args[0])
        return
    for ref in (*(question.cites or ()), *question.may_cite):
        try:
            _shown(ref, corpus)
        except LookupError as error:
            yield str(error.args[0])
    if not question.refs and not question.common:
        yield "refers to no article"
    sources = [question.question, *(each.article.text for each in shown)]
    sources += [source.text for source in question.others]
    told = [quantity for source in sources for quantity in quantities_in(source, bare=True)]
    for point in () if question.derived or question.common else question.answer or ():
        yield from _untold(point, told)


def _untold(point: Sequence[str], told: Sequence[Any]) -> Iterator[str]:
    quantities = [quantity for wording in point for quantity in quantities_in(wording)]
    if quantities and not any(is_told(quantity, told) for quantity in quantities):
        yield f"{point[0]} stands in none of the articles shown"
