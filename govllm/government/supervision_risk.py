"""A firm's record on the day of assessment: points, signals and level of risk.

The rule is 云市监发〔2026〕18号 (`sv-risk-2026`). The firm's name and its owner's origin are no
part of the facts: one item asks the same record of several firms.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from govllm.government.days import months_after
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

LEVELS = ("低风险", "一般风险", "较高风险", "高风险")
# 第四条: where 一般, 较高 and 高 begin.
_BOUNDS = (20, 40, 70)
# 第二条: what a change of the registry counts for.
_COUNTED_CHANGES = ("法定代表人", "股东", "住所")
_HEAVY_FINE_YUAN = 50_000
# 第五条（三）.
_OLD_MONTHS, _CLEAN_MONTHS = 120, 24


class Change(Declared):
    """A change in the registry."""

    day: datetime.date
    item: Literal["法定代表人", "股东", "住所", "经营范围", "电话"]


class Penalty(Declared):
    """A penalty: its fine in yuan, 0 for a warning, and when the firm's credit was repaired."""

    day: datetime.date
    yuan: int = Field(ge=0)
    repaired: datetime.date | None = None


class Wages(Declared):
    """Wages owed: for how many months, to how many people, and when they were settled."""

    months: int = Field(ge=1)
    people: int = Field(ge=1)
    settled: datetime.date | None = None


class Suit(Declared):
    """A law suit, by the day it was filed."""

    day: datetime.date
    role: Literal["被告", "原告", "第三人"] = "被告"
    withdrawn: bool = False


class RiskFacts(Declared):
    """A firm's record.

    Attributes:
        social, deferred: months of social insurance in arrears, and those put off with leave.
        cards: complaints of prepaid cards in the three months before, the oldest first.
        power: kWh in the last whole month, and in that month a year before.
        seasonal: whether the firm has registered that it stands still in the season.
        lost: whether the tax office lists it as 非正常户.
        tax_owed: in yuan.
        zero_returns: months on end.
    """

    day: datetime.date
    founded: datetime.date
    changes: tuple[Change, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    wages: Wages | None = None
    social: int = Field(0, ge=0)
    deferred: int = Field(0, ge=0)
    cards: tuple[int, int, int] = (0, 0, 0)
    suits: tuple[Suit, ...] = ()
    dishonest: bool = False
    power: tuple[Decimal, Decimal] | None = None
    seasonal: bool = False
    lost: bool = False
    tax_owed: int = Field(0, ge=0)
    zero_returns: int = Field(0, ge=0)
    abnormal: bool = False

    @model_validator(mode="after")
    def _before_the_day(self) -> RiskFacts:
        days = [
            self.founded,
            *(change.day for change in self.changes),
            *(penalty.day for penalty in self.penalties),
            *(suit.day for suit in self.suits),
        ]
        if self.wages and self.wages.settled:
            days.append(self.wages.settled)
        if max(days) > self.day:
            raise ValueError(f"{max(days)} is later than the day of assessment")
        if self.deferred > self.social:
            raise ValueError("more months are put off than are in arrears")
        if self.power and self.power[1] <= 0:
            raise ValueError("the power of a year before must be above 0")
        return self


class Risk(NamedTuple):
    """A level, the sum of points, and the points of each signal that has any."""

    level: str
    points: int
    signals: Mapping[str, int]


def recent(day: datetime.date, months: int, facts: RiskFacts) -> bool:
    """Whether a day is not yet so many months old on the day of assessment (第一条)."""
    return months_after(day, months) > facts.day


def _changes(facts: RiskFacts) -> int:
    days = {c.day for c in facts.changes if c.item in _COUNTED_CHANGES and recent(c.day, 6, facts)}
    return 15 if len(days) >= 3 else 10 if len(days) == 2 else 0


def _penalties(facts: RiskFacts) -> int:
    points = sum(
        10 if penalty.yuan >= _HEAVY_FINE_YUAN else 5
        for penalty in facts.penalties
        if penalty.yuan
        and recent(penalty.day, 24, facts)
        and not (penalty.repaired and penalty.repaired <= facts.day)
    )
    return min(points, 20)


def _wages(facts: RiskFacts) -> int:
    if facts.wages is None:
        return 0
    if facts.wages.settled:
        return 5 if recent(facts.wages.settled, 3, facts) else 0
    return 30 if facts.wages.months >= 3 or facts.wages.people >= 30 else 15


def _social(facts: RiskFacts) -> int:
    months = facts.social - facts.deferred
    return 15 if months >= 6 else 8 if months >= 3 else 0


def _cards(facts: RiskFacts) -> int:
    first, second, last = facts.cards
    # Twice the mean of two months is their sum.
    return 10 * (max(facts.cards) >= 10) + 10 * (last >= 6 and last >= first + second)


def _suits(facts: RiskFacts) -> int:
    counted = sum(
        suit.role == "被告" and not suit.withdrawn and recent(suit.day, 12, facts)
        for suit in facts.suits
    )
    return min(3 * counted, 15)


def _power(facts: RiskFacts) -> int:
    if facts.power is None or facts.seasonal:
        return 0
    now, before = facts.power
    left = now / before
    return 20 if left <= Decimal("0.2") else 10 if left <= Decimal("0.5") else 0


def _tax(facts: RiskFacts) -> int:
    if facts.lost:
        return 25
    if facts.tax_owed >= 100_000:
        return 10
    return 8 if facts.zero_returns >= 3 else 0


# 第二条, in its order.
SIGNALS: Mapping[str, Callable[[RiskFacts], int]] = MappingProxyType(
    {
        "频繁变更": _changes,
        "行政处罚": _penalties,
        "拖欠工资": _wages,
        "欠缴社保": _social,
        "预付卡投诉": _cards,
        "涉诉": _suits,
        "失信被执行": lambda facts: 25 * facts.dishonest,
        "用电骤降": _power,
        "税务异常": _tax,
        "经营异常": lambda facts: 15 * facts.abnormal,
    }
)


def assess(facts: RiskFacts) -> Risk:
    """A firm's risk (第三条 to 第五条)."""
    signals = {name: points for name, of in SIGNALS.items() if (points := of(facts))}
    total = sum(signals.values())
    level = sum(total >= bound for bound in _BOUNDS)
    strikes = signals.get("拖欠工资") == 30 and signals.keys() & {"用电骤降", "失信被执行"}
    runs = signals.get("预付卡投诉") == 20 and signals.keys() & {"经营异常", "频繁变更"}
    if runs:
        level = 3
    elif strikes:
        level = max(level, 2)
    elif _long_clean(facts):
        level = max(level - 1, 0)
    return Risk(LEVELS[level], total, MappingProxyType(signals))


def _long_clean(facts: RiskFacts) -> bool:
    old = months_after(facts.founded, _OLD_MONTHS) <= facts.day
    fined = any(p.yuan and recent(p.day, _CLEAN_MONTHS, facts) for p in facts.penalties)
    return old and not fined


def _target(facts: RiskFacts) -> Mapping[str, object]:
    level, points, signals = assess(facts)
    return {"风险等级": level, "总分": points, "风险信号": list(signals)}


RISK = Recipe(RiskFacts, _target)
