"""Days, months and ages: the corresponding days of months and years that lack one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.government.days import age_on, birthday, written

_BORN = st.dates(date(1900, 1, 1), date(2020, 12, 31)) | st.sampled_from(
    [date(1964, 2, 29), date(2000, 2, 29)]
)


def test_a_day_is_written_without_noughts() -> None:
    assert written(date(2026, 3, 5)) == "2026年3月5日"


@pytest.mark.parametrize(
    ("age", "day"), [(57, date(2021, 3, 1)), (60, date(2024, 2, 29)), (136, date(2100, 3, 1))]
)
def test_who_is_born_on_29_february_turns_an_age_on_1_march_of_a_plain_year(
    age: int, day: date
) -> None:
    assert birthday(date(1964, 2, 29), age) == day


@given(_BORN, st.integers(1, 110))
def test_a_birthday_is_the_first_day_of_its_age(born: date, age: int) -> None:
    day = birthday(born, age)
    assert age_on(born, day) == age
    assert age_on(born, day - timedelta(days=1)) == age - 1
