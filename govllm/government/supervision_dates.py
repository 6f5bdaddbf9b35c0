"""Months and ages as the rules of supervision count them."""

from __future__ import annotations

import calendar
import datetime


def months_after(day: datetime.date, months: int) -> datetime.date:
    """The day of the same number so many months on, or the month's last."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


def age_on(born: datetime.date, day: datetime.date) -> int:
    """Full years; a birthday counts from its own day on."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
