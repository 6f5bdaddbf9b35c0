"""What is told of an answer: its characters, its words, those of its ends, and what it counts.

Word grams of the first and the last sentence stand apart from those between, since answers say
there what they come to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from govllm.characters import plain
from govllm.hallucination.quantities import quantities_in

_FIGURES = re.compile(r"[0-9]+(?:[.,][0-9]+)*")
_ENDS = frozenset("。；！？;!?\n")
_CHARACTERS = 4
_WORDS = 3
_MOST_QUANTITIES, _MOST_LENGTHS, _STEP, _MOST_SENTENCES = 3, 8, 15, 5

Words = Sequence[str]


def features_of(answer: str) -> set[str]:
    """The features of an answer that hold of it."""
    flat = _FIGURES.sub("0", plain(answer).lower())
    words = _words(flat)
    sentences = _sentences(words)
    found = set(_grams_of(flat, _CHARACTERS, ""))
    found |= {f"w {gram}" for gram in _grams_of(words, _WORDS, " ")}
    found.add(f"quantities {min(_MOST_QUANTITIES, len(quantities_in(answer)))}")
    found.add(f"length {min(_MOST_LENGTHS, len(answer) // _STEP)}")
    found.add(f"sentences {min(_MOST_SENTENCES, len(sentences))}")
    for place, sentence in _placed(sentences):
        found |= {f"{place} {gram}" for gram in _grams_of(sentence, 2, " ")}
    return found


def _placed(sentences: Sequence[Words]) -> Iterator[tuple[str, Words]]:
    if sentences:
        yield "first", sentences[0]
        yield "last", sentences[-1]
    for sentence in sentences[:-1]:
        yield "before", sentence


def _words(flat: str) -> Words:
    import rjieba  # Reads its dictionary for 0.2 s.

    return [word.strip() or word for word in rjieba.cut(flat, True) if word.strip() or "\n" in word]


def _sentences(words: Words) -> list[Words]:
    ends = [-1, *(at for at, word in enumerate(words) if word in _ENDS), len(words)]
    return [words[a + 1 : b] for a, b in pairwise(ends) if b > a + 1]


def _grams_of(parts: Sequence[str], longest: int, joint: str) -> Iterable[str]:
    for size in range(1, longest + 1):
        for start in range(len(parts) - size + 1):
            yield joint.join(parts[start : start + size])
