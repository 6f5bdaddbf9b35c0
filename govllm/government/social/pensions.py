"""居民养老 (云人社发〔2025〕21号) and 职工基本养老金 (云人社发〔2026〕32号)."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.days import age_on, birthday
from govllm.government.social.due import (
    NOTHING,
    Due,
    Matter,
    Months,
    Years,
    Yuan,
    articles,
    month_of,
)
from govllm.tasks.declaration import Declared

_NONE = Decimal(0)

_AGE, _YEARS, _YEARS_ELDER = 60, 16, 15  # 第七条
_ELDER_AGE, _ELDER_ON = 57, date(2025, 7, 1)  # 第七条
_BASE = 218  # 第九条
_MORE_70, _MORE_80 = 12, 26
_PER_YEAR, _PER_YEAR_CAP = 3, 48
_DIVISOR = 144  # 第十条
_FUNERAL_TIMES = 9  # 第十二条


class Resident(Declared):
    """Facts of a resident's pension.

    Attributes:
        claim: a month's pension, or the funeral grant.
        birth: day of birth.
        years: of contribution, those made up for included.
        account: yuan of the personal account.
        month: the first day of the month asked about.
        completed: the day after the sixtieth birthday on which the years were completed.
        other: whether another basic pension is drawn.
        overpaid: yuan drawn after the death.
    """

    matter: Literal["resident_pension"]
    claim: Literal["monthly", "funeral"] = "monthly"
    birth: date
    years: Years = 0
    account: Yuan = _NONE
    month: date | None = None
    completed: date | None = None
    other: bool = False
    overpaid: Yuan = _NONE


def resident(facts: Resident) -> Due:
    """A month's pension and since when it is due; or the funeral grant.

    Raises:
        ValueError: for facts that are not enough, or that the rule leaves open.
    """
    if facts.claim == "funeral":
        left = Fraction(_BASE * _FUNERAL_TIMES) - Fraction(facts.overpaid)
        if left <= 0:
            raise ValueError("more was overpaid than the grant holds")
        return Due(left, clause="第十二条")
    if facts.month is None or facts.month.day != 1:
        raise ValueError("a month's pension needs the month, by its first day")
    elder = birthday(facts.birth, _ELDER_AGE) < _ELDER_ON
    if facts.other or facts.years < (_YEARS_ELDER if elder else _YEARS):
        return NOTHING
    start = month_of(max(birthday(facts.birth, _AGE), facts.completed or date.min), 1)
    if facts.month < start:
        return NOTHING
    age = age_on(facts.birth, facts.month)
    if age != age_on(facts.birth, month_of(facts.month, -1)) and age in (70, 80):
        raise ValueError("the rule does not say from which month a higher age counts")
    more = _MORE_80 if age >= 80 else _MORE_70 if age >= 70 else 0
    long = min(max(facts.years - _YEARS, 0) * _PER_YEAR, _PER_YEAR_CAP)
    own = math.ceil(Fraction(facts.account) / _DIVISOR)
    clause = "第七条第二款" if facts.years < _YEARS else "第七条第一款"
    amount = Fraction(_BASE + more + long + own)
    return Due(amount, None, start if start >= _ELDER_ON else None, clause)


_INDEX_BASE = {2025: 6960, 2026: 7140}  # 第三条
_PAY_MONTHS = {
    50: 198,
    51: 193,
    52: 188,
    53: 183,
    54: 178,
    55: 172,
    56: 166,
    57: 160,
    58: 154,
    59: 147,
    60: 140,
    61: 133,
    62: 126,
}  # 第四条
_LEAST_MONTHS = 180  # 第一条
_TRANSITION = Fraction(12, 1000)  # 第五条
_FLOOR = 1520  # 第六条
_LONG = {420: 100, 360: 60}  # 第七条


class Employee(Declared):
    """Facts of an employee's pension.

    Attributes:
        retires: the first day of the month in which the legal age is reached.
        age: full years then.
        paid: months of contribution, deemed ones not among them.
        deemed: months before 1996 that count as contribution.
        index: the average contribution index.
        account: yuan of the personal account.
        early: whether the person chose to retire early.
    """

    matter: Literal["employee_pension"]
    retires: date
    age: Annotated[int, Field(ge=50, le=62)]
    paid: Months
    deemed: Months = 0
    index: Annotated[Decimal, Field(gt=0, le=3)]
    account: Yuan
    early: bool = False


def employee(facts: Employee) -> Due:
    """A month's pension and its first month.

    Raises:
        ValueError: for a year without a base.
    """
    total = facts.paid + facts.deemed
    if total < _LEAST_MONTHS:
        return NOTHING
    start = month_of(facts.retires, 1)
    if start.year not in _INDEX_BASE:
        raise ValueError(f"the rule has no base for {start.year}")
    base = Fraction(_INDEX_BASE[start.year])
    wage = base * Fraction(facts.index)
    parts = (
        (base + wage) / 2 * Fraction(total, 12) / 100,
        Fraction(facts.account) / _PAY_MONTHS[facts.age],
        wage * Fraction(facts.deemed, 12) * _TRANSITION,
    )
    amount = sum((Fraction(math.ceil(part * 10), 10) for part in parts), Fraction(0))
    if not facts.early:
        amount = max(amount, Fraction(_FLOOR))
    long = next((yuan for months, yuan in _LONG.items() if total >= months), 0)
    return Due(amount + long, None, start, "第七条" if long else "第六条")


RESIDENT = Matter(
    resident,
    lambda facts: (
        "金额：所问月份应发的居民养老保险待遇；月数：填null；起始日期：开始发放待遇的月份的1日，"
        "2025年7月1日前已经领取的填null；适用条款：据以领取的条款，缴费年限"
        "满16年的填第七条第一款，不满16年而按老人老办法领取的填第七条第二款"
        if facts.claim == "monthly"
        else "金额：丧葬补助金抵扣多发待遇后的余额；月数、起始日期：填null；适用条款：填第十二条"
    ),
    {"rs-resident-pension-2025": articles("三 七 八 九 十 十一 十二 十三")},
)
EMPLOYEE = Matter(
    employee,
    lambda facts: (
        "金额：每月基本养老金，有长缴补贴的含长缴补贴；月数：填null；起始日期：起始发放月的1日（材料所说的到龄"
        "月份即达到法定退休年龄的月份）；"
        "适用条款：有长缴补贴的填第七条，没有的填第六条"
    ),
    {"ss-employee-pension-2026": articles("一 二 三 四 五 六 七 八")},
)
