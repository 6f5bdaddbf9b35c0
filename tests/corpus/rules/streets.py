"""Taxis, parking, dogs, bicycles, buses, markets, fines and settling; amounts in yuan."""

from __future__ import annotations

import math


def taxi_fare(km: float, high: bool, night: bool) -> float:
    start, free, per_km = (14, 3.0, 3.1) if high else (10, 2.5, 2.2)
    beyond = max(0.0, km - free)
    fare = start + beyond * per_km
    fare += max(0.0, km - 12) * per_km * 0.4
    fare += beyond * per_km * 0.25 if night else 0.0
    return math.floor(fare + 0.5)


def parking_fee(first_class: bool, minutes: int, electric: bool) -> float:
    free, hour, half, most = (20, 6, 4, 48) if first_class else (40, 4, 2, 24)
    if minutes <= free:
        return 0
    fee = hour + half * math.ceil(max(0, minutes - 60) / 30)
    return min(most, fee / 2 if electric else fee)


def dog_fee(key_area: bool, first: bool, neutered: bool, old_alone: bool) -> float:
    if not key_area:
        return 0
    share = min(0.6 if neutered else 1.0, 0.3 if old_alone else 1.0)
    return (360 if first else 200) * share


def ebike_fine(act: str, times: int, on_spot: bool) -> float:
    if act == "plate":
        return 50
    fine = {"helmet": 0 if times == 1 else 20, "wrong_way": 30, "carrying": 40}[act]
    return fine * (0.8 if on_spot else 1)


def plate_fee(replaced: int) -> float:
    return 12 * replaced


def bus_fare(km: float, card: bool, elderly: bool, peak: bool) -> float:
    ticket = 2 if km <= 8 else 4 if km <= 20 else 6
    if elderly:
        return ticket * 0.5 if peak else 0
    return math.floor(round(ticket * 0.9 * 10, 6)) / 10 if card else ticket


def short_weight(said: float, real: float, price: float) -> float:
    short = said - real
    return 0 if short <= said * 0.02 else max(20.0, short * price * 5)


def licence_fine(months: float, remedied: bool, obstructed: bool) -> float:
    fine = 500 if months < 3 else 1200
    return math.floor(fine * (1.5 if obstructed else 0.6 if remedied else 1))


def residence_points(
    age: int, degree: str, insured: int, own: bool, housed: int, detained: int
) -> float:
    points = 20 if age < 35 else 12
    points += {"college": 25, "bachelor": 45, "master": 70}[degree]
    points += min(60, 6 * insured) + (5 if own else 3) * housed
    return points - 30 * detained


def nightwork_comfort(metres: int, nights: int) -> float:
    return (50 if metres <= 50 else 30) * nights
