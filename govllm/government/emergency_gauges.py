"""Gauges of a warning's report: which readings are void, and which level each gauge reaches.

The rules are 云应指〔2026〕11号 (`em-warning-2026`) and its annexes 1 (`em-warning-water-2026`) and
2 (`em-warning-weather-2026`). Levels are ranks: 0 none, 1 blue, 2 yellow, 3 orange, 4 red.
"""

from __future__ import annotations

import datetime
from abc import abstractmethod
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import groupby, pairwise

from pydantic import Field, model_validator

from govllm.government.city import District
from govllm.tasks.declaration import Declared

Reading = Decimal | None
_Four = tuple[Decimal, Decimal, Decimal, Decimal]

# 第三条.
URBAN: frozenset[District] = frozenset({"澄湖区", "东篱区", "南屏区", "云州高新区"})
MOUNTAINS: frozenset[District] = frozenset({"青岚区", "梅溪县", "松谷县"})

# 第二条（三）（四）.
_STUCK = 4
_MOST_RAIN, _MOST_WIND = Decimal(130), Decimal(60)

# Annex 1: blue, yellow, orange, red.
_RAIN_1H: _Four = (Decimal(25), Decimal(40), Decimal(60), Decimal(90))
_RAIN_3H: _Four = (Decimal(45), Decimal(75), Decimal(110), Decimal(160))
_MOUNTAIN_RAIN = Decimal("0.8")
_BELOW_WARNING, _FAST_RISE = Decimal("0.5"), Decimal("0.6")
_MAIN_SEASON = ((6, 15), (8, 20))
_INFLOW_SHARE = Decimal("0.8")
_MOVED: _Four = (Decimal(5), Decimal(10), Decimal(20), Decimal(40))
_SLOPE_RAIN = Decimal(50)
# Annex 2.
_WIND_MEAN: _Four = (Decimal(12), Decimal(17), Decimal(22), Decimal(28))
_WIND_GUST: _Four = (Decimal(17), Decimal(23), Decimal(29), Decimal(37))
_OPEN_WATER, _SUMMIT_M = Decimal(2), 600
_HEAT_DAY: _Four = (Decimal(35), Decimal(37), Decimal(39), Decimal(41))
_HEAT_3_DAYS = (Decimal(35), Decimal(37), Decimal(39))
_MOUNTAIN_HEAT = Decimal(1)
_FIRE: _Four = (Decimal(50), Decimal(65), Decimal(80), Decimal(90))


def rank(value: Decimal, bounds: Iterable[Decimal]) -> int:
    """How many of the bounds a value reaches."""
    return sum(value >= bound for bound in bounds)


def held_twice(readings: Sequence[Reading]) -> Decimal | None:
    """The highest value that two readings in a row both reach; None where there is no such pair."""
    lows = [min(a, b) for a, b in pairwise(readings) if a is not None and b is not None]
    return max(lows, default=None)


def _doubled(before: Decimal, now: Decimal) -> bool:
    # Nothing is no twice of nothing, though 0 >= 2 * 0.
    return now > 0 and now >= 2 * before


def _stuck(readings: Sequence[Reading]) -> bool:
    return any(value and len(list(run)) >= _STUCK for value, run in groupby(readings))


class Gauge(Declared):
    """A station.

    Attributes:
        until: the last day of its calibration, where the report tells one.
        flagged: noted as under repair, test, fault, cover or disturbance.
    """

    district: District
    until: datetime.date | None = None
    flagged: bool = False

    def void(self, day: datetime.date) -> bool:
        """Whether its readings count for nothing (第二条)."""
        expired = self.until is not None and self.until < day
        return expired or self.flagged or self.broken()

    def broken(self) -> bool:
        """Whether its readings show that it is faulty (第二条（三）（四）)."""
        return False

    @abstractmethod
    def level(self, day: datetime.date) -> int:
        """The level that its readings reach, before any raising."""

    def raised(self) -> bool:
        """Whether its own readings raise the level by one (第四条)."""
        return False


class Rain(Gauge):
    """Rain of each hour in mm, the oldest first; None where it is missing."""

    hours: tuple[Reading, ...] = Field(min_length=1)

    def broken(self) -> bool:
        beyond = any(h is not None and not 0 <= h <= _MOST_RAIN for h in self.hours)
        return beyond or _stuck(self.hours)

    def level(self, day: datetime.date) -> int:
        share = _MOUNTAIN_RAIN if self.district in MOUNTAINS else Decimal(1)
        known = [h or Decimal(0) for h in self.hours]
        sums = [sum(known[at : at + 3], Decimal(0)) for at in range(max(1, len(known) - 2))]
        one = rank(max(known), (bound * share for bound in _RAIN_1H))
        return max(one, rank(max(sums), (bound * share for bound in _RAIN_3H)))


class River(Gauge):
    """Water levels on the hour in m, the oldest first, with the station's fixed levels."""

    levels: tuple[Reading, ...] = Field(min_length=2)
    warning: Decimal
    guarantee: Decimal

    @model_validator(mode="after")
    def _ordered(self) -> River:
        if self.guarantee <= self.warning:
            raise ValueError("the guarantee level must lie above the warning level")
        return self

    def level(self, day: datetime.date) -> int:
        held = held_twice(self.levels)
        middle = (self.warning + self.guarantee) / 2
        bounds = (self.warning - _BELOW_WARNING, self.warning, middle, self.guarantee)
        return 0 if held is None else rank(held, bounds)

    def raised(self) -> bool:
        if len(self.levels) < 4:
            return False
        before, last = self.levels[-4], self.levels[-1]
        return before is not None and last is not None and last - before >= _FAST_RISE


class Reservoir(Gauge):
    """The newest level (m) and inflow (m³/s) of a reservoir.

    Attributes:
        capacity: the most it can let out, m³/s.
        main, late, design: flood limit in the main season and after, and design flood level, m.
        seepage: of the day before and now, in one unit.
        downstream: the districts that the report names below it.
    """

    water: Decimal
    inflow: Decimal
    capacity: Decimal = Field(gt=0)
    main: Decimal
    late: Decimal
    design: Decimal
    seepage: tuple[Decimal, Decimal] | None = None
    downstream: tuple[District, ...] = ()

    def level(self, day: datetime.date) -> int:
        first, last = _MAIN_SEASON
        limit = self.main if first <= (day.month, day.day) <= last else self.late
        by_water = rank(self.water, (limit, limit + 1, limit + 2))
        by_inflow = rank(self.inflow, (self.capacity * _INFLOW_SHARE, self.capacity))
        if self.water >= self.design:
            return 4
        return max(by_water, by_inflow + 1 if by_inflow else 0)

    def raised(self) -> bool:
        return self.seepage is not None and _doubled(*self.seepage)


class Slope(Gauge):
    """Displacement of the last 24 hours and of the 24 before, and rain of the last 24, in mm."""

    moved: Decimal = Field(ge=0)
    before: Decimal = Field(ge=0)
    rain: Decimal = Field(Decimal(0), ge=0)

    def level(self, day: datetime.date) -> int:
        return rank(self.moved, _MOVED)

    def raised(self) -> bool:
        return _doubled(self.before, self.moved) or self.rain >= _SLOPE_RAIN


class Wind(Gauge):
    """Means of ten minutes and gusts in m/s, the oldest first.

    Attributes:
        height: of the station above the sea, m.
        open_water: whether it stands on a lake or river.
    """

    means: tuple[Reading, ...] = ()
    gusts: tuple[Reading, ...] = ()
    height: int = 0
    open_water: bool = False

    def broken(self) -> bool:
        known = [r for r in (*self.means, *self.gusts) if r is not None]
        return any(not 0 <= r <= _MOST_WIND for r in known) or _stuck(self.means)

    def level(self, day: datetime.date) -> int:
        if self.height >= _SUMMIT_M:
            return 0
        less = _OPEN_WATER if self.open_water else Decimal(0)
        mean = held_twice(self.means)
        gust = max((g for g in self.gusts if g is not None), default=None)
        return max(
            0 if mean is None else rank(mean, (bound - less for bound in _WIND_MEAN)),
            0 if gust is None else rank(gust, (bound - less for bound in _WIND_GUST)),
        )


class Heat(Gauge):
    """The highest temperature of each day in °C, the oldest first, the day of the report last."""

    highs: tuple[Reading, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _today(self) -> Heat:
        if self.highs[-1] is None:
            raise ValueError("the day of the report has no temperature")
        return self

    def level(self, day: datetime.date) -> int:
        less = _MOUNTAIN_HEAT if self.district in MOUNTAINS else Decimal(0)
        days = [high for high in self.highs[-3:] if high is not None]
        by_day = rank(days[-1], (bound - less for bound in _HEAT_DAY))
        if len(days) < 3:
            return by_day
        by_three = rank(min(days), (bound - less for bound in _HEAT_3_DAYS))
        return max(by_day, by_three + 1 if by_three else 0)


class Fire(Gauge):
    """The index of forest fire of each day, the oldest first, the day of the report last."""

    index: tuple[Reading, ...] = Field(min_length=2)

    def level(self, day: datetime.date) -> int:
        held = held_twice(self.index[-2:])
        return 0 if held is None or self.district in URBAN else rank(held, _FIRE)
