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
# Commas count only where they stand between thousands: "1, 2" is two numbers.
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_NUMBER_PART = re.compile(rf"({_ARABIC})([十百千万亿]*)")
_ARABIC_NUMBER = re.compile(rf"[-+]?(?:{_ARABIC}[十百千万亿]+)*{_ARABIC}[十百千万亿]*%?")
# 一 in words that count nothing ("altogether", "in general", …).
_NO_NUMBER = re.compile(r"一(?=[共般定样直旦些])")
_PERCENT = re.compile(r"百分之(?=[\d零〇一二三四五六七八九两十百])")
_DATE = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_DROPPED = re.compile(r"[\s\W_]+")


def text(value: object) -> str:
    """NFKC, lower case, without space and punctuation: what "the same text" means here."""
    return _DROPPED.sub("", unicodedata.normalize("NFKC", str(value))).casefold()


def digits(value: object) -> str:
    """The ASCII digits of a value, full-width ones included."""
    return "".join(re.findall(r"[0-9]", unicodedata.normalize("NFKC", str(value))))


def chinese_number(word: str) -> float | None:
    """The value of a number in Chinese characters (`三千二百`, `一点五万`), or None.

    Digits read one by one (`二零二六`) are a number as well, and a digit that ends a number right
    after 百, 千, 万 or 亿 counts the next lower unit, as people say it: `三千二` is 3200.
    """
    if not _CHINESE_NUMBER.fullmatch(word):
        return None
    whole, point, fraction = word.partition("点")
    scale = 1.0
    while fraction and fraction[-1] in _MYRIADS:
        scale *= _MYRIADS[fraction[-1]]
        fraction = fraction[:-1]
    if any(c not in _DIGITS for c in fraction) or (point and not whole):
        return None
    value = _whole_number(whole)
    if value is None:
        return None
    if fraction:
        value += float("0." + "".join(str(_DIGITS[c]) for c in fraction))
    return value * scale


def _whole_number(word: str) -> float | None:
    # In floats throughout: an answer that repeats 亿 for ever must come to infinity, not to a halt.
    if all(c in _DIGITS for c in word):
        return float("".join(str(_DIGITS[c]) for c in word))
    if word[0] in _MYRIADS:
        return None
    total = section = digit = 0.0
    last = 1.0
    for c in word:
        if c in _DIGITS:
            digit = float(_DIGITS[c])
            last = 1.0 if digit == 0 else last
            continue
        if c in _UNITS:
            section += (digit or 1.0) * _UNITS[c]
        elif c == "万":
            total += (section + digit) * _MYRIADS[c]
            section = 0.0
        else:
            total = (total + section + digit) * _MYRIADS[c]
            section = 0.0
        digit, last = 0.0, float((_UNITS | _MYRIADS)[c])
    return total + section + digit * (last / 10.0 if last > 10.0 else 1.0)


def parse_number(value: str) -> float | None:
    """The one number a text states, with 万, 亿, % and Chinese numerals understood; else None.

    Two different numbers are no answer: an answer that hedges is not a number.
    """
    plain = unicodedata.normalize("NFKC", value).replace(" ", "")
    plain, percents = _PERCENT.subn("", plain)
    found = [_arabic_number(m[0]) for m in _ARABIC_NUMBER.finditer(plain)]
    if not found:
        plain = _NO_NUMBER.sub("", plain)
        words = (m[0] for m in _CHINESE_NUMBER.finditer(plain))
        found = [n for n in map(chinese_number, words) if n is not None]
    if not found or any(n != found[0] for n in found):
        return None
    return found[0] / 100.0 if percents else found[0]


def _arabic_number(word: str) -> float:
    total = 0.0
    for digits_, units in _NUMBER_PART.findall(word):
        part = float(digits_.replace(",", ""))
        for unit in units:
            part *= (_UNITS | _MYRIADS)[unit]
        total += part
    total = -total if word.startswith("-") else total
    return total / 100.0 if word.endswith("%") else total


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
        except RecursionError:
            return None
        except ValueError:
            start = value.find("{", start + 1)
            continue
        return found if isinstance(found, dict) else None
    return None
