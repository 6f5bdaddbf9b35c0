"""Allowances, relief, veterans, care homes and funerals; amounts in yuan."""

from __future__ import annotations

import math

CITY, COUNTY = 865, 720


def _standard(county: bool) -> int:
    return COUNTY if county else CITY


def _up(amount: float) -> int:
    """Rounded up to a whole yuan, whatever floats make of it."""
    return math.ceil(round(amount, 6))


def elderly_allowance(age: int, county: bool, low: bool) -> float:
    assert 80 <= age < 100
    tier = 85 if age < 90 else 160 if age < 95 else 310
    if county and age < 90:
        tier = _up(tier * 0.9)
    return tier + (45 if low else 0)


def disabled_subsidies(grade: int, mental: bool, home: str, income: bool) -> float:
    living = {"low": 175 if grade <= 2 else 110, "edge": 0 if income else 90, "none": 0}[home]
    care = {1: 215, 2: 145, 3: 65 if mental else 0, 4: 0}[grade]
    return living + care


def subsistence_amount(county: bool, people: int, income: float) -> float:
    gap = _standard(county) - income
    return people * 70 if gap < 70 else _up(gap * people)


def subsistence_extra(county: bool, age: int, severe: bool) -> float:
    rates = [0.25 if age < 18 else 0.0, 0.15 if age >= 70 else 0.0, 0.3 if severe else 0.0]
    return _standard(county) * max(rates)


def emergency_relief(county: bool, people: int, home_lost: bool) -> float:
    return _standard(county) * people * (7 if home_lost else 4)


def winter_heating(kind: str, weak: bool, paid: bool) -> float:
    if paid:
        return 0
    return {"low": 420, "destitute": 560, "edge": 250 if weak else 0}[kind]


def veterans_life(people: int, merit: bool, grade: int) -> float:
    base = {1: 2400, 2: 3600}.get(people, 4500)
    return base * (1 + max(0.2 if merit else 0.0, 0.5 if 1 <= grade <= 4 else 0.0))


def veterans_medical(self: bool, cost: float) -> float:
    floor, share = (9000, 0.4) if self else (15000, 0.25)
    return min(36000, max(0.0, cost - floor) * share)


def funeral_fees(km: int, days: int, child: bool) -> float:
    transport = 260 + 4.5 * max(0, km - 30)
    storage = 90 * min(days, 5) + 130 * max(0, days - 5)
    return transport + storage + (190 if child else 380)


def burial_award(way: str, local: bool, wall_before: bool) -> float:
    if not local:
        return 0
    award = {"tree": 2200, "wall": 1300, "river": 3500}[way]
    return award - 1300 if wall_before and way == "tree" else award


def care_deposit(bed: float, care: float) -> float:
    return 2.5 * (bed + care)


def meals_refund(days: int, meals: float) -> float:
    return 0 if days < 4 else (days - 4) * meals * 0.75
