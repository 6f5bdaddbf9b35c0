"""Who may have a benefit: near each threshold, where facts are missing, and laws of the verdict."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.government.social.conditions import BENEFITS
from govllm.government.social.eligibility import RECIPE, EligibilityFacts
from govllm.government.social.verdict import Outcome, verdict
from govllm.resources import evalsets_dir
from govllm.tasks.load import find_task, load_task

ONE, TWO, THREE, FOUR, FIVE, SIX = "（一）", "（二）", "（三）", "（四）", "（五）", "（六）"

MET: dict[str, dict[str, Any]] = {
    "flexible": {
        "applied": "2026-06-15",
        "certified": "2026-01-10",
        "registered": "2025-06-01",
        "pays": True,
        "role": "none",
        "drawn": 0,
        "employed": False,
    },
    "sickness": {
        "applied": "2026-09-01",
        "retired_age": False,
        "paid": 120,
        "loss": "complete",
        "found": "2025-10-20",
        "cause": "illness",
        "drawing": "none",
        "wages": False,
    },
    "special": {
        "sex": "男",
        "age": 55,
        "years": {"高温": 8},
        "paid": 180,
        "archive": True,
        "notice": "clear",
    },
    "recognition": {
        "relation": True,
        "filer": "employer",
        "happened": "2026-05-06",
        "applied": "2026-06-05",
        "event": "at_work",
        "excluded": False,
    },
    "skill": {
        "applied": "2026-09-10",
        "insured_here": True,
        "paid": 12,
        "certificate": "level",
        "found": True,
        "issued": "2025-09-10",
        "before": False,
        "times": 2,
    },
    "home": {
        "applied": "2026-10-12",
        "birth": "1961-10-12",
        "local": True,
        "grade": "moderate",
        "assessed": "2025-10-13",
        "income": 1730,
        "at_home": True,
        "care": False,
    },
}


def answer(benefit: str, **changes: Any) -> tuple[str, list[str], list[str]]:
    facts = {"benefit": benefit, **MET[benefit], **changes}
    found = RECIPE.target(EligibilityFacts.model_validate({"case": facts}))
    return found["结论"], found["不符合的条件"], found["缺少的信息"]


@pytest.mark.parametrize("benefit", MET)
def test_at_every_threshold_the_benefit_is_due(benefit: str) -> None:
    assert answer(benefit) == ("符合", [], [])


@pytest.mark.parametrize(
    ("benefit", "changes", "failed"),
    [
        ("flexible", {"certified": "2025-06-14"}, [ONE]),
        ("flexible", {"certified": False}, [ONE]),
        # After the claim.
        ("flexible", {"certified": "2026-06-16"}, [ONE]),
        ("flexible", {"registered": "2026-03-16"}, [TWO]),
        ("flexible", {"pays": False}, [THREE]),
        ("flexible", {"role": "shareholder"}, [FOUR]),
        ("flexible", {"role": "shop_staff", "employed": True}, [FOUR, SIX]),
        ("flexible", {"drawn": 36, "near": False}, [FIVE]),
        ("sickness", {"retired_age": True}, [ONE]),
        ("sickness", {"paid": 119}, [TWO]),
        ("sickness", {"loss": "most"}, [THREE]),
        ("sickness", {"found": "2024-08-31"}, [THREE]),
        ("sickness", {"cause": "work", "drawing": "injury"}, [FOUR, FIVE]),
        ("sickness", {"wages": True}, [SIX]),
        ("special", {"age": 54}, [ONE]),
        ("special", {"years": {}}, [TWO]),
        ("special", {"years": {"高温": 7}}, [THREE]),
        ("special", {"years": {"高空": 5, "高温": 4}}, [THREE]),
        ("special", {"paid": 179}, [FOUR]),
        ("special", {"archive": False, "ledger": True, "witnesses": 1}, [FIVE]),
        ("special", {"notice": "objected"}, [SIX]),
        ("recognition", {"relation": False}, [ONE]),
        ("recognition", {"applied": "2026-06-06"}, [TWO]),
        ("recognition", {"filer": "worker", "applied": "2027-05-07"}, [TWO]),
        ("recognition", {"event": "commute", "blame": "main", "route": True}, [THREE]),
        ("recognition", {"event": "commute", "route": False}, [THREE]),
        ("recognition", {"event": "illness", "death_hours": 49}, [THREE]),
        ("recognition", {"event": "illness", "death_hours": False}, [THREE]),
        ("recognition", {"excluded": True}, [FOUR]),
        ("skill", {"paid": 11}, [ONE]),
        ("skill", {"certificate": "high_level"}, [TWO]),
        ("skill", {"issued": "2025-09-09"}, [THREE]),
        ("skill", {"before": True}, [FOUR]),
        ("skill", {"times": 3}, [FIVE]),
        ("skill", {"insured_here": False}, [SIX]),
        ("home", {"birth": "1961-10-13"}, [ONE]),
        ("home", {"local": False, "permit": 59}, [TWO]),
        ("home", {"assessed": "2025-10-12"}, [THREE]),
        ("home", {"grade": "mild"}, [THREE]),
        ("home", {"income": "1730.01"}, [FOUR]),
        ("home", {"at_home": False, "care": True}, [FIVE, SIX]),
    ],
)
def test_just_past_it_the_condition_fails(
    benefit: str, changes: dict[str, Any], failed: list[str]
) -> None:
    assert answer(benefit, **changes) == ("不符合", failed, [])


@pytest.mark.parametrize(
    ("benefit", "changes"),
    [
        ("flexible", {"certified": "2025-06-15", "registered": "2026-03-15"}),
        ("flexible", {"role": "shop_alone", "drawn": 35}),
        ("flexible", {"drawn": 40, "near": True}),
        ("sickness", {"found": "2024-09-01", "drawing": "other", "cause": "accident"}),
        ("special", {"years": {"高空": 6, "高温": 4}}),
        ("special", {"archive": False, "ledger": True, "witnesses": 2}),
        ("special", {"sex": "女", "age": 45}),
        ("recognition", {"filer": "worker", "applied": "2027-05-06"}),
        ("recognition", {"filer": None}),
        ("recognition", {"event": "commute", "blame": "equal", "route": True}),
        ("recognition", {"event": "illness", "death_hours": 48}),
        ("skill", {"on_benefit": True, "paid": None, "insured_here": None}),
        ("home", {"local": False, "permit": 60}),
        ("home", {"poor": True, "birth": "1966-10-12", "income": None}),
    ],
)
def test_exceptions_are_taken(benefit: str, changes: dict[str, Any]) -> None:
    assert answer(benefit, **changes) == ("符合", [], [])


@pytest.mark.parametrize(
    ("benefit", "changes", "missing"),
    [
        ("flexible", {"role": "shop"}, ["雇工情况"]),
        ("flexible", {"drawn": 36}, ["初次申领时距退休时间"]),
        ("flexible", {"drawn": None, "near": False}, ["已享受补贴月数"]),
        ("sickness", {"loss": None, "found": None}, ["劳动能力鉴定结论", "鉴定结论日期"]),
        ("special", {"years": None, "total": 11}, ["工种"]),
        ("special", {"years": None, "total": 9}, ["工种"]),
        ("special", {"years": {"高温": None}}, ["从事特殊工种年限"]),
        ("recognition", {"filer": None, "applied": "2026-06-06"}, ["申请人身份"]),
        ("recognition", {"event": "commute"}, ["事故责任", "路线和时间"]),
        ("skill", {"found": None, "times": None}, ["本年度领取次数", "证书联网查询结果"]),
        ("home", {"local": False}, ["居住证持有时间"]),
        ("home", {"grade": None, "assessed": None}, ["失能等级", "评估日期"]),
    ],
)
def test_what_decides_and_was_not_told_is_asked_for(
    benefit: str, changes: dict[str, Any], missing: list[str]
) -> None:
    found = answer(benefit, **changes)
    assert found[:2] == ("须补充信息", [])
    assert sorted(found[2]) == sorted(missing)
    assert set(missing) <= set(BENEFITS[benefit].about)


OUTCOMES = st.one_of(
    st.booleans(), st.frozensets(st.sampled_from(["年龄", "户籍", "收入"]), min_size=1)
)


@given(outcomes=st.lists(OUTCOMES, min_size=1, max_size=6), at=st.integers(0, 5))
def test_one_failed_condition_decides_whatever_is_not_known(
    outcomes: list[Outcome], at: int
) -> None:
    place = at % len(outcomes)
    failing = tuple(False if i == place else met for i, met in enumerate(outcomes))
    assert verdict(failing)["结论"] == "不符合"
    assert verdict(failing)["缺少的信息"] == []
    known = tuple(met if met is not False else True for met in outcomes)
    asked = verdict(known)
    assert asked["不符合的条件"] == []
    assert (asked["结论"] == "符合") == (not asked["缺少的信息"]) == all(m is True for m in known)


def test_two_facts_of_which_either_would_do_are_not_both_missing() -> None:
    with pytest.raises(ValueError, match="not both"):
        answer("flexible", drawn=None, near=None)


def test_every_name_of_a_missing_fact_is_a_label() -> None:
    loaded = load_task(find_task(evalsets_dir(), "social_security/eligibility"), "social_security")
    labels = set(loaded.task.labels["缺少的信息"])
    assert labels == {name for benefit in BENEFITS.values() for name in benefit.about}
