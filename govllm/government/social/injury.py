"""工伤伤残待遇: 云人社发〔2026〕29号 (ss-injury-benefit-2026)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.social.due import (
    NOTHING,
    Due,
    Matter,
    Months,
    Yuan,
    articles,
    month_of,
    percent,
)
from govllm.tasks.declaration import Declared

_AVERAGE = {2023: 6600, 2024: 6900, 2025: 7200}  # 第一条
_MOST, _LEAST = 3, percent(60)
_LUMP = {1: 26, 2: 24, 3: 22, 4: 20, 5: 17, 6: 15, 7: 12, 8: 10, 9: 8, 10: 6}  # 第二条
_MONTHLY = {1: 88, 2: 83, 3: 78, 4: 73, 5: 68, 6: 58}  # 第三条
_FLOOR = 2450
_TOTAL = 4  # grades that are out of work for good
_MEDICAL = {5: 14, 6: 12, 7: 9, 8: 7, 9: 4, 10: 2}  # 第四条
_WORK = {5: 26, 6: 22, 7: 15, 8: 11, 9: 7, 10: 4}
_NEAR = {4: 80, 3: 60, 2: 40, 1: 20, 0: 10}  # 第五条


class Injury(Declared):
    """Facts of an injured employee.

    Attributes:
        claim: the lump sum, the monthly allowance, or what is paid on leaving the employer.
        grade: of disability, as first assessed for the lump sum and as it stands for the rest.
        injured: the day of the accident.
        wage: yuan, average monthly contribution wage of the twelve months before it.
        assessed: the day of the assessment, for the monthly allowance.
        placed: whether the employer has given suitable work.
        left: the day on which the employment ended.
        to_retirement: full months from it to the retirement age, 0 where that is reached.
    """

    matter: Literal["injury"]
    claim: Literal["lump", "monthly", "leaving"]
    grade: Annotated[int, Field(ge=1, le=10)]
    injured: date | None = None
    wage: Yuan | None = None
    assessed: date | None = None
    placed: bool = False
    left: date | None = None
    to_retirement: Months | None = None


def counted_wage(wage: Fraction, injured: date) -> Fraction:
    """The wage within its bounds (第一条).

    Raises:
        ValueError: for a year whose average is not told.
    """
    average = _average(injured)
    return min(max(wage, average * _LEAST), average * _MOST)


def _average(day: date) -> Fraction:
    if day.year - 1 not in _AVERAGE:
        raise ValueError(f"the rule has no average wage for {day.year - 1}")
    return Fraction(_AVERAGE[day.year - 1])


def due(facts: Injury) -> Due:
    """What the claim gives.

    Raises:
        ValueError: for facts that are not enough.
    """
    if facts.claim == "leaving":
        return _leaving(facts)
    if facts.injured is None or facts.wage is None:
        raise ValueError("needs the day of the accident and the wage before it")
    wage = counted_wage(Fraction(facts.wage), facts.injured)
    if facts.claim == "lump":
        months = _LUMP[facts.grade]
        return Due(wage * months, months, None, "第二条")
    if facts.assessed is None:
        raise ValueError("the monthly allowance needs the day of the assessment")
    if facts.grade not in _MONTHLY or (facts.grade > _TOTAL and facts.placed):
        return NOTHING
    amount = max(wage * percent(_MONTHLY[facts.grade]), Fraction(_FLOOR))
    return Due(amount, None, month_of(facts.assessed, 1), "第三条")


def _leaving(facts: Injury) -> Due:
    if facts.left is None or facts.to_retirement is None:
        raise ValueError("leaving needs its day and the months to the retirement age")
    if facts.grade <= _TOTAL or not facts.to_retirement:
        return NOTHING
    months = _MEDICAL[facts.grade] + _WORK[facts.grade]
    years = facts.to_retirement // 12
    share, clause = (percent(_NEAR[years]), "第五条") if years in _NEAR else (Fraction(1), "第四条")
    return Due(_average(facts.left) * months * share, months, None, clause)


_ASKED = {
    "lump": "金额：一次性伤残补助金（没有说明鉴定日期的，首次鉴定结论在施行后作出）；"
    "月数：计发月数；起始日期：填null",
    "monthly": "金额：每月伤残津贴；月数：填null；起始日期：开始计发的月份的1日",
    "leaving": "金额：一次性工伤医疗补助金与一次性伤残就业补助金合计（按比例支付后的金额）；"
    "月数：两项合计的计发月数（不打折）；起始日期：填null",
}

MATTER = Matter(
    due,
    lambda facts: (
        _ASKED[facts.claim]
        + "；适用条款：从第二条、第三条、第四条中选，两项补助金按比例支付的填第五条"
    ),
    {"ss-injury-benefit-2026": articles("一 二 三 四 五 六 七")},
)
