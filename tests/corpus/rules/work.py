"""Jobs, pensions, talent, training, unemployment and injuries at work; amounts in yuan."""

from __future__ import annotations

import math
from collections.abc import Sequence


def social_subsidy(flexible: bool, paid: float, months: int) -> float:
    assert months < 34
    return min(630.0, paid * 0.54) if flexible else paid * 0.72


def commute_subsidy(county_home: bool, city_job: bool, km: float, helped: bool) -> float:
    return 160 if county_home and city_job and km > 35 and not helped else 0


def wage_deposit(price: float, clean_years: int, owed: bool) -> float:
    if owed:
        return price * 0.028
    if clean_years >= 3:
        return 0
    deposit = min(2_400_000.0, price * 0.016)
    return deposit / 2 if clean_years == 2 else deposit


def pension_base(age: int, years: int) -> float:
    added = 26 if age >= 80 else 12 if age >= 70 else 0
    return 218 + added + min(48, 3 * max(0, years - 16))


def pension_pay(tier: int, kind: str) -> float:
    return tier - {"low": 240, "edge": 240 * 0.6, "none": 0}[kind]


def startup_interest(firm: bool, raised: bool, interest: float, overdue: float) -> float:
    share = 0.45 if firm else 0.74 if raised else 0.62
    return (interest - overdue) * share


def startup_limit(partners: Sequence[int]) -> float:
    return min(96, sum(partners)) * 10_000


def talent_living(title: str, age: int, county_public: bool) -> float:
    if title == "professor":
        amount = 5200
    elif title == "doctor":
        amount = 2900 if age <= 44 else 0
    else:
        amount = 1100 if age <= 37 else 0
    return amount * (1.2 if county_public else 1)


def talent_rent(zone: str, owns: bool, housed: bool) -> float:
    return 0 if owns or housed else {"core": 1450, "district": 950, "county": 750}[zone]


def training_subsidy(level: str, scarce: bool, extra: float, certified: bool) -> float:
    table = {
        "初级工": (1250, 820),
        "中级工": (1900, 1340),
        "高级工": (2750, 2050),
        "技师": (4300, 3150),
        "高级技师": (5400, 4600),
    }
    base = table[level][0 if scarce else 1]
    return base * (1 + extra) if certified else base * 0.35


def unemployment_months(years: int, left: int) -> float:
    return min(22, math.floor(2 * min(years, 5) + 1.5 * max(0, years - 5)) + left)


def unemployment_monthly(zone: str, last: bool, near: bool) -> float:
    base = {"first": 1740, "second": 1620, "county": 1530}[zone]
    return base * 0.85 if last and not near else base


def injury_care(grade: int, separate: bool) -> float:
    return 0 if separate else {3: 3100, 2: 2450, 1: 1780}[grade]


def injury_meals(away: bool, days: int) -> float:
    return (75 if away else 48) * days


def night_allowance(full: int, short: int) -> float:
    return 32 * full + 18 * short
