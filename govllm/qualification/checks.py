"""The record of the checks on hallucination: how well each family tells right answers from wrong.

Labelled answers lie in `evalsets/instruments/<family>/`, in two halves: rules were written on the
first and nobody looked at the second. A row's truth and what a check finds are sets of words (the
unsupported numbers, the wrong citations, the invented names), or whether the answer abstains.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from govllm import canonical
from govllm.corpus.document import Corpus, Fact
from govllm.corpus.load import load_corpus
from govllm.hallucination.abstention import abstains
from govllm.hallucination.citations import Cited, Shelf, wrong_citations
from govllm.hallucination.contradictions import Told, contradicted
from govllm.hallucination.entities import entities_in
from govllm.hallucination.numbers import unsupported_numbers
from govllm.resources import evalsets_dir
from govllm.stats.intervals import Clustered, share_interval

FOLDER = Path("instruments")
REGULATIONS = Path("corpus/regulations")
FAMILIES = ("abstention", "numbers", "citations", "entities", "contradictions")
PARTS = ("development", "held_back")
FILE = "figures.json"

Row = Mapping[str, Any]
# What is true of a row, and what the check says of it.
Reading = Callable[[Row], tuple[Sequence[str], Sequence[str]]]


def shelf_of(evalsets: Path) -> Shelf:
    """The corpus as answers may cite it."""
    corpus = load_corpus(evalsets / REGULATIONS)
    return Shelf(
        [
            Cited(d.number, d.title, {article.number: article.text for article in d.articles})
            for d in corpus.documents.values()
        ]
    )


def told_facts(corpus: Corpus) -> Mapping[str, Told]:
    """The corpus' fact table by `document/fact`."""
    return {f"{document.id}/{fact.id}": _told(fact) for document, fact in corpus.facts()}


def _told(fact: Fact) -> Told:
    value = fact.value
    if isinstance(value, tuple):
        words = "、".join(value)
    else:
        words = f"{value:g}" if isinstance(value, float) else value
    return Told(fact.subject, fact.condition, fact.attribute, words + fact.unit.partition("/")[0])


def readings_of(shelf: Shelf, facts: Mapping[str, Told]) -> Mapping[str, Reading]:
    """How each family's rows are read."""

    def abstention(row: Row) -> tuple[Sequence[str], Sequence[str]]:
        said = ("abstains",)
        return said if row["abstains"] else (), said if abstains(row["answer"]) else ()

    def numbers(row: Row) -> tuple[Sequence[str], Sequence[str]]:
        sources = [row["question"], *row["sources"]]
        found = unsupported_numbers(row["answer"], sources)
        return row["unsupported"], [quantity.words for quantity in found]

    def citations(row: Row) -> tuple[Sequence[str], Sequence[str]]:
        return row["wrong"], [wrong.words for wrong in wrong_citations(row["answer"], shelf)]

    def entities(row: Row) -> tuple[Sequence[str], Sequence[str]]:
        found = entities_in(row["answer"], [row["question"], *row["sources"]])
        return row["invented"], [entity.words for entity in found if not entity.told]

    def contradictions(row: Row) -> tuple[Sequence[str], Sequence[str]]:
        table = [facts[name] for name in row["facts"]]
        found = contradicted(row["question"], row["answer"], table)
        return row["contradicted"], [_as_labelled(q.words, row["contradicted"]) for q in found]

    return {
        "abstention": abstention,
        "numbers": numbers,
        "citations": citations,
        "entities": entities,
        "contradictions": contradictions,
    }


def _as_labelled(words: str, labels: Sequence[str]) -> str:
    """What was found, under the label that it is a part of or holds (85元 and 每月85元)."""
    return next((label for label in labels if words in label or label in words), words)


def rows_of(path: Path) -> Iterator[Row]:
    """The labelled answers of a file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def measure_checks(evalsets: Path) -> dict[str, dict[str, Any]]:
    """The record of every family, by family and part."""
    facts = told_facts(load_corpus(evalsets / REGULATIONS))
    readings = readings_of(shelf_of(evalsets), facts)
    return {
        family: {
            part: _measured(evalsets / FOLDER / family / f"{part}.jsonl", readings[family])
            for part in PARTS
        }
        for family in FAMILIES
    }


def checks_record() -> dict[str, Any]:
    """What the shipped checks reach on the held-back answers, by family, as a run's plan records
    it."""
    return {
        family: canonical.read_json(evalsets_dir() / FOLDER / family / FILE)[PARTS[1]]
        for family in FAMILIES
    }


def _measured(path: Path, read: Reading) -> dict[str, Any]:
    rows = list(rows_of(path))
    record: dict[str, Any] = canonical.rounded(
        {"sha256": canonical.file_digest(path), "answers": len(rows), **figures(map(read, rows))}
    )
    return record


def figures(readings: Iterable[tuple[Sequence[str], Sequence[str]]]) -> dict[str, Any]:
    """F1 over what is to be found, and over answers sensitivity (something is wrong with it and
    the check says so) and specificity, each with a 95 % interval."""
    told = [(Counter(truth), Counter(found)) for truth, found in readings]
    hits = np.array([2.0 * (truth & found).total() for truth, found in told])
    sizes = np.array([float(truth.total() + found.total()) for truth, found in told])
    return {
        "hits": int(hits.sum() / 2),
        "false": sum((found - truth).total() for truth, found in told),
        "missed": sum((truth - found).total() for truth, found in told),
        **_share("f1", hits, sizes),
        **_over("sensitivity", [bool(found) for truth, found in told if truth]),
        **_over("specificity", [not found for truth, found in told if not truth]),
    }


def _over(name: str, right: Sequence[bool]) -> dict[str, float | None]:
    return _share(name, np.array(right, dtype=float), np.ones(len(right)), binary=True)


def _share(
    name: str, hits: np.ndarray[Any, Any], sizes: np.ndarray[Any, Any], binary: bool = False
) -> dict[str, float | None]:
    there = sizes > 0
    if not there.any():
        return {name: None, f"{name}_lower": None, f"{name}_upper": None}
    clustered = Clustered(hits[there], sizes[there], binary)
    bounds = share_interval(clustered)
    return {name: clustered.mean, f"{name}_lower": bounds.lower, f"{name}_upper": bounds.upper}
