"""Lists that an answer gives: as a set, in an order, or ranked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from typing import Any

from govllm.scoring import normalise

_BETWEEN = re.compile(r"[、，,；;\n]+")

# A target's element: one wording, or several that all count.
Element = str | Sequence[str]


def wordings(element: Element) -> tuple[str, ...]:
    """The accepted wordings of an element, the first the canonical one."""
    return (element,) if isinstance(element, str) else tuple(element)


def elements_of(given: Any) -> list[str]:
    """The elements that an answer's value lists, each once, in order: a JSON list, or one text with
    marks between them."""
    if given is None:
        return []
    parts = given if isinstance(given, list) else _BETWEEN.split(str(given))
    forms = (normalise.text(part) for part in parts if not normalise.is_nothing(part))
    return list(dict.fromkeys(filter(None, forms)))


def matched(given: Any, wanted: Sequence[Element]) -> list[int | None]:
    """For each element an answer gives, which wanted one it is; None for one that is not wanted.

    A wanted element that is given twice, in two wordings, is given once.
    """
    places = {
        normalise.text(wording): place
        for place, element in reversed(list(enumerate(wanted)))
        for wording in wordings(element)
    }
    found = [places.get(form) for form in elements_of(given)]
    return [p for at, p in enumerate(found) if p is None or p not in found[:at]]


def f1(given: Any, wanted: Sequence[Element]) -> float:
    """F1 of a set against the wanted one; 1 where both are empty."""
    places = matched(given, wanted)
    if not places and not wanted:
        return 1.0
    hits = sum(place is not None for place in places)
    return 2.0 * hits / (len(places) + len(wanted))


def tau(given: Any, wanted: Sequence[Element]) -> float:
    """Kendall's τ of an order against the wanted one (at least two elements), from -1 to 1.

    A pair counts for it only where both are given and stand in the right order; one with an
    element that is missing or not wanted counts against it, so that silence is no neutral answer.
    """
    order = matched(given, wanted)
    rank = {place: at for at, place in enumerate(order) if place is not None}
    strangers = sum(place is None for place in order)
    right = sum(
        1
        for first, second in combinations(range(len(wanted)), 2)
        if first in rank and second in rank and rank[first] < rank[second]
    )
    size = len(wanted) + strangers
    pairs = size * (size - 1) // 2
    return 2.0 * right / pairs - 1.0
