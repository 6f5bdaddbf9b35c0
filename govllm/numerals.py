"""Numbers as people write them in Chinese: 三千二, 1.2万, 1,200.50, 12%."""

from __future__ import annotations

import re

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "幺": 1}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "亿": 10**8}
# A pattern of a number in Chinese characters, and of one in figures. Commas count only where they
# stand between thousands: "1, 2" is two numbers.
CHINESE = r"[零〇一二三四五六七八九两十百千万亿点]+"
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
ARABIC = rf"[-+]?(?:{_ARABIC}[十百千万亿]+)*{_ARABIC}[十百千万亿]*%?"
_CHINESE_NUMBER = re.compile(CHINESE)
_NUMBER_PART = re.compile(rf"({_ARABIC})([十百千万亿]*)")


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


def arabic_number(word: str) -> float:
    """The value of a number in figures, with 万, 亿 and % (`1.2万`, `3千5百`, `12%` is 0.12)."""
    total = 0.0
    for digits_, units in _NUMBER_PART.findall(word):
        part = float(digits_.replace(",", ""))
        for unit in units:
            part *= (_UNITS | _MYRIADS)[unit]
        total += part
    total = -total if word.startswith("-") else total
    return total / 100.0 if word.endswith("%") else total
