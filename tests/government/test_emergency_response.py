"""The three plans for incidents: cases worked by hand from 云应指〔2026〕17, 18 and 19号."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.emergency_plans import (
    ACCIDENT,
    FLOOD,
    HEALTH,
    Accident,
    Flood,
    Health,
    at_night,
    at_school,
)
from govllm.government.emergency_response import ResponseFacts, steps
from govllm.government.emergency_steps import Move, Plan, Step, ordered
from govllm.resources import evalsets_dir

_WEDNESDAY_NOON = "2026-05-13T12:00"
_WEDNESDAY_NIGHT = "2026-05-13T23:00"


def _fire(**more: Any) -> Accident:
    return Accident.model_validate({"kind": "建筑火灾", "at": _WEDNESDAY_NOON, **more})


def _leak(**more: Any) -> Accident:
    return _fire(**{"kind": "危险化学品泄漏", **more})


def _food(**more: Any) -> Health:
    given = {"kind": "食物中毒", "at": _WEDNESDAY_NOON, "cases": 5, **more}
    return Health.model_validate(given)


def _flood(**more: Any) -> Flood:
    return Flood.model_validate({"kind": "滑坡", "at": _WEDNESDAY_NOON, **more})


def _codes(text: str) -> list[str]:
    return [f"S{int(code):02}" for code in text.split()]


@pytest.mark.parametrize(
    ("incident", "level", "lead"),
    [
        (_fire(), 4, "市消防救援支队"),
        (_fire(trapped=20, injured=30), 4, "市消防救援支队"),
        (_fire(dead=1), 3, "市消防救援支队"),
        (_fire(dead=1, missing=1), 3, "市消防救援支队"),
        (_fire(dead=1, missing=2), 2, "市应急管理局"),
        (_fire(dead=9), 2, "市应急管理局"),
        (_fire(dead=10), 1, "市应急管理局"),
        (_fire(dead=10, site="学校"), 1, "市应急管理局"),
        (_fire(site="医院"), 3, "市消防救援支队"),
        (_fire(intake_m=100), 4, "市消防救援支队"),
        (_fire(intake_m=500, chemical=True), 3, "市消防救援支队"),
        (_fire(intake_m=501, chemical=True), 4, "市消防救援支队"),
        (_leak(intake_m=100, site="学校", dead=1), 2, "市应急管理局"),
        (_leak(kind="危险化学品运输车事故"), 4, "市交通运输局"),
        (_leak(kind="燃气爆燃"), 4, "市城市管理局"),
        (_food(cases=19), 4, "市市场监督管理局"),
        (_food(cases=20), 3, "市市场监督管理局"),
        (_food(cases=50), 2, "市市场监督管理局"),
        (_food(cases=100), 1, "市市场监督管理局"),
        (_food(cases=9, site="学校", canteen=True), 4, "市教育局"),
        (_food(cases=10, site="学校"), 3, "市市场监督管理局"),
        (_food(cases=49, site="养老机构"), 2, "市市场监督管理局"),
        (_food(cases=50, site="养老机构"), 1, "市市场监督管理局"),
        (_food(dead=1), 2, "市市场监督管理局"),
        (_food(dead=3), 1, "市市场监督管理局"),
        (_food(cases=100, dead=1), 1, "市市场监督管理局"),
        (_food(site="学校", canteen=True, poisoned=True), 4, "市公安局"),
        (_food(kind="职业中毒"), 4, "市应急管理局"),
        (_food(kind="传染病聚集"), 4, "市卫生健康委员会"),
        (_flood(moved=599), 4, "市自然资源和规划局"),
        (_flood(moved=600), 3, "市自然资源和规划局"),
        (_flood(moved=1999, missing=2), 3, "市自然资源和规划局"),
        (_flood(moved=2000), 2, "市应急管理局"),
        (_flood(moved=5000), 1, "市应急管理局"),
        (_flood(moved=600, dead=3), 2, "市应急管理局"),
        (_flood(abroad=True), 3, "市自然资源和规划局"),
        (_flood(abroad=True, dead=1), 2, "市应急管理局"),
        (_flood(kind="道路塌方"), 4, "市交通运输局"),
        (_flood(kind="城市内涝"), 4, "市水务局"),
    ],
)
def test_level_and_lead(incident: Accident | Health | Flood, level: int, lead: str) -> None:
    assert (incident.level, incident.lead) == (level, lead)


@pytest.mark.parametrize(
    ("incident", "order"),
    [
        (_fire(), "5 9 12 16"),
        (_fire(fire=True, injured=1), "5 9 12 1 15 16"),
        (_fire(trapped=1), "5 4 9 12 16"),
        (_fire(trapped=1, at=_WEDNESDAY_NIGHT), "5 4 9 13 12 16"),
        (_fire(trapped=1, chemical=True), "5 11 9 12 4 16"),
        (_leak(gas=True, school_m=300), "5 11 9 14 3 16"),
        (_leak(gas=True, school_m=301), "5 11 9 3 16"),
        (_leak(school_m=300), "5 11 9 14 16"),
        (_leak(leaking=True, fire=True), "5 11 9 1 8 16"),
        (_leak(leaking=True, fire=True, reactive=True), "5 11 9 8 1 16"),
        (_leak(fire=True, reactive=True), "5 11 9 1 16"),
        (_leak(abroad=True, runoff=True), "5 10 11 9 2 16"),
        (
            _leak(abroad=True, runoff=True, intake_m=500, at=_WEDNESDAY_NIGHT),
            "5 10 11 9 2 13 6 16",
        ),
        (_leak(kind="危险化学品运输车事故", on_road=True), "5 11 9 7 16"),
        (_food(), "6 10 1 3 12"),
        (_food(severe=1), "15 6 10 1 3 12"),
        (_food(poisoned=True, severe=1), "15 6 17 10 1 3 12"),
        (_food(antibiotics=True, serving=True), "6 10 1 4 12 3"),
        (_food(spread=True, left=True), "6 10 14 1 3 2 12"),
        (_food(cases=10, site="学校"), "6 10 1 7 11 3 12"),
        (_food(cases=25, site="学校", at=_WEDNESDAY_NIGHT), "6 10 1 7 3 12 16 11"),
        (_food(kind="传染病聚集"), "6 10 9 3 12 8"),
        (_food(kind="职业中毒"), "6 10 13 3 5 12"),
        (_food(kind="职业中毒", unknown=True), "6 10 5 13 3 12"),
        (_flood(threatened=True), "4 8 2 1"),
        (_flood(threatened=True, trapped=1), "4 5 8 2 1"),
        (_flood(threatened=True, trapped=1, sliding=True), "4 8 2 1 5"),
        (_flood(trapped=1, cut=True), "4 11 5 13 1"),
        (_flood(trapped=1, cut=True, at=_WEDNESDAY_NIGHT), "4 14 11 5 13 1"),
        (_flood(kind="城市内涝"), "4 13 6 9 7"),
        (_flood(kind="城市内涝", trapped=1), "4 6 5 13 9 7"),
        (_flood(school=True, care=True, abroad=True), "4 12 8 10 15 2 1 16"),
        (_flood(school=True, term=False), "4 8 2 1"),
    ],
)
def test_order(incident: Accident | Health | Flood, order: str) -> None:
    assert steps(incident) == _codes(order)


@pytest.mark.parametrize(
    ("clock", "night"), [("18:59", False), ("19:00", True), ("05:59", True), ("06:00", False)]
)
def test_night(clock: str, night: bool) -> None:
    assert at_night(datetime.time.fromisoformat(clock)) is night


@pytest.mark.parametrize(
    ("at", "term", "there"),
    [
        ("2026-05-15T07:30", True, True),
        ("2026-05-15T07:29", True, False),
        ("2026-05-15T17:30", True, True),
        ("2026-05-15T17:31", True, False),
        ("2026-05-16T10:00", True, False),
        ("2026-05-15T10:00", False, False),
    ],
)
def test_pupils_at_school(at: str, term: bool, there: bool) -> None:
    assert at_school(datetime.datetime.fromisoformat(at), term) is there


@pytest.mark.parametrize(("plan", "codes"), [(ACCIDENT, 16), (HEALTH, 17), (FLOOD, 16)])
def test_a_plans_steps_are_those_of_its_text(plan: Plan[Any], codes: int) -> None:
    text = (evalsets_dir() / f"corpus/rules/{plan.document}.yaml").read_text(encoding="utf-8")
    articles = {a["number"]: a["text"] for a in yaml.safe_load(text)["articles"]}
    stages = articles["四、"].split("\n")[1:]
    told = {(s.stage, s.code) for s in plan.steps}
    assert len(told) == codes
    assert all(f"{code} " in stages[stage - 1] for stage, code in told)
    assert sum(line.count("S") for line in stages) == codes
    assert all(move.code in articles["五、"] for move in plan.moves)


_times = st.datetimes()
_few = st.integers(0, 12)
_flag = st.booleans()
_accidents = st.builds(
    Accident,
    kind=st.sampled_from(["建筑火灾", "燃气爆燃", "危险化学品泄漏", "危险化学品运输车事故"]),
    at=_times,
    dead=_few,
    missing=_few,
    trapped=_few,
    injured=_few,
    site=st.sampled_from(["", "学校", "医院"]),
    chemical=_flag,
    gas=_flag,
    fire=_flag,
    leaking=_flag,
    reactive=_flag,
    on_road=_flag,
    school_m=st.none() | st.integers(0, 600),
    term=_flag,
    intake_m=st.none() | st.integers(0, 900),
    runoff=_flag,
    abroad=_flag,
)
_healths = st.builds(
    Health,
    kind=st.sampled_from(["食物中毒", "传染病聚集", "职业中毒"]),
    at=_times,
    cases=st.integers(0, 120),
    dead=_few,
    severe=_few,
    site=st.sampled_from(["", "学校", "养老机构"]),
    canteen=_flag,
    serving=_flag,
    poisoned=_flag,
    spread=_flag,
    antibiotics=_flag,
    unknown=_flag,
    left=_flag,
)
_floods = st.builds(
    Flood,
    kind=st.sampled_from(["滑坡", "山洪", "城市内涝", "道路塌方"]),
    at=_times,
    moved=st.integers(0, 6000),
    dead=_few,
    missing=_few,
    trapped=_few,
    threatened=_flag,
    school=_flag,
    term=_flag,
    care=_flag,
    cut=_flag,
    sliding=_flag,
    abroad=_flag,
)


@given(_accidents | _healths | _floods)
def test_every_incident_has_one_order(incident: Accident | Health | Flood) -> None:
    order = steps(incident)
    assert len(set(order)) == len(order) >= 2
    assert 1 <= incident.level <= 4


@given(_accidents, st.integers(0, 3))
def test_more_dead_never_lowers(accident: Accident, more: int) -> None:
    worse = accident.model_copy(update={"dead": accident.dead + more})
    assert worse.level <= accident.level


@given(_accidents)
def test_nobody_is_sought_before_the_substance_is_known(accident: Accident) -> None:
    order = steps(accident)
    if accident.chemicals and accident.sought:
        assert order.index("S11") < order.index("S09") < order.index("S04")


@given(_healths)
def test_the_gravely_ill_come_first(health: Health) -> None:
    assert (steps(health)[0] == "S15") is (health.severe > 0)


@given(_floods)
def test_nobody_digs_on_a_slope_that_moves_before_it_is_watched(flood: Flood) -> None:
    order = steps(flood)
    if flood.sliding and flood.sought and "S01" in order:
        assert order.index("S01") < order.index("S05")


def test_a_step_moved_to_one_that_is_not_done_is_refused() -> None:
    plan: Plan[int] = Plan(
        "none",
        (Step("S01", 1, lambda f: True), Step("S02", 1, lambda f: f > 0)),
        (Move("S01", "after", "S02", lambda f: True),),
    )
    assert ordered(plan, 1) == ["S02", "S01"]
    with pytest.raises(ValueError, match="S01 is moved to S02, which is not among the steps"):
        ordered(plan, 0)


@pytest.mark.parametrize(
    ("incident", "fault"),
    [
        ({"kind": "地震", "at": _WEDNESDAY_NOON}, "expected tags"),
        ({"kind": "滑坡", "at": _WEDNESDAY_NOON, "dead": -1}, "greater than or equal to 0"),
        ({"kind": "食物中毒", "at": _WEDNESDAY_NOON}, "Field required"),
        ({"kind": "滑坡", "at": _WEDNESDAY_NOON, "gas": True}, "Extra inputs"),
    ],
)
def test_bad_facts_are_refused(incident: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        ResponseFacts.model_validate({"incident": incident})
