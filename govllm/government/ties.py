"""Numbers and days of a document that hang together: sums, attachments, spans of days, terms."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby

from govllm.government.papers import Paper, Part, Sum, Ties, parts, rendered

Span = tuple[int, int]
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_FIGURE = re.compile(_NUMBER)
_MARKED = re.compile(rf"<({_NUMBER})>")
# The line that Markdown sets beneath a table's head.
_RULE = re.compile(r":?-+:?")
# That a number is not a part of another.
_BEFORE, _AFTER = r"(?<![\d.])(?<!\d,)", r"(?!\d|,\d{3})"
_TOTALS = ("合计", "总计")


def broken_ties(paper: Paper, ties: Ties, day: datetime.date) -> Iterator[tuple[str, Span]]:
    """What does not fit, as its class and the place of that which is to be mended.

    Raises:
        ValueError: where a snippet is not in the document, exactly once, or does not tell what it
            should; for a table whose rows are not of one length.
    """
    text = rendered(paper)
    for sum_ in ties.sums:
        yield from (("数字合计", span) for span in _wrong_total(text, sum_))
    for part in parts(paper):
        yield from (("数字合计", span) for span in _wrong_tables(part))
    if ties.same:
        body = _part(paper, "body")
        attachment = _part(paper, "attachment")
        for same in ties.same:
            here, there = figures(body.text, same.body), figures(attachment.text, same.attachment)
            if len(here) != len(there):
                raise ValueError(f"{same.body!r} and {same.attachment!r}: not as many numbers")
            for (figure, (start, end)), (other, _) in zip(here, there, strict=True):
                if figure != other:
                    yield "附件不符", (body.start + start, body.start + end)
    for span in ties.spans:
        yield from (("日期", place) for place in _wrong_days(text, span, day.year))
    for due in ties.due:
        told = figures(text, due)
        if _units(due) != ["年", "月", "日"]:
            raise ValueError(f"{due!r}: write year, month and day, and no other number")
        (year, place), (month, _), (date, _) = told
        if datetime.date(int(year), int(month), int(date)) < day:
            yield "日期", place


def _part(paper: Paper, name: str) -> Part:
    for part in parts(paper):
        if part.name == name:
            return part
    raise ValueError(f"there is no {name} to compare")


def figures(text: str, snippet: str) -> list[tuple[Decimal, Span]]:
    """The numbers that stand where a snippet has its numbers (those in `<>` where it marks some),
    and their places. A snippet that stands there word for word is meant before one that differs in
    its numbers.

    Raises:
        ValueError: where the text has no such place, or several.
    """
    words, some, at = "", "", 0
    for number in _numbers(snippet):
        said = re.escape(snippet[at : number.start()])
        figure = number[number.lastindex or 0]
        words += rf"{said}{_BEFORE}({re.escape(figure)}){_AFTER}"
        some += rf"{said}{_BEFORE}({_NUMBER}){_AFTER}"
        at = number.end()
    rest = re.escape(snippet[at:])
    found = list(re.finditer(words + rest, text)) or list(re.finditer(some + rest, text))
    if len(found) != 1 or not found[0].groups():
        times = len(found)
        raise ValueError(f"{snippet!r} (whatever its numbers) stands in the text {times} times")
    return [(_value(n), found[0].span(g)) for g, n in enumerate(found[0].groups(), 1)]


def _numbers(snippet: str) -> Iterator[re.Match[str]]:
    return (_MARKED if _MARKED.search(snippet) else _FIGURE).finditer(snippet)


def _units(snippet: str) -> list[str]:
    """The character that follows each number of a snippet."""
    return [snippet[number.end() : number.end() + 1] for number in _numbers(snippet)]


def _value(number: str) -> Decimal:
    return Decimal(number.replace(",", ""))


def _wrong_total(text: str, sum_: Sum) -> Iterator[Span]:
    """第六条: a total in words that its parts do not add up to."""
    (total, place), *more = figures(text, sum_.total)
    each = [figures(text, part) for part in sum_.parts]
    if more or any(len(numbers) != 1 for numbers in each):
        raise ValueError(f"{sum_.total!r}: mark the number that is meant in <>")
    if total != sum(numbers[0][0] for numbers in each):
        yield place


def _wrong_tables(part: Part) -> Iterator[Span]:
    """第六条: a row or a column of totals, in a table of lines with `|`, that does not add up."""
    start, rows = 0, []
    for line in part.text.split("\n"):
        rows.append((start, line))
        start += len(line) + 1
    for is_table, group in groupby(rows, key=lambda row: "|" in row[1]):
        if is_table:
            for a, b in _wrong_cells(_table(group)):
                yield part.start + a, part.start + b


def _table(lines: Iterable[tuple[int, str]]) -> list[list[tuple[str, Span]]]:
    """The cells of a table's rows.

    Raises:
        ValueError: for rows that are not of one length, whose sums nobody could check.
    """
    rows = [list(_cells(at, line)) for at, line in lines]
    # Where every row begins, or ends, with a `|`, nothing stands beyond it.
    for beyond in (0, -1):
        if all(len(row) > 1 and not row[beyond][0] for row in rows):
            for row in rows:
                del row[beyond]
    head, *rest = rows
    rest = [row for row in rest if not all(_RULE.fullmatch(told) for told, _ in row)]
    for row in rest:
        if len(row) != len(head):
            words = " | ".join(told for told, _ in row)
            raise ValueError(f"{words!r}: {len(row)} cells under a head of {len(head)}")
    return [head, *rest]


def _cells(start: int, line: str) -> Iterator[tuple[str, Span]]:
    for cell in line.split("|"):
        told = cell.strip()
        at = start + cell.find(told)
        yield told, (at, at + len(told))
        start += len(cell) + 1


def _wrong_cells(table: Sequence[Sequence[tuple[str, Span]]]) -> Iterator[Span]:
    head, *rows = table
    if rows and rows[-1][0][0] in _TOTALS:
        *items, totals = rows
        for column in range(1, len(totals)):
            yield from _unequal([row[column] for row in items], totals[column])
    for column, (name, _) in enumerate(head):
        if name in _TOTALS:
            for row in rows:
                yield from _unequal(row[1:column], row[column])


def _unequal(cells: Sequence[tuple[str, Span]], total: tuple[str, Span]) -> Iterator[Span]:
    told = [cell for cell, _ in (*cells, total)]
    if not all(_FIGURE.fullmatch(cell) for cell in told):
        return
    if sum(map(_value, told[:-1])) != _value(told[-1]):
        yield total[1]


def _wrong_days(text: str, snippet: str, year: int) -> Iterator[Span]:
    """第五条: a number of days that is not that from the first to the last, both counted."""
    said: tuple[Decimal, Span] | None = None
    ends: list[datetime.date] = []
    month = 0
    for unit, (number, place) in zip(_units(snippet), figures(text, snippet), strict=True):
        if unit == "年":
            year = int(number)
        elif unit == "月":
            month = int(number)
        elif unit == "日":
            ends.append(datetime.date(year, month, int(number)))
        elif unit == "天":
            said = number, place
        else:
            raise ValueError(f"{snippet!r}: only 年月日天 may follow a number")
    if said is None or len(ends) != 2:
        raise ValueError(f"{snippet!r} must tell a first day, a last day and how many 天")
    if said[0] != (ends[1] - ends[0]).days + 1:
        yield said[1]
