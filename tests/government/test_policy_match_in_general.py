"""What holds of every decision on policies, and of the texts that show them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from govllm.government.policy.match import CORPORATE, PERSONAL, Application
from tests.government.test_policy_match import (
    FIRM_POLICIES,
    FOLDER,
    ON,
    PERSON_POLICIES,
    firm,
    person,
)

quick = settings(max_examples=200, derandomize=True, deadline=None)

people = st.fixed_dictionaries(
    {
        "age": st.integers(16, 110),
        "sex": st.sampled_from(["男", "女"]),
        "registered": st.booleans(),
        "native": st.booleans(),
        "degree": st.sampled_from([None, "大专", "学士", "硕士", "博士"]),
        "title": st.sampled_from([None, "副高级", "正高级"]),
        "graduated": st.dates(date(2019, 1, 1), date(2026, 7, 1)),
        "owns_home": st.booleans(),
        "other_loans": st.booleans(),
        "disability": st.sampled_from([None, "轻度", "中度", "重度"]),
        "hardship": st.sampled_from([None, "低保"]),
        "family": st.fixed_dictionaries(
            {
                "size": st.integers(1, 5),
                "income": st.integers(0, 20000),
                "floor_space": st.integers(0, 120),
            }
        ),
        "first_contribution": st.dates(date(2026, 1, 1), date(2026, 7, 1)),
        "job": st.none()
        | st.fixed_dictionaries(
            {
                "district": st.sampled_from(["石渡区", "梅溪县"]),
                "sector": st.sampled_from(["学校", "其他"]),
                "since": st.dates(date(2024, 1, 1), date(2026, 7, 1)),
                "contract_months": st.sampled_from([24, 36]),
                "county_service_since": st.dates(date(2025, 1, 1), date(2026, 7, 1)),
            }
        ),
        "business": st.none()
        | st.fixed_dictionaries(
            {
                "since": st.dates(date(2025, 6, 1), date(2026, 7, 1)),
                "role": st.just("经营者"),
                "staff": st.integers(0, 3),
            }
        ),
    }
)
shown_policies = st.permutations(sorted(PERSONAL)).map(lambda codes: codes[:6])


@quick
@given(people, shown_policies)
def test_every_policy_is_granted_given_up_or_told_why(
    facts: dict[str, Any], shown: list[str]
) -> None:
    decision = person(" ".join(shown), **facts)
    refused = {condition.partition("-")[0] for condition in decision.failing}
    groups = [set(decision.granted), set(decision.given_up), refused]
    assert set().union(*groups) == set(shown)
    assert sum(map(len, groups)) == len(shown)
    for code in refused:
        failing = [c for c in decision.failing if c.startswith(code)]
        assert f"{code}-1" not in failing or len(failing) == 1
    for code in decision.given_up:
        assert PERSONAL[code].excludes in decision.granted


@quick
@given(people, shown_policies, st.randoms())
def test_the_order_of_policies_changes_nothing(
    facts: dict[str, Any], shown: list[str], random: Any
) -> None:
    first = person(" ".join(shown), **facts)
    random.shuffle(shown)
    second = person(" ".join(shown), **facts)
    assert set(first.granted) == set(second.granted)
    assert set(first.failing) == set(second.failing)
    assert set(first.given_up) == set(second.given_up)


@quick
@given(people, shown_policies)
def test_a_loan_or_a_home_of_ones_own_opens_no_policy(
    facts: dict[str, Any], shown: list[str]
) -> None:
    free = person(" ".join(shown), **facts | {"other_loans": False, "owns_home": False})
    bound = person(" ".join(shown), **facts | {"other_loans": True, "owns_home": True})
    assert {*bound.granted, *bound.given_up} <= {*free.granted, *free.given_up}


@quick
@given(
    st.decimals(100, 5000, places=1),
    st.decimals(50, 1000, places=1),
    st.integers(1, 1000),
    st.integers(1, 60),
)
def test_what_is_granted_is_worth_more_than_what_is_given_up(
    invested: Decimal, spent: Decimal, principal: int, interest: int
) -> None:
    facts = {
        "district": "禾丰县",
        "heads": 50,
        "revenue": 3000,
        "renewal": {"invested": invested, "bought": "2026-01-01", "old_years": 9, "scrapped": True},
        "digital": {"spent": spent, "before": 1, "after": 2, "listed_provider": True},
        "loan": {"principal": principal, "purpose": "流动资金", "interest": interest},
        "key_hires": {"heads": 20, "contract_months": 12},
    }
    on_machines = min(invested / 10, Decimal(300)) - min(spent * 3 / 10, Decimal(80))
    on_loans = Decimal(min(principal, 500)) * 15 / 1000 - Decimal(interest) * 45 / 100
    if not on_machines or not on_loans:
        with pytest.raises(ValueError, match="worth the same"):
            firm("P17 P18 P19 P22", **facts)
        return
    decision = firm("P17 P18 P19 P22", **facts)
    assert set(decision.granted) == {
        "P17" if on_machines > 0 else "P18",
        "P19" if on_loans > 0 else "P22",
    }


def test_documents_and_labels_number_the_conditions_that_the_rules_decide() -> None:
    declared = yaml.safe_load((FOLDER / "task.yaml").read_text(encoding="utf-8"))
    table = {**PERSONAL, **CORPORATE}
    written = []
    for name in declared["documents"]:
        document = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
        code = document["title"].partition(" ")[0]
        head, *articles = document["articles"]
        assert len(articles) == table[code].conditions == len(_held(code))
        excludes = table[code].excludes
        assert (f"与{excludes}不得同时享受" in head["text"]) == (excludes is not None)
        written += [article["number"] for article in articles]
    assert written == declared["labels"]["不满足的条件"]
    assert list(table) == declared["labels"]["可享受"] == declared["labels"]["让位"]


def _held(code: str) -> tuple[bool, ...]:
    shown = {"on": ON, "policies": list(PERSON_POLICIES if code in PERSONAL else FIRM_POLICIES)}
    if code in PERSONAL:
        applicant = Application.model_validate(shown | {"person": {}}).person
        assert applicant is not None
        return PERSONAL[code].held(applicant, ON)
    firm_facts = {"firm": {"kind": "企业", "industry": "工业"}}
    company = Application.model_validate(shown | firm_facts).firm
    assert company is not None
    return CORPORATE[code].held(company, ON)


def test_the_day_that_a_seed_tells_is_the_one_that_decides() -> None:
    for line in (FOLDER / "seeds.jsonl").read_text(encoding="utf-8").splitlines():
        seed = json.loads(line)
        for variant in seed["variants"]:
            told = variant.get("input", {}).get("on", seed["input"]["on"])
            on = date.fromisoformat(variant["facts"]["on"])
            assert told == f"{on.year}年{on.month}月{on.day}日", seed["cluster"]
