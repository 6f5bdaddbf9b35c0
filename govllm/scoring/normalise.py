"""Bringing answers and targets to one form before they are compared."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from typing import Any

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
_CHINESE_NUMBER = re.compile(r"[零〇一二三四五六七八九两十百千万亿点]+")
_ARABIC_NUMBER = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?")
_DATE = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
_DROPPED = re.compile(r"[\s\W_]+")


def text(value: object) -> str:
    """NFKC, lower case, without space and punctuation: what "the same text" means here."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", str(value))).casefold()


def digits(value: object) -> str:
    """The ASCII digits of a value, full-width ones included."""
    return "".join(re.findall(r"[0-9]", unicodedata.normalize("NFKC", str(value))))


def chinese_number(word: str) -> float | None:
    """The value of a number in Chinese characters (`三千二百`, `一点五万`), or None.

    Digits read one by one (`二零二六`) are a number as well.
    """
    if not word or not _CHINESE_NUMBER.fullmatch(word):
        return None
    whole, _, fraction = word.partition("点")
    scale = 1
    while fraction and fraction[-1] in _MYRIADS:
        scale *= _MYRIADS[fraction[-1]]
        fraction = fraction[:-1]
    if any(c not in _DIGITS for c in fraction):
        return None
    if whole and all(c in _DIGITS for c in whole):
        value = float(int("".join(str(_DIGITS[c]) for c in whole)))
    else:
        total = section = digit = 0
        for c in whole:
            if c in _DIGITS:
                digit = _DIGITS[c]
            elif c in _UNITS:
                section += (digit or 1) * _UNITS[c]
                digit = 0
            else:
                total = (total + section + digit) * _MYRIADS[c]
                section = digit = 0
        value = float(total + section + digit)
    if fraction:
        value += float("0." + "".join(str(_DIGITS[c]) for c in fraction))
    return value * scale


def parse_number(value: str) -> float | None:
    """The one number a text states, with 万, 亿, % and Chinese numerals understood; else None.

    Two different numbers are no answer: an answer that hedges is not a number.
    """
    plain = unicodedata.normalize("NFKC", value).replace(" ", "")
    found: list[float] = []
    for match in _ARABIC_NUMBER.finditer(plain):
        number = float(match[0].replace(",", ""))
        rest = plain[match.end() :]
        for sign, factor in (("亿", 1e8), ("万", 1e4), ("%", 1e-2)):
            if rest.startswith(sign):
                number *= factor
        found.append(number)
    if not found:
        words = (m[0] for m in _CHINESE_NUMBER.finditer(plain))
        found = [n for n in map(chinese_number, words) if n is not None]
    return found[0] if found and all(n == found[0] for n in found) else None


def parse_date(value: str) -> datetime.date | None:
    """The one date a text states (`2026-03-05`, `2026年3月5日`), or None."""
    plain = unicodedata.normalize("NFKC", value)
    dates = set()
    for year, month, day in _DATE.findall(plain):
        try:
            dates.add(datetime.date(int(year), int(month), int(day)))
        except ValueError:
            return None
    return dates.pop() if len(dates) == 1 else None


def json_object(value: str) -> dict[str, Any] | None:
    """The first JSON object in a text, whatever stands around it (prose, code fences), or None."""
    decoder = json.JSONDecoder()
    start = value.find("{")
    while start >= 0:
        try:
            found, _ = decoder.raw_decode(value, start)
        except ValueError:
            start = value.find("{", start + 1)
            continue
        return found if isinstance(found, dict) else None
    return None
