"""Words of a text by a dictionary: whether a place where a name could stand is made of words.

Words come from rjieba's dictionary, twice: once of known words alone, where an unknown name falls
into single characters, and once with its guess at unknown words, where a name often is one.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from govllm.privacy.names.lists import HAN

_RUN = re.compile(f"[{HAN}]+")
_CACHED = 1 << 16
UNKNOWN, PERSON = "none", "nr"


@dataclass(frozen=True, slots=True)
class Cut:
    """A stretch of text cut into words.

    Attributes:
        begins, ends: for each character of the stretch, where its word begins and ends in the
            text.
    """

    begins: list[int]
    ends: list[int]


class Segments:
    """The words around places of one text, asked for in order; what nobody asks for is not cut."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._runs = _RUN.finditer(flat)
        self._start = self._end = 0
        self._cuts: tuple[Cut, Cut] | None = None

    def at(self, place: int) -> tuple[Cut, Cut, int]:
        """The stretch of Chinese characters around a place, cut by the dictionary alone and with
        guesses, and where it starts."""
        while place >= self._end:
            self._start, self._end = next(self._runs).span()
            self._cuts = None
        if self._cuts is None:
            run = self._flat[self._start : self._end]
            self._cuts = (_cut(run, self._start, False), _cut(run, self._start, True))
        return *self._cuts, self._start


def _cut(run: str, offset: int, guess: bool) -> Cut:
    import rjieba  # Reads its dictionary for 0.2 s.

    begins: list[int] = []
    ends: list[int] = []
    for word in rjieba.cut(run, guess):
        size = len(word)
        begins += [offset] * size
        offset += size
        ends += [offset] * size
    return Cut(begins, ends)


def shape(cut: Cut, offset: int, start: int, end: int) -> str:
    """How words lie in a place: their lengths, `<` and `>` where one goes on beyond an edge.

    >>> shape(Cut([0, 0, 2], [2, 2, 3]), 0, 1, 3)
    '<11'
    """
    begins, ends = cut.begins, cut.ends
    told = "<" if begins[start - offset] < start else ""
    at = start
    while at < end:
        stop = ends[at - offset]
        told += str(min(stop, end) - at)
        at = stop
    return told + ">" if at > end else told


@lru_cache(_CACHED)
def tag_of(word: str) -> str:
    """A word's part of speech in the dictionary, "none" where it is not there."""
    import rjieba

    if len(word) > 1 and not rjieba.has_word(word):
        return UNKNOWN
    tags: list[tuple[str, str]] = rjieba.tag(word, False)
    return tags[0][1] if len(tags) == 1 else UNKNOWN


def sort_of(word: str) -> str:
    """Whether the dictionary has a word as a person's name, as a word, or not at all."""
    tag = tag_of(word)
    if tag == UNKNOWN:
        return UNKNOWN
    return PERSON if tag.startswith(PERSON) else "word"


def log_frequency(words: str) -> float:
    """How often the dictionary expects words in its corpus, as a natural logarithm."""
    import rjieba

    return math.log(max(1, rjieba.suggest_freq(words)))
