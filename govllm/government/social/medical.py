"""门诊和住院费用: 云医保发〔2025〕31号 from 2026, before it 云医保发〔2022〕33号."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.social.due import NOTHING, Due, Matter, Yuan, articles, percent
from govllm.tasks.declaration import Declared

Scheme = Literal["职工", "居民"]
Level = Annotated[int, Field(ge=1, le=3)]
_SINCE = date(2026, 1, 1)
_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Version:
    """One version's figures; the comments name its articles.

    Attributes:
        year: of its number, which labels take.
        referral_days: for how many days a referral holds.
    """

    year: int
    outpatient_floor: int  # 第四条
    outpatient_cap: tuple[int, int]  # 第四条: working, retired
    outpatient: tuple[Fraction, Fraction]  # 第五条: first level, higher ones
    outpatient_resident: Fraction  # 第六条, first level alone
    floors: tuple[int, int, int]  # 第七条
    again: Fraction  # 第七条
    resident: tuple[Fraction, Fraction, Fraction]  # 第八条
    more: Fraction  # 第九条
    most: Fraction  # 第九条
    year_cap: tuple[int, int]  # 第十条: employees, residents
    referral: int  # 第十一条
    referral_days: int


_OLD = _Version(
    2022,
    400,
    (4000, 4800),
    (percent(70), percent(50)),
    percent(50),
    (150, 600, 1000),
    percent(70),
    (percent(75), percent(75), percent(60)),
    percent(15),
    percent(88),
    (300_000, 180_000),
    120,
    3,
)
_NEW = _Version(
    2025,
    320,
    (5200, 6800),
    (percent(75), percent(58)),
    percent(60),
    (200, 500, 1100),
    percent(50),
    (percent(80), percent(80), percent(64)),
    percent(12),
    percent(90),
    (380_000, 220_000),
    180,
    7,
)


class Inpatient(Declared):
    """Facts of a stay in hospital.

    Attributes:
        level: the hospital's; of several that were one stay, the highest.
        discharged: decides which version applies.
        again: whether it is the second stay of the year, or a later one.
        cost: yuan within the scope of the insurance.
        referral_age: days from the family doctor's referral to admission; None without one.
        paid: yuan that the fund has paid this year already.
    """

    matter: Literal["inpatient"]
    scheme: Scheme
    level: Level
    discharged: date
    again: bool = False
    cost: Yuan
    referral_age: Annotated[int, Field(ge=0)] | None = None
    paid: Yuan = _NONE


class Outpatient(Declared):
    """Facts of an ordinary outpatient visit.

    Attributes:
        status: of an employee: working, retired, or drawing a pension while still paying in.
        level: the institution's.
        cost: yuan of this visit within the scope of the insurance.
        before: yuan within the scope earlier this year.
        paid: yuan that the fund has paid for outpatient visits this year.
    """

    matter: Literal["outpatient"]
    scheme: Scheme
    status: Literal["working", "retired", "paying_pensioner"] = "working"
    level: Level
    on: date
    cost: Yuan
    before: Yuan = _NONE
    paid: Yuan = _NONE


def inpatient(facts: Inpatient) -> Due:
    """What the fund pays of a stay.

    Raises:
        ValueError: where the day on which a referral ends would decide.
    """
    rule = _NEW if facts.discharged >= _SINCE else _OLD
    floor = Fraction(rule.floors[facts.level - 1])
    if facts.again:
        floor *= rule.again
    if facts.referral_age is not None and facts.level > 1:
        if facts.referral_age in (rule.referral_days - 1, rule.referral_days):
            raise ValueError("the text does not say how the days of a referral are counted")
        if facts.referral_age < rule.referral_days:
            floor = max(floor - rule.referral, Fraction(0))
    share = rule.resident[facts.level - 1]
    employee = facts.scheme == "职工"
    if employee:
        share = min(share + rule.more, rule.most)
    left = max(Fraction(rule.year_cap[0 if employee else 1]) - Fraction(facts.paid), Fraction(0))
    amount = min(max(Fraction(facts.cost) - floor, Fraction(0)) * share, left)
    return Due(amount, clause=f"{rule.year}年第{'九' if employee else '八'}条")


def outpatient(facts: Outpatient) -> Due:
    """What the fund pays of a visit.

    Raises:
        ValueError: for a resident with an employee's status.
    """
    rule = _NEW if facts.on >= _SINCE else _OLD
    cost, before = Fraction(facts.cost), Fraction(facts.before)
    if facts.scheme == "居民":
        if facts.status != "working":
            raise ValueError("a resident has no employee's status")
        if facts.level > 1:
            return NOTHING
        return Due(cost * rule.outpatient_resident, clause=f"{rule.year}年第六条")
    # 第三条: who still pays in counts as working since 2026, and as retired before.
    retired = facts.status == "retired" or (facts.status == "paying_pensioner" and rule is _OLD)
    floor = max(rule.outpatient_floor - before, Fraction(0))
    left = max(Fraction(rule.outpatient_cap[int(retired)]) - Fraction(facts.paid), Fraction(0))
    share = rule.outpatient[0 if facts.level == 1 else 1]
    amount = min(max(cost - floor, Fraction(0)) * share, left)
    return Due(amount, clause=f"{rule.year}年第五条")


_NULLS = "；月数、起始日期：填null；适用条款：据以确定支付比例的条款，写成文号年份加条号，从"

INPATIENT = Matter(
    inpatient,
    lambda facts: (
        f"金额：统筹基金支付的金额{_NULLS}2022年第八条、2022年第九条、2025年第八条、2025年第九条中选"
    ),
    {
        "yb-medical-payment-2022": articles("七 八 九 十 十一"),
        "yb-medical-payment-2025": articles("三 七 八 九 十 十一 十五"),
    },
)
OUTPATIENT = Matter(
    outpatient,
    lambda facts: (
        f"金额：本次就诊由统筹基金支付的金额{_NULLS}2022年第五条、2022年第六条、2025年第五条、2025年第六条中选"
    ),
    {
        "yb-medical-payment-2022": articles("三 四 五 六"),
        "yb-medical-payment-2025": articles("三 四 五 六 十五"),
    },
)
