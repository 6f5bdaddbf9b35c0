"""Working days: Monday to Friday, but for a calendar's holidays and its exchanged weekends."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

_DAY = datetime.timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """What differs from Monday to Friday.

    Attributes:
        off: days without work.
        on: Saturdays and Sundays with work.
        known: the first and the last day that it settles.
    """

    off: frozenset[datetime.date]
    on: frozenset[datetime.date]
    known: tuple[datetime.date, datetime.date]

    def is_workday(self, day: datetime.date) -> bool:
        """Whether there is work that day.

        Raises:
            ValueError: for a day that the calendar does not settle.
        """
        first, last = self.known
        if not first <= day <= last:
            raise ValueError(f"{day}: the calendar of working days goes from {first} to {last}")
        return day in self.on or (day.weekday() < _SATURDAY and day not in self.off)

    def first(self, day: datetime.date) -> datetime.date:
        """The day itself where it is a working day, else the next one.

        Raises:
            ValueError: where a day on the way is not settled.
        """
        while not self.is_workday(day):
            day += _DAY
        return day

    def later(self, day: datetime.date, count: int) -> datetime.date:
        """The working day so many behind a day, which does not count itself.

        Raises:
            ValueError: for less than one, or where a day on the way is not settled.
        """
        return self._moved(day, count, _DAY)

    def earlier(self, day: datetime.date, count: int) -> datetime.date:
        """The working day so many before a day, which does not count itself.

        Raises:
            ValueError: for less than one, or where a day on the way is not settled.
        """
        return self._moved(day, count, -_DAY)

    def _moved(self, day: datetime.date, count: int, step: datetime.timedelta) -> datetime.date:
        if count < 1:
            raise ValueError(f"{count} working days: one at least")
        while count:
            day += step
            count -= self.is_workday(day)
        return day


def days(first: datetime.date, last: datetime.date) -> frozenset[datetime.date]:
    """All days of a span, both ends included."""
    return frozenset(first + _DAY * n for n in range((last - first).days + 1))
