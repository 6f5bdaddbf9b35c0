"""Words of a text by a dictionary: whether a place where a name could stand is made of words.

Words come from rjieba's dictionary, twice: once of known words alone, where an unknown name falls
into single characters, and once with its guess at unknown words, where a name often is one.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from itertools import accumulate

from govllm.privacy.names.lists import HAN

_RUN = re.compile(f"[{HAN}]+")
_CACHED = 1 << 16
UNKNOWN, PERSON = "none", "nr"


# Where the words of a stretch of text begin, in order, and where the last one ends.
Bounds = list[int]


class Segments:
    """The words around places of one text, asked for in order; what nobody asks for is not cut."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._start = self._end = 0
        self._known: Bounds = []
        self._guessed: Bounds | None = None

    def known(self, place: int) -> Bounds:
        """The stretch of Chinese characters around a place, cut by the dictionary alone."""
        if place >= self._end:
            before = _RUN.match(self._flat[self._end : place][::-1])
            behind = _RUN.match(self._flat, place)
            self._start = place - (before.end() if before else 0)
            self._end = behind.end() if behind else place
            self._known, self._guessed = self._cut(guess=False), None
        return self._known

    def guessed(self) -> Bounds:
        """The same stretch, cut with guesses."""
        if self._guessed is None:
            self._guessed = self._cut(guess=True)
        return self._guessed

    def _cut(self, guess: bool) -> Bounds:
        import rjieba  # Reads its dictionary for 0.2 s.

        words = rjieba.cut(self._flat[self._start : self._end], guess)
        return list(accumulate(map(len, words), initial=self._start))


def shape(bounds: Bounds, start: int, end: int) -> str:
    """How words lie in a place: their lengths, `<` and `>` where one goes on beyond an edge.

    >>> shape([0, 2, 3], 1, 3)
    '<11'
    """
    first = bisect_right(bounds, start)
    told = "" if bounds[first - 1] == start else "<"
    while (stop := bounds[first]) < end:
        told += str(stop - start)
        start, first = stop, first + 1
    told += str(end - start)
    return told if stop == end else told + ">"


def word_before(flat: str, bounds: Bounds, place: int) -> str:
    """The word that ends at a place, or goes on over it; a single sign before Chinese text."""
    at = bisect_left(bounds, place)
    return flat[bounds[at - 1] : bounds[at]] if at else flat[max(0, place - 1) : place]


def word_behind(flat: str, bounds: Bounds, place: int) -> str:
    """The word that begins at a place, or goes on over it; a single sign behind Chinese text."""
    at = bisect_right(bounds, place)
    inside = at < len(bounds)
    return flat[bounds[at - 1] : bounds[at]] if inside else flat[place : place + 1]


@lru_cache(_CACHED)
def tag_of(word: str) -> str:
    """A word's part of speech in the dictionary, "none" where it is not there."""
    import rjieba

    if len(word) > 1 and not rjieba.has_word(word):
        return UNKNOWN
    tags: list[tuple[str, str]] = rjieba.tag(word, False)
    return tags[0][1] if len(tags) == 1 else UNKNOWN


def sort_of(word: str) -> str:
    """Whether the dictionary has a word as a person's name, not at all, or as what: the first
    letter of its part of speech (v for a verb)."""
    tag = tag_of(word)
    if tag == UNKNOWN:
        return UNKNOWN
    return PERSON if tag.startswith(PERSON) else tag[0]


def log_frequency(words: str) -> float:
    """How often the dictionary expects words in its corpus, as a natural logarithm."""
    import rjieba

    return math.log(max(1, rjieba.suggest_freq(words)))
