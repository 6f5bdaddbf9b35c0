"""Runs of digits and letters, and chains of runs that may belong together over small gaps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from govllm.characters import SPOKEN_DIGITS
from govllm.privacy.identifiers.words import Words, question_before
from govllm.privacy.tables import Tables

_RUN = r"[A-Za-z]{0,12}[0-9][0-9A-Za-z]*+"
# Letters alone belong to a chain in front (E 12345678) or as one of its groups (MA5U ABCD 1X).
# What a pattern begins with is a set of characters, so that the search for it is quick.
_CHAIN = re.compile(
    rf"[0-9A-Za-z](?:(?<=[0-9])[0-9A-Za-z]*+"
    rf"|(?<=[A-Za-z])[A-Za-z]{{0,3}}[ -]{{1,2}}(?:[A-Za-z][ ])?{_RUN}"
    r"|(?<=[A-Za-z])[A-Za-z]{0,11}[0-9][0-9A-Za-z]*+)"
    rf"(?:(?:[ ]{{1,2}}|[ ]?[-./·,_][ ]?|[ ]?\n[ ]{{0,4}})"
    rf"(?:{_RUN}|(?:[A-Z]{{1,9}}|x)(?![0-9A-Za-z])))*+"
)
_GROUP = re.compile(r"[0-9A-Za-z]+")
# TEL13800002719
_LABEL = re.compile(
    r"(?:ID|NO|SFZ|MOBILE|MOB|CARD)(?=[0-9]{7})|(?:TEL|PHONE|FAX)(?=[0-9]{3})"
    r"|[VW]X(?=[0-9]{9})|QQ(?=[0-9])",
    re.I,
)
# The headings over numbers of any class.
_ANY_NUMBER = re.compile(r"(?:证件?|卡)?号码?")
# A single figure, year or count is nobody's.
_SHORTEST = 5
_BEFORE, _AFTER = 24, 12

MASK = "*×•●■□"
# A decimal, an address, a masked number, a check character, digits told in words.
_GOES_ON = re.compile(
    rf"[@%‰℃]|\.[0-9]|[{MASK}]+[0-9A-Za-z]|[A-Za-z](?![A-Za-z])|[零〇幺]|[{SPOKEN_DIGITS}]{{3}}"
)
_CAME_FROM = re.compile(
    rf"(?:@|[0-9]\.|[0-9A-Za-z](?:_|[{MASK}]{{1,20}})|[零〇幺]|[{SPOKEN_DIGITS}]{{3}})$"
)
_CODE = re.compile(r"[A-Za-z]-$")
_LABEL_AND_DASH = re.compile(r"(?:ID|NO|SFZ|TEL|PHONE|MOBILE|MOB|CARD|FAX)-$", re.I)


@dataclass(frozen=True, slots=True)
class Group:
    """Digits and letters without a gap, as capitals and Arabic digits; the text may be longer or
    shorter than its place where digits are told by words (四个零)."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Groups with small gaps between them.

    Attributes:
        gaps: what stands between a group and the next.
        spoken: whether its digits are said in words, with pauses anywhere.
    """

    groups: Sequence[Group]
    gaps: Sequence[str]
    spoken: bool = False


def chains(flat: str) -> Iterator[Chain]:
    """Chains of runs as they stand in a flat text."""
    for match in _CHAIN.finditer(flat):
        start, end = match.span()
        if end - start < _SHORTEST:
            continue
        groups = [_group(flat, *group.span()) for group in _GROUP.finditer(flat, start, end)]
        whole = groups[0].start == start
        if whole and start and flat[start - 1].isascii() and flat[start - 1].isalnum():
            # The end of a long word.
            groups = groups[1:]
        gaps = [flat[a.end : b.start] for a, b in pairwise(groups)]
        yield Chain(groups, gaps)


def _group(flat: str, start: int, end: int) -> Group:
    label = _LABEL.match(flat, start, end)
    start = label.end() if label else start
    return Group(start, end, flat[start:end].upper())


def is_apart(flat: str, start: int, end: int, strictly: bool) -> bool:
    """Whether a run ends where it seems to: it is no part of a decimal, an address or a longer run.

    Args:
        strictly: nor of a code with a dash in it (JD-2025…).
    """
    before = flat[max(0, start - _BEFORE) : start]
    if _GOES_ON.match(flat, end) or _CAME_FROM.search(before):
        return False
    return not (strictly and _CODE.search(before) and not _LABEL_AND_DASH.search(before))


def words_around(flat: str, tables: Tables, start: int, end: int) -> Words:
    """The words before and behind a place; in a table those before it in its cell, and before them
    the heading of its column."""
    after = flat[end : end + _AFTER]
    cell = tables.cell(start)
    if cell is not None:
        # 回乡证换发 | 冼绮雯 | H25228920 under 证号: the row says whose number it is.
        row = flat[cell.row : cell.start] if _ANY_NUMBER.fullmatch(cell.heading) else ""
        told = f"{row[-_BEFORE:]}{cell.heading}:"
        return Words(told + flat[max(cell.start, start - _BEFORE) : start], after)
    before = flat[max(0, start - _BEFORE) : start]
    line = flat.rfind("\n", start - len(before), start)
    if line < 0:
        return Words(before, after)
    asked = flat[max(flat.rfind("\n", 0, line) + 1, line - _BEFORE) : line]
    return Words(before, after, question_before(before, asked))
