"""Farming, water, rewards, land, vouchers, archives and small firms; amounts in yuan."""

from __future__ import annotations

import datetime
import math


def grain_subsidy(crop: str, mu: float, raised: bool, coop: bool) -> float:
    if crop == "rice":
        amount = 95 * min(mu, 200) + 110 * max(0, min(mu, 500) - 200) + 70 * max(0, mu - 500)
    else:
        amount = 62 * mu
    if raised and crop in ("rice", "wheat"):
        amount *= 1.15
    return min(amount, 180_000 if coop else 120_000)


def report_reward(fine: float, inside: bool) -> float:
    if fine < 50_000:
        reward = 600.0
    elif fine < 200_000:
        reward = fine * 0.02
    else:
        reward = fine * 0.03
    if inside:
        return math.floor(min(60_000, reward * 1.5))
    return math.floor(min(40_000, reward) if fine >= 200_000 else reward)


def interim_allowance(first: bool, people: int, months: int, own: bool) -> float:
    return (620 if first else 480) * people * months if own else 0


def house_compensation(frame: bool, area: float, years: int) -> float:
    share = max(0.65, 1 - 0.02 * max(0, years - 10))
    return (1380 if frame else 1090) * area * share


def signing_award(day: int, future: bool) -> float:
    award = 20_000 if day <= 15 else 8_000 if day <= 40 else 0
    return award + 2600 * (2 if future else 1)


def voucher_day(kind: str, day: datetime.date) -> str:
    days = 20 if kind == "lodging" else 10
    last = min(day + datetime.timedelta(days=days - 1), datetime.date(2026, 12, 27))
    return last.isoformat()


def fair_subsidy(where: str, cost: float) -> float:
    if where == "local":
        return 0
    return min(50_000, cost * 0.75) if where == "abroad" else min(30_000, cost * 0.6)


def water_bill(use: str, volume: float) -> float:
    price, sewage = {
        "home_price": (2.90, 0.95),
        "business": (3.95, 1.42),
        "special": (9.60, 1.75),
    }[use]
    return (price + sewage) * volume


def archive_fee(pages: int, scan: bool, own: bool, exempt: bool) -> float:
    if scan:
        return 0 if exempt else 0.6 * pages
    return 0.4 * max(0, pages - (10 if own else 0))
