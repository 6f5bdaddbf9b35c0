"""退休年龄 (云人社发〔2026〕30号) and 遗属待遇 (云人社发〔2026〕31号)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.days import birthday
from govllm.government.social.due import (
    NOTHING,
    Due,
    Matter,
    Months,
    Years,
    Yuan,
    articles,
    month_of,
    months_between,
)
from govllm.tasks.declaration import Declared

_NONE = Decimal(0)
_REFORM = date(2026, 1, 1)  # 第二条
_DELAYS = {60: (3, 24), 55: (3, 24), 50: (2, 36)}  # 第二条: step and most, in months
_LEAST_BY_YEAR = {2028: 186, 2029: 192, 2030: 198}  # 第四条
_LEAST_TILL, _LEAST_THEN = 180, 204
_EARLY, _LATE = 24, 24  # 第五条
_HARD_AGES = {60: 55, 55: 45, 50: 45}  # 第六条
_HEAT_YEARS, _HEIGHT_YEARS = 8, 10


class Retirement(Declared):
    """Facts of a retirement.

    Attributes:
        birth: day of birth, by the earliest record in the file.
        age: the retirement age before the reform.
        paid: months of contribution in the month of the legal age, or of the chosen one.
        wish: the legal month, the earliest possible, or `later` months after it.
        later: months agreed upon.
        heat: full years below ground or in heat.
        height: full years at heights or of especially heavy labour.
    """

    matter: Literal["retirement"]
    birth: date
    age: Literal[50, 55, 60]
    paid: Months
    wish: Literal["legal", "earliest", "later"] = "legal"
    later: Annotated[int, Field(ge=0, le=24)] = 0
    heat: Years = 0
    height: Years = 0


def delay(birth: date, age: int) -> int:
    """Months that the retirement age is delayed by (第二条)."""
    reached = month_of(birthday(birth, age))
    if reached < _REFORM:
        return 0
    step, most = _DELAYS[age]
    return min(months_between(_REFORM, reached) // step + 1, most)


def least_paid(year: int) -> int:
    """Months of contribution needed by the year (第四条)."""
    if year < min(_LEAST_BY_YEAR):
        return _LEAST_TILL
    return _LEAST_BY_YEAR.get(year, _LEAST_THEN)


def retirement(facts: Retirement) -> Due:
    """The delay, and the first month of the pension.

    Raises:
        ValueError: for a wish that the rule does not settle.
    """
    hard = facts.heat >= _HEAT_YEARS or facts.height >= _HEIGHT_YEARS
    if hard and facts.paid >= _LEAST_TILL:
        return Due(None, 0, month_of(birthday(facts.birth, _HARD_AGES[facts.age]), 1), "第六条")
    original = month_of(birthday(facts.birth, facts.age))
    months = delay(facts.birth, facts.age)
    legal = month_of(original, months)
    if facts.wish == "legal":
        short = least_paid(legal.year) - facts.paid
        if short > 0:
            return Due(None, months, month_of(legal, short + 1), "第四条")
        return Due(None, months, month_of(legal, 1), "第三条")
    if facts.wish == "later":
        if not 0 < facts.later <= _LATE:
            raise ValueError("a later retirement needs the months agreed upon")
        if facts.paid < least_paid(legal.year):
            raise ValueError("contributions that are short and a later retirement are not settled")
        return Due(None, months, month_of(legal, facts.later + 1), "第五条")
    chosen = max(month_of(legal, -_EARLY), original)
    if facts.paid < least_paid(chosen.year) or chosen == legal:
        raise ValueError("cannot retire early")
    return Due(None, months, month_of(chosen, 1), "第五条")


_INCOME = {2024: 3860, 2025: 4050}  # 第二条
_FUNERAL_MONTHS = 3
_LONG_YEARS, _LONG_MONTHS, _MOST_MONTHS = 15, 10, 20  # 第三条
_SHORT_MONTHS = {10: 9, 5: 6, 0: 3}
_FEWEST, _FEWEST_SHORT = 8, 5  # 第四条


class Survivor(Declared):
    """Facts of a death that was not by work.

    Attributes:
        died: the day of death.
        retired: whether a pension was drawn.
        paid: months of contribution, paid and deemed; to retirement where retired.
        made_up: months bought at once, which do not count.
        drawn: months for which a pension was drawn.
        by_work: whether the death was by work after all.
        excluded: whether only the funeral grant is due (第六条).
        overpaid: yuan of pension drawn after the death.
    """

    matter: Literal["survivor"]
    died: date
    retired: bool = False
    paid: Months
    made_up: Months = 0
    drawn: Months = 0
    by_work: bool = False
    excluded: bool = False
    overpaid: Yuan = _NONE


def survivor(facts: Survivor) -> Due:
    """The funeral grant and the survivors' grant together.

    Raises:
        ValueError: for a year without a base, more months made up than paid, or more overpaid
            than is due.
    """
    if facts.made_up > facts.paid:
        raise ValueError("more months were made up than were paid")
    if facts.by_work:
        return NOTHING
    if facts.died.year - 1 not in _INCOME:
        raise ValueError(f"the rule has no income for {facts.died.year - 1}")
    months, clause = _grant(facts)
    base = _INCOME[facts.died.year - 1]
    total = Fraction(base * (_FUNERAL_MONTHS + months)) - Fraction(facts.overpaid)
    if total <= 0:
        raise ValueError("more was overpaid than the grants hold")
    return Due(total, months, None, clause)


def _grant(facts: Survivor) -> tuple[int, str]:
    """The months of the survivors' grant, and the article that gives or denies them."""
    if facts.excluded:
        return 0, "第六条"
    years = (facts.paid - facts.made_up) // 12
    if years >= _LONG_YEARS:
        months = min(_LONG_MONTHS + years - _LONG_YEARS, _MOST_MONTHS)
    else:
        months = next(m for since, m in _SHORT_MONTHS.items() if years >= since)
    if not facts.retired:
        return months, "第三条"
    fewest = _FEWEST if years >= _LONG_YEARS else _FEWEST_SHORT
    return max(months - facts.drawn // 12, fewest), "第四条"


RETIREMENT = Matter(
    retirement,
    lambda facts: (
        "金额：填null；月数：第二条规定的延迟月数，不延迟的填0；起始日期：基本养老金开始发放的月份的1日（问最早何时的，"
        "按最早）；适用条款：按特殊工种退休的填第六条，弹性退休的填第五条，因缴费月数不足而推后发放的填第四条，其余填第三条"
    ),
    {"ss-retirement-age-2026": articles("一 二 三 四 五 六 七")},
)
SURVIVOR = Matter(
    survivor,
    lambda facts: (
        "金额：丧葬补助金与抚恤金合计，扣回多领的基本养老金；月数：抚恤金计发月数，不发抚恤金的填0；起始日期：填null；"
        "适用条款：据以确定抚恤金月数（或者不发抚恤金）的条款，从第三条、第四条、第六条中选"
    ),
    {"ss-survivor-2026": articles("一 二 三 四 五 六 七")},
)
