"""Fits the model of names: odds of characters, and weights by logistic regression.

    python -m govllm.build names

Examples are the development passages, as they are and in copies with other names in them, and
calls that name nobody; right places are the passages' names, wrong ones all other places where a
family name's character stands. The held-back passages are not read.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from govllm.characters import plain
from govllm.privacy.names import cues
from govllm.privacy.names.features import (
    Around,
    Reader,
    features_around,
    features_of_frame,
    features_of_words,
    places,
)
from govllm.privacy.names.lists import (
    Odds,
    count_characters,
    odds_of,
    read_lists,
)
from govllm.privacy.names.segments import sort_of
from govllm.privacy.passages import Passage
from govllm.privacy.tables import Tables

_COPIES = 6
_SEED = "govllm-names"
# A word beside a name counts when it stands there in so many sources.
_WORDS = ("before ", "behind ", "last ", "first ")
_RARE = 4
# Inverse strength of the penalty: the best of 0.25, 0.5, 1, 2 in cross-validation by sources.
_C = 0.5
# What the small model holds less likely than all but this share of names is not looked at.
_LOST = 0.005
_COMPOUND = 0.06
_UNTOLD = frozenset({"name", "health", "criminal", "credit"})


@dataclass(frozen=True, slots=True)
class Example:
    """A flat text with the places of its names and of what else is found there."""

    text: str
    names: frozenset[tuple[int, int]]
    others: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """What is told of one place: by its own words, its frame, and all around it."""

    words: dict[str, float]
    frame: dict[str, float]
    around: dict[str, float]
    right: bool


def fit(passages: Sequence[Passage], nameless: Sequence[str]) -> str:
    """The content of `data/names.json`.

    Args:
        nameless: texts that name nobody.
    """
    lists = read_lists()
    counts = count_characters([*nameless, *(passage.text for passage in passages)])
    given, family = odds_of(lists.given, counts), odds_of(lists.singles, counts)
    examples = [*_examples(passages), *(Example(plain(t), frozenset(), ()) for t in nameless)]
    rows = [row for example in examples for row in _rows(example, given, family)]
    right = np.array([row.right for row in rows])
    quick = _learned([row.words | row.frame for row in rows], right)
    weights = _learned(_without_rare(rows), right)
    document = {
        "weights": {name: round(weight, 3) for name, weight in sorted(weights.items())},
        "quick": {name: round(weight, 3) for name, weight in sorted(quick.items())},
        "least": _least([row for row in rows if row.right], quick),
        **_told("given", given),
        **_told("family", family),
    }
    return json.dumps(document, ensure_ascii=False, indent=0) + "\n"


def _told(key: str, odds: Odds) -> dict[str, object]:
    rounded = {char: round(value, 2) for char, value in sorted(odds.of.items())}
    return {f"{key}_odds": rounded, f"{key}_off_list": round(odds.off_list, 2)}


def _rows(example: Example, given: Odds, family: Odds) -> Iterator[_Row]:
    flat = example.text
    begins, ends = ({place[side] for place in example.others} for side in (0, 1))
    reader = Reader(flat, Around(Tables(flat), begins, ends))
    for start, end, length in places(flat):
        before, behind = cues.before(flat, start), cues.behind(flat, end)
        told = reader.read(start, end, length, sort_of(flat[start:end]), (before, behind))
        yield _Row(
            features_of_words(flat[start:end], length, given, family),
            features_of_frame(before, behind),
            features_around([*told, reader.guess(start, end, length)]),
            (start, end) in example.names,
        )


def _without_rare(rows: Sequence[_Row]) -> list[dict[str, float]]:
    counts = Counter(name for row in rows for name in row.around if name.startswith(_WORDS))
    rare = {name for name, count in counts.items() if count < _RARE * _COPIES}
    return [
        row.words | {name: value for name, value in row.around.items() if name not in rare}
        for row in rows
    ]


def _learned(table: Sequence[dict[str, float]], right: NDArray[np.bool_]) -> dict[str, float]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    vectors = DictVectorizer()
    learned = LogisticRegression(C=_C, max_iter=3000).fit(vectors.fit_transform(table), right)
    weights = dict(zip(vectors.get_feature_names_out(), learned.coef_[0].tolist(), strict=True))
    weights["bias"] += float(learned.intercept_[0])
    return weights


def _least(names: Sequence[_Row], quick: dict[str, float]) -> list[float]:
    """What the small model says at least of nearly all names: by their words, and with the
    frame."""

    def said(told: dict[str, float]) -> float:
        return sum(value * quick[name] for name, value in told.items())

    words = np.array([said(row.words) for row in names])
    frames = np.array([said(row.frame) for row in names])
    return [round(float(np.quantile(told, _LOST)), 3) for told in (words, words + frames)]


def _examples(passages: Sequence[Passage]) -> Iterator[Example]:
    """The passages as they are, and copies with other names in them."""
    rng = random.Random(_SEED)  # noqa: S311
    for passage in passages:
        for copy in range(_COPIES):
            yield _renamed(passage, rng if copy else None)


def _renamed(passage: Passage, rng: random.Random | None) -> Example:
    text, names, others, position = "", set(), [], 0
    for label in sorted(passage.labels, key=lambda row: row.start):
        text += passage.text[position : label.start]
        words = passage.text[label.start : label.end]
        if label.kind == "name":
            if rng is not None and len(words) <= 4:
                words = _draw(rng)
            names.add((len(text), len(text) + len(words)))
        elif label.kind not in _UNTOLD:
            others.append((len(text), len(text) + len(words)))
        text += words
        position = label.end
    text += passage.text[position:]
    return Example(plain(text), frozenset(names), tuple(others))


def _draw(rng: random.Random) -> str:
    """A name, common characters more often."""
    lists = read_lists()
    if rng.random() < _COMPOUND:
        family = rng.choice(sorted(lists.compound))
    else:
        family = _common(rng, lists.singles)
    given = _common(rng, lists.given) + _common(rng, lists.given)
    return family + given[: 2 if rng.random() < 0.75 else 1]


def _common(rng: random.Random, ordered: Sequence[str]) -> str:
    return ordered[int(len(ordered) * rng.random() ** 3)]
