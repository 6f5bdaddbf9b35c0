"""高龄津贴 (云民发〔2026〕12号, before 2026-04 云民发〔2022〕15号) and 残疾人两项补贴
(云民发〔2026〕14号)."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.city import COUNTIES, District
from govllm.government.days import age_on, birthday, months_after
from govllm.government.social.due import (
    NOTHING,
    Due,
    Matter,
    articles,
    month_of,
    months_between,
    percent,
)
from govllm.tasks.declaration import Declared

_SINCE = date(2026, 4, 1)
_AGE = 80
_MOVED_MONTHS = 18  # 2026 第二条
# Yuan a month from an age on.
_TIERS = {80: 85, 90: 160, 95: 310, 100: 780}  # 2026 第三条
_OLD_TIERS = {80: 55, 90: 130, 100: 600}  # 2022 第三条
_COUNTY_SHARE, _COUNTY_UNDER = percent(90), 90  # 2026 第四条
_POOR, _OLD_POOR = 45, 20  # 2026 第五条, 2022 第四条
_BACK_MONTHS = 6  # 2026 第八条


class Elderly(Declared):
    """Facts of an old person's allowance.

    Attributes:
        birth: day of birth.
        district: of the household register.
        moved_in: the day the register came to the city; None for the city's own from birth.
        poor: whether the household has the subsistence allowance.
        supported: whether maintained as 特困供养人员.
        month: the first day of the month that is asked about, drawn already.
        applied: the day of a late first claim; then what is paid back is asked.
    """

    matter: Literal["elderly"]
    birth: date
    district: District
    moved_in: date | None = None
    poor: bool = False
    supported: bool = False
    month: date | None = None
    applied: date | None = None


def _tier(tiers: dict[int, int], age: int) -> int:
    return max(yuan for since, yuan in tiers.items() if age >= since)


def _monthly(facts: Elderly, month: date) -> Due:
    # 第八条: a tier counts from the month after the birthday.
    age = age_on(facts.birth, date.fromordinal(month.toordinal() - 1))
    if month < _SINCE:
        if age != age_on(facts.birth, month_of(month, -2)):
            raise ValueError("a change of tier under the rule of 2022 depends on when it was told")
        if age < _AGE or facts.supported:
            return NOTHING
        amount = _tier(_OLD_TIERS, age) + (_OLD_POOR if facts.poor else 0)
        return Due(Fraction(amount), clause="2022年第三条")
    if age < _AGE or month < _from(facts):
        return NOTHING
    amount, clause = _tier(_TIERS, age), "2026年第三条"
    if facts.district in COUNTIES and age < _COUNTY_UNDER:
        amount, clause = math.ceil(amount * _COUNTY_SHARE), "2026年第四条"
    more = _POOR if facts.poor and not facts.supported else 0
    return Due(Fraction(amount + more), clause=clause)


def _from(facts: Elderly) -> date:
    """The first month, after age and time in the register are reached (第二条, 第八条)."""
    ready = birthday(facts.birth, _AGE)
    if facts.moved_in is not None:
        ready = max(ready, months_after(facts.moved_in, _MOVED_MONTHS))
    return month_of(ready, 1)


def elderly(facts: Elderly) -> Due:
    """What a month gives, or what a late claim brings in arrears.

    Raises:
        ValueError: for facts that cannot be together, or that the rules leave open.
    """
    if facts.month is not None and facts.applied is None:
        if facts.month.day != 1:
            raise ValueError("a month is given by its first day")
        return _monthly(facts, facts.month)
    if facts.month is not None or facts.applied is None:
        raise ValueError("give either the month asked about or the day of the claim")
    start, claimed = _from(facts), month_of(facts.applied)
    if start < _SINCE:
        raise ValueError("arrears that reach back before the rule of 2026 are not settled by it")
    months = min(max(months_between(start, claimed), 0), _BACK_MONTHS)
    if not months:
        raise ValueError("nothing is in arrears")
    dues = [_monthly(facts, month_of(claimed, -back)) for back in range(1, months + 1)]
    return Due(
        sum((d.amount or Fraction(0) for d in dues), Fraction(0)), months, start, dues[0].clause
    )


# 第三条 and 第四条 of 云民发〔2026〕14号.
_LIVING = {1: 175, 2: 175, 3: 110, 4: 110}
_LIVING_EDGE = 90
_NURSING = {1: 215, 2: 145}
_NURSING_MIND = 65
_MORE_SHARE = percent(120)  # 第六条
_CARD_DAYS = 50  # 第九条


class Disabled(Declared):
    """Facts of a disabled person's two subsidies.

    Attributes:
        grade: of the card.
        mind: whether the disability is intellectual or mental.
        family: subsistence allowance, on its edge, or neither.
        income: whether there was a fixed income in the five months before.
        place: among the disabled of one household register, 1 for the first.
        long_care: whether long-term care is needed.
        orphan: whether the basic support for orphans is drawn.
        injury_care: whether the work-injury insurance pays for nursing.
        funded_home: whether lives in a home that public money pays in full.
        card: the day a new card was issued; None for an old one.
        applied: the day of the claim.
    """

    matter: Literal["disabled"]
    grade: Annotated[int, Field(ge=1, le=4)]
    mind: bool = False
    family: Literal["poor", "edge", "other"]
    income: bool = False
    place: Annotated[int, Field(ge=1, le=5)] = 1
    long_care: bool = True
    orphan: bool = False
    injury_care: bool = False
    funded_home: bool = False
    card: date | None = None
    applied: date


def disabled(facts: Disabled) -> Due:
    """Both subsidies together, and since when.

    Raises:
        ValueError: where the way of counting fifty days would decide.
    """
    living = 0
    if facts.family == "poor":
        living = _LIVING[facts.grade]
    elif facts.family == "edge" and not facts.income:
        living = _LIVING_EDGE
    if facts.place > 1:
        living = math.floor(living * _MORE_SHARE)
    nursing = _NURSING.get(facts.grade, 0)
    if facts.grade == 3 and facts.mind:
        nursing = _NURSING_MIND
    if facts.orphan:
        living = 0
    if facts.injury_care or not facts.long_care:
        nursing = 0
    if facts.funded_home or not living + nursing:
        return NOTHING
    start = month_of(facts.applied)
    if facts.card is not None:
        waited = (facts.applied - facts.card).days
        if waited < 0 or waited in (_CARD_DAYS - 1, _CARD_DAYS):
            raise ValueError("the claim's day against the card's is not settled by the text")
        if waited < _CARD_DAYS:
            start = month_of(facts.card)
    clause = "第三条和第四条" if living and nursing else "第三条" if living else "第四条"
    return Due(Fraction(living + nursing), None, start, clause)


ELDERLY = Matter(
    elderly,
    lambda facts: (
        "金额：所问月份应发的高龄津贴（含增发）；月数、起始日期：填null；适用条款：据以确定年龄档标准的条款，"
        "写成文号年份加条号，从2022年第三条、2026年第三条、2026年第四条中选"
        if facts.month is not None
        else "金额：补发的高龄津贴合计（含增发）；月数：补发月数，从开始计发的月份数到"
        "申请月份的前一个月，超过最长补发期的按最长补发期，取离申请最近的几个月；起始日期：符合条件后开始计发的月份的1日；"
        "适用条款：补发的最后一个月据以确定年龄档标准的条款，写成文号年份加条号，"
        "从2026年第三条、2026年第四条中选"
    ),
    {
        "mz-elderly-allowance-2022": articles("三 四 八 十三"),
        "mz-elderly-allowance-2026": articles("二 三 四 五 八 十四"),
    },
)
DISABLED = Matter(
    disabled,
    lambda facts: (
        "金额：每月两项补贴合计；月数：填null；起始日期：开始计发的月份的1日；适用条款：只有生活补贴的填第三条，"
        "只有护理补贴的填第四条，两项都有的填第三条和第四条"
    ),
    {"mz-disabled-subsidy-2026": articles("二 三 四 五 六 九 十四")},
)
