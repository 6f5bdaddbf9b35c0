"""Check digits of Chinese identifiers; the arithmetic is python-stdnum's wherever it has it."""

from __future__ import annotations

from stdnum import luhn
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_VALUE = {c: i for i, c in enumerate("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ")}


def resident_check(body: str) -> str:
    """The eighteenth character behind a resident's seventeen digits (GB 11643, ISO 7064)."""
    # python-stdnum wants the whole number here and leaves its last character out of account.
    return str(ric.calc_check_digit(f"{body}0"))


def resident(number: str) -> bool:
    """Whether the eighteenth character of a resident's number is right."""
    return resident_check(number[:17]) == number[17]


def social_credit(number: str) -> bool:
    """Whether a unified social credit code's check character is right (GB 32100)."""
    try:
        return bool(uscc.calc_check_digit(number[:17]) == number[17])
    except (ValidationError, ValueError):
        return False


def organisation(body: str) -> str:
    """The check character of an organisation code's eight characters (GB 11714, modulo 11)."""
    rest = 11 - sum(w * _VALUE[c] for w, c in zip(_WEIGHTS, body, strict=True)) % 11
    return {10: "X", 11: "0"}.get(rest, str(rest))


def card(number: str) -> bool:
    """Whether a bank card's number holds by Luhn."""
    return bool(luhn.is_valid(number))


def foreign_old(body: str) -> str:
    """The check digit of the old permanent residence card's fourteen characters.

    Weights 7, 3, 1 over digits and letters (A = 10), modulo 10, as in machine-readable travel
    documents (ICAO 9303).
    """
    return str(sum((7, 3, 1)[i % 3] * _VALUE[c] for i, c in enumerate(body)) % 10)
