"""Words of a text by a dictionary: whether a place where a name could stand is made of words.

Words come from rjieba's dictionary, twice: once of known words alone, where an unknown name falls
into single characters, and once with its guess at unknown words, where a name often is one.
"""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

from govllm.privacy.names.lists import HAN

_RUN = re.compile(f"[{HAN}]+")
_CACHED = 1 << 16
UNKNOWN, PERSON = "none", "nr"


# Where the words of a stretch of Chinese characters begin in it, in order, and its length.
Bounds = tuple[int, ...]


class Stretch:
    """A stretch of Chinese characters with other signs around.

    Attributes:
        start: where it begins in its text.
        known: its words by the dictionary alone.
    """

    def __init__(self, text: str, start: int) -> None:
        self.text, self.start = text, start
        self.known = _cut(text, False)
        self._guessed: Bounds | None = None

    @property
    def guessed(self) -> Bounds:
        """Its words, unknown ones guessed."""
        if self._guessed is None:
            self._guessed = _cut(self.text, True)
        return self._guessed


class Stretches:
    """The stretches around places of one text, asked for in order; what nobody asks for is not
    cut."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._end = 0
        self._stretch = Stretch("", 0)

    def at(self, place: int) -> Stretch:
        """The stretch around a place."""
        if place >= self._end:
            before = _RUN.match(self._flat[self._end : place][::-1])
            behind = _RUN.match(self._flat, place)
            start = place - (before.end() if before else 0)
            self._end = behind.end() if behind else place
            self._stretch = Stretch(self._flat[start : self._end], start)
        return self._stretch


def _cut(stretch: str, guess: bool) -> Bounds:
    return (_cut_short if len(stretch) <= _SHORT else _cut_any)(stretch, guess)


def _cut_any(stretch: str, guess: bool) -> Bounds:
    import rjieba  # Reads its dictionary for 0.2 s.

    return tuple(accumulate(map(len, rjieba.cut(stretch, guess)), initial=0))


# In forms and tables every other stretch has stood before.
_SHORT = 32
_cut_short = lru_cache(1 << 14)(_cut_any)


class Lie(NamedTuple):
    """How a place lies among words.

    Attributes:
        shape: the lengths of its words, `<` and `>` where one goes on beyond an edge.
        left: the word that ends where it begins, or goes on over its edge; "" at the beginning.
        right: the word that begins where it ends, or goes on over its edge; "" at the end.
    """

    shape: str
    left: str
    right: str


def lie_of(stretch: str, bounds: Bounds, start: int, end: int) -> Lie:
    """How a place lies among the words of a stretch.

    >>> lie_of("甲乙丙丁", (0, 2, 3, 4), 1, 3)
    Lie(shape='<11', left='甲乙', right='丁')
    """
    # It is asked for every place where a name could stand: one search finds all three.
    next_ = bisect_right(bounds, start)
    begin = bounds[next_ - 1]
    if begin == start:
        told = ""
        left = stretch[bounds[next_ - 2] : begin] if next_ > 1 else ""
    else:
        told = "<"
        left = stretch[begin : bounds[next_]]
    while (stop := bounds[next_]) < end:
        told += str(stop - start)
        start, next_ = stop, next_ + 1
    told += str(end - start)
    if stop > end:
        return Lie(told + ">", left, stretch[bounds[next_ - 1] : stop])
    return Lie(told, left, stretch[stop : bounds[next_ + 1]] if next_ + 1 < len(bounds) else "")


@lru_cache(_CACHED)
def tag_of(word: str) -> str:
    """A word's part of speech in the dictionary, "none" where it is not there."""
    import rjieba

    if len(word) > 1 and not rjieba.has_word(word):
        return UNKNOWN
    tags: list[tuple[str, str]] = rjieba.tag(word, False)
    return tags[0][1] if len(tags) == 1 else UNKNOWN


@lru_cache(_CACHED)
def sort_of(word: str) -> str:
    """Whether the dictionary has a word as a person's name, not at all, or as what: the first
    letter of its part of speech (v for a verb)."""
    tag = tag_of(word)
    if tag == UNKNOWN:
        return UNKNOWN
    return PERSON if tag.startswith(PERSON) else tag[0]


@lru_cache(_CACHED)
def log_frequency(words: str) -> float:
    """How often the dictionary expects words in its corpus, as a natural logarithm."""
    import rjieba

    return math.log(max(1, rjieba.suggest_freq(words)))
