"""Which articles of the city's regulations tell what is asked, among near ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import Field

from govllm import canonical
from govllm.corpus import Article, Corpus, Document, load_corpus
from govllm.errors import nearest
from govllm.government.days import written
from govllm.government.nearness import nearest_first
from govllm.government.recipe import Recipe
from govllm.resources import evalsets_dir
from govllm.tasks.declaration import Declared

REGULATIONS = Path("corpus/regulations")
# The day of the conversations, as in the hallucination tasks.
TODAY = date(2026, 11, 28)
# Articles shown, and characters of each: so many fit a prompt of 3,500.
SHOWN = 14
CUT = 150
# Of each right article, near ones of the document's other version.
_OF_VERSION = 2


class Asked(Declared):
    """A question.

    Attributes:
        refs: the articles that tell the answer, `document#article`.
        aside: articles that tell a part of it, so that nobody could say whether they belong to
            the answer; they are not shown.
        day: to which the question refers.
    """

    refs: tuple[str, ...] = Field(min_length=1)
    aside: tuple[str, ...] = ()
    day: date = TODAY


@dataclass(frozen=True, slots=True)
class Shelved:
    """An article with its document."""

    document: Document
    article: Article

    @property
    def ref(self) -> str:
        """`document#article`."""
        return f"{self.document.id}#{self.article.number}"


def right_articles(asked: Asked, corpus: Corpus) -> list[Shelved]:
    """The articles that tell the answer, in the seed's order.

    Raises:
        ValueError: for a reference to nothing, one named twice, or a document that does not hold
            on the day.
    """
    found = [_shelved(ref, corpus) for ref in asked.refs]
    for ref in asked.aside:
        _shelved(ref, corpus)
    named = [*asked.refs, *asked.aside]
    if len(set(named)) < len(named):
        raise ValueError("refs and aside name an article twice")
    for each in found:
        if not each.document.in_force(asked.day):
            raise ValueError(f"{each.ref} does not hold on {asked.day}")
    return found


def shown_with(asked: Asked, corpus: Corpus) -> list[Shelved]:
    """The right articles among near ones, mixed by digest: of the document's other version, of the
    same number in another document, and those that share most pairs of characters."""
    right = right_articles(asked, corpus)
    hidden = {*asked.refs, *asked.aside}
    shown = {each.ref: each for each in right}
    # By turns, so that each right article has near ones.
    for row in zip_longest(*(_near(each, corpus) for each in right)):
        for near in row:
            if near is not None and near.ref not in hidden and len(shown) < SHOWN:
                shown.setdefault(near.ref, near)
    key = [asked.day.isoformat(), sorted(asked.refs)]
    return sorted(shown.values(), key=lambda each: canonical.digest([key, each.ref]))


def _near(right: Shelved, corpus: Corpus) -> Iterator[Shelved]:
    everything = [Shelved(d, a) for d in corpus.documents.values() for a in d.articles]
    ordered = _nearest(everything, right)
    versions = {*right.document.supersedes}
    if successor := corpus.successor(right.document):
        versions.add(successor.id)
    yield from [each for each in ordered if each.document.id in versions][:_OF_VERSION]
    number, own = right.article.number, right.document.id
    same = (e for e in ordered if e.article.number == number and e.document.id != own)
    yield from [each for each in same if each.document.id not in versions][:1]
    yield from ordered


def _nearest(shelf: Sequence[Shelved], right: Shelved) -> list[Shelved]:
    text = right.article.text
    others = (each for each in shelf if each.ref != right.ref)
    return nearest_first(others, text, lambda e: e.article.text, lambda e: e.ref)


def _shelved(ref: str, corpus: Corpus) -> Shelved:
    name, _, number = ref.partition("#")
    document = corpus.documents.get(name)
    if document is None:
        raise ValueError(f"{name} is not there, {nearest(name, corpus.documents)}")
    article = document.article(number)
    if article is None:
        known = [article.number for article in document.articles]
        raise ValueError(f"{name} has no {number}, {nearest(number, known)}")
    return Shelved(document, article)


@lru_cache(maxsize=1)
def _corpus() -> Corpus:
    return load_corpus(evalsets_dir() / REGULATIONS)


# Held for one question, since target and prompt are made of the same articles.
@lru_cache(maxsize=1)
def _listed(asked: Asked) -> Mapping[str, Shelved]:
    """The articles shown, by their ids."""
    return {f"D{at:02}": each for at, each in enumerate(shown_with(asked, _corpus()), 1)}


def _target(asked: Asked) -> list[str]:
    ids = {each.ref: id for id, each in _listed(asked).items()}
    return [ids[ref] for ref in asked.refs]


def _shown(asked: Asked) -> Mapping[str, Any]:
    return {
        "today": written(TODAY),
        "entries": [_entry(id, each) for id, each in _listed(asked).items()],
    }


def _entry(id: str, each: Shelved) -> dict[str, str]:
    document, text = each.document, each.article.text
    until = "起" if document.valid_to is None else f"至{written(document.valid_to)}"
    return {
        "id": id,
        "title": document.title,
        "number": document.number,
        "valid": f"{written(document.valid_from)}{until}",
        "article": each.article.number,
        "text": text if len(text) <= CUT else text[:CUT] + "……",
    }


SEARCH = Recipe(
    facts=Asked,
    target=_target,
    shown=_shown,
    slices=lambda asked: {
        "版本": "旧版" if asked.day != TODAY else "现行",
        "条文数": str(len(asked.refs)),
    },
)
