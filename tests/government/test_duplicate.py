"""Which two tickets are one matter: worked by hand from 云热规〔2026〕6号."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.government.duplicate import Pair, relation

_FIRST = date(2026, 3, 2)
_NOISE = {"kind": "施工扰民", "place": "工农路57号", "object": "工地", "problem": "夜间打桩"}
_CARD = {
    "kind": "消费退费",
    "place": "织造路30号",
    "object": "健身房",
    "problem": "退卡",
    "person": "鲁",
}


def _relation(first: dict[str, Any], change: dict[str, Any], days: int = 5, **facts: Any) -> str:
    return relation(
        Pair.model_validate(
            {
                "first": first,
                "second": {**first, **change},
                "first_on": _FIRST,
                "second_on": _FIRST + timedelta(days),
                **facts,
            }
        )
    )


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, "同一事项"),
        ({"place": "工农路75号"}, "同类不同事项"),
        ({"object": "另一工地"}, "同类不同事项"),
        ({"problem": "白天扬声"}, "同类不同事项"),
        ({"kind": "生活噪声"}, "无关"),
        ({"kind": "生活噪声", "place": "工农路75号"}, "无关"),
    ],
)
def test_class_place_object_and_problem_decide(change: dict[str, Any], wanted: str) -> None:
    assert _relation(_NOISE, change) == wanted


@pytest.mark.parametrize(
    ("days", "chasing", "wanted"),
    [
        (30, False, "同一事项"),
        (31, False, "同类不同事项"),
        (31, True, "同一事项"),
        (200, True, "同一事项"),
    ],
)
def test_an_open_ticket_counts_for_thirty_days_unless_it_is_chased(
    days: int, chasing: bool, wanted: str
) -> None:
    assert _relation(_NOISE, {}, days, chasing=chasing) == wanted


@pytest.mark.parametrize(
    ("days", "again", "wanted"),
    [
        (25, False, "同一事项"),
        (26, False, "同类不同事项"),
        (12, True, "同类不同事项"),
        (12, False, "同一事项"),
    ],
)
def test_a_settled_ticket_counts_for_fifteen_days_and_never_for_what_came_after(
    days: int, again: bool, wanted: str
) -> None:
    settled = _FIRST + timedelta(10)
    assert _relation(_NOISE, {}, days, settled=settled, again=again) == wanted


def test_an_event_that_happens_once_has_its_day() -> None:
    cut = {**_NOISE, "kind": "供水供电供气供热", "happened": _FIRST}
    assert _relation(cut, {}) == "同一事项"
    assert _relation(cut, {"happened": _FIRST + timedelta(3)}) == "同类不同事项"


def test_money_is_one_persons_own_whoever_calls() -> None:
    assert _relation(_CARD, {}) == "同一事项"
    assert _relation(_CARD, {"person": "成"}) == "同类不同事项"


@given(st.integers(0, 400), st.integers(0, 400), st.booleans(), st.booleans())
def test_a_later_call_never_becomes_more_of_the_same(
    days: int, more: int, settled: bool, again: bool
) -> None:
    facts = {"settled": _FIRST, "again": again} if settled else {}
    sooner = _relation(_NOISE, {}, days, **facts)
    later = _relation(_NOISE, {}, days + more, **facts)
    assert sooner == "同一事项" or later == "同类不同事项"


@given(st.integers(0, 400), st.booleans(), st.sampled_from([None, 0, 7]))
def test_another_class_is_unrelated_at_any_time(
    days: int, chasing: bool, settled: int | None
) -> None:
    facts = {"settled": _FIRST} if settled is not None else {}
    told = _relation(_NOISE, {"kind": "电梯"}, days, chasing=chasing, **facts)
    assert told == "无关"


@pytest.mark.parametrize(
    ("change", "days", "facts", "told"),
    [
        ({}, -1, {}, "the earlier ticket stands first"),
        ({}, 5, {"settled": _FIRST + timedelta(6)}, "settled must lie"),
        ({}, 5, {"again": True}, "that was not made"),
        ({"happened": _FIRST + timedelta(9)}, 5, {}, "happened is after the call"),
        ({"person": "鲁"}, 5, {}, "second.person"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(
    change: dict[str, Any], days: int, facts: dict[str, Any], told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        _relation(_NOISE, change, days, **facts)
