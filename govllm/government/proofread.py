"""Proofreading: errors planted in documents that keep the rules, and what is to be found.

A seed's document must break no rule (`norms.flaws` is empty). A variant plants errors: each must be
found by the rules, in its place and of its class, and nothing else; only wrong characters are the
writer's word. So the right answer follows from the rules that the prompt shows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from govllm.government.norms import Flaw, flaws
from govllm.government.papers import PARTS, Paper, Ties, issued, lacking, parts, rendered, required
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

ErrorClass = Literal[
    "错别字", "标点", "层次序号", "发文字号", "日期", "数字合计", "机构名称", "附件不符", "要素缺失"
]
_MISSING: ErrorClass = "要素缺失"
_MIXED, _NONE = "混合", "无差错"
_HAN = re.compile(r"[一-鿿]+")


class Planted(Declared):
    """An error: words of the right document, and what stands in their place.

    Attributes:
        at: stands in the document once, within one part of it.
        also: further wordings of `at` that are right.
    """

    at: str
    wrong: str
    kind: ErrorClass
    also: tuple[str, ...] = ()


class Facts(Declared):
    """A document with what holds it together, and what was done to it.

    Attributes:
        missing: elements taken out.
    """

    document: Paper
    ties: Ties = Ties()
    planted: tuple[Planted, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an error stands in the text that holds all of them."""

    error: Planted
    start: int
    end: int


def shown(facts: Facts) -> dict[str, Any]:
    """The text with its errors."""
    return {"text": rendered(_planted(facts)[0])}


def target(facts: Facts) -> dict[str, Any]:
    """The errors, as the kind `proofread` wants them.

    Raises:
        ValueError: where the document is not right, or an error none by the rules.
    """
    day = issued(facts.document)
    if lacks := lacking(facts.document):
        raise ValueError(f"the document itself lacks {lacks[0]}")
    for flaw in flaws(facts.document, facts.ties, day):
        words = rendered(facts.document)[flaw.start : flaw.end]
        raise ValueError(f"the document itself has a fault of {flaw.kind}: {words!r}")
    paper, places = _planted(facts)
    _confirm(flaws(paper, facts.ties, day), places, rendered(paper))
    errors = [_error(rendered(paper), place) for place in places]
    missing = [{"missing": element, "class": _MISSING} for element in facts.missing]
    return {"errors": [*errors, *missing]}


def slices(facts: Facts) -> Mapping[str, str]:
    """State, class of the errors (混合 for several), and kind of document."""
    kinds = {error.kind for error in facts.planted} | ({_MISSING} if facts.missing else set())
    return {
        "state": "faulty" if kinds else "clean",
        "error_class": (_MIXED if len(kinds) > 1 else kinds.pop()) if kinds else _NONE,
        "文种": facts.document.kind,
    }


# Held for one document, since target and prompt are made of the same text.
@lru_cache(maxsize=1)
def _planted(facts: Facts) -> tuple[Paper, tuple[_Place, ...]]:
    """The document with its errors, and where they stand, in order."""
    for element in facts.missing:
        if element not in required(facts.document):
            raise ValueError(f"a {facts.document.kind} needs no {element}")
    paper = facts.document.model_copy(update={PARTS[e]: "" for e in facts.missing})
    text = rendered(paper)
    for error in facts.planted:
        if text.count(error.at) != 1:
            raise ValueError(f"{error.at!r} stands in the document {text.count(error.at)} times")
    changed: dict[str, str] = {}
    places: list[_Place] = []
    shift = 0
    for part in parts(paper):
        made = part.text
        here = sorted(
            (e for e in facts.planted if e.at in part.text), key=lambda e: part.text.index(e.at)
        )
        grown = 0
        for error in here:
            start = part.text.index(error.at) + grown
            made = made[:start] + error.wrong + made[start + len(error.at) :]
            at = part.start + shift + start
            places.append(_Place(error, at, at + len(error.wrong)))
            grown += len(error.wrong) - len(error.at)
        shift += grown
        changed[part.name] = made
    if len(places) < len(facts.planted):
        raise ValueError("an error must stand within one part of the document")
    return paper.model_copy(update=changed), tuple(places)


def _confirm(found: Sequence[Flaw], places: Sequence[_Place], text: str) -> None:
    """That the rules find each error, and nothing else."""
    for place in places:
        error = place.error
        if error.kind == "错别字":
            _confirm_characters(error)
        elif not any(_meets(flaw, place) for flaw in found):
            raise ValueError(f"{error.wrong!r} is no error of {error.kind} by the rules")
    for flaw in found:
        if not any(_meets(flaw, place) for place in places):
            words = text[flaw.start : flaw.end]
            raise ValueError(f"also a fault of {flaw.kind}: {words!r}")


def _meets(flaw: Flaw, place: _Place) -> bool:
    return flaw.kind == place.error.kind and flaw.start <= place.end and place.start <= flaw.end


def _confirm_characters(error: Planted) -> None:
    differ = [pair for pair in zip(error.at, error.wrong, strict=False) if pair[0] != pair[1]]
    han = all(_HAN.fullmatch(a + b) for a, b in differ)
    if len(error.at) != len(error.wrong) or not 1 <= len(differ) <= 2 or not han:
        raise ValueError(f"{error.at!r}: a wrong character stands for one character, or two")


def _error(text: str, place: _Place) -> dict[str, Any]:
    """An error with no more words than it takes to tell it, and to tell it apart."""
    error = place.error
    start, end, cut = place.start, place.end, (0, 0)
    if not error.also:
        cut = _alike(error.at, error.wrong)
        start, end = start + cut[0], end - cut[1]
    right = error.at[cut[0] : len(error.at) - cut[1]]
    left, after = _context(text, start, end)
    before, behind = text[start - left : start], text[end : end + after]
    return {
        "wrong": before + text[start:end] + behind,
        "right": [before + form + behind for form in (right, *error.also)],
        "class": error.kind,
    }


def _alike(one: str, two: str) -> tuple[int, int]:
    """How many characters two texts share at their beginnings and at their ends, figures whole."""
    most = min(len(one), len(two))
    first = next((n for n in range(most) if one[n] != two[n]), most)
    last = next((n for n in range(most - first) if one[-1 - n] != two[-1 - n]), most - first)
    while first and _in_figure(one, first - 1, two):
        first -= 1
    while last and _in_figure(one[::-1], last - 1, two[::-1]):
        last -= 1
    return first, last


def _in_figure(one: str, at: int, two: str) -> bool:
    """Whether the figure at a place goes on behind it, in either text."""
    rest = (one[at + 1 : at + 2], two[at + 1 : at + 2])
    return one[at].isdecimal() and any(figure.isdecimal() for figure in rest)


def _context(text: str, start: int, end: int) -> tuple[int, int]:
    """How many characters before and after make a place the only one of its words, within its line
    (and the mark of a gap one on each side)."""
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end)
    last = len(text) if last < 0 else last
    steps = _steps(start - first, last - end)
    left, right = 0, 0
    if start == end:
        left, right = min(1, start - first), min(1, last - end)
        steps = (step for step in steps if step[0] >= left and step[1] >= right)
    for left, right in steps:
        words = text[start - left : end + right]
        if words and words == words.strip() and text.count(words) == 1:
            return left, right
    raise ValueError(f"{text[first:last]!r} stands in the document twice")


def _steps(before: int, after: int) -> Iterator[tuple[int, int]]:
    """Ever more characters on either side, by turns, as far as there are some."""
    left = right = 0
    yield left, right
    while left < before or right < after:
        if right < after and (right <= left or left == before):
            right += 1
        else:
            left += 1
        yield left, right


PROOFREAD = Recipe(Facts, target, shown, slices, ("document", "ties"))
