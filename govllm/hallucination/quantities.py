"""Quantities in a text: sums, shares, terms, ages, dates, counts, each with its unit.

Two ways to say the same come to the same: 一万二千元, 1.2万元 and 12,000元; 百分之十 and 10%;
2026年3月1日 and 2026-03-01; 三十日内 and 30天内. Numbers that name something (of a document, an
article, a version) are no quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from govllm.characters import plain
from govllm.numerals import ARABIC, CHINESE, arabic_number, chinese_number

# Units as people write them, to one name and a factor; the longest spelling first.
_UNITS: Mapping[str, tuple[str, int]] = {
    "个工作日": ("工作日", 1), "工作日": ("工作日", 1),
    "个自然日": ("日", 1), "自然日": ("日", 1), "天": ("日", 1), "日": ("日", 1),
    "个小时": ("小时", 1), "小时": ("小时", 1), "分钟": ("分钟", 1), "刻钟": ("分钟", 15),
    "个星期": ("日", 7), "星期": ("日", 7), "周": ("日", 7),
    "个月": ("月", 1), "个季度": ("月", 3), "周年": ("年", 1), "年": ("年", 1),
    "周岁": ("岁", 1), "岁": ("岁", 1),
    "元": ("元", 1), "块钱": ("元", 1), "块": ("元", 1), "角": ("角", 1),
    "个百分点": ("百分点", 1), "倍": ("倍", 1), "折": ("折", 1),
    "平方米": ("平方米", 1), "平米": ("平方米", 1), "㎡": ("平方米", 1), "亩": ("亩", 1),
    "公里": ("米", 1000), "千米": ("米", 1000), "米": ("米", 1), "厘米": ("厘米", 1),
    "立方米": ("立方米", 1), "吨": ("千克", 1000), "公斤": ("千克", 1), "千克": ("千克", 1),
    "千瓦时": ("千瓦时", 1), "摄氏度": ("度", 1), "℃": ("度", 1),
    "度": ("度", 1), "分贝": ("分贝", 1), "毫升": ("毫升", 1),
    "人次": ("次", 1), "次": ("次", 1), "人": ("人", 1), "名": ("人", 1), "位": ("人", 1),
    "户": ("户", 1), "家": ("家", 1), "台": ("台", 1), "辆": ("辆", 1), "套": ("套", 1),
    "份": ("份", 1), "件": ("件", 1), "项": ("项", 1), "处": ("处", 1), "张": ("张", 1),
    "只": ("只", 1), "条": ("条", 1), "班": ("班", 1), "级": ("级", 1), "个": ("个", 1),
    "分": ("分", 1),
}  # fmt: skip
_ENGLISH: Mapping[str, tuple[str, int]] = {
    "working day": ("工作日", 1), "business day": ("工作日", 1), "workday": ("工作日", 1),
    "day": ("日", 1), "week": ("日", 7), "month": ("月", 1), "year": ("年", 1),
    "hour": ("小时", 1), "minute": ("分钟", 1), "yuan": ("元", 1), "RMB": ("元", 1),
    "percent": ("%", 1), "square metre": ("平方米", 1), "square meter": ("平方米", 1),
    "people": ("人", 1), "person": ("人", 1), "time": ("次", 1),
}  # fmt: skip
_UNIT = "|".join(sorted(_UNITS, key=lambda unit: (-len(unit), unit)))
_IN_ENGLISH = re.compile(
    rf"(?<![0-9.])(?P<number>[0-9][0-9,]*(?:\.[0-9]+)?)[ -](?P<unit>{'|'.join(_ENGLISH)})s?\b"
)
# Without a sign: 8日-15日 is no quantity below nothing.
_UNSIGNED = ARABIC.removeprefix("[-+]?")
_NUMBER = rf"(?:{_UNSIGNED}|{CHINESE})"
_DATE = re.compile(
    r"(?<![0-9])(?P<year>[0-9]{4}|[零〇一二三四五六七八九]{4})(?:年|[-/.])"
    r"(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})(?:月|[-/.])"
    r"(?:(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})日?)?(?![0-9])"
)
_MONTH_DAY = re.compile(
    r"(?P<month>[0-9]{1,2}|[一二三四五六七八九十]{1,2})月"
    r"(?P<day>[0-9]{1,2}|[一二三四五六七八九十]{1,3})[日号]?"
    r"(?:(?:至|到|[-~—–～])(?P<until>[0-9]{1,2})(?=[日号]))?(?:(?<=[日号])|[日号])"
)
# 20时30分, 8:30, 晚上9点半.
_CLOCK = re.compile(
    r"(?P<late>下午|傍晚|晚上?|夜间|夜里)?(?<![0-9:.])(?P<hour>[01]?[0-9]|2[0-4])"
    r"(?:(?:时|点|:)(?P<minute>[0-5][0-9])分?|[时点](?P<half>半)|点(?:钟|整)|时(?![间效长段]))(?![0-9:])"
)
_YEAR = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2}|[一二][零〇一二三四五六七八九]{3})年(?![期限])"
)
_SHARE = re.compile(rf"百分之(?P<number>{_NUMBER})|(?P<figures>[0-9][0-9,.]*)[%％]")
_TENTHS = re.compile(
    r"(?P<number>[一二两三四五六七八九]|[0-9])成(?P<more>[一二三四五六七八九])?(?![立为员都年人果绩本交份熟功])"
)
_HALVED = re.compile(r"减半|一半|折半")
_PARTS = re.compile(rf"(?P<whole>{CHINESE}|[0-9]+)分之(?P<part>{CHINESE}|[0-9]+)")
# 80至90周岁, 85、160、310元: the unit stands behind the last number alone.
_JOINT = r"(?:至|到|[-~—–～、/])"
_AMOUNT = re.compile(
    rf"(?P<before>(?:{_NUMBER}{_JOINT})*)"
    rf"(?P<number>{_NUMBER})(?:多|余|左右)?(?P<unit>{_UNIT})(?P<half>半)?"
)
_FIGURE = re.compile(_NUMBER)
_FIGURES = re.compile(
    rf"(?<![0-9A-Za-z.]){ARABIC}|[一二两三四五六七八九][十百千万][零一二三四五六七八九十百千万]*"
)
_HALF = re.compile(r"半(?:个)?(?P<unit>年|月|小时|天|日)")
# Names of things that a number is part of: 第三条, 〔2026〕7号, 12345, 附件2.
_NAMED = re.compile(
    rf"第(?:{_NUMBER})[条款项章节次批期届号类年天月日周季档类位人名步]+|[〔\[(（][0-9]{{4}}[〕\])）][0-9]+号"
    r"|附件[0-9一二三四五六七八九十]+|表[0-9一二三四五六七八九十]+|[0-9]{5,}号"
    r"|(?:^|\n)\s*[(（]?[0-9一二三四五六七八九十]{1,3}[)）、.．](?![0-9])"
)
# 一 and 万 in words that count nothing.
_NO_NUMBER = re.compile(
    r"一(?:般|定|样|直|旦|些|律|切|致|并|次性|同|边|起|体|方面|卡通|表通)|(?<![十百千零〇一二两三四五六七八九0-9])万一|统一|唯一|(?<!分)之一|"
    r"进一步|三农|百姓|千万别|万分(?!之)|[一二三四五六七八九](?=年级)|[一二三四五六七八九]{2,}(?=[级类档线])"
)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A quantity at a place in a text.

    Attributes:
        value: in the unit's terms; a date as YYYYMMDD, a year as YYYY, a day of a year as MMDD, a
            time of day in minutes.
        unit: its one name: 元, %, 日, 工作日, 月, 年, 岁, date, year, day, clock, …
        words: as they stand.
    """

    start: int
    end: int
    value: Decimal
    unit: str
    words: str

    @property
    def key(self) -> tuple[str, Decimal]:
        """What two ways of saying the same share."""
        return self.unit, self.value


def quantities_in(text: str, bare: bool = False) -> list[Quantity]:
    """Every quantity of a text, in order; no two overlap.

    Args:
        bare: numbers without a unit too, as they stand in tables; their unit is "".
    """
    return list(_quantities(text, bare))


# The same passages stand with many questions, and are read for each of a question's answers.
@lru_cache(maxsize=2048)
def _quantities(text: str, bare: bool) -> tuple[Quantity, ...]:
    flat = plain(text)
    free = bytearray(len(flat))
    for pattern in (_NAMED, _NO_NUMBER):
        for match in pattern.finditer(flat):
            free[match.start() : match.end()] = b"\1" * (match.end() - match.start())
    found: list[Quantity] = []
    readers = (_dates, _clocks, _shares, _amounts, *((_bare,) if bare else ()))
    for reader in readers:
        for quantity in reader(flat):
            if not any(free[quantity.start : quantity.end]):
                free[quantity.start : quantity.end] = b"\1" * (quantity.end - quantity.start)
                found.append(quantity)
    return tuple(sorted(found))


def _value(number: str) -> Decimal | None:
    value = chinese_number(number)
    if value is None and number[-1:].isascii() | number[:1].isascii():
        value = arabic_number(number.rstrip("%"))
    if value is None or value in (float("inf"), float("-inf")):
        return None
    return Decimal(f"{value:.10g}")


def _whole(number: str) -> int | None:
    value = _value(number)
    return int(value) if value is not None else None


def _dates(flat: str) -> Iterator[Quantity]:
    for match in _DATE.finditer(flat):
        year, month = _whole(match["year"]), _whole(match["month"])
        day = _whole(match["day"]) if match["day"] else 0
        if year and month and 1 <= month <= 12 and day is not None and day <= 31:
            unit = "date" if day else "month"
            value = Decimal(year * 10_000 + month * 100 + day)
            yield Quantity(match.start(), match.end(), value, unit, match[0])
    for match in _MONTH_DAY.finditer(flat):
        month = _whole(match["month"])
        for group in ("day", "until"):
            day = _whole(match[group]) if match[group] else None
            if month and day and month <= 12 and day <= 31:
                ends = (
                    match.start("until") - 1 if match["until"] and group == "day" else match.end()
                )
                start = match.start() if group == "day" else match.start("until")
                value = Decimal(month * 100 + day)
                yield Quantity(start, ends, value, "day", flat[start:ends])
    for match in _YEAR.finditer(flat):
        year = _whole(match["year"])
        if year:
            yield Quantity(*match.span(), Decimal(year), "year", match[0])


def _clocks(flat: str) -> Iterator[Quantity]:
    for match in _CLOCK.finditer(flat):
        hour = int(match["hour"])
        hour += 12 if match["late"] and hour < 12 else 0
        minute = 30 if match["half"] else int(match["minute"] or 0)
        yield Quantity(*match.span(), Decimal(60 * hour + minute), "clock", match[0])


def _shares(flat: str) -> Iterator[Quantity]:
    for match in _SHARE.finditer(flat):
        value = _value(match["number"] or match["figures"].rstrip("."))
        if value is not None:
            yield Quantity(*match.span(), value, "%", match[0])
    for match in _TENTHS.finditer(flat):
        value = _value(match["number"])
        if value is not None:
            more = _value(match["more"]) if match["more"] else None
            yield Quantity(*match.span(), 10 * value + (more or 0), "%", match[0])
    for match in _HALVED.finditer(flat):
        yield Quantity(*match.span(), Decimal(50), "%", match[0])
    for match in _PARTS.finditer(flat):
        whole, part = _value(match["whole"]), _value(match["part"])
        if whole and part is not None:
            share = (100 * part / whole).quantize(Decimal("0.0001")).normalize()
            yield Quantity(*match.span(), share, "%", match[0])


def _amounts(flat: str) -> Iterator[Quantity]:
    for match in _AMOUNT.finditer(flat):
        unit, factor = _UNITS[match["unit"]]
        for earlier in _FIGURE.finditer(match["before"]):
            value = _value(earlier[0])
            if value is not None:
                start, end = (match.start() + place for place in earlier.span())
                yield Quantity(start, end, value * factor, unit, flat[start:end])
        value = _value(match["number"])
        if value is not None:
            more = Decimal(factor) / 2 if match["half"] else Decimal(0)
            start = match.start("number")
            yield Quantity(
                start, match.end(), value * factor + more, unit, flat[start : match.end()]
            )
    for match in _IN_ENGLISH.finditer(flat):
        value = _value(match["number"])
        if value is not None:
            unit, factor = _ENGLISH[match["unit"]]
            yield Quantity(*match.span(), value * factor, unit, match[0])
    for match in _HALF.finditer(flat):
        unit, factor = _UNITS.get(match["unit"], (match["unit"], 1))
        yield Quantity(*match.span(), Decimal(factor) / 2, unit, match[0])


def _bare(flat: str) -> Iterator[Quantity]:
    for match in _FIGURES.finditer(flat):
        value = _value(match[0])
        if value is not None:
            yield Quantity(*match.span(), value, "", match[0])
