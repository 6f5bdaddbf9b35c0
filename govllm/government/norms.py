"""云州市公文文字审核要点 as checks: where a document breaks the rules, and which.

Each check follows the article that its docstring names. Wrong characters (第八条) need a reader.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govllm.government.papers import Paper, Part, Ties, parts, rendered
from govllm.government.ties import broken_ties
from govllm.numerals import chinese_number

# 市级机构规范名称表.
BODIES = frozenset(
    re.findall(
        r"\S+",
        """
    市人民政府 市人民政府办公室 市发展和改革委员会 市教育局 市科学技术局 市工业和信息化局
    市公安局 市民政局 市司法局 市财政局 市人力资源和社会保障局 市自然资源和规划局 市生态环境局
    市住房和城乡建设局 市城市管理局 市交通运输局 市水务局 市农业农村局 市林业和园林局 市商务局
    市文化广电和旅游局 市卫生健康委员会 市退役军人事务局 市应急管理局 市审计局 市市场监督管理局
    市体育局 市统计局 市医疗保障局 市数据局 市信访局 市机关事务管理局 市税务局 市气象局
    市通信管理局 市邮政管理局 市消防救援支队 市交警支队 市残疾人联合会 市住房公积金管理中心
    市公共资源交易中心 市疾病预防控制中心 市供水集团 市燃气集团 云州供电公司
        """,
    )
)

_NUMERAL = "一二三四五六七八九十"
_NUMBER = re.compile(r"云[一-鿿]{1,6}〔(\d{4})〕[1-9]\d*号")
_NUMBER_LIKE = re.compile(
    r"云[一-鿿]{1,6}[〔\[（(【［〈《]?(?:19|20)?\d{2}年?[〕\]）)】］〉》]第?\d+号?"
    r"|云[一-鿿]{1,6}[〔\[（(【［]\d{2,4}年?第?\d+号"
)
_MARKER = re.compile(rf"([{_NUMERAL}]+)、|（([{_NUMERAL}]+)）|(\d{{1,2}})\.(?!\d)|（(\d{{1,2}})）")
_BAD_MARKER = re.compile(
    rf"第([{_NUMERAL}]+)、|([{_NUMERAL}]+)[.．，,]|[（(]([{_NUMERAL}]+)[）)][、，．.：]?"
    rf"|(\d{{1,2}})[、．，]|[（(]?(\d{{1,2}})[）)][、，．.：]?"
)
_MASKED = re.compile(r"\d{1,2}:\d{2}|\d+(?:\.\d+)+|https?://[\w./-]+|www\.[\w./-]+")
_HALF = re.compile(r"[,;:?!()\[\]]|(?<=[一-鿿])\.|\.(?=[一-鿿])")
_DOUBLED = re.compile(r"[，。；：、？！]{2,}")
_BETWEEN = re.compile(r"(?<=[》”])、(?=[《“])")
_PAIRS = {"（": "）", "《": "》", "〈": "〉", "“": "”", "‘": "’", "〔": "〕", "【": "】"}
_CLOSERS = {closer: opener for opener, closer in _PAIRS.items()}
_POINTS = "，。；：、！"
_LONGEST_HEADING = 25

_BAD_DATE = re.compile(
    r"\d{4}[./-]\d{1,2}[./-]\d{1,2}|(?<!\d)\d{2}年(?=\d{1,2}月)|(?<=[年\D])0\d月(?=\d)|月0\d日"
    r"|\d{1,2}月\d{1,2}号|[二〇零○一三四五六七八九]{2,4}年[一二三四五六七八九十]+月"
    r"|(?<![\d.])\d{1,2}月\d{1,2}(?![\d日号])"
)
_DAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:至(\d{1,2})日)?")
_WEEKDAY = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日（?((?:星期|周)([一二三四五六日天]))")
_BODY = re.compile(
    r"(?<![原城区县全省])市(?!级|直|区|政府|场监|本级)[一-鿿]{1,12}?"
    r"(?:局|委员会|支队|联合会|交易中心|控制中心|管理中心|公积金中心|集团)|云州[一-鿿]{0,4}电[一-鿿]{0,4}公司"
)
_SHORT = re.compile(r"以下简称“?([^”）]+?)”?）")


@dataclass(frozen=True, slots=True)
class Flaw:
    """A break of the rules: its class, and where in the text it stands."""

    kind: str
    start: int
    end: int


def flaws(paper: Paper, ties: Ties, day: datetime.date) -> list[Flaw]:
    """Where a document breaks the rules.

    Args:
        ties: what holds it together.
        day: the day it was issued.

    Raises:
        ValueError: where a snippet of `ties` is not in the document.
    """
    found = [Flaw(kind, *span) for kind, span in broken_ties(paper, ties, day)]
    for part in parts(paper):
        for kind, check in (
            ("发文字号", _numbers),
            ("层次序号", _levels),
            ("标点", _points),
        ):
            found += (Flaw(kind, part.start + a, part.start + b) for a, b in check(part))
        found += (Flaw("日期", part.start + a, part.start + b) for a, b in _dates(part, day))
    text = rendered(paper)
    found += (Flaw("机构名称", *span) for span in _bodies(text))
    own = _NUMBER.fullmatch(paper.number)
    if own and int(own[1]) != day.year:
        found.append(Flaw("发文字号", *own.span(1)))
    return found


Span = tuple[int, int]


def _numbers(part: Part) -> Iterator[Span]:
    """第二条: the form of 发文字号."""
    if part.name == "number" and not _NUMBER.fullmatch(part.text):
        yield 0, len(part.text)
        return
    for found in _NUMBER_LIKE.finditer(part.text):
        if not _NUMBER.fullmatch(found[0]):
            yield found.span()


def _lines(part: Part) -> Iterator[tuple[int, str]]:
    """The lines of a part and where each begins; what numbers them comes first in each."""
    start = 0
    for line in part.text.split("\n"):
        lead = len("附件：") if part.name == "attached" and line.startswith("附件：") else 0
        yield start + lead, line[lead:]
        start += len(line) + 1


def _levels(part: Part) -> Iterator[Span]:
    """第三条: the form of numbers of levels, and that each follows on the one before."""
    last = [0, 0, 0, 0]
    for start, line in _lines(part):
        good, bad = _MARKER.match(line), _BAD_MARKER.match(line)
        if bad and (good is None or bad.end() > good.end()):
            yield start, start + bad.end()
            level = _meant(bad, last)
        elif good:
            level, told = next((at, g) for at, g in enumerate(good.groups()) if g)
            if _value(told) != last[level] + 1:
                yield start, start + good.end()
        else:
            continue
        last[level] += 1
        last[level + 1 :] = [0] * (3 - level)


def _meant(bad: re.Match[str], last: Sequence[int]) -> int:
    """The level of a number in a wrong form: of those it can mean, the one it goes on."""
    at, told = next((at, g) for at, g in enumerate(bad.groups()) if g)
    levels = ((0,), (0,), (1,), (2, 0), (3, 1))[at]
    return next((level for level in levels if last[level] + 1 == _value(told)), levels[0])


def _value(numeral: str) -> int:
    return int(numeral) if numeral.isdecimal() else int(chinese_number(numeral) or 0)


def _points(part: Part) -> Iterator[Span]:
    """第四条: punctuation."""
    for start, line in _lines(part):
        marker = _MARKER.match(line) or _BAD_MARKER.match(line)
        plain = _NUMBER_LIKE.sub(lambda m: "号" * len(m[0]), line)
        plain = _MASKED.sub(lambda m: "数" * len(m[0]), plain)
        if marker:
            plain = "序" * marker.end() + plain[marker.end() :]
        if part.name == "number":
            continue
        for pattern in (_HALF, _DOUBLED, _BETWEEN):
            yield from ((start + m.start(), start + m.end()) for m in pattern.finditer(plain))
        yield from ((start + a, start + b) for a, b in _unpaired(plain))
        if _badly_ended(part, line):
            yield start + len(line) - 1, start + len(line)


def _badly_ended(part: Part, line: str) -> bool:
    if part.name == "body" and "|" not in line:
        heading = _MARKER.match(line) or _BAD_MARKER.match(line)
        rest = line[heading.end() :] if heading else line
        alone = heading and len(line) <= _LONGEST_HEADING and not set(rest) & set(_POINTS)
        return not alone and line.rstrip("”）》")[-1:] not in set("。：；！？")
    if part.name in ("title", "attached"):
        return line[-1:] in set(_POINTS)
    return part.name == "to" and not line.endswith("：")


def _unpaired(line: str) -> Iterator[Span]:
    """Marks without their twins, and marks of one kind within each other."""
    opened: list[tuple[str, int]] = []
    for at, mark in enumerate(line):
        if mark in _PAIRS:
            yield from ((first, at + 1) for other, first in opened if other == mark)
            opened.append((mark, at))
        elif mark in _CLOSERS:
            if opened and opened[-1][0] == _CLOSERS[mark]:
                opened.pop()
            else:
                yield 0, at + 1
    yield from ((at, len(line)) for _, at in opened)


def _dates(part: Part, day: datetime.date) -> Iterator[Span]:
    """第五条: the form of dates, days that there are, and days of the week."""
    for found in _BAD_DATE.finditer(part.text):
        yield found.span()
    for found in _DAY.finditer(part.text):
        year, month = int(found[1] or day.year), int(found[2])
        for group in (3, 4):
            if found[group] and _day(year, month, int(found[group])) is None:
                yield found.start(), found.end()
    for found in _WEEKDAY.finditer(part.text):
        that = _day(int(found[1] or day.year), int(found[2]), int(found[3]))
        said = "一二三四五六日".index(found[5].replace("天", "日"))
        if that is not None and that.weekday() != said:
            yield found.span(4)


def _day(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _bodies(text: str) -> Iterator[Span]:
    """第七条: the names of the city's bodies."""
    short = set(_SHORT.findall(text))
    for found in _BODY.finditer(text):
        if found[0] not in BODIES and found[0] not in short:
            yield found.span()
