"""The rule of monitoring and inspection: cases worked by hand from 云数发〔2026〕21号."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.supervision_inspection import (
    TABLE,
    Event,
    Finding,
    InspectionFacts,
    found_in,
    inspect,
    longest,
)

_RANK = {"不定级": 0, "三级": 1, "二级": 2, "一级": 3}


def _event(
    kind: str,
    *held: tuple[str, int],
    start: str = "14:00",
    device: Mapping[str, Any] = MappingProxyType({}),
    **more: Any,
) -> Event:
    devices = [{"held": held, **device}]
    return Event.model_validate(
        {"kind": kind, "day": "2026-07-08", "start": start, "devices": devices, **more}
    )


def _gas(*held: tuple[str, int], **more: Any) -> Finding:
    return found_in(_event("燃气泄漏", *held, site="管道", **more))


@pytest.mark.parametrize(
    ("held", "grade"),
    [
        ([("9.9", 60)], "不定级"),
        ([("10", 4)], "不定级"),
        ([("10", 5)], "三级"),
        ([("20", 1), ("12", 4)], "三级"),  # the minute above 20 counts among those above 10
        ([("12", 4), ("5", 1), ("12", 4)], "不定级"),  # not on end
        ([("20", 2)], "二级"),
        ([("50", 0)], "一级"),
        ([("49.9", 30)], "二级"),
    ],
)
def test_gas_is_graded_by_value_and_time_on_end(held: list[tuple[str, int]], grade: str) -> None:
    assert _gas(*held).grade == grade


@pytest.mark.parametrize(
    ("start", "grade"),
    [("21:59", "三级"), ("22:00", "二级"), ("05:59", "二级"), ("06:00", "三级")],
)
def test_night_raises_gas_by_one(start: str, grade: str) -> None:
    assert _gas(("15", 6), start=start).grade == grade


def test_several_reasons_raise_by_one_grade_only() -> None:
    event = _event("道路积水", ("16", 12), start="23:00", near="30", rain="80")
    assert found_in(event) == Finding("道路积水", "二级", "市水务局")


def test_what_has_no_grade_is_not_raised() -> None:
    assert _gas(("9", 60), start="23:00", near="10") == Finding("燃气泄漏", "不定级", "不派单")


@pytest.mark.parametrize(("near", "grade"), [("100", "二级"), ("100.5", "三级")])
def test_a_school_counts_up_to_a_hundred_metres(near: str, grade: str) -> None:
    assert _gas(("15", 6), near=near).grade == grade


@pytest.mark.parametrize(("rain", "grade"), [("49.9", "三级"), ("50", "二级")])
def test_rain_counts_from_fifty(rain: str, grade: str) -> None:
    assert found_in(_event("边坡位移", ("5", 0), rain=rain)).grade == grade


def test_noise_has_its_own_limit_at_night_and_is_never_raised() -> None:
    def graded(value: str, start: str) -> str:
        event = _event("噪声超标", (value, 20), site="社会", start=start, near="20")
        return found_in(event).grade

    assert graded("72.9", "21:00") == "不定级"
    assert graded("73", "21:00") == "三级"
    assert graded("80", "21:00") == "二级"
    assert graded("64.9", "22:00") == "三级"
    assert graded("65", "22:00") == "二级"
    assert graded("129", "22:00") == "二级"  # there is no 一级


def test_dust_is_what_stands_above_the_background() -> None:
    def found(value: str, background: str) -> Finding:
        held = (value, 60)
        return found_in(_event("扬尘超标", held, site="道路", background=background))

    assert found("300", "151").grade == "不定级"
    assert found("300", "150").grade == "三级"
    assert found("600", "180") == Finding("扬尘超标", "一级", "市城市管理局")  # 第五条


def test_an_underpass_lowers_each_threshold_by_five() -> None:
    held = ("22", 10)
    assert found_in(_event("道路积水", held, underpass=True)).grade == "二级"
    assert found_in(_event("道路积水", held)).grade == "三级"


@pytest.mark.parametrize(
    ("device", "kind"),
    [
        ({"expires": "2026-07-08"}, "燃气泄漏"),
        ({"expires": "2026-07-07"}, "设备异常"),
        ({"same": 5}, "燃气泄漏"),
        ({"same": 6}, "设备异常"),
        ({"serviced": True}, "设备异常"),
    ],
)
def test_readings_that_do_not_count(device: dict[str, Any], kind: str) -> None:
    assert _gas(("15", 6), device=device).kind == kind


@pytest.mark.parametrize("value", ["-1", "101"])
def test_one_reading_out_of_range_voids_the_device(value: str) -> None:
    assert _gas(("15", 6), (value, 1)) == Finding("设备异常", "不定级", "市数据局")


def test_a_patrol_reading_goes_before_the_devices_unless_it_is_void() -> None:
    portable = {"held": [("3", 8)]}
    assert _gas(("40", 15), portable=portable).grade == "不定级"
    assert _gas(("40", 15), portable=portable | {"expires": "2026-01-01"}).grade == "二级"


@pytest.mark.parametrize(
    ("minutes", "grade", "closed", "told"),
    [
        (119, "三级", False, "重复"),
        (119, "二级", False, "重复"),
        (120, "三级", False, "三级"),
        (30, "三级", True, "三级"),
    ],
)
def test_a_repeated_report(minutes: int, grade: str, closed: bool, told: str) -> None:
    earlier = {"minutes": minutes, "grade": grade, "closed": closed}
    assert _gas(("15", 6), earlier=earlier).grade == told


def test_a_repeated_report_that_is_graver_goes_out() -> None:
    found = _gas(("25", 3), earlier={"minutes": 30, "grade": "三级"})
    assert found == Finding("燃气泄漏", "二级", "市燃气集团")


@pytest.mark.parametrize(
    ("kind", "site", "held", "body"),
    [
        ("燃气泄漏", "沼气", ("15", 6), "市水务局"),
        ("燃气泄漏", "沼气", ("60", 0), "市应急管理局"),
        ("道路积水", "水管", ("20", 10), "市供水集团"),
        ("井盖异常", "无", ("31", 0), "市城市管理局"),
        ("井盖异常", "信", ("31", 0), "市通信管理局"),
        ("边坡位移", "公路", ("6", 0), "市交通运输局"),
        ("河道水质", "其他", ("11", 60), "市生态环境局"),
        ("消防通道占用", "其他", ("1", 120), "市应急管理局"),
    ],
)
def test_who_takes_it(kind: str, site: str, held: tuple[str, int], body: str) -> None:
    assert found_in(_event(kind, held, site=site)).body == body


def test_of_several_classes_the_gravest_is_told_and_of_equals_the_first_of_the_table() -> None:
    gas, cover = _event("燃气泄漏", ("9", 9), site="管道"), _event("井盖异常", ("31", 0), site="污")
    noise = _event("噪声超标", ("81", 30), site="施工")
    broken = _event("道路积水", ("400", 9))
    facts = InspectionFacts(events=(broken, noise, gas, cover))
    assert inspect(facts) == Finding("井盖异常", "二级", "市水务局")
    assert inspect(InspectionFacts(events=(broken, gas))).kind == "燃气泄漏"


def test_the_table_is_that_of_the_document() -> None:
    path = Path("evalsets/corpus/rules/sv-inspection-table-2026.yaml")
    lines = yaml.safe_load(path.read_text(encoding="utf-8"))["articles"][0]["text"].splitlines()
    cells = [[cell.strip() for cell in line.split("|")] for line in lines[1:]]
    assert [row[0] for row in cells] == list(TABLE)
    for (_, _, *steps, bodies), row in zip(cells, TABLE.values(), strict=True):
        assert all(body in bodies for body in row.bodies.values())
        for told, step in zip(steps, row.steps, strict=True):
            numbers = [int(number) for number in re.findall(r"\d+", told)]
            # A fire lane has no value, what holds at once has no minutes.
            shown = [] if step is None else [step.value, *([step.minutes] if step.minutes else [])]
            assert numbers == (shown[1:] if "消防" in bodies else shown)


_held = st.lists(st.tuples(st.integers(0, 100), st.integers(0, 15)), min_size=1, max_size=5)


@given(_held, st.integers(0, 4), st.integers(0, 20))
def test_more_gas_for_longer_is_never_graded_lower(
    held: list[tuple[int, int]], at: int, more: int
) -> None:
    at %= len(held)
    worse = list(held)
    worse[at] = (min(held[at][0] + more, 100), held[at][1] + more)
    before, after = (_gas(*[(str(v), m) for v, m in h]).grade for h in (held, worse))
    assert _RANK[after] >= _RANK[before]


@given(_held, st.integers(0, 100))
def test_the_longest_time_is_at_most_the_whole(held: list[tuple[int, int]], value: int) -> None:
    minutes = longest(held, value)  # type: ignore[arg-type]
    assert (minutes is None) == all(reached < value for reached, _ in held)
    assert (minutes or 0) <= sum(m for _, m in held)


@given(st.permutations(["燃气泄漏", "道路积水", "边坡位移", "河道水质"]))
def test_the_order_in_which_classes_are_told_is_nothing(kinds: list[str]) -> None:
    values = {"燃气泄漏": "15", "道路积水": "28", "边坡位移": "11", "河道水质": "3"}
    events = [
        _event(kind, (values[kind], 30), site="管道" if kind == "燃气泄漏" else "其他")
        for kind in kinds
    ]
    assert inspect(InspectionFacts(events=tuple(events))).kind == "道路积水"


@pytest.mark.parametrize(
    ("facts", "fault"),
    [
        ({"kind": "井盖异常", "site": "水"}, "the site of 井盖异常 is one of"),
        ({"kind": "边坡位移"}, "a device's or a portable"),
        ({"kind": "边坡位移", "devices": [{"held": [(1, -1)]}]}, "greater than or equal to 0"),
        ({"kind": "边坡位移", "underpass": True, "devices": [{"held": [(1, 1)]}]}, "underpass"),
        ({"kind": "边坡位移", "background": 3, "devices": [{"held": [(1, 1)]}]}, "background"),
    ],
)
def test_facts_that_are_not_whole(facts: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Event.model_validate({"day": "2026-07-08", "start": "10:00", **facts})


def test_a_class_is_told_once() -> None:
    event = _event("边坡位移", ("5", 0))
    with pytest.raises(ValidationError, match="a class is told once"):
        InspectionFacts(events=(event, event))
