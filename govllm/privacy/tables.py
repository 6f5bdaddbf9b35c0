"""Tables in a text: the heading of the column in which a place lies."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

_SEPARATORS = {
    "\t": re.compile(r"[ ]*\t[ ]*"),
    "|": re.compile(r"\|"),
    ";": re.compile(r";"),
    ",": re.compile(r",(?=\S)|,$"),
    "、": re.compile(r"、"),
    " ": re.compile(r"[ ]+"),
}
_RULE = re.compile(r"[|:+\- ]+")
_LATIN = ("phone", "mobile", "name", "card", "qq", "wechat", "mail", "birth", "passport", "plate")
_HEADING = re.compile(
    r"姓名|名称|证号|卡号|单号|编号|账号|户号|号码|电话|手机|联系|座机|传真|车牌|号牌|微信|邮箱"
    r"|出生|生日|护照|通行证|身份证|代码|地址|序号|日期|金额|WeChat"
    # Without regard to case a search is slow.
    + "".join(f"|{word}|{word.title()}|{word.upper()}" for word in _LATIN)
)
_NUMBER = re.compile(r"[0-9]{3}")
# The longest that the heading of a column is.
_LONGEST_HEADING = 16
_LONGEST_LINE = 400
_LONG_CELL = re.compile(rf"[^\t|;,、 ]{{{_LONGEST_HEADING + 1}}}")


@dataclass(frozen=True, slots=True)
class _Table:
    start: int
    end: int
    separator: re.Pattern[str]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """Where a cell begins and ends, what stands over its column, and where its row begins."""

    start: int
    end: int
    heading: str
    row: int


Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grid:
    """A line of headings, of whatever words, and the lines under it that have as many cells.

    Attributes:
        start, end: where the line of headings begins and the last line ends.
        headings: what stands over the columns.
        rows: where the cells of every line begin and end.
    """

    start: int
    end: int
    headings: tuple[str, ...]
    rows: tuple[tuple[Place, ...], ...]


def grid_at(flat: str, place: int) -> Grid | None:
    """The grid in whose line of headings a place lies, None where that line is none.

    `Tables` holds those whose headings stand over identifiers and names; a grid is for those who
    know a heading of their own.
    """
    start = flat.rfind("\n", max(0, place - _LONGEST_LINE), place) + 1
    end = flat.find("\n", place, place + _LONGEST_LINE)
    if end < 0 or (not start and place > _LONGEST_LINE):
        return None
    line = flat[start:end]
    if len(line) > _LONGEST_LINE or ":" in line or "。" in line:
        return None
    sign = "|" if "|" in line else "," if line.count(",") > 1 else " "
    headings = tuple(flat[a:b] for a, b in _cells(flat, start, end, _SEPARATORS[sign]))
    if len(headings) < 2 or not all(0 < len(word) <= _LONGEST_HEADING for word in headings):
        return None
    rows: list[tuple[Place, ...]] = []
    while end < len(flat):
        stop = _line_end(flat, end + 1)
        cells = _cells(flat, end + 1, stop, _SEPARATORS[sign]) if stop - end < _LONGEST_LINE else []
        if len(cells) != len(headings):
            break
        rows.append(tuple(cells))
        end = stop
    return Grid(start, end, headings, tuple(rows))


def is_heading(word: str) -> bool:
    """Whether a word is one of those that stand over identifiers and names."""
    return _HEADING.search(word) is not None


class Tables:
    """The tables of a flat text; false where there is none."""

    def __init__(self, flat: str) -> None:
        self._flat = flat
        self._tables = list(_read(flat)) if "\n" in flat else []
        self._starts = [table.start for table in self._tables]

    def __bool__(self) -> bool:
        return bool(self._tables)

    def cell(self, place: int) -> Cell | None:
        """The cell in which a place lies, None outside of tables."""
        at = bisect_right(self._starts, place) - 1
        if at < 0 or place >= self._tables[at].end:
            return None
        table = self._tables[at]
        start = self._flat.rfind("\n", 0, place) + 1
        cells = _cells(self._flat, start, _line_end(self._flat, start), table.separator)
        for (begin, end), heading in zip(cells, table.headings, strict=False):
            if begin <= place < end:
                return Cell(begin, end, heading, start)
        return None

    def headings(self, place: int) -> tuple[str, ...]:
        """What stands over the columns of the table in which a place lies."""
        at = bisect_right(self._starts, place) - 1
        inside = at >= 0 and place < self._tables[at].end
        return self._tables[at].headings if inside else ()

    def cells(self, wanted: re.Pattern[str] | None = None) -> Iterator[Cell]:
        """All cells under a heading, of those tables alone that have a wanted one."""
        for table in self._tables:
            if wanted is not None and not any(map(wanted.search, table.headings)):
                continue
            start = table.start
            while start < table.end:
                end = _line_end(self._flat, start)
                cells = _cells(self._flat, start, end, table.separator)
                for (begin, stop), heading in zip(cells, table.headings, strict=False):
                    yield Cell(begin, stop, heading, start)
                start = end + 1


def _read(flat: str) -> Iterator[_Table]:
    reached = 0
    for match in _HEADING.finditer(flat):
        if match.start() < reached:
            continue
        start = flat.rfind("\n", max(0, match.start() - _LONGEST_LINE), match.start()) + 1
        reached = end = _line_end(flat, match.end())
        heading = _headings(flat, start, end) if end < len(flat) else None
        if heading is None:
            continue
        separator, headings = heading
        first = last = end + 1
        while last < len(flat):
            stop = _line_end(flat, last)
            if not _belongs(flat, last, stop, separator, len(headings)):
                break
            last = stop + 1
        if last > first:
            yield _Table(first, last, separator, headings)
            reached = last


def _line_end(flat: str, start: int) -> int:
    end = flat.find("\n", start)
    return len(flat) if end < 0 else end


def _headings(flat: str, start: int, end: int) -> tuple[re.Pattern[str], tuple[str, ...]] | None:
    line = flat[start:end]
    if len(line) > _LONGEST_LINE or ":" in line or "。" in line or _NUMBER.search(line):
        return None
    if _LONG_CELL.search(line):
        return None
    for sign, separator in _SEPARATORS.items():
        if sign not in line:
            continue
        words = tuple(flat[a:b] for a, b in _cells(flat, start, end, separator))
        if len(words) < 2:
            continue
        short = all(0 < len(word) <= _LONGEST_HEADING for word in words)
        return (separator, words) if short else None
    return None


def _belongs(
    flat: str, start: int, end: int, separator: re.Pattern[str], columns: int
) -> bool:  # fmt: skip
    if end > start and _RULE.fullmatch(flat, start, end):
        return True
    return len(_cells(flat, start, end, separator)) == columns


def _cells(
    flat: str, start: int, end: int, separator: re.Pattern[str]
) -> list[tuple[int, int]]:  # fmt: skip
    """The places of a line's cells, blanks around and the outer bars left out."""
    start, end = _stripped(flat, start, end)
    if flat[start : start + 1] == "|":
        start += 1
        end -= flat[end - 1 : end] == "|" and end > start
    found, begin = [], start
    for match in separator.finditer(flat, start, end):
        found.append((begin, match.start()))
        begin = match.end()
    found.append((begin, end))
    return [_stripped(flat, *place) for place in found]


def _stripped(flat: str, start: int, end: int) -> tuple[int, int]:
    while start < end and flat[start] in ' "':
        start += 1
    while end > start and flat[end - 1] in ' "':
        end -= 1
    return start, end
