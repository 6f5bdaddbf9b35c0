"""慢特病门诊 (云医保发〔2026〕32号), 医疗救助 (云政办发〔2024〕36号) and 长期护理保险
(云政办发〔2025〕34号)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.city import District
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
from govllm.government.social.medical import Level, Scheme
from govllm.tasks.declaration import Declared

_NONE = Decimal(0)
_INFINITE = Fraction(10**9)

Chronic1 = Literal["高血压并发症", "胰岛素糖尿病", "慢阻肺", "无并发症高血压", "口服药糖尿病"]
# 表一 and 表二: (employees, residents).
_LIMITS = {
    "高血压并发症": (2400, 1500),
    "胰岛素糖尿病": (3250, 2150),
    "慢阻肺": (2700, 1650),
}
_SPECIAL_LIMITS = {"透析": (86_000, 79_000), "器官移植": (64_000, 52_000)}
_SHARES = {1: (83, 67), 2: (74, 56), 3: (74, 56)}  # 表三
_SPECIAL_SHARES = (91, 77)  # 表四
_FLOOR = 230  # 表五
_EACH_MORE = 620  # 表六


class Chronic(Declared):
    """Facts of an outpatient visit for a listed disease.

    Attributes:
        first_class: what the patient has of, or near, the first class.
        special: the disease of the second class that the visit was for, if it was.
        level: of the institution, or of the one that wrote the prescription.
        cost: yuan of this visit within the scope.
        before: yuan within the scope for the class earlier this year.
        paid: yuan that the fund has paid for the class this year.
    """

    matter: Literal["chronic"]
    scheme: Scheme
    first_class: tuple[Chronic1, ...] = ()
    special: Literal["透析", "器官移植", "肿瘤放化疗"] | None = None
    level: Level
    cost: Yuan
    before: Yuan = _NONE
    paid: Yuan = _NONE


def chronic(facts: Chronic) -> Due:
    """What the fund pays of the visit."""
    column = 0 if facts.scheme == "职工" else 1
    cost, before = Fraction(facts.cost), Fraction(facts.before)
    if facts.special is not None:
        limits = _SPECIAL_LIMITS.get(facts.special)
        limit = Fraction(limits[column]) if limits else _INFINITE
        left = max(limit - Fraction(facts.paid), Fraction(0))
        return Due(min(cost * percent(_SPECIAL_SHARES[column]), left), clause="表四")
    limits_of = [_LIMITS[disease][column] for disease in facts.first_class if disease in _LIMITS]
    if not limits_of:
        return NOTHING
    limit = Fraction(max(limits_of) + _EACH_MORE * (len(limits_of) - 1))
    over = max(cost - max(_FLOOR - before, Fraction(0)), Fraction(0))
    left = max(limit - Fraction(facts.paid), Fraction(0))
    return Due(min(over * percent(_SHARES[facts.level][column]), left), clause="表三")


_RELIEF_FLOORS = {1: 0, 2: 0, 3: 2300, 4: 8600}  # 第六条
_RELIEF_SHARES = {1: 95, 2: 80, 3: 68, 4: 60}  # 第七条
_UNREFERRED = 20  # 第七条
_RELIEF_CAPS = {1: 60_000, 2: 60_000, 3: 45_000, 4: 45_000}  # 第八条
_BURDEN, _TILT_SHARE, _TILT_CAP = 12_000, percent(50), 30_000  # 第九条


class Relief(Declared):
    """Facts of a year's medical relief.

    Attributes:
        classes: the classes a person belongs to; the best one counts.
        orphan: whether in the first class as an orphan.
        base: yuan of the year that count (第五条).
        unreferred: whether treated outside the city without a referral.
        emergency: whether that was an emergency.
    """

    matter: Literal["relief"]
    classes: Annotated[tuple[Annotated[int, Field(ge=1, le=4)], ...], Field(min_length=1)]
    orphan: bool = False
    base: Yuan
    unreferred: bool = False
    emergency: bool = False


def relief(facts: Relief) -> Due:
    """The relief of a year, with the tilted part.

    Raises:
        ValueError: for an orphan outside the first class.
    """
    best = min(facts.classes)
    if facts.orphan and best != 1:
        raise ValueError("an orphan is in the first class")
    base = Fraction(facts.base)
    lower = _UNREFERRED if facts.unreferred and not facts.emergency else 0
    over = max(base - _RELIEF_FLOORS[best], Fraction(0))
    plain = over * percent(_RELIEF_SHARES[best] - lower)
    cap = _INFINITE if facts.orphan else Fraction(_RELIEF_CAPS[best])
    paid = min(plain, cap)
    burden = base - paid - _BURDEN
    tilt = Fraction(0)
    if best < max(_RELIEF_FLOORS) and burden > 0:
        tilt = min(burden * _TILT_SHARE, Fraction(_TILT_CAP))
    clause = "第九条" if tilt else "第八条" if plain > cap else "第七条"
    return Due(paid + tilt, clause=clause)


_CARE_LIMITS = {"I": 880, "II": 1240, "III": 1650}  # 第九条
_CARE_SHARE = percent(85)
_HOUSE_SHARE, _HOUSE_DAILY = percent(70), 62  # 第十条
_AWAY = 450  # 第十一条
_CARE_MONTHS = 24  # 第五条


class Care(Declared):
    """Facts of a month of long-term care.

    Attributes:
        scheme: of the medical insurance.
        insured: unbroken months in the care insurance when claiming.
        from_start: whether an employee's insurance was held when the rule began.
        grade: as assessed.
        mode: at home by a provider's staff, at home by relatives, in a house, or living elsewhere.
        fee: yuan of the month's care, without bed and board.
        days: in the house that month.
        notice_ends: the day on which the public notice of the assessment ended.
    """

    matter: Literal["care"]
    scheme: Scheme = "职工"
    district: District | None = None
    insured: Months = 0
    from_start: bool = True
    grade: Literal["moderate", "I", "II", "III"]
    mode: Literal["home", "relatives", "house", "away"]
    fee: Yuan = _NONE
    days: Annotated[int, Field(ge=0, le=31)] = 0
    notice_ends: date


def care(facts: Care) -> Due:
    """What a full month gives, and since when.

    Raises:
        ValueError: for days that the form of care does not have, or 禾丰县's own rule.
    """
    if (facts.mode == "house") != (facts.days > 0):
        raise ValueError("days are those in a house")
    if facts.scheme == "居民":
        if facts.district in (None, "禾丰县"):
            raise ValueError("residents need a district other than 禾丰县, which has its own rule")
        return NOTHING
    waited = facts.from_start or facts.insured >= _CARE_MONTHS
    if not waited or facts.grade == "moderate" or facts.mode == "relatives":
        return NOTHING
    start = month_of(facts.notice_ends, 1)
    if facts.mode == "away":
        return Due(Fraction(_AWAY), None, start, "第十一条")
    fee = Fraction(facts.fee)
    if facts.mode == "home":
        covered = min(fee, Fraction(_CARE_LIMITS[facts.grade]))
        return Due(covered * _CARE_SHARE, None, start, "第九条")
    paid = min(fee * _HOUSE_SHARE, Fraction(_HOUSE_DAILY * facts.days))
    return Due(paid, None, start, "第十条")


CHRONIC = Matter(
    chronic,
    lambda facts: (
        "金额：本次费用由统筹基金支付的金额（只计经认定的病种）；月数、起始日期：填null；适用条款：据以确定支付比例的表，"
        "从表三、表四中选"
    ),
    {"yb-chronic-table-2026": ("表一", "表二", "表三", "表四", "表五", "表六")},
)
RELIEF = Matter(
    relief,
    lambda facts: (
        "金额：全年救助金与倾斜救助金合计（第九条所称个人负担，为救助基数减去已按第七条、第八条救助的金额）；"
        "月数、起始日期：填null；适用条款：发给了倾斜救助的填第九条，"
        "没有倾斜救助而受年度限额限制的填第八条，其余填第七条"
    ),
    {"yb-medical-relief-2024": articles("二 三 五 六 七 八 九")},
)
CARE = Matter(
    care,
    lambda facts: (
        "金额：所问月份由基金支付（发放）的金额；月数：填null；起始日期：开始享受待遇的月份的1日；"
        "适用条款：据以支付的条款，从第九条、第十条、第十一条中选"
    ),
    {"yb-long-term-care-2025": articles("二 三 五 九 十 十一 十二 十四")},
)
