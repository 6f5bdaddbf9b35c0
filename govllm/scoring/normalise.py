"""Bringing answers and targets to one form before they are compared."""

from __future__ import annotations

import datetime
import json
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from govllm.numerals import ARABIC, CHINESE, arabic_number, chinese_number

_CHINESE_NUMBER, _ARABIC_NUMBER = re.compile(CHINESE), re.compile(ARABIC)
# Numerals in words that count nothing ("altogether", "in general", "very", …), where they are no
# end of a longer number (一万一, 八十分).
_NO_NUMBER = re.compile(
    r"一(?=[共般定样直旦些])|(?<![\d零〇一二三四五六七八九两十百千万亿点])"
    r"(?:一(?=[切致概律])|(?<=[统唯])一|万一|十分(?=[感重必需关])|千万(?=[别不要]))"
)
_PERCENT = re.compile(r"百分之(?=[\d零〇一二三四五六七八九两十百])")
_DATE = re.compile(r"(?<!\d)(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_DROPPED = re.compile(r"[\s\W_]+")
_KEPT, _KEPT_NUMBERS = 1 << 13, 1 << 11


def text(value: object) -> str:
    """NFKC, lower case, without space and punctuation: what "the same text" means here."""
    given = str(value)
    return _short_text(given) if len(given) <= _SHORT else _long_text(given)


def _text(given: str) -> str:
    return _DROPPED.sub("", unicodedata.normalize("NFKC", given)).casefold()


# Labels, amounts and names come again and again; whole answers do not.
_SHORT = 64
_short_text = lru_cache(_KEPT)(_text)
# One answer is compared with many things.
_long_text = lru_cache(16)(_text)


_NOTHING = frozenset({"", "null", "none", "无", "未提及", "未说明", "不详"})


def is_nothing(value: object) -> bool:
    """Whether a value says that there is none."""
    return value is None or (isinstance(value, str) and text(value) in _NOTHING)


def digits(value: object) -> str:
    """The ASCII digits of a value, full-width ones included."""
    return "".join(re.findall(r"[0-9]", unicodedata.normalize("NFKC", str(value))))


@lru_cache(_KEPT_NUMBERS)
def parse_number(value: str) -> float | None:
    """The one number a text states, with 万, 亿, % and Chinese numerals understood; else None.

    Two different numbers are no answer: an answer that hedges is not a number.
    """
    plain = unicodedata.normalize("NFKC", value).replace(" ", "")
    plain, percents = _PERCENT.subn("", plain)
    found = [arabic_number(m[0]) for m in _ARABIC_NUMBER.finditer(plain)]
    if not found:
        plain = _NO_NUMBER.sub("", plain)
        words = (m[0] for m in _CHINESE_NUMBER.finditer(plain))
        found = [n for n in map(chinese_number, words) if n is not None]
    if not found or any(n != found[0] for n in found):
        return None
    return found[0] / 100.0 if percents else found[0]


# A sign counts where no number ends before it (3-5天 is a span), a blank before a unit does not.
_ANY_NUMBER = re.compile(
    rf"(?P<percent>百分之)?(?:(?P<sign>(?<![\d年月日号])[-+])?(?P<arabic>{ARABIC.removeprefix('[-+]?')})"
    rf"|(?P<chinese>{CHINESE})%?)"
)
_BLANK = re.compile(r"(?<=[\d点])[ ]+(?=[十百千万亿%])")


@lru_cache(16)
def numbers_in(value: str) -> frozenset[float]:
    """All numbers that a text states, each read as `parse_number` reads one."""
    plain = _BLANK.sub("", unicodedata.normalize("NFKC", value))
    return frozenset(_values(_NO_NUMBER.sub("", plain)))


def _values(plain: str) -> Iterator[float]:
    for match in _ANY_NUMBER.finditer(plain):
        if match["arabic"]:
            number = arabic_number((match["sign"] or "") + match["arabic"])
        elif (told := chinese_number(match["chinese"])) is not None:
            number = told / 100.0 if match[0].endswith("%") else told
        else:
            continue
        yield number / 100.0 if match["percent"] else number


@lru_cache(_KEPT_NUMBERS)
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
