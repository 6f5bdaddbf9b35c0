"""Where a name could stand in a text, and what is told of such a place, as features of a model."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from govllm.privacy.names.cues import Frame
from govllm.privacy.names.lists import HAN, Odds, read_lists
from govllm.privacy.names.segments import (
    Stretches,
    lie_of,
    log_frequency,
    sort_of,
    tag_of,
)
from govllm.privacy.tables import Tables

# 王老师, 李先生, 张某: a family name and a form of address is not a name.
_TITLE = (
    r"[某先女总老师姓姐哥嫂婶姨]|家(?:兄弟|姐妹|媳妇|老[大二三爷])|同志|医生|大夫|护士|警官|法官|律师|教授|小姐|阿姨|大爷|大妈|大娘|大叔|大哥|大姐|奶奶|"
    r"爷爷|叔叔|伯伯|局长|处长|科长|主任|书记|市长|县长|镇长|乡长|村长|所长|院长|校长|站长|队长|主席|会长|"
    r"经理|工程师|同学"
)
TITLED = re.compile(rf".(?:{_TITLE})")
_NAMING = re.compile(
    r"姓名|名字|户名|[人员者师长]$|学生|考生|家长|代表|主任|医生|户主|配偶|父亲|母亲|name", re.I
)
_SEPARATORS = frozenset("|\t\n,，;:/ (（)）")
_NEAR = 3
_EXTREME = 4
# Two characters of a family name and two of a given one.
LONGEST = 4
_KINDS = {1: "", 2: "c"}
GUESS = "guess"


@dataclass(frozen=True, slots=True)
class Around:
    """What else is known of a text.

    Attributes:
        begins, ends: where identifiers and other findings begin and end.
        covered: 1 for every character that others have taken.
    """

    tables: Tables
    begins: Collection[int] = ()
    ends: Collection[int] = ()
    covered: bytearray = field(default_factory=bytearray)


# A group of features, with what decides it.
Feature = tuple[str, tuple[Any, ...]]
Told = list[Feature]


def places(flat: str) -> Iterator[tuple[int, int, int]]:
    """Every place where a family name and one or two characters behind it stand: start, end and
    the length of the family name."""
    for match in starts(flat):
        start = match.start()
        for size, family in sizes(flat[start : start + LONGEST]):
            yield start, start + size, family


def starts(flat: str) -> Iterator[re.Match[str]]:
    """Where a family name may begin."""
    return _starts().finditer(flat)


def sizes(window: str) -> Iterator[tuple[int, int]]:
    """The lengths of names, and of their family names, that the next characters may begin with."""
    behind = _BEHIND.match(window)
    if behind is None:
        return
    size = behind.end() - 1
    if window[:2] in read_lists().compound:
        family, size = 2, size - 1
    elif window[0] in _singles():
        family = 1
    else:
        return
    if size:
        yield family + 1, family
    if size > 1:
        yield family + 2, family


_BEHIND = re.compile(rf".(?!{_TITLE})[{HAN}]{{1,3}}")


@cache
def _singles() -> frozenset[str]:
    return frozenset(read_lists().singles)


@cache
def _starts() -> re.Pattern[str]:
    lists = read_lists()
    first = "".join(sorted({*lists.singles, *(name[0] for name in lists.compound)}))
    return re.compile(f"[{first}](?=[{HAN}])")


def features_of_words(words: str, family: int, given: Odds, families: Odds) -> dict[str, float]:
    """What a place's own characters tell."""
    rest = words[family:]
    size = f"{len(rest)}{'c' if family == 2 else ''}"
    odds = [given(char) for char in rest]
    mean = sum(odds) / len(odds)
    # Compound ones are no ordinary words.
    name = families(words[0]) if family == 1 else 2.0
    sort, head = sort_of(words), words[:2]
    sort_of_head = sort_of(head)
    told = {
        "bias": 1.0,
        f"size {size}": 1.0,
        "family": name,
        f"given {size}": mean,
        f"worst {size}": min(odds),
        f"given {size} {_bounded(mean)}": 1.0,
        f"family {_bounded(name)}": 1.0,
        f"known {size} {sort}": 1.0,
        f"head {size} {sort_of_head}": 1.0,
        f"common {sort}": log_frequency(words),
        f"common head {sort_of_head}": log_frequency(head),
    }
    if len(rest) == 2:
        sort_of_rest = sort_of(rest)
        told[f"rest {sort_of_rest}"] = 1.0
        told[f"common rest {sort_of_rest}"] = log_frequency(rest)
    return told


def _bounded(value: float) -> int:
    return max(-_EXTREME, min(_EXTREME, round(value)))


class Reader:
    """Reads what stands around places of one text, asked for in order."""

    def __init__(self, flat: str, around: Around) -> None:
        self._flat, self._around = flat, around
        self._stretches = Stretches(flat)
        self._any_tables = bool(around.tables)

    def read(self, start: int, end: int, family: int, sort: str, frame: Frame) -> Told:
        """What is told of a place, but for the guess at it.

        Args:
            sort: of the words there.
        """
        stretch = self._stretches.at(start)
        offset = stretch.start
        lies, left, right = lie_of(stretch.text, stretch.known, start - offset, end - offset)
        # At the edges of a stretch the sign beside it.
        left = left or self._flat[start - 1 : start]
        right = right or self._flat[end : end + 1]
        told: Told = [
            ("frame", (*frame, lies + _KINDS[family], sort, end - start)),
            ("cut before" if lies[0] == "<" else "left", (left,)),
            ("cut behind" if lies[-1] == ">" else "right", (right,)),
        ]
        if signs := self._signs(start, end):
            told.append(("signs", signs))
        if self._any_tables:
            told += self._in_table(start, end)
        return told

    def guess(self, start: int, end: int, family: int) -> Feature:
        """How words lie in the place that was read last, unknown ones guessed."""
        stretch = self._stretches.at(start)
        offset = stretch.start
        lies, _, _ = lie_of(stretch.text, stretch.guessed, start - offset, end - offset)
        return GUESS, (lies + _KINDS[family],)

    def _signs(self, start: int, end: int) -> tuple[str, ...]:
        flat, around = self._flat, self._around
        left = flat[start - 1] if start else "\n"
        right = flat[end] if end < len(flat) else "\n"
        if right not in _SEPARATORS and left not in _SEPARATORS:
            return ()
        told: list[str] = []
        if right in _SEPARATORS:
            at = end
            while at < end + _NEAR and at < len(flat) and flat[at] in _SEPARATORS:
                at += 1
            if any(place in around.begins for place in range(end + 1, at + 1)):
                told.append("identifier behind")
            if left in _SEPARATORS:
                told += ["cell", f"cell {left}{right}"]
        if left in _SEPARATORS:
            at = start
            while at > start - _NEAR and at and flat[at - 1] in _SEPARATORS:
                at -= 1
            if any(place in around.ends for place in range(at, start)):
                told.append("identifier before")
        return tuple(told)

    def _in_table(self, start: int, end: int) -> Iterator[tuple[str, tuple[str, ...]]]:
        cell = self._around.tables.cell(start)
        if cell is not None:
            whole = "whole" if (cell.start, cell.end) == (start, end) else "part"
            headed = "names" if _NAMING.search(cell.heading) else "other"
            yield "signs", (f"{whole} cell of {headed}",)


def _each(*names: str) -> dict[str, float]:
    return dict.fromkeys(names, 1.0)


def features_of_frame(before: str, behind: str) -> dict[str, float]:
    """What kind of thing stands before and behind a place."""
    return _each(f"{before}|{behind}", f"{before}|", f"|{behind}")


def _of_place(before: str, behind: str, lies: str, sort: str, size: int) -> dict[str, float]:
    return features_of_frame(before, behind) | _each(
        f"shape {lies}",
        f"{before} {lies}",
        f"{lies} {behind}",
        f"{before}|{behind} {sort} {size}",
    )


def _of_left(word: str) -> dict[str, float]:
    if not word:
        return {}
    told = _each(f"before {word}", f"tag before {tag_of(word)}")
    return told | _each(f"last {word[-1]}") if len(word) > 1 else told


def _of_right(word: str) -> dict[str, float]:
    if not word:
        return {}
    told = _each(f"behind {word}", f"tag behind {tag_of(word)}")
    return told | _each(f"first {word[0]}") if len(word) > 1 else told


GROUPS: Mapping[str, Callable[..., dict[str, float]]] = {
    "frame": _of_place,
    "left": _of_left,
    "right": _of_right,
    "cut before": lambda word: _each(f"cut before {sort_of(word)}"),
    "cut behind": lambda word: _each(f"cut behind {sort_of(word)}"),
    "signs": _each,
    GUESS: lambda lies: _each(f"{GUESS} {lies}"),
}


def features_around(told: Told) -> dict[str, float]:
    """What is told of a place, as features."""
    found: dict[str, float] = {}
    for group, key in told:
        found |= GROUPS[group](*key)
    return found
