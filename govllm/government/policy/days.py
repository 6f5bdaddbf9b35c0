"""Terms as the city's policies count them: from a day to the corresponding day."""

from __future__ import annotations

import calendar
from datetime import date

_MONTHS = 12


def months_after(day: date, months: int) -> date:
    """The corresponding day so many months later (earlier where negative); a month's last day where
    it has none."""
    years, month = divmod(day.month - 1 + months, _MONTHS)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def completed(since: date | None, months: int, on: date) -> bool:
    """Whether a term that began on a day is full; a beginning that is not told completes none."""
    return since is not None and months_after(since, months) <= on


def within(since: date | None, months: int, on: date) -> bool:
    """Whether a day still lies in a term, its last day included; likewise."""
    return since is not None and since <= on <= months_after(since, months)


def years_old(born: date, on: date) -> int:
    """Whole years of age."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
