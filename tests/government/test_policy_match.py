"""Policies: cases worked by hand at the thresholds, and facts that are refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.days import completed, months_after, within
from govllm.government.policy.match import Application, Decision, decide
from govllm.resources import evalsets_dir

quick = settings(max_examples=200, derandomize=True, deadline=None)

FOLDER = evalsets_dir() / "policy" / "match"
PERSON_POLICIES = ("P01", "P02", "P03", "P04")
FIRM_POLICIES = ("P17", "P18", "P19", "P22")
ON = date(2026, 7, 10)


def person(policies: str, on: date = ON, **facts: Any) -> Decision:
    return decide(
        Application.model_validate({"on": on, "policies": policies.split(), "person": facts})
    )


def firm(policies: str, on: date = ON, **facts: Any) -> Decision:
    facts = {"kind": "企业", "industry": "工业"} | facts
    return decide(
        Application.model_validate({"on": on, "policies": policies.split(), "firm": facts})
    )


def test_a_month_without_the_day_ends_on_its_last() -> None:
    assert months_after(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert months_after(date(2026, 1, 15), -26) == date(2023, 11, 15)


@quick
@given(st.dates(date(2000, 1, 1), date(2040, 1, 1)), st.integers(1, 120))
def test_a_term_is_full_on_the_last_day_that_lies_in_it(since: date, months: int) -> None:
    end = months_after(since, months)
    assert completed(since, months, end)
    assert within(since, months, end)
    assert not completed(since, months, end - timedelta(days=1))
    assert not within(since, months, end + timedelta(days=1))


# P01, 丙: a master of 37 on the day of the first contribution; P01-4: ten months, delays apart.
MASTER = {
    "born": "1988-03-02",
    "degree": "硕士",
    "first_contribution": "2026-03-01",
    "job": {"district": "石渡区", "since": "2026-03-01", "contract_months": 36},
}


@pytest.mark.parametrize(
    ("change", "on", "failing"),
    [
        ({}, date(2027, 1, 1), ()),
        ({}, date(2027, 1, 2), ("P01-4",)),
        ({"delayed_months": 2}, date(2027, 3, 1), ()),
        ({"delayed_months": 2}, date(2027, 3, 2), ("P01-4",)),
        ({"born": "1988-03-01"}, date(2026, 4, 1), ("P01-2",)),
        ({"born": "1988-03-01", "degree": "博士"}, date(2026, 4, 1), ()),
        ({"born": "1950-01-01", "title": "正高级"}, date(2026, 4, 1), ()),
        ({"first_contribution": "2025-12-31"}, date(2026, 4, 1), ("P01-1",)),
        # 26 months before the first of March 2026 begin on the first of January 2024.
        ({"earlier_contribution": "2024-01-01"}, date(2026, 4, 1), ("P01-1",)),
        ({"earlier_contribution": "2023-12-31"}, date(2026, 4, 1), ()),
    ],
)
def test_talent_allowance(change: dict[str, Any], on: date, failing: tuple[str, ...]) -> None:
    decision = person("P01 P06 P08 P12", on, **MASTER | change)
    assert tuple(c for c in decision.failing if c.startswith("P01")) == failing
    assert ("P01" in decision.granted) == (not failing)


def test_a_class_c_master_in_a_county_clinic_takes_the_county_allowance() -> None:
    # 1,100 x 12 = 13,200 a year against 18,000; a doctor's 2,900 x 12 = 34,800 against 30,000.
    job = {
        "district": "禾丰县",
        "sector": "学校",
        "since": "2026-03-01",
        "contract_months": 36,
        "county_service_since": "2025-09-01",
    }
    shown = "P01 P02 P08 P12"
    master = person(shown, date(2026, 12, 1), **MASTER | {"job": job})
    doctor = person(shown, date(2026, 12, 1), **MASTER | {"job": job, "degree": "博士"})
    assert (master.granted, master.given_up) == (("P02",), ("P01",))
    assert (doctor.granted, doctor.given_up) == (("P01",), ("P02",))


def test_rent_is_compared_by_district_and_size_of_family() -> None:
    family = {"size": 2, "income": 6300, "floor_space": 0}
    facts = MASTER | {"registered": True, "family": family}
    in_town = person("P03 P04 P08 P12", **facts)
    in_county = person("P03 P04 P08 P12", **facts | {"job": MASTER["job"] | {"district": "松谷县"}})  # type: ignore[operator]
    assert (in_town.granted, in_town.given_up) == (("P03",), ("P04",))
    assert (in_county.granted, in_county.given_up) == (("P04",), ("P03",))


@pytest.mark.parametrize(
    ("family", "failing"),
    [
        ({"size": 3, "income": 9450, "floor_space": "47.9", "car": 120000}, ()),
        ({"size": 3, "income": 9451, "floor_space": "47.9"}, ("P04-2",)),
        ({"size": 3, "income": 9450, "floor_space": 48}, ("P04-3",)),
        ({"size": 3, "income": 9450, "floor_space": 0, "car": 120001}, ("P04-4",)),
        ({"size": 3}, ("P04-2", "P04-3")),
    ],
)
def test_rent_subsidy(family: dict[str, Any], failing: tuple[str, ...]) -> None:
    decision = person("P04 P06 P08 P12", registered=True, family=family)
    assert tuple(c for c in decision.failing if c.startswith("P04")) == failing


def test_months_that_a_business_stood_still_do_not_count() -> None:
    facts: dict[str, Any] = {
        "degree": "大专",
        "graduated": "2022-01-01",
        "age": 30,
        "business": {"since": "2025-07-10", "role": "经营者", "staff": 2, "closed_months": 2},
    }
    assert person("P05 P06 P08 P12", **facts).granted == ("P05", "P06")
    facts["business"]["closed_months"] = 3
    assert "P06-2" in person("P05 P06 P08 P12", **facts).failing
    facts["graduated"] = "2021-07-10"
    assert "P06-1" not in person("P05 P06 P08 P12", **facts).failing
    facts["graduated"] = "2021-07-09"
    assert person("P05 P06 P08 P12", **facts).failing[:2] == ("P05-1", "P06-1")


@pytest.mark.parametrize(
    ("born", "disability", "granted"),
    [
        ("1946-07-10", "中度", "P10"),  # 85 against 200
        ("1931-07-11", "中度", "P10"),  # 94: 160 against 200
        ("1931-07-10", "中度", "P09"),  # 95: 310 against 200
        ("1931-07-10", "重度", "P10"),  # 310 against 400
        ("1926-07-10", "重度", "P09"),  # 100: 780 against 400
    ],
)
def test_old_age_against_home_care(born: str, disability: str, granted: str) -> None:
    decision = person(
        "P08 P09 P10 P12",
        born=born,
        registered=True,
        native=True,
        disability=disability,
        hardship="低保",
    )
    assert decision.granted == (granted,)
    assert len(decision.given_up) == 1


@pytest.mark.parametrize(
    ("insured", "holds"),
    [
        ({"paid_months": 12, "heads": 30, "dismissed": 6}, True),
        ({"paid_months": 12, "heads": 30, "dismissed": 7}, False),
        ({"paid_months": 12, "heads": 31, "dismissed": 2}, False),
        ({"paid_months": 12, "heads": 200, "dismissed": 11}, True),
        ({"paid_months": 12, "heads": 200, "dismissed": 12}, False),
    ],
)
def test_dismissals(insured: dict[str, int], holds: bool) -> None:
    assert ("P13" in firm("P13 P14 P16 P17", insured=insured).granted) is holds


@pytest.mark.parametrize(
    ("revenue", "spent", "holds"),
    [
        ("5000", "250", True),
        ("5000", "249.99", False),
        ("5000.01", "250", True),  # over 5,000 only 4 %
        ("20000", "800", True),
        ("20000", "799.9", False),
        ("20000.1", "601", True),  # over 20,000 only 3 %
    ],
)
def test_intensity_of_research(revenue: str, spent: str, holds: bool) -> None:
    research = {"spent": spent, "before": "1"}
    decision = firm("P13 P14 P15 P16", revenue=revenue, tech_sme=True, research=research)
    assert ("P15-2" not in decision.failing) is holds


def test_growth_of_research_is_exact() -> None:
    for before, holds in (("100", True), ("100.01", False)):
        research = {"spent": "110", "before": before}
        decision = firm("P13 P14 P15 P16", revenue="1000", tech_sme=True, research=research)
        assert ("P15-3" not in decision.failing) is holds


@pytest.mark.parametrize(
    ("heads", "hires", "holds"),
    [(90, 9, False), (90, 10, True), (91, 7, True), (91, 6, False), (100, 7, True)],
)
def test_share_of_hires(heads: int, hires: int, holds: bool) -> None:
    decision = firm(
        "P13 P14 P16 P22",
        heads=heads,
        revenue="5000",
        loan={"principal": 1, "purpose": "流动资金", "interest": 1},
        key_hires={"heads": hires, "contract_months": 12},
    )
    assert ("P22" in decision.granted) is holds


def test_hiring_is_in_time_for_180_days_after_five_months() -> None:
    hiring = {
        "graduated": "2024-01-10",
        "hired": "2026-01-10",
        "contract_months": 12,
        "insured_since": "2026-01-10",
    }
    shown = "P13 P14 P16 P17"
    last = date(2026, 6, 10) + timedelta(days=180)
    assert "P14-3" in firm(shown, date(2026, 6, 9), hiring=hiring).failing
    assert firm(shown, date(2026, 6, 10), hiring=hiring).granted == ("P14",)
    assert firm(shown, last, hiring=hiring).granted == ("P14",)
    assert "P14-4" in firm(shown, last + timedelta(days=1), hiring=hiring).failing


def test_machines_or_software_whichever_pays_more() -> None:
    def both(invested: str, spent: str) -> Decision:
        return firm(
            "P13 P16 P17 P18",
            revenue="2000",
            renewal={
                "invested": invested,
                "bought": "2026-01-01",
                "old_years": 8,
                "scrapped": True,
            },
            digital={"spent": spent, "before": 1, "after": 2, "listed_provider": True},
        )

    assert both("300.1", "100").granted == ("P17",)
    assert both("299.9", "100").granted == ("P18",)
    # The cap of 800,000 holds back the software.
    assert both("801", "900").given_up == ("P18",)
    with pytest.raises(ValueError, match="worth the same"):
        both("300", "100")


def test_less_is_asked_of_machines_in_the_counties() -> None:
    machines = {"invested": 100, "bought": "2025-07-01", "old_years": 8, "scrapped": True}
    assert firm("P13 P14 P16 P17", district="松谷县", renewal=machines).granted == ("P17",)
    assert firm("P13 P14 P16 P17", district="石渡区", renewal=machines).failing[-1] == "P17-2"


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"policies": ["P01", "P02", "P03"], "person": {}}, "at least 4"),
        ({"policies": ["P01", "P02", "P03", "P03"], "person": {}}, "twice"),
        ({"policies": ["P01", "P02", "P03", "P99"], "person": {}}, "no policy P99"),
        ({"policies": ["P01", "P02", "P03", "P13"], "person": {}}, "P13 is not for this kind"),
        ({"policies": list(PERSON_POLICIES)}, "either person or firm"),
        (
            {"policies": list(PERSON_POLICIES), "person": {"age": 3, "born": "2020-01-01"}},
            "either born or age",
        ),
    ],
)
def test_bad_facts_are_refused(facts: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Application.model_validate({"on": ON} | facts)


def test_an_age_of_another_year_is_not_guessed() -> None:
    with pytest.raises(ValueError, match="needs the birthday"):
        person("P01 P06 P08 P12", date(2027, 1, 1), **MASTER | {"born": None, "age": 37})
