"""Working days: counted by hand on 云州市's calendar of 2026, and in general."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.government.routing import CALENDAR
from govllm.government.workdays import Calendar, days

_NONE = Calendar(
    frozenset(), frozenset(), known=(datetime.date(2026, 1, 1), datetime.date(2027, 12, 31))
)
_YEAR = st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 11, 15))


def day(month: int, number: int) -> datetime.date:
    return datetime.date(2026, month, number)


@pytest.mark.parametrize(
    ("when", "works"),
    [
        (day(4, 30), True), (day(5, 1), False), (day(5, 5), False), (day(5, 6), True),
        (day(5, 9), True), (day(5, 10), False), (day(2, 14), True), (day(2, 15), False),
        (day(2, 24), True), (day(9, 20), True), (day(9, 19), False), (day(10, 7), False),
    ],
)  # fmt: skip
def test_the_calendar_of_2026(when: datetime.date, works: bool) -> None:
    assert CALENDAR.is_workday(when) is works


def test_holidays_and_exchanged_days_are_counted() -> None:
    # 30 April is followed by 6 May; 9 May is a Saturday with work.
    assert CALENDAR.later(day(4, 30), 1) == day(5, 6)
    assert CALENDAR.later(day(4, 30), 4) == day(5, 9)
    assert CALENDAR.later(day(4, 30), 5) == day(5, 11)
    assert CALENDAR.earlier(day(5, 7), 2) == day(4, 30)
    assert CALENDAR.first(day(5, 2)) == day(5, 6)
    assert CALENDAR.first(day(5, 9)) == day(5, 9)
    assert len(days(day(9, 25), day(9, 27))) == 3


def test_a_day_that_the_calendar_does_not_settle_is_refused() -> None:
    first, last = CALENDAR.known
    assert not CALENDAR.is_workday(first)
    assert CALENDAR.is_workday(last)
    for count in (
        lambda: CALENDAR.first(datetime.date(2025, 10, 1)),
        lambda: CALENDAR.earlier(day(1, 4), 1),
        lambda: CALENDAR.later(last, 1),
    ):
        with pytest.raises(ValueError, match="goes from 2026-01-01 to 2027-01-22"):
            count()


def test_no_days_are_no_count() -> None:
    for move in (CALENDAR.later, CALENDAR.earlier):
        with pytest.raises(ValueError, match="one at least"):
            move(day(4, 30), 0)


@given(_YEAR, st.integers(1, 40))
def test_counting_there_and_back_ends_where_it_began(start: datetime.date, count: int) -> None:
    first = CALENDAR.first(start)
    end = CALENDAR.later(first, count)
    assert CALENDAR.is_workday(end)
    assert CALENDAR.earlier(end, count) == first
    assert sum(map(CALENDAR.is_workday, days(first, end))) == count + 1


@given(_YEAR, st.integers(1, 8))
def test_a_plain_week_has_five(start: datetime.date, weeks: int) -> None:
    first = _NONE.first(start)
    assert _NONE.later(first, 5 * weeks) == first + datetime.timedelta(weeks=weeks)
