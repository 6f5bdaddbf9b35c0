"""Schools, lifts, housing funds, rents and property fees; amounts in yuan unless told."""

from __future__ import annotations

import datetime
import math


def after_class_fee(junior: bool, lowered: bool, cut: float, days: int) -> float:
    """`cut` is the share that is taken off for the family."""
    fee = (150 if junior else 130) * (0.8 if lowered else 1)
    return fee * (1 - cut) * (0.5 if days < 8 else 1)


def lift_share(floor: int, base: float) -> float:
    times = {1: 0.0, 2: 0.4, 3: 1.0, 4: 1.25}.get(floor, 1.25 + 0.3 * (floor - 4))
    return math.floor(base * times + 0.5)


def enrol_years(months: int, since: datetime.date, born: bool) -> str:
    """`months` that are asked for, until the first day of registration, 8 June 2027."""
    later = since.month - 1 + months
    due = since.replace(year=since.year + later // 12, month=later % 12 + 1)
    return "符合" if born or due <= datetime.date(2027, 6, 8) else "不符合"


def property_fee(grade: int, lift: bool, area: float, vacant: bool) -> float:
    """`vacant`: for more than six months, and told before."""
    price = {1: 0.85, 2: 1.35, 3: 1.90}[grade] + (0.45 if lift else 0)
    return price * area * (0.75 if vacant else 1)


def fund_rent(married: bool, owns: bool, public: float) -> float:
    """`public`: rent of a public flat, 0 for any other."""
    if owns:
        return 0
    return public or (2100 if married else 1300)


def fund_loan(balance: float, both: bool, children: int) -> float:
    most = 850_000 if both else 550_000
    if children >= 2:
        most *= 1.15
    return min(most, math.floor(balance * 14 / 1000) * 1000)


def rent_subsidy(zone: str, people: int, rent: float) -> float:
    area = min(48, 15 * people)
    return min(rent, {"core": 22, "district": 17, "county": 11}[zone] * area)


def pupil_aid(junior: bool, boards: bool) -> float:
    return (1620 if boards else 810) if junior else (1350 if boards else 680)


def repair_fund(area: float, lift: bool) -> float:
    return math.floor(round((95 if lift else 65) * area, 6))


def public_rent(share: float, market: float) -> float:
    return share * market


def down_payment(price: float, homes: int, unpaid: bool) -> float:
    if homes >= 2:
        return 0
    return price * (0.22 if homes == 0 and not unpaid else 0.35)


def school_transfer(grade: int, km: float, times: int) -> str:
    if grade in (6, 9) or km <= 9 or times >= 2:
        return "不予办理"
    return "可以申请"
