"""Reads the corpus, a YAML file a document; every fault is told with its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from govllm.corpus.document import Corpus, Document, Fact
from govllm.errors import DeclarationError, nearest
from govllm.tasks.sourcemap import line_of, read_yaml, validated

_NUMERAL = re.compile(r"[零〇一二两三四五六七八九十百千万亿半壹贰叁肆伍陆柒捌玖拾]")


def load_corpus(folder: Path) -> Corpus:
    """All documents of a folder.

    Raises:
        DeclarationError: for the first fault: a document that is not in form, a fact whose words do
            not stand in its article, a number used twice, a reference to nothing.
    """
    documents: dict[str, Document] = {}
    numbers: dict[str, Path] = {}
    trees: dict[str, tuple[Path, yaml.Node | None]] = {}
    for path in sorted(folder.glob("*.yaml")):
        value, node = read_yaml(path)
        document = validated(Document, value, path, node)
        if document.id != path.stem:
            raise _fault(path, node, ("id",), f"is not the file's name, {path.stem}")
        if document.number in numbers:
            taken = numbers[document.number].name
            raise _fault(path, node, ("number",), f"{document.number} is that of {taken} too")
        _check(document, path, node)
        numbers[document.number] = path
        documents[document.id], trees[document.id] = document, (path, node)
    corpus = Corpus(documents)
    for document in documents.values():
        for place, what in _references(document, corpus):
            raise _fault(*trees[document.id], place, what)
    return corpus


Place = tuple[int | str, ...]


def _fault(path: Path, node: yaml.Node | None, place: Place, what: str) -> DeclarationError:
    return DeclarationError(path, line_of(node, place), ".".join(map(str, place)), what)


def _check(document: Document, path: Path, node: yaml.Node | None) -> None:
    numbers = [article.number for article in document.articles]
    for at, number in enumerate(numbers):
        if number in numbers[:at]:
            raise _fault(path, node, ("articles", at, "number"), f"{number} stands there twice")
    if document.valid_to is not None and document.valid_to < document.valid_from:
        raise _fault(path, node, ("valid_to",), "is before valid_from")
    seen: set[str] = set()
    for at, fact in enumerate(document.facts):
        for field, what in _faults(document, fact):
            raise _fault(path, node, ("facts", at, field), what)
        if fact.id in seen:
            raise _fault(path, node, ("facts", at, "id"), f"{fact.id} stands there twice")
        seen.add(fact.id)


def _faults(document: Document, fact: Fact) -> Iterator[tuple[str, str]]:
    article = document.article(fact.article)
    if article is None:
        known = [article.number for article in document.articles]
        yield "article", f"{fact.article} is not there, {nearest(fact.article, known)}"
    elif fact.said not in article.text:
        yield "said", f"does not stand in {fact.article}"
    if isinstance(fact.value, float):
        if not fact.unit:
            yield "unit", "a number needs one"
        if not _is_told(fact.value, fact.said):
            yield "said", f"does not say {fact.value:g}"
    elif isinstance(fact.value, str) and not fact.value:
        yield "value", "is empty"


def _is_told(value: float, said: str) -> bool:
    """Whether words tell a number in figures, or have a numeral in which they may."""
    figures = said.replace(",", "").replace("，", "")
    return f"{value:.10g}" in figures or bool(_NUMERAL.search(said))


def _references(document: Document, corpus: Corpus) -> Iterator[tuple[Place, str]]:
    for field, named in (("supersedes", document.supersedes), ("conflicts", document.conflicts)):
        for at, name in enumerate(named):
            other = corpus.documents.get(name)
            if other is None:
                yield (field, at), f"{name} is not there, {nearest(name, corpus.documents)}"
            elif field == "conflicts" and document.id not in other.conflicts:
                yield (field, at), f"{name} does not name it in turn"
            elif field == "supersedes" and other.in_force(document.valid_from):
                yield (field, at), f"{name} is still in force on {document.valid_from}"
