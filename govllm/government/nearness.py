"""How near texts stand to each other by the pairs of characters they share."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import TypeVar

_NO_WORD = re.compile(r"[\W\d_]+")

Thing = TypeVar("Thing")


@lru_cache(maxsize=4096)
def pairs(text: str) -> frozenset[str]:
    """The pairs of neighbouring characters of a text, marks and figures apart."""
    return frozenset(run[at : at + 2] for run in _NO_WORD.split(text) for at in range(len(run) - 1))


def nearness(one: str, two: str) -> float:
    """The share of their pairs that two texts have in common (Jaccard), from 0 to 1."""
    first, second = pairs(one), pairs(two)
    return len(first & second) / max(1, len(first | second))


def nearest_first(
    things: Iterable[Thing], text: str, of: Callable[[Thing], str], name: Callable[[Thing], str]
) -> list[Thing]:
    """Things by falling nearness of their text to another, equal ones by name."""
    return sorted(things, key=lambda thing: (-nearness(of(thing), text), name(thing)))
