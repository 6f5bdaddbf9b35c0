"""Days, months and ages as the city's rules count them: from a day to the corresponding day."""

from __future__ import annotations

import calendar
import datetime


def written(day: datetime.date) -> str:
    """A day as documents and people write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The corresponding day so many months on (earlier where negative), or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def completed(since: datetime.date | None, months: int, on: datetime.date) -> bool:
    """Whether a term that began on a day is full; a beginning that is not told completes none."""
    return since is not None and months_after(since, months) <= on


def within(since: datetime.date | None, months: int, on: datetime.date) -> bool:
    """Whether a day still lies in a term, its last day included; likewise."""
    return since is not None and since <= on <= months_after(since, months)


def age_on(born: datetime.date, day: datetime.date) -> int:
    """Full years; a birthday counts from its own day on."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def birthday(born: datetime.date, age: int) -> datetime.date:
    """The first day of an age: 1 March of a plain year for who was born on 29 February."""
    year = born.year + age
    if (born.month, born.day) == (2, 29) and not calendar.isleap(year):
        return datetime.date(year, 3, 1)
    return born.replace(year=year)
