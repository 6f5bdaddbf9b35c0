"""The rule of discretion in fines: cases worked by hand from 云司规〔2026〕9号."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.days import age_on, months_after
from govllm.government.supervision_discretion import (
    TABLE,
    TIERS,
    Decision,
    DiscretionFacts,
    decide,
)


def _case(matter: str = "占道经营", **more: Any) -> Decision:
    facts = {"matter": matter, "party": "企业", "day": "2026-03-10", "measure": "5", **more}
    return decide(DiscretionFacts.model_validate(facts))


_IN_TIME = {"ordered": "2026-03-10", "limit": 3, "corrected": "2026-03-13"}
_LATE = _IN_TIME | {"corrected": "2026-03-14"}
_OF_ITSELF = {"corrected": "2026-03-10"}


@pytest.mark.parametrize(
    ("measure", "tier", "low", "high"),
    [("2.9", "较轻", 100, 300), ("3", "一般", 300, 1000), ("10", "较重", 1000, 3000)],
)
def test_the_table_alone(measure: str, tier: str, low: int, high: int) -> None:
    assert _case(measure=measure) == Decision(tier, low, high, ())


def test_a_first_slight_offence_that_was_mended_is_forgiven() -> None:
    forgiven = Decision("不予处罚", 0, 0, ("首违轻微",))
    assert _case(measure="2", **_IN_TIME) == forgiven
    assert _case(measure="2", **_OF_ITSELF) == forgiven


@pytest.mark.parametrize(
    ("more", "decision"),
    [
        (_LATE, Decision("较轻", 200, 300, ("逾期未改",))),
        (_IN_TIME | {"measure": "3"}, Decision("一般", 300, 1000, ())),
        (_IN_TIME | {"injured": True}, Decision("较轻", 200, 300, ("造成人身伤害",))),
        (_OF_ITSELF | {"obstructed": True}, Decision("较轻", 200, 300, ("阻碍检查",))),
        ({}, Decision("较轻", 100, 300, ())),
    ],
)
def test_what_keeps_it_from_being_forgiven(more: dict[str, Any], decision: Decision) -> None:
    assert _case(**{"measure": "2", **more}) == decision


@pytest.mark.parametrize(
    ("decided", "tier", "grounds"),
    [
        ("2025-03-11", "一般", ("再犯",)),
        ("2025-03-10", "较轻", ()),  # twelve months full, but not twenty-four
        ("2024-03-11", "较轻", ()),
        ("2024-03-10", "不予处罚", ("首违轻微",)),
    ],
)
def test_an_earlier_penalty_counts_by_its_age(
    decided: str, tier: str, grounds: tuple[str, ...]
) -> None:
    priors = [{"matter": "占道经营", "decided": decided}]
    decision = _case(measure="2", priors=priors, **_IN_TIME)
    assert (decision.tier, decision.grounds) == (tier, grounds)


def test_penalties_that_were_revoked_or_in_another_matter_do_not_count() -> None:
    priors = [
        {"matter": "占道经营", "decided": "2026-01-01", "revoked": True},
        {"matter": "油烟", "decided": "2026-01-01"},
    ]
    assert _case(measure="2", priors=priors, **_IN_TIME).grounds == ("首违轻微",)


def test_two_earlier_penalties_lead_to_the_gravest_tier() -> None:
    priors = [{"matter": "占道经营", "decided": day} for day in ("2025-09-01", "2026-01-01")]
    assert _case(measure="2", priors=priors) == Decision("较重", 1000, 3000, ("屡犯",))


@pytest.mark.parametrize(
    ("more", "tier", "low", "high"),
    [
        (_OF_ITSELF, "一般", 300, 650),
        (_OF_ITSELF | {"confessed": True}, "较轻", 100, 300),
        (_OF_ITSELF | {"confessed": True, "merit": True}, "较轻", 100, 300),
        (_LATE, "一般", 650, 1000),
        (_LATE | {"injured": True}, "较重", 1000, 3000),
        (_LATE | {"injured": True, "measure": "10"}, "较重", 2000, 3000),
        (_LATE | {"confessed": True}, "一般", 300, 1000),
        (_OF_ITSELF | {"obstructed": True, "confessed": True}, "一般", 650, 1000),
        ({"merit": True, "confessed": True, "measure": "2"}, "较轻", 100, 200),
    ],
)
def test_setting_off(more: dict[str, Any], tier: str, low: int, high: int) -> None:
    assert _case(**more)[:3] == (tier, low, high)


@pytest.mark.parametrize(
    ("day", "there"),
    [
        ("2026-06-04", False),
        ("2026-06-05", True),
        ("2026-06-10", True),
        ("2026-06-11", False),
        ("2026-09-27", False),
        ("2026-09-28", True),
        ("2026-10-08", True),
        ("2026-10-09", False),
    ],
)
def test_key_periods(day: str, there: bool) -> None:
    assert ("重点时段" in _case(day=day).grounds) == there


@pytest.mark.parametrize(
    ("born", "tier", "low", "high"),
    [
        ("2012-03-11", "不予处罚", 0, 0),
        ("2012-03-10", "一般", 150, 500),
        ("2008-03-11", "一般", 150, 500),
        ("2008-03-10", "一般", 300, 1000),
    ],
)
def test_age(born: str, tier: str, low: int, high: int) -> None:
    assert _case(party="个人", born=born)[:3] == (tier, low, high)


def test_caps_come_last() -> None:
    grave = {"matter": "占道经营", "measure": "12"}
    assert _case(**grave, party="个人")[1:3] == (1000, 1000)
    assert _case(**grave, party="个人", born="2010-01-01")[1:3] == (500, 1000)
    noise = {"matter": "夜间施工噪声", "measure": "12"}
    assert _case(**noise, party="个体工商户")[1:3] == (20000, 20000)
    assert _case(**noise)[1:3] == (20000, 50000)


def test_the_notes_of_the_table() -> None:
    assert _case("过期食品", measure="10", for_school=True, **_IN_TIME).tier == "一般"
    assert _case("未登记小餐饮", measure="40", excluded="11").tier == "较轻"
    assert _case("计量短缺", measure="6.9").tier == "较轻"
    assert _case("计量短缺", measure="7").tier == "一般"
    assert _case("占用消防通道", measure="2")[1:3] == (3000, 7000)
    assert _case("占用消防通道", measure="2", party="个体工商户")[1:3] == (300, 700)


def test_no_violation_is_refused() -> None:
    with pytest.raises(ValueError, match="no violation to decide"):
        _case("计量短缺", measure="2")


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"ordered": "2026-03-10"}, "has its day"),
        ({"ordered": "2026-03-09", "limit": 1}, "before the violation"),
        ({"corrected": "2026-03-09"}, "mended before the violation"),
        ({"born": "2010-01-01"}, "only a person's age"),
        ({"for_school": True}, "only food"),
        ({"priors": [{"matter": "占道经营", "decided": "2026-04-01"}]}, "later than the case"),
    ],
)
def test_facts_that_do_not_fit(more: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        _case(**more)


def test_the_table_is_that_of_the_document() -> None:
    path = Path("evalsets/corpus/rules/sv-discretion-table-2026.yaml")
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))["articles"][0]["text"].splitlines()
    told = {}
    for line in lines[1:]:
        matter, _, *ranges = (cell.strip() for cell in line.split("|"))
        told[matter] = [tuple(map(int, cell.split("：")[1].split("—"))) for cell in ranges]
        for bound, cell in zip(TABLE[matter][:2], ranges[1:], strict=True):  # type: ignore[index]
            assert cell.startswith(str(bound))
    assert told == {
        matter: [tuple(row.yuan[at : at + 2]) for at in range(3)] for matter, row in TABLE.items()
    }


_facts = st.builds(
    lambda matter, party, measure, flags, day, prior, late: DiscretionFacts.model_validate(
        {
            "matter": matter,
            "party": party,
            "day": day,
            "measure": measure,
            "priors": [{"matter": matter, "decided": day - datetime.timedelta(days=prior)}],
            "ordered": day,
            "limit": 3,
            "corrected": day + datetime.timedelta(days=late),
            **dict(zip(("obstructed", "injured", "confessed", "merit"), flags, strict=True)),
        }
    ),
    st.sampled_from(sorted(TABLE)),
    st.sampled_from(["个人", "个体工商户", "企业"]),
    st.integers(3, 3000),
    st.tuples(*[st.booleans()] * 4),
    st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 12, 31)),
    st.integers(0, 900),
    st.integers(0, 6),
)


@given(_facts)
def test_every_decision_stays_within_the_table_and_the_caps(facts: DiscretionFacts) -> None:
    tier, low, high, grounds = decide(facts)
    assert 0 <= low <= high
    assert len(set(grounds)) == len(grounds)
    assert high <= {"个人": 1000, "个体工商户": 20000, "企业": 60000}[facts.party]
    assert (tier == "不予处罚") == (high == 0)


def _weight(decision: Decision) -> tuple[int, int, int]:
    return ("不予处罚", *TIERS).index(decision.tier), decision.low, decision.high


@given(_facts)
def test_harm_and_obstruction_never_help_and_merit_never_hurts(facts: DiscretionFacts) -> None:
    plain = facts.model_copy(update={"obstructed": False, "injured": False, "merit": False})
    for worse in ({"injured": True}, {"obstructed": True}):
        assert _weight(decide(plain)) <= _weight(decide(plain.model_copy(update=worse)))
    assert _weight(decide(plain.model_copy(update={"merit": True}))) <= _weight(decide(plain))


@given(_facts)
def test_the_order_of_earlier_penalties_is_nothing(facts: DiscretionFacts) -> None:
    other = facts.priors[0].model_copy(update={"revoked": True})
    one = facts.model_copy(update={"priors": (*facts.priors, other)})
    two = facts.model_copy(update={"priors": (other, *facts.priors)})
    assert decide(one) == decide(two) == decide(facts)


def test_months_and_ages() -> None:
    assert months_after(datetime.date(2026, 1, 31), 1) == datetime.date(2026, 2, 28)
    assert months_after(datetime.date(2024, 12, 1), 12) == datetime.date(2025, 12, 1)
    assert months_after(datetime.date(2024, 2, 29), 24) == datetime.date(2026, 2, 28)
    assert age_on(datetime.date(2010, 5, 2), datetime.date(2026, 5, 1)) == 15
    assert age_on(datetime.date(2010, 5, 2), datetime.date(2026, 5, 2)) == 16


_SEEDS = Path("evalsets/supervision/discretion/seeds.jsonl")


@pytest.mark.parametrize("line", _SEEDS.read_text(encoding="utf-8").splitlines())
def test_no_person_says_what_would_change_the_case(line: str) -> None:
    seed = json.loads(line)
    persons = seed["input"]["persons"]
    assert len({person["name"] for person in persons}) == len(persons) >= 3
    assert len({person["said"] for person in persons}) == len(persons)
    told = re.compile("[0-9]|检举|举报|交代|就医|医院|第一次|头一回")
    assert not [person for person in persons if told.search(person["said"])]
    if any("born" in variant["facts"] for variant in seed["variants"]):
        assert not any("岁" in person["who"] for person in persons)
