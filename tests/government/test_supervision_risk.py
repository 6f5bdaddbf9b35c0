"""The rule of market risk: cases worked by hand from 云市监发〔2026〕18号."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.supervision_risk import LEVELS, SIGNALS, Risk, RiskFacts, assess


def _facts(**more: Any) -> RiskFacts:
    return RiskFacts.model_validate({"day": "2026-09-10", "founded": "2020-01-01", **more})


def _firm(**more: Any) -> Risk:
    return assess(_facts(**more))


def _signals(**more: Any) -> dict[str, int]:
    return dict(_firm(**more).signals)


def test_an_empty_record_is_no_risk() -> None:
    assert _firm() == Risk("低风险", 0, {})


@pytest.mark.parametrize(
    ("days", "points"),
    [
        (["2026-03-10", "2026-05-01"], 0),  # the first is six months old
        (["2026-03-11", "2026-05-01"], 10),
        (["2026-05-01", "2026-05-01"], 0),  # one day counts once
        (["2026-04-01", "2026-05-01", "2026-06-01"], 15),
        (["2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"], 15),
    ],
)
def test_changes(days: list[str], points: int) -> None:
    changes = [{"day": day, "item": "股东"} for day in days]
    changes.append({"day": "2026-08-01", "item": "经营范围"})
    assert _signals(changes=changes).get("频繁变更", 0) == points


@pytest.mark.parametrize(
    ("penalties", "points"),
    [
        ([("2024-09-10", 90_000, None)], 0),
        ([("2024-09-11", 49_999, None)], 5),
        ([("2024-09-11", 50_000, None)], 10),
        ([("2026-01-01", 50_000, None)] * 3, 20),
        ([("2026-01-01", 50_000, "2026-09-10")], 0),
        ([("2026-01-01", 50_000, "2026-09-11")], 10),
        ([("2026-01-01", 0, None)], 0),
    ],
)
def test_penalties(penalties: list[tuple[str, int, str | None]], points: int) -> None:
    told = [{"day": d, "yuan": y, "repaired": r} for d, y, r in penalties]
    assert _signals(penalties=told).get("行政处罚", 0) == points


@pytest.mark.parametrize(
    ("wages", "points"),
    [
        ({"months": 2, "people": 29}, 15),
        ({"months": 3, "people": 1}, 30),
        ({"months": 1, "people": 30}, 30),
        ({"months": 6, "people": 90, "settled": "2026-06-11"}, 5),
        ({"months": 6, "people": 90, "settled": "2026-06-10"}, 0),
    ],
)
def test_wages(wages: dict[str, Any], points: int) -> None:
    assert _signals(wages=wages).get("拖欠工资", 0) == points


@pytest.mark.parametrize(
    ("social", "deferred", "points"), [(2, 0, 0), (3, 0, 8), (6, 0, 15), (6, 1, 8), (8, 6, 0)]
)
def test_social_insurance(social: int, deferred: int, points: int) -> None:
    assert _signals(social=social, deferred=deferred).get("欠缴社保", 0) == points


@pytest.mark.parametrize(
    ("cards", "points"),
    [
        ((10, 3, 2), 10),
        ((9, 0, 8), 0),
        ((9, 0, 9), 10),
        ((1, 2, 5), 0),  # under six
        ((1, 2, 6), 10),
        ((4, 6, 10), 20),
        ((4, 7, 10), 10),
        ((0, 0, 6), 10),
    ],
)
def test_prepaid_cards(cards: tuple[int, int, int], points: int) -> None:
    assert _signals(cards=cards).get("预付卡投诉", 0) == points


def test_suits() -> None:
    def suits(count: int, **more: Any) -> int:
        told = [{"day": "2026-01-01", **more}] * count
        return _signals(suits=told).get("涉诉", 0)

    assert suits(1) == 3
    assert suits(5) == suits(9) == 15
    assert suits(3, day="2025-09-10") == 0
    assert suits(3, day="2025-09-11") == 9
    assert suits(3, withdrawn=True) == suits(3, role="原告") == suits(3, role="第三人") == 0


@pytest.mark.parametrize(
    ("now", "points"), [("200", 20), ("200.1", 10), ("500", 10), ("500.1", 0), ("1200", 0)]
)
def test_power(now: str, points: int) -> None:
    assert _signals(power=(now, "1000")).get("用电骤降", 0) == points
    assert "用电骤降" not in _signals(power=(now, "1000"), seasonal=True)


def test_of_the_tax_signals_only_the_heaviest_counts() -> None:
    assert _signals(lost=True, tax_owed=300_000, zero_returns=9) == {"税务异常": 25}
    assert _signals(tax_owed=100_000, zero_returns=9) == {"税务异常": 10}
    assert _signals(tax_owed=99_999, zero_returns=3) == {"税务异常": 8}
    assert _signals(tax_owed=99_999, zero_returns=2) == {}


@pytest.mark.parametrize(
    ("more", "level", "points"),
    [
        ({"wages": {"months": 1, "people": 1}}, "低风险", 15),
        ({"cards": (10, 1, 11)}, "一般风险", 20),
        ({"abnormal": True, "dishonest": True}, "较高风险", 40),
        ({"lost": True, "dishonest": True, "abnormal": True}, "较高风险", 65),
        ({"lost": True, "dishonest": True, "power": (1, 10)}, "高风险", 70),
    ],
)
def test_levels(more: dict[str, Any], level: str, points: int) -> None:
    assert _firm(**more)[:2] == (level, points)


_OLD = {"founded": "2016-09-10"}
_OWED = {"wages": {"months": 3, "people": 5}}


def test_an_old_firm_without_fines_goes_down_by_one() -> None:
    assert _firm(**_OLD, dishonest=True).level == "低风险"
    assert _firm(founded="2016-09-11", dishonest=True).level == "一般风险"
    fined = [{"day": "2026-01-01", "yuan": 100, "repaired": "2026-02-01"}]
    assert _firm(**_OLD, dishonest=True, penalties=fined).level == "一般风险"
    assert _firm(**_OLD).level == "低风险"


def test_wages_with_a_standstill_are_at_least_较高_and_do_not_go_down() -> None:
    assert _firm(**_OLD, **_OWED).level == "低风险"
    assert _firm(**_OLD, **_OWED, power=(5, 10))[:2] == ("较高风险", 40)
    assert _firm(**_OLD, **_OWED, dishonest=True)[:2] == ("较高风险", 55)


def test_a_run_on_prepaid_cards_is_高() -> None:
    cards = (4, 6, 10)
    assert _firm(cards=cards).level == "一般风险"
    assert _firm(cards=cards, abnormal=True)[:2] == ("高风险", 35)
    changes = [{"day": day, "item": "住所"} for day in ("2026-07-01", "2026-08-01")]
    assert _firm(**_OLD, cards=cards, changes=changes)[:2] == ("高风险", 30)
    assert _firm(cards=(4, 7, 10), abnormal=True).level == "一般风险"


def test_the_signals_are_those_of_the_document() -> None:
    path = Path("evalsets/corpus/rules/sv-risk-2026.yaml")
    article = yaml.safe_load(path.read_text(encoding="utf-8"))["articles"][1]["text"]
    assert [line.split("：")[0] for line in article.splitlines()[1:]] == list(SIGNALS)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"suits": [{"day": "2026-09-11"}]}, "later than the day of assessment"),
        ({"social": 2, "deferred": 3}, "more months are put off"),
        ({"power": (1, 0)}, "must be above 0"),
        ({"changes": [{"day": "2026-01-01", "item": "公章"}]}, "item"),
    ],
)
def test_facts_that_do_not_fit(more: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        _facts(**more)


_days = st.dates(min_value=_facts().founded, max_value=_facts().day)
_records = st.builds(
    lambda fines, suits, cards, social, wages, flags: _facts(
        penalties=[{"day": day, "yuan": yuan} for day, yuan in fines],
        suits=[{"day": day} for day in suits],
        cards=cards,
        social=social,
        wages={"months": wages, "people": 5} if wages else None,
        **dict(zip(("dishonest", "abnormal", "lost"), flags, strict=True)),
    ),
    st.lists(st.tuples(_days, st.integers(0, 200_000)), max_size=6),
    st.lists(_days, max_size=9),
    st.tuples(*[st.integers(0, 20)] * 3),
    st.integers(0, 9),
    st.integers(0, 4),
    st.tuples(*[st.booleans()] * 3),
)


@given(_records)
def test_points_are_the_sum_and_each_signal_is_capped(facts: RiskFacts) -> None:
    level, points, signals = assess(facts)
    caps = {"行政处罚": 20, "涉诉": 15, "预付卡投诉": 20, "拖欠工资": 30, "欠缴社保": 15}
    assert points == sum(signals.values())
    assert all(0 < told <= caps.get(name, 25) for name, told in signals.items())
    assert (level == "低风险") <= (points < 20)


@given(_records)
def test_another_bad_mark_never_lowers_the_level(facts: RiskFacts) -> None:
    before = LEVELS.index(assess(facts).level)
    for worse in ({"dishonest": True}, {"abnormal": True}, {"lost": True}):
        assert LEVELS.index(assess(facts.model_copy(update=worse)).level) >= before


@given(_records, st.randoms())
def test_the_order_of_the_record_is_nothing(facts: RiskFacts, random: Any) -> None:
    shuffled = {
        name: tuple(random.sample(told, len(told)))
        for name in ("penalties", "suits")
        for told in (getattr(facts, name),)
    }
    assert assess(facts.model_copy(update=shuffled)) == assess(facts)
