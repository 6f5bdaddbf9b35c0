"""The form of a document of the corpus, and questions about all of them together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import Field

from govllm.tasks.declaration import Declared

Value = float | str | tuple[str, ...]


class Article(Declared):
    """A numbered part of a document: 第三条, 二、, 表一."""

    number: str = Field(min_length=1)
    text: str = Field(min_length=1)


class Fact(Declared):
    """Something that an article says and that can be asked for exactly.

    Attributes:
        article: the number of the article.
        subject, condition, attribute: what is told of what, and when.
        value: a number with its unit, a date as YYYY-MM-DD, a text, or several texts.
        said: the words of the article that say it.
    """

    id: str
    article: str
    subject: str = Field(min_length=1)
    condition: str
    attribute: str = Field(min_length=1)
    value: Value
    unit: str
    said: str = Field(min_length=1)


class Document(Declared):
    """A regulation, notice, guide, reply or table of an office.

    Attributes:
        number: under which it is cited, unlike any other's.
        valid_from, valid_to: the days on which it holds, both included; None: until further notice.
        supersedes: older documents that it replaces.
        conflicts: documents in force that say otherwise on a point.
    """

    id: str
    title: str = Field(min_length=1)
    kind: Literal["regulation", "notice", "guide", "reply", "table"]
    number: str = Field(min_length=1)
    issuer: str = Field(min_length=1)
    issued: date
    valid_from: date
    valid_to: date | None
    supersedes: tuple[str, ...]
    conflicts: tuple[str, ...]
    articles: tuple[Article, ...] = Field(min_length=1)
    facts: tuple[Fact, ...] = Field(min_length=1)

    def article(self, number: str) -> Article | None:
        """The article of a number."""
        return next((article for article in self.articles if article.number == number), None)

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def text(self) -> str:
        """The document as people read it."""
        head = f"{self.title}\n（{self.number}，{self.issuer}，{self.issued:%Y年%-m月%-d日}）"
        return "\n".join([head, *(f"{a.number}　{a.text}" for a in self.articles)])


@dataclass(frozen=True)
class Corpus:
    """All documents, by id."""

    documents: Mapping[str, Document]

    @cached_property
    def by_number(self) -> Mapping[str, Document]:
        """All documents by the number under which they are cited."""
        return {document.number: document for document in self.documents.values()}

    def in_force(self, day: date) -> Sequence[Document]:
        """The documents that hold on a day."""
        return [document for document in self.documents.values() if document.in_force(day)]

    def successor(self, document: Document) -> Document | None:
        """The document that replaces another."""
        return next((d for d in self.documents.values() if document.id in d.supersedes), None)

    def facts(self) -> Iterator[tuple[Document, Fact]]:
        """Every fact with its document."""
        for document in self.documents.values():
            for fact in document.facts:
                yield document, fact
