"""The rule of warnings: cases worked by hand from 云应指〔2026〕11号 and its annexes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.emergency_gauges import MOUNTAINS, URBAN
from govllm.government.emergency_warning import (
    LEVELS,
    Warned,
    WarningFacts,
    measures,
    warned,
)
from govllm.resources import evalsets_dir

_DISTRICTS = tuple(yaml.safe_load((evalsets_dir() / "corpus/city.yaml").read_text())["districts"])


def _warn(**more: Any) -> tuple[str, set[str]]:
    facts = WarningFacts.model_validate({"day": "2026-07-10", **more})
    rank, area = warned(facts)
    return LEVELS[rank], set(area)


def _rain(district: str, *hours: float | None, **more: Any) -> dict[str, Any]:
    return {"district": district, "hours": hours, **more}


@pytest.mark.parametrize(
    ("district", "hours", "level"),
    [
        ("澄湖区", (24.9, 0, 0), "不发布"),
        ("澄湖区", (25, 0, 0), "蓝"),
        ("石渡区", (14.9, 15, 15), "不发布"),
        ("石渡区", (15, 15, 15), "蓝"),
        ("石渡区", (0, 15, 15, 15, 0), "蓝"),
        ("石渡区", (24, 21, 0, 24, 21), "蓝"),  # 45 within any three hours, not 90
        ("东篱区", (40, 0, 0), "黄"),
        ("东篱区", (37, 37, 36), "橙"),
        ("东篱区", (89.9, 0, 0), "橙"),
        ("东篱区", (90, 0, 0), "红"),
        ("梅溪县", (19.9, 0, 0), "不发布"),
        ("梅溪县", (20, 0, 0), "蓝"),
        ("梅溪县", (72, 0, 0), "红"),
        ("梅溪县", (43, 42, 43), "红"),
    ],
)
def test_rain(district: str, hours: tuple[float, ...], level: str) -> None:
    found = {district} if level != "不发布" else set()
    assert _warn(rain=[_rain(district, *hours)]) == (level, found)


@pytest.mark.parametrize(
    ("more", "hours", "level"),
    [
        ({"until": "2026-07-09"}, (30, 0, 0), "不发布"),
        ({"until": "2026-07-10"}, (30, 0, 0), "蓝"),
        ({"flagged": True}, (30, 0, 0), "不发布"),
        ({}, (30, 30, 30, 30), "不发布"),
        ({}, (30, 30, 30, 31), "黄"),
        ({}, (30, 30, None, 30, 30), "蓝"),  # a missing hour breaks the run, and adds nothing
        ({}, (0, 0, 0, 0, 26), "蓝"),
        ({}, (130, 0, 0), "红"),
        ({}, (130.1, 0, 0), "不发布"),
        ({}, (26, -1, 0), "不发布"),
    ],
)
def test_void_gauges(more: dict[str, Any], hours: tuple[float | None, ...], level: str) -> None:
    assert _warn(rain=[_rain("桐江区", *hours, **more)])[0] == level


@pytest.mark.parametrize(("wet", "level"), [(99.9, "蓝"), (100, "黄")])
def test_wet_ground_raises_what_is_blue(wet: float, level: str) -> None:
    assert _warn(rain=[_rain("桐江区", 25, 0, 0)], wet={"桐江区": wet})[0] == level
    assert _warn(rain=[_rain("桐江区", 24, 0, 0)], wet={"桐江区": wet})[0] == "不发布"


def _river(district: str, *levels: float | None) -> dict[str, Any]:
    return {"district": district, "levels": levels, "warning": 20, "guarantee": 22}


@pytest.mark.parametrize(
    ("levels", "level"),
    [
        ((19.5, 19.4, 19.5), "不发布"),
        ((19.5, 19.5), "蓝"),
        ((20, None, 20), "不发布"),
        ((20, 20.5, 19.9), "黄"),
        ((21, 21), "橙"),
        ((20.9, 21, 21), "橙"),
        ((22, 22), "红"),
        ((19.5, 19.6, 19.9, 20.09), "蓝"),
        ((19.5, 19.6, 19.9, 20.1), "黄"),  # up by 0.6 in three hours
        ((21.4, 22, 22, 22), "红"),
    ],
)
def test_river(levels: tuple[float | None, ...], level: str) -> None:
    assert _warn(river=[_river("桐江区", *levels)])[0] == level


@pytest.mark.parametrize(
    ("district", "levels", "area"),
    [
        ("青岚区", (21, 21), {"青岚区", "澄湖区"}),
        ("青岚区", (20, 20), {"青岚区"}),
        ("石渡区", (22, 22), {"石渡区", "云州高新区"}),
        ("南屏区", (22, 22), {"南屏区"}),
    ],
)
def test_the_next_district_downstream(
    district: str, levels: tuple[float, ...], area: set[str]
) -> None:
    assert _warn(river=[_river(district, *levels)])[1] == area


def _dam(**more: Any) -> dict[str, Any]:
    fixed = {"capacity": 100, "main": 50, "late": 52, "design": 56, "downstream": ["南屏区"]}
    return {"district": "梅溪县", "water": 49, "inflow": 10, **fixed, **more}


@pytest.mark.parametrize(
    ("day", "more", "level"),
    [
        ("2026-07-10", {"water": 49.9}, "不发布"),
        ("2026-07-10", {"water": 50}, "蓝"),
        ("2026-06-14", {"water": 51.9}, "不发布"),
        ("2026-06-15", {"water": 51.9}, "黄"),
        ("2026-08-20", {"water": 52}, "橙"),
        ("2026-08-21", {"water": 52}, "蓝"),
        ("2026-07-10", {"inflow": 79}, "不发布"),
        ("2026-07-10", {"inflow": 80}, "黄"),
        ("2026-07-10", {"inflow": 100}, "橙"),
        ("2026-07-10", {"water": 55.9}, "橙"),
        ("2026-07-10", {"water": 56}, "红"),
        ("2026-07-10", {"water": 50, "seepage": [1, 1.9]}, "蓝"),
        ("2026-07-10", {"water": 50, "seepage": [1, 2]}, "黄"),
    ],
)
def test_reservoir(day: str, more: dict[str, Any], level: str) -> None:
    found, area = _warn(day=day, reservoir=[_dam(**more)])
    below = {"梅溪县", "南屏区"} if LEVELS.index(level) >= 2 else {"梅溪县"}
    assert (found, area) == (level, below if level != "不发布" else set())


@pytest.mark.parametrize(
    ("moved", "before", "rain", "level"),
    [
        (4.9, 1, 80, "不发布"),
        (5, 4, 49, "蓝"),
        (5, 2.5, 0, "黄"),
        (10, 9, 50, "橙"),
        (20, 10, 50, "红"),
        (40, 39, 0, "红"),
    ],
)
def test_slope(moved: float, before: float, rain: float, level: str) -> None:
    gauge = {"district": "青岚区", "moved": moved, "before": before, "rain": rain}
    assert _warn(slope=[gauge])[0] == level


def test_nothing_is_not_twice_of_nothing() -> None:
    assert _warn(reservoir=[_dam(water=50, seepage=[0, 0])])[0] == "蓝"
    assert _warn(reservoir=[_dam(water=50, seepage=[0, 1])])[0] == "黄"
    still = {"district": "青岚区", "moved": 0, "before": 0}
    moving = {"district": "青岚区", "moved": 5, "before": 4}
    assert _warn(slope=[still, moving])[0] == "蓝"


@pytest.mark.parametrize(
    ("more", "level"),
    [
        ({"means": [12, 11.9, 12]}, "不发布"),
        ({"means": [12, 12]}, "蓝"),
        ({"means": [10, 10], "open_water": True}, "蓝"),
        ({"gusts": [16.9]}, "不发布"),
        ({"gusts": [37]}, "红"),
        ({"gusts": [37], "height": 600}, "不发布"),
        ({"gusts": [37], "height": 599}, "红"),
        ({"gusts": [61]}, "不发布"),
        ({"means": [18, 18, 18, 18], "gusts": [37]}, "不发布"),
    ],
)
def test_wind(more: dict[str, Any], level: str) -> None:
    assert _warn(wind=[{"district": "石渡区", **more}])[0] == level


@pytest.mark.parametrize(
    ("district", "highs", "level"),
    [
        ("澄湖区", [35, 35, 34.9], "不发布"),
        ("澄湖区", [34.9, 35, 35], "蓝"),
        ("澄湖区", [35, 35, 35], "黄"),
        ("澄湖区", [35, None, 35], "蓝"),
        ("澄湖区", [37, 37, 37], "橙"),
        ("澄湖区", [38, 39, 39], "橙"),
        ("澄湖区", [39, 39, 39], "红"),
        ("澄湖区", [30, 41], "红"),
        ("松谷县", [30, 34], "蓝"),
        ("松谷县", [38, 38, 38], "红"),
    ],
)
def test_heat(district: str, highs: list[float | None], level: str) -> None:
    assert _warn(heat=[{"district": district, "highs": highs}])[0] == level


@pytest.mark.parametrize(
    ("day", "district", "index", "dry", "level"),
    [
        ("2026-03-31", "青岚区", [50, 49], 0, "不发布"),
        ("2026-03-31", "青岚区", [50, 95], 19, "蓝"),
        ("2026-03-31", "青岚区", [50, 95], 20, "黄"),
        ("2026-04-01", "青岚区", [50, 95], 20, "黄"),
        ("2026-04-10", "青岚区", [90, 90], 0, "红"),
        ("2026-04-11", "青岚区", [80, 80], 0, "橙"),
        ("2026-04-10", "南屏区", [95, 95], 30, "不发布"),
    ],
)
def test_fire(day: str, district: str, index: list[int], dry: int, level: str) -> None:
    gauges = [{"district": district, "index": index}]
    assert _warn(day=day, fire=gauges, dry={district: dry})[0] == level


@pytest.mark.parametrize(
    ("level", "hours", "rain", "result"),
    [
        ("橙", 3, 0, ("黄", {"石渡区", "禾丰县"})),
        ("橙", 2.9, 0, ("橙", {"石渡区", "禾丰县"})),
        ("红", 90, 0, ("橙", {"石渡区", "禾丰县"})),
        ("蓝", 3, 0, ("不发布", set())),
        ("蓝", 0, 25, ("蓝", {"石渡区", "禾丰县", "东篱区"})),
        ("蓝", 0, 40, ("黄", {"东篱区"})),
        ("黄", 5, 25, ("蓝", {"石渡区", "禾丰县"})),
    ],
)
def test_a_warning_in_force(
    level: str, hours: float, rain: int, result: tuple[str, set[str]]
) -> None:
    old = {"level": level, "area": ["石渡区", "禾丰县"], "hours": hours}
    assert _warn(rain=[_rain("东篱区", rain, 0, 0)], in_force=old) == result


@pytest.mark.parametrize(
    ("hazard", "rank", "area", "codes"),
    [
        ("暴雨", 1, {"澄湖区"}, "M1 M3"),
        ("暴雨", 2, {"石渡区"}, "M1 M2 M3"),
        ("暴雨", 3, {"澄湖区", "青岚区"}, "M1 M2 M3 M4 M5"),
        ("暴雨", 4, {"石渡区"}, "M1 M2 M3 M6 M7 M11"),
        ("地质", 3, {"石渡区"}, "M1 M2 M3 M5 M8"),
        ("水库", 2, {"石渡区"}, "M1 M2 M3 M10"),
        ("河道", 4, {"石渡区"}, "M1 M2 M3 M5 M11 M12"),
        ("高温", 2, {"石渡区"}, "M1 M2 M11"),
        ("大风", 4, {"石渡区"}, "M1 M2 M6 M7 M11"),
        ("森林火险", 3, {"青岚区"}, "M1 M2 M8 M9"),
        ("森林火险", 0, set(), ""),
    ],
)
def test_measures(hazard: Any, rank: int, area: Any, codes: str) -> None:
    assert measures(hazard, Warned(rank, frozenset(area))) == codes.split()


def test_terrain_and_districts_are_the_citys() -> None:
    assert set(_DISTRICTS) >= URBAN | MOUNTAINS


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({}, "0 hazards"),
        ({"rain": [_rain("青岚区", 1)], "river": [_river("青岚区", 1, 1)]}, "2 hazards"),
        ({"rain": [_rain("青山区", 1)]}, "青岚区"),
        ({"heat": [{"district": "青岚区", "highs": [36, None]}]}, "no temperature"),
    ],
)
def test_bad_facts_are_refused(more: dict[str, Any], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        WarningFacts.model_validate({"day": "2026-07-10", **more})


def test_lowering_needs_to_know_since_when() -> None:
    with pytest.raises(ValueError, match=r"in_force\.hours"):
        _warn(rain=[_rain("青岚区", 1)], in_force={"level": "蓝", "area": ["青岚区"]})


_gauges = st.lists(
    st.tuples(
        st.sampled_from(_DISTRICTS),
        st.lists(st.decimals(0, 130, places=1), min_size=3, max_size=3),
    ),
    min_size=1,
    max_size=5,
)


@given(_gauges, st.randoms())
def test_the_order_of_gauges_changes_nothing(gauges: list[Any], random: Any) -> None:
    rain = [_rain(district, *hours) for district, hours in gauges]
    shuffled = random.sample(rain, len(rain))
    assert _warn(rain=rain) == _warn(rain=shuffled)


@given(_gauges, st.integers(0, 2), st.decimals(0, 60, places=1))
def test_more_rain_never_lowers(gauges: list[Any], hour: int, more: Decimal) -> None:
    rain = [_rain(district, *hours) for district, hours in gauges]
    wetter = [dict(gauge) for gauge in rain]
    hours = list(wetter[0]["hours"])
    hours[hour] = min(hours[hour] + more, Decimal(130))
    wetter[0]["hours"] = hours
    assert LEVELS.index(_warn(rain=wetter)[0]) >= LEVELS.index(_warn(rain=rain)[0])


@given(_gauges, st.sampled_from(LEVELS[1:]), st.integers(0, 9))
def test_lowering_is_by_one_level(gauges: list[Any], level: str, hours: int) -> None:
    old = {"level": level, "area": ["禾丰县"], "hours": hours}
    rain = [_rain(district, *readings) for district, readings in gauges]
    new = LEVELS.index(_warn(rain=rain, in_force=old)[0])
    assert new >= LEVELS.index(level) - (hours >= 3)
