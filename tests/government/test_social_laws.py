"""What a person is due: laws that the rules keep, and facts that they refuse."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.days import birthday
from govllm.government.social import retirement, unemployment
from tests.government.test_social_calculate import (
    LOAN,
    MOTHER,
    NONE,
    OLD,
    STAY,
    UNEMPLOYED,
    amount,
    answer,
)


@given(paid=st.integers(12, 600), carried=st.integers(0, 30))
def test_a_longer_contribution_never_shortens_the_benefit(paid: int, carried: int) -> None:
    months = unemployment.period(paid, carried)
    assert months <= unemployment.period(paid + 1, carried) <= 22
    assert months <= unemployment.period(paid, carried + 1) <= 22


@given(
    cost=st.integers(0, 900_000),
    more=st.integers(0, 9_000),
    paid=st.integers(0, 500_000),
    level=st.integers(1, 3),
    scheme=st.sampled_from(["职工", "居民"]),
    discharged=st.sampled_from(["2025-06-01", "2026-06-01"]),
)
def test_the_fund_pays_more_for_more_but_never_over_its_cap_or_the_cost(
    cost: int, more: int, paid: int, level: int, scheme: str, discharged: str
) -> None:
    stay = {"scheme": scheme, "level": level, "discharged": discharged, "paid": paid}
    less = amount("inpatient", **stay, cost=cost)
    assert less <= amount("inpatient", **stay, cost=cost + more)
    assert less <= min(cost, max(380_000 - paid, 0))


@given(base=st.integers(0, 400_000), classes=st.permutations([2, 3, 4]))
def test_relief_takes_the_best_class_and_stays_under_the_burden(
    base: int, classes: list[int]
) -> None:
    relief = amount("relief", classes=classes, base=base)
    assert relief == amount("relief", classes=[2], base=base)
    assert relief <= min(base, 60_000 + 30_000)


@given(
    balance=st.integers(0, 200_000),
    spouse=st.integers(0, 200_000),
    children=st.integers(0, 4),
    age=st.integers(18, 66),
)
def test_loans_keep_their_caps_and_it_does_not_matter_whose_money_it_is(
    balance: int, spouse: int, children: int, age: int
) -> None:
    common = {"paid": 24, "children": children, "age": age}
    one = answer("loan", balance=balance, spouse_balance=spouse, **common)
    other = answer("loan", balance=spouse, spouse_balance=balance, **common)
    assert one == other
    assert one[0] <= 977_500
    if one != NONE:
        assert one[1] is not None
        assert age + one[1] // 12 <= 67


@given(
    birth=st.dates(date(1960, 1, 1), date(1999, 12, 31)),
    age=st.sampled_from([50, 55, 60]),
)
def test_who_is_born_later_is_never_delayed_less(birth: date, age: int) -> None:
    later = birthday(birth, 1)
    assert 0 <= retirement.delay(birth, age) <= retirement.delay(later, age) <= 36


@pytest.mark.parametrize(
    ("matter", "facts", "what"),
    [
        ("unemployment", {"district": "澄湖区", "paid": 60}, "day of the claim"),
        ("unemployment", {**UNEMPLOYED, "paid": 12, "drawn": 3}, "3 months drawn of a period of 2"),
        ("maternity", {**MOTHER, "paid": 8}, "pays later"),
        ("maternity", {**MOTHER, "event": "ended"}, "months of pregnancy"),
        ("inpatient", {**STAY, "referral_age": 7}, "days of a referral"),
        (
            "disabled",
            {"grade": 1, "family": "poor", "applied": "2026-09-22", "card": "2026-08-03"},
            "not settled by the text",
        ),
        ("elderly", {**OLD, "month": "2026-08-02"}, "by its first day"),
        ("survivor", {"died": "2024-01-01", "paid": 60}, "no income for 2023"),
        (
            "survivor",
            {"died": "2026-04-06", "paid": 10, "made_up": 24},
            "more months were made up than were paid",
        ),
        (
            "survivor",
            {"died": "2026-04-06", "paid": 180, "overpaid": 52_650},
            "more was overpaid than the grants hold",
        ),
        (
            "survivor",
            {"died": "2026-04-06", "paid": 180, "excluded": True, "overpaid": 99_999},
            "more was overpaid than the grants hold",
        ),
        ("loan", {**LOAN, "made_up": 10}, "cannot be"),
    ],
)
def test_what_the_text_leaves_open_is_refused(
    matter: str, facts: dict[str, Any], what: str
) -> None:
    with pytest.raises(ValueError, match=what):
        answer(matter, **facts)


def test_facts_of_another_matter_are_refused() -> None:
    with pytest.raises(ValidationError, match="grade"):
        answer("loan", **LOAN, grade=3)
