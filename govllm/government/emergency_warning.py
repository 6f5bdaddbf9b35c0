"""A warning from a report of readings: level, districts and measures.

The rule is 云应指〔2026〕11号 (`em-warning-2026`), its annexes and its table of measures
(`em-warning-measures-2026`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from pydantic import Field, model_validator

from govllm.government.city import District
from govllm.government.emergency_gauges import (
    MOUNTAINS,
    URBAN,
    Fire,
    Gauge,
    Heat,
    Rain,
    Reservoir,
    River,
    Slope,
    Wind,
)
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

Hazard = Literal["暴雨", "河道", "水库", "地质", "大风", "高温", "森林火险"]
LEVELS = ("不发布", "蓝", "黄", "橙", "红")
_BLUE, _YELLOW, _ORANGE, _RED = 1, 2, 3, 4

# Annexes 1 and 2, 上调情形 of a whole district.
_WET_MM, _CROWD, _OUTAGE_HOURS, _DRY_DAYS = Decimal(100), 5000, Decimal(2), 20
_FIRE_SEASON = ((4, 1), (4, 10))
# Annexes 1 and 2, 解除时长 in hours.
_LIFT: Mapping[Hazard, int] = {
    "暴雨": 3, "河道": 6, "水库": 12, "地质": 24, "大风": 6, "高温": 24, "森林火险": 48
}  # fmt: skip
# Annex 1, 二: the districts along each river.
_RIVERS: tuple[tuple[District, ...], ...] = (
    ("青岚区", "澄湖区", "东篱区", "桐江区"),
    ("松谷县", "梅溪县", "南屏区"),
    ("石渡区", "云州高新区", "禾丰县"),
)
_WATER: tuple[Hazard, ...] = ("暴雨", "河道", "水库", "地质")


class InForce(Declared):
    """A warning of the same hazard that is in force.

    Attributes:
        hours: since its level was last reached; None where the report does not say.
    """

    level: Literal["蓝", "黄", "橙", "红"]
    area: tuple[District, ...] = Field(min_length=1)
    hours: Decimal | None = Field(None, ge=0)


class WarningFacts(Declared):
    """A report on one hazard: the list of its gauges that is not empty names it.

    Attributes:
        wet: mm of rain in the 72 hours before, by district.
        crowd: people at an outdoor event that day.
        outage: hours of a power cut that day.
        dry: days without rain that counts.
    """

    day: datetime.date
    rain: tuple[Rain, ...] = ()
    river: tuple[River, ...] = ()
    reservoir: tuple[Reservoir, ...] = ()
    slope: tuple[Slope, ...] = ()
    wind: tuple[Wind, ...] = ()
    heat: tuple[Heat, ...] = ()
    fire: tuple[Fire, ...] = ()
    wet: dict[District, Decimal] = Field({})
    crowd: dict[District, int] = Field({})
    outage: dict[District, Decimal] = Field({})
    dry: dict[District, int] = Field({})
    in_force: InForce | None = None

    @model_validator(mode="after")
    def _one_hazard(self) -> WarningFacts:
        if len(self._told()) != 1:
            raise ValueError(f"tells of {len(self._told())} hazards, must be one")
        return self

    def _told(self) -> dict[Hazard, Sequence[Gauge]]:
        each: dict[Hazard, Sequence[Gauge]] = {
            "暴雨": self.rain,
            "河道": self.river,
            "水库": self.reservoir,
            "地质": self.slope,
            "大风": self.wind,
            "高温": self.heat,
            "森林火险": self.fire,
        }
        return {hazard: gauges for hazard, gauges in each.items() if gauges}

    @property
    def hazard(self) -> Hazard:
        return next(iter(self._told()))

    @property
    def gauges(self) -> Sequence[Gauge]:
        """Those whose readings count."""
        return [gauge for gauge in self._told()[self.hazard] if not gauge.void(self.day)]


class Warned(NamedTuple):
    """A warning: its rank (0 where there is none) and its districts."""

    rank: int
    area: frozenset[District]


def district_ranks(facts: WarningFacts) -> dict[District, int]:
    """The level of each district that has a gauge in order (第三条, 第四条)."""
    ranks: dict[District, int] = {}
    raised = {gauge.district for gauge in facts.gauges if gauge.raised()}
    for gauge in facts.gauges:
        rank = gauge.level(facts.day)
        ranks[gauge.district] = max(rank, ranks.get(gauge.district, 0))
    return {
        district: min(rank + 1, _RED)
        if rank and (district in raised or _raised(district, facts))
        else rank
        for district, rank in ranks.items()
    }


def _raised(district: District, facts: WarningFacts) -> bool:
    if facts.hazard == "暴雨":
        return facts.wet.get(district, Decimal(0)) >= _WET_MM
    if facts.hazard == "大风":
        return facts.crowd.get(district, 0) >= _CROWD
    if facts.hazard == "高温":
        return facts.outage.get(district, Decimal(0)) >= _OUTAGE_HOURS
    if facts.hazard == "森林火险":
        first, last = _FIRE_SEASON
        season = first <= (facts.day.month, facts.day.day) <= last
        return season or facts.dry.get(district, 0) >= _DRY_DAYS
    return False


def found(facts: WarningFacts) -> Warned:
    """The warning that the readings alone give (第五条)."""
    ranks = district_ranks(facts)
    top = max(ranks.values(), default=0)
    if not top:
        return Warned(0, frozenset())
    area = {district for district, rank in ranks.items() if rank == top}
    return Warned(top, frozenset(area | _added(area, top, facts)))


def _added(area: set[District], top: int, facts: WarningFacts) -> set[District]:
    if facts.hazard == "河道" and top >= _ORANGE:
        nexts = {a: b for river in _RIVERS for a, b in pairwise(river)}
        return {nexts[district] for district in area if district in nexts}
    if facts.hazard == "水库" and top >= _YELLOW:
        below = (r.downstream for r in facts.reservoir if r in facts.gauges and r.district in area)
        return {district for each in below for district in each}
    return set()


def warned(facts: WarningFacts) -> Warned:
    """The warning after comparison with one that is in force (第六条).

    Raises:
        ValueError: where it might be lowered and the report does not say since when.
    """
    new, old = found(facts), facts.in_force
    if old is None:
        return new
    rank, area = LEVELS.index(old.level), frozenset(old.area)
    if new.rank > rank:
        return new
    if new.rank == rank:
        return Warned(rank, area | new.area)
    if old.hours is None:
        raise ValueError("the readings are below the warning in force: give in_force.hours")
    if old.hours < _LIFT[facts.hazard]:
        return Warned(rank, area)
    return Warned(rank - 1, area) if rank > _BLUE else Warned(0, frozenset())


def measures(hazard: Hazard, warning: Warned) -> list[str]:
    """The measures that a hazard, a level and an area require (附表)."""
    rank = warning.rank
    urban, mountains = bool(warning.area & URBAN), bool(warning.area & MOUNTAINS)
    rain_in_mountains: dict[Hazard, int] = {"暴雨": _ORANGE} if mountains else {}
    least: dict[str, Mapping[Hazard, int]] = {
        "M1": dict.fromkeys(_LIFT, _BLUE),
        "M2": dict.fromkeys(_LIFT, _YELLOW),
        "M3": dict.fromkeys(_WATER, _BLUE),
        "M4": {"暴雨": _YELLOW} if urban else {},
        "M5": {"地质": _YELLOW, "河道": _ORANGE, "水库": _ORANGE, **rain_in_mountains},
        "M6": {"暴雨": _RED, "大风": _RED},
        "M7": {"大风": _ORANGE, "高温": _ORANGE, "暴雨": _RED},
        "M8": {"森林火险": _ORANGE, "地质": _ORANGE},
        "M9": {"森林火险": _BLUE},
        "M10": {"水库": _YELLOW},
        "M11": {**dict.fromkeys(_LIFT, _RED), "高温": _YELLOW},
        "M12": {"河道": _ORANGE, "水库": _ORANGE},
    }
    return [code for code, of in least.items() if rank and rank >= of.get(hazard, _RED + 1)]


def _target(facts: WarningFacts) -> dict[str, Any]:
    warning = warned(facts)
    return {
        "级别": LEVELS[warning.rank],
        "范围": sorted(warning.area),
        "措施": measures(facts.hazard, warning),
    }


def _shown(facts: WarningFacts) -> dict[str, Any]:
    annex = "em-warning-water-2026" if facts.hazard in _WATER else "em-warning-weather-2026"
    rules = ["em-warning-2026", annex, "em-warning-measures-2026"]
    return {"hazard": facts.hazard, "day": facts.day.isoformat(), "rules": rules}


def _slices(facts: WarningFacts) -> dict[str, str]:
    return {"灾种": facts.hazard, "现行预警": "有" if facts.in_force else "无"}


WARNING = Recipe(WarningFacts, _target, _shown, _slices)
