"""Medical insurance, care, births, blood and vaccines; amounts in yuan unless told."""

from __future__ import annotations

import math


def blood_relief(user: str, volume: int, years: int) -> float:
    """In millilitres."""
    if user == "in_law":
        return 0
    if user == "family":
        return volume
    return volume * (4 if years <= 6 else 2)


def chronic_payment(illness: str, worker: bool, first_level: bool, cost: float) -> float:
    limits = {"pressure": (2400, 1500), "diabetes": (3250, 2150), "lung": (2700, 1650)}
    if illness not in limits:
        return 0
    share = (0.83 if first_level else 0.74) if worker else (0.67 if first_level else 0.56)
    return min(limits[illness][0 if worker else 1], max(0.0, cost - 230) * share)


def care_payment(home: bool, grade: int, cost: float, days: int) -> float:
    """Of a month; `cost` is all of it."""
    if home:
        return min(cost, {1: 880, 2: 1240, 3: 1650}[grade]) * 0.85
    return min(62.0, cost / days * 0.7) * days


def maternity_allowance(difficult: bool, babies: int, wage: float) -> float:
    days = 148 + (18 if difficult else 0) + 20 * (babies - 1)
    return math.ceil(round(wage / 30 * days, 6))


def inpatient_payment(worker: bool, level: int, repeated: bool, cost: float) -> float:
    floor = {1: 200, 2: 500, 3: 1100}[level] * (0.5 if repeated else 1)
    share = 0.64 if level == 3 else 0.8
    if worker:
        share = min(0.9, share + 0.12)
    return (cost - floor) * share


def outpatient_payment(worker: bool, first_level: bool, cost: float) -> float:
    if not worker:
        return cost * 0.6 if first_level else 0
    return max(0.0, cost - 320) * (0.75 if first_level else 0.58)


def medical_relief(kind: str, base: float, unreferred: bool) -> float:
    floor, share, most = {
        "destitute": (0, 0.95, 60_000),
        "low": (0, 0.8, 60_000),
        "edge": (2300, 0.68, 45_000),
    }[kind]
    return min(most, max(0.0, base - floor) * (share - (0.2 if unreferred else 0)))


def pneumonia_shot(age: int, local: bool, before: bool) -> str:
    return "免费接种" if age >= 72 and local and not before else "自费接种"


def childcare_limit(zone: str, half: bool) -> float:
    return {"core": 2150, "district": 1780, "county": 1320}[zone] * (0.6 if half else 1)


def childcare_refund(fee: float, due: int, went: int, closed: int) -> float:
    if closed:
        return fee * closed / due
    return fee * 0.4 if went < due / 2 else 0


def offsite_term(kind: str, months: int) -> str:
    if kind == "referral":
        return "6个月"
    return "长期有效" if kind == "resident" and months >= 4 else "45日"


def doctor_pack(price: float, low: bool) -> float:
    return price / 2 if low else price
