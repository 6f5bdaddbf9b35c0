"""Fits the model of names: counts of ordinary character pairs, and weights by logistic regression.

    python -m govllm.build names

Positive examples are the names in the development passages, each replaced many times by invented
ones; negative ones are all other places where a family name's character stands, in the passages
and in text without names. The held-back passages are not read.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govllm.privacy import invent
from govllm.privacy.names import Model, candidates, read_lists
from govllm.privacy.normal import plain
from govllm.privacy.passages import Label, Passage

_COPIES = 40
_RARE = 2
_LEVELS = 6


@dataclass(frozen=True, slots=True)
class Marked:
    """A flat text and the places of its names."""

    text: str
    names: frozenset[tuple[int, int]]


def fit(passages: Sequence[Passage], nameless: Iterable[str], words: Iterable[str]) -> str:
    """The content of `data/names.json`."""
    ordinary = [plain(text) for text in nameless]
    ordinary += ["".join(_around_names(passage)) for passage in passages]
    vocabulary = sorted({word for word in words if 2 <= len(word) <= 4})
    pairs = _pairs(ordinary, vocabulary)
    given, unknown = _given(ordinary)
    singles, compound, _ = read_lists()
    surnames = {char: math.log(1 + place / 40) for place, char in enumerate(singles)}
    model = Model({}, surnames, frozenset(compound), given, pairs, frozenset(vocabulary), unknown)
    weights = _weights([*_examples(passages), *(Marked(t, frozenset()) for t in ordinary)], model)
    rows: dict[str, list[str]] = {}
    for pair, level in sorted(pairs.items()):
        rows.setdefault(str(level), []).append(pair)
    document = {
        "weights": {name: round(weight, 4) for name, weight in sorted(weights.items())},
        "given": {char: round(value, 2) for char, value in sorted(given.items())},
        "unknown_given": round(unknown, 2),
        "pairs": {level: "".join(found) for level, found in sorted(rows.items())},
        "words": " ".join(vocabulary),
    }
    return json.dumps(document, ensure_ascii=False, indent=0) + "\n"


def _around_names(passage: Passage) -> Iterator[str]:
    position = 0
    for label in sorted(passage.labels, key=lambda row: row.start):
        if label.kind == "name":
            yield passage.text[position : label.start] + "\n"
            position = label.end
    yield passage.text[position:]


def _pairs(texts: Iterable[str], words: Iterable[str]) -> dict[str, int]:
    """How common a pair of characters is in ordinary text, in powers of two."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(text[at : at + 2] for at in range(len(text) - 1))
    for word in words:
        counts.update({word[at : at + 2]: 4 for at in range(len(word) - 1)})
    return {
        pair: min(_LEVELS, int(math.log2(count)))
        for pair, count in counts.items()
        if count >= _RARE and all("\u4e00" <= char <= "\u9fff" for char in pair)
    }


def _given(texts: Iterable[str]) -> tuple[dict[str, float], float]:
    """Log-odds of a character in given names (by its place in our list) against ordinary text."""
    _, _, listed = read_lists()
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(char for char in text if "\u4e00" <= char <= "\u9fff")
    total = sum(counts.values())
    chars = list(dict.fromkeys(listed))
    weights = [1.0 / (20 + place) for place in range(len(chars))]
    whole = sum(weights)
    odds = {
        char: math.log(weight / whole) - math.log((counts[char] + 20) / total)
        for char, weight in zip(chars, weights, strict=True)
    }
    low = math.log(weights[-1] / whole / 4)
    for char, count in counts.items():
        if char not in odds and count > 30:
            odds[char] = low - math.log((count + 20) / total)
    return odds, low - math.log(20 / total)


def _examples(passages: Sequence[Passage]) -> Iterator[Marked]:
    """The passages as they are, and copies with other names in them."""
    rng = random.Random("govllm-names")  # noqa: S311
    for passage in passages:
        for copy in range(_COPIES):
            yield _renamed(passage, rng if copy else None)


def _renamed(passage: Passage, rng: random.Random | None) -> Marked:
    text, names, position = "", set(), 0
    for label in sorted(passage.labels, key=lambda row: row.start):
        text += passage.text[position : label.start]
        words = passage.text[label.start : label.end]
        if label.kind == "name":
            if rng is not None and len(words) <= 4:
                words = invent.name(rng, compound_share=0.12)
            names.add((len(text), len(text) + len(words)))
        text += words
        position = label.end
    return Marked(plain(text + passage.text[position:]), frozenset(names))


def _weights(marked: Sequence[Marked], model: Model) -> dict[str, float]:
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression

    rows, right = [], []
    for example in marked:
        for start, end, features in candidates(example.text, model):
            inside = any(s <= start and end <= e for s, e in example.names)
            exact = (start, end) in example.names
            rows.append(features)
            right.append(exact)
            if inside and not exact:
                # Part of a longer name: wrong, and worth learning.
                rows.append(features)
                right.append(False)
    vectors = DictVectorizer()
    learned = LogisticRegression(C=1.0, max_iter=2000)
    learned.fit(vectors.fit_transform(rows), right)
    weights = dict(zip(vectors.get_feature_names_out(), learned.coef_[0].tolist(), strict=True))
    weights["bias"] = weights.get("bias", 0.0) + float(learned.intercept_[0])
    return weights


def read_words(path: Path) -> Iterator[str]:
    """Words from lines of the form `高: 高兴 高度`."""
    for line in path.read_text(encoding="utf-8").splitlines():
        yield from line.partition(":")[2].split()


def labels_of(passages: Iterable[Passage]) -> Iterator[Label]:
    """Every label of many passages."""
    for passage in passages:
        yield from passage.labels
