"""A linear model that says how likely a place of a text is a name.

The weights, and the odds of characters, lie in `data/names.json`; `python -m govllm.build names`
fits them on the development passages.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple, TypeVar, get_args

from govllm.privacy.names import cues
from govllm.privacy.names.cues import Before, Behind, Frame
from govllm.privacy.names.features import (
    GROUPS,
    GUESS,
    LONGEST,
    Around,
    Feature,
    Reader,
    features_of_frame,
    features_of_words,
    sizes,
    starts,
)
from govllm.privacy.names.lists import Odds
from govllm.privacy.names.segments import sort_of

K = TypeVar("K")
V = TypeVar("V")
_KEPT = 1 << 16


class _Memo(dict[K, V]):
    """What a function says of each key, worked out once: texts repeat their words."""

    def __init__(self, of: Callable[[K], V]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, key: K) -> V:
        if len(self) >= _KEPT:
            self.clear()
        value = self[key] = self._of(key)
        return value


class _Likely(NamedTuple):
    """What may be a name at some place, likely by its own characters.

    Attributes:
        size, family: how long it is, and its family name.
        quick, whole: what the smaller model and the whole one say of its characters.
        sort: what the dictionary has it as.
    """

    size: int
    family: int
    quick: float
    whole: float
    sort: str


class Model:
    """Scores places of a text.

    Attributes:
        quick: weights of a smaller model, of the words and the frame alone.
        least: what it must say of the words, and of both, for the whole model to be asked.
    """

    def __init__(
        self,
        weights: Mapping[str, float],
        quick: Mapping[str, float],
        least: tuple[float, float],
        given: Odds,
        family: Odds,
    ) -> None:
        def of_words(words: tuple[str, int]) -> _Likely | None:
            told = features_of_words(*words, given, family)
            said = _weighed(told, quick)
            if said <= least[0]:
                return None
            text, length = words
            return _Likely(len(text), length, said, _weighed(told, weights), sort_of(text))

        words = _Memo(of_words)

        def likely_in(window: str) -> tuple[_Likely, ...]:
            found = (words[window[:size], length] for size, length in sizes(window))
            return tuple(row for row in found if row)

        def of_feature(feature: Feature) -> float:
            group, key = feature
            return _weighed(GROUPS[group](*key), weights)

        self._least = least[1]
        self._likely, self._features = _Memo(likely_in), _Memo(of_feature)
        befores, behinds = get_args(Before), get_args(Behind)
        self._quick_frames: dict[Frame, float] = {
            (before, behind): _weighed(features_of_frame(before, behind), quick)
            for before in befores
            for behind in behinds
        }
        self._at_best: dict[Behind, float] = {
            behind: max(self._quick_frames[before, behind] for before in befores)
            for behind in behinds
        }
        guesses = (weight for name, weight in weights.items() if name.startswith(f"{GUESS} "))
        self._best_guess = max(0.0, *guesses)

    def scored(
        self, flat: str, around: Around, enough: float = -math.inf
    ) -> Iterator[tuple[float, int, int]]:
        """Log-odds, start and end of the places that are worth a look, of more than enough."""
        reader, weight = Reader(flat, around), self._features.__getitem__
        for start, name, frame in self._worth_a_look(flat, around.covered):
            size, family, _, whole, sort = name
            end = start + size
            score = whole + sum(map(weight, reader.read(start, end, family, sort, frame)))
            # To cut the text with guesses takes longest.
            if score + self._best_guess > enough:
                score += weight(reader.guess(start, end, family))
                if score > enough:
                    yield score, start, end

    def _worth_a_look(
        self, flat: str, covered: bytearray
    ) -> Iterator[tuple[int, _Likely, Frame]]:  # fmt: skip
        """The places that are free and of which the smaller model says enough."""
        likely, frames, at_best, least = (
            self._likely, self._quick_frames, self._at_best, self._least
        )  # fmt: skip
        for match in starts(flat):
            start = match.start()
            before: Before | None = None
            for name in likely[flat[start : start + LONGEST]]:
                quick, end = name[2], start + name[0]
                behind = cues.behind(flat, end)
                if quick + at_best[behind] <= least or 1 in covered[start:end]:
                    continue
                before = before or cues.before(flat, start)
                frame = before, behind
                if quick + frames[frame] > least:
                    yield start, name, frame


def _weighed(told: Mapping[str, float], weights: Mapping[str, float]) -> float:
    return sum([value * weights.get(name, 0.0) for name, value in told.items()])


@cache
def load_model() -> Model:
    """The fitted model that is shipped."""
    raw = json.loads((files("govllm.privacy") / "data" / "names.json").read_text("utf-8"))
    given, family = (
        Odds(raw[f"{key}_odds"], raw[f"{key}_off_list"]) for key in ("given", "family")
    )
    return Model(raw["weights"], raw["quick"], tuple(raw["least"]), given, family)


def best(scored: Iterable[tuple[float, int, int]], covered: bytearray) -> list[tuple[int, int]]:
    """Of places that overlap each other or what is covered, the likeliest; covers them."""
    chosen = []
    for _, start, end in sorted(scored, key=lambda row: (-row[0], row[1])):
        if 1 not in covered[start:end]:
            cover(covered, start, end)
            chosen.append((start, end))
    return chosen


def cover(covered: bytearray, start: int, end: int) -> None:
    """Mark a place as taken."""
    covered[start:end] = b"\1" * (end - start)
