"""Months and ages as the city's rules count them: from a day to the corresponding day."""

from __future__ import annotations

import calendar
import datetime


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The corresponding day so many months on (earlier where negative), or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def age_on(born: datetime.date, day: datetime.date) -> int:
    """Full years; a birthday counts from its own day on."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
