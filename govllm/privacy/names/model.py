"""Where a name could stand in a text, and a linear model that says how likely it is one.

The weights, and the odds of characters, lie in `data/names.json`; `python -m govllm.build names`
fits them on the development passages.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from govllm.privacy.names import cues
from govllm.privacy.names.lists import Odds, family_pattern, read_lists
from govllm.privacy.names.segments import Cut, Segments, log_frequency, shape, sort_of, tag_of
from govllm.privacy.tables import Tables

# 王老师, 李先生, 张某: a family name and a form of address is not a name.
_TITLE = re.compile(
    r"先生|女士|小姐|同志|老师|医生|大夫|护士|警官|法官|律师|教授|师傅|阿姨|大爷|大妈|大娘|大叔|大哥|"
    r"大姐|奶奶|爷爷|叔叔|伯伯|局长|处长|科长|主任|书记|市长|县长|镇长|乡长|村长|所长|院长|校长|站长|"
    r"队长|主席|会长|经理|老板|总监|工程师|同学|姓|某"
)
_TITLE_LIKE = frozenset("某先女总老师")
_NAMING = re.compile(
    r"姓名|名字|户名|[人员者师长]$|学生|考生|家长|代表|主任|医生|户主|配偶|父亲|母亲|name", re.I
)
_SEPARATORS = frozenset("|\t\n,，;:/ (（)）")
_NEAR = 3
# A place in a text so short repeats nothing.
_LONG_TEXT = 40
_EXTREME = 4


@dataclass(frozen=True, slots=True)
class Place:
    """A place where a name could stand.

    Attributes:
        family: length of the family name.
    """

    start: int
    end: int
    family: int


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known of a text.

    Attributes:
        begins, ends: where identifiers and other findings begin and end.
    """

    tables: Tables
    begins: Collection[int] = ()
    ends: Collection[int] = ()


class Model:
    """Scores places of a text; equal words are weighed once.

    Attributes:
        least: words that score less are no name, whatever stands around.
    """

    def __init__(
        self, weights: Mapping[str, float], given: Odds, family: Odds, least: float
    ) -> None:
        self.weights, self.given, self.family, self.least = weights, given, family, least
        self._by_words: dict[tuple[str, int], float] = {}

    def scored(self, flat: str, around: Around) -> Iterator[tuple[float, int, int]]:
        """Log-odds, start and end of the places worth a look."""
        weights, known, least = self.weights, self._by_words, self.least
        segments = Segments(flat)
        for place in places(flat):
            key = (flat[place.start : place.end], place.family)
            score = known.get(key)
            if score is None:
                score = known[key] = self._of_words(*key)
            if score > least:
                told = features_around(flat, place, segments, around)
                score += sum([weights.get(name, 0.0) for name in told])
                yield score, place.start, place.end

    def _of_words(self, words: str, family: int) -> float:
        if len(self._by_words) > _CACHED:
            self._by_words.clear()
        told = features_of_words(words, family, self.given, self.family)
        return sum(value * self.weights.get(name, 0.0) for name, value in told.items())


_CACHED = 1 << 18


def places(flat: str) -> Iterator[Place]:
    """Every place where a family name and one or two characters behind it stand."""
    compound = read_lists().compound
    singles = frozenset(read_lists().singles)
    for match in family_pattern().finditer(flat):
        start, rest = match.start(), match["rest"]
        if flat[start : start + 2] in compound:
            family, given = 2, rest[1:]
        elif flat[start] in singles:
            family, given = 1, rest
        else:
            continue
        if given[:1] in _TITLE_LIKE or _TITLE.match(flat, start + 1):
            continue
        for size in range(1, min(2, len(given)) + 1):
            yield Place(start, start + family + size, family)


def features_of_words(words: str, family: int, given: Odds, families: Odds) -> dict[str, float]:
    """What a place's own characters tell."""
    rest = words[family:]
    size = f"{len(rest)}{'c' if family == 2 else ''}"
    odds = [given(char) for char in rest]
    mean = sum(odds) / len(odds)
    # Compound ones are no ordinary words.
    name = families(words[0]) if family == 1 else 2.0
    told = {
        "bias": 1.0,
        f"size {size}": 1.0,
        "family": name,
        f"given {size}": mean,
        f"worst {size}": min(odds),
        f"given {size} {_bounded(mean)}": 1.0,
        f"family {_bounded(name)}": 1.0,
        f"known {size} {sort_of(words)}": 1.0,
        f"head {size} {sort_of(words[:2])}": 1.0,
        f"common {sort_of(words)}": log_frequency(words),
        f"common head {sort_of(words[:2])}": log_frequency(words[:2]),
    }
    if len(rest) == 2:
        told[f"rest {sort_of(rest)}"] = 1.0
        told[f"common rest {sort_of(rest)}"] = log_frequency(rest)
    return told


def _bounded(value: float) -> int:
    return max(-_EXTREME, min(_EXTREME, round(value)))


def features_around(flat: str, place: Place, segments: Segments, around: Around) -> list[str]:
    """What the words and signs around a place tell, as names of features."""
    start, end = place.start, place.end
    known, guessed, offset = segments.at(start)
    kind = "c" if place.family == 2 else ""
    lies = shape(known, offset, start, end)
    before, behind = cues.before(flat, start), cues.behind(flat, end)
    told = [
        f"shape {lies}{kind}",
        f"guess {shape(guessed, offset, start, end)}{kind}",
        f"{before}|{behind}",
        f"{before}|",
        f"|{behind}",
        f"{before} {lies}",
        f"{lies} {behind}",
        f"{before}|{behind} {sort_of(flat[start:end])} {end - start}",
        *_words_beside(flat, place, lies, known, offset),
    ]
    told += _signs_beside(flat, start, end, around)
    if around.tables:
        told += _in_table(around.tables, start, end)
    if len(flat) > _LONG_TEXT and flat.count(flat[start:end]) > 1:
        told.append("again")
    return told


def _words_beside(flat: str, place: Place, lies: str, cut: Cut, offset: int) -> Iterator[str]:
    start, end = place.start, place.end
    if lies[0] == "<":
        at = start - offset
        yield f"cut before {sort_of(flat[cut.begins[at] : cut.ends[at]])}"
    elif start:
        left = flat[cut.begins[start - 1 - offset] : start] if start > offset else flat[start - 1]
        yield f"before {left}"
        yield f"tag before {tag_of(left)}"
        if len(left) > 1:
            yield f"last {left[-1]}"
    if lies[-1] == ">":
        at = end - 1 - offset
        yield f"cut behind {sort_of(flat[cut.begins[at] : cut.ends[at]])}"
    elif end < len(flat):
        inside = end - offset < len(cut.ends)
        right = flat[end : cut.ends[end - offset]] if inside else flat[end]
        yield f"behind {right}"
        yield f"tag behind {tag_of(right)}"
        if len(right) > 1:
            yield f"first {right[0]}"


def _signs_beside(flat: str, start: int, end: int, around: Around) -> Iterator[str]:
    left = flat[start - 1] if start else "\n"
    right = flat[end] if end < len(flat) else "\n"
    if right in _SEPARATORS:
        at = end
        while at < end + _NEAR and at < len(flat) and flat[at] in _SEPARATORS:
            at += 1
        if any(place in around.begins for place in range(end + 1, at + 1)):
            yield "identifier behind"
        if left in _SEPARATORS:
            yield "cell"
            yield f"cell {left}{right}"
    if left in _SEPARATORS:
        at = start
        while at > start - _NEAR and at and flat[at - 1] in _SEPARATORS:
            at -= 1
        if any(place in around.ends for place in range(at, start)):
            yield "identifier before"


def _in_table(tables: Tables, start: int, end: int) -> Iterator[str]:
    cell = tables.cell(start)
    if cell is not None:
        whole = "whole" if (cell.start, cell.end) == (start, end) else "part"
        headed = "names" if _NAMING.search(cell.heading) else "other"
        yield f"{whole} cell of {headed}"


@cache
def load_model() -> Model:
    """The fitted model that is shipped."""
    raw = json.loads((files("govllm.privacy") / "data" / "names.json").read_text("utf-8"))
    given, family = (Odds(raw[f"{key}_odds"], raw[f"{key}_off_list"]) for key in ("given", "family"))
    return Model(raw["weights"], given, family, raw["least"])


def best(
    scored: Iterable[tuple[float, int, int]], taken: Sequence[tuple[int, int]], length: int
) -> list[tuple[int, int]]:
    """Of places that overlap each other or what is taken, the likeliest, in order."""
    covered = bytearray(length)
    for start, end in taken:
        covered[start:end] = b"\1" * (end - start)
    chosen = []
    for _, start, end in sorted(scored, key=lambda row: (-row[0], row[1])):
        if not any(covered[start:end]):
            covered[start:end] = b"\1" * (end - start)
            chosen.append((start, end))
    return sorted(chosen)
