"""Debts in the cells of a table and in the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator

_OWED = re.compile(
    r"欠(?!薪原因|费原因)|差多少|差额|未[缴交还付清结]|应[补还缴]|逾期(?:金|本|款|总)|剩余本金|罚息|赊|坏账|呆账"
)
_NO_SUM = re.compile(
    r"日|时间|原因|说明|备注|情况|次数|期数|月|天|人数|编号|类|方式|率|单位|企业|公司"
)
_SUM_HEADING = re.compile(r"金额|余额|数额|本金|多少|款额|总额|合计|小计")
_DEBTS = re.compile(r"欠|逾期|催[收缴]|追[缴讨]|未[清缴交还付结]|债务|赊账|失信|不良|差多少")
_DEBTOR = re.compile(
    r"姓名|名字|经营者|户主|户名|业主|住户|租户|承租|当事人|学生|客户|债务人|借款人|持卡人|带班人|包工头|雇主"
    r"|(?<![负责系办])人$|人员$|对象|老板"
)
_WAGES = re.compile(r"薪|工资|工钱")
_PAYS_WAGES = re.compile(r"带班|包工头|雇主|老板|欠薪人|负责人")
_SUM_CELL = re.compile(
    r"[0-9一二三四五六七八九两][0-9,.一二三四五六七八九十百千万余多]{0,14}(?:元|块)?"
)
_LONGEST_LINE = 400
# Where every line is a heading the time stays linear.
_MOST_ROWS = 200
_FIELD = re.compile(
    r"(?:负债|债务|外债|欠款|欠账|欠费|赊账|逾期|结欠)(?:情况|金额|总额|合计|明细|说明|数额)?"
    r"[ ]?:[ ]?(?!无|没|0|不|\n|[ ]|否|未)([^\n|]{2,60})"
)
_FIGURE = re.compile(r"[0-9一二三四五六七八九十两几]")
_NO_VALUE = re.compile(r"罚息|上浮|利率|应当|不得")
_KINDS = ("|", " ")


def cells_of_debts(flat: str) -> Iterator[tuple[int, int]]:
    """The sums that stand under a heading for what somebody owes."""
    if "\n" not in flat or not _DEBTS.search(flat):
        return
    at = 0
    lines = flat.split("\n")
    for number, line in enumerate(lines):
        if len(line) <= _LONGEST_LINE and (kind := _kind_of(line)):
            title = lines[number - 1] if number else ""
            wanted = _columns_of_debts(line.split(kind), title)
            if wanted:
                yield from _sums_below(
                    lines[number + 1 : number + _MOST_ROWS], at + len(line) + 1, kind, wanted
                )
        at += len(line) + 1


def fields_of_debts(flat: str) -> Iterator[tuple[int, int]]:
    """What a form gives in a field for debts."""
    if ":" not in flat:
        return
    for field in _FIELD.finditer(flat):
        if _FIGURE.search(field[1]) and not _NO_VALUE.search(field[1]):
            end = field[1].find("。")
            yield field.start(1), field.start(1) + end if end >= 0 else field.end(1)


def _kind_of(line: str) -> str | None:
    """What parts the cells of a heading."""
    for kind in _KINDS:
        if line.count(kind) > 1:
            return kind if _DEBTOR.search(line) else None
    return None


def _columns_of_debts(headings: list[str], title: str) -> frozenset[int]:
    if not any(_DEBTOR.search(heading.strip()) for heading in headings):
        return frozenset()
    whole = f"{title} {' '.join(headings)}"
    if _WAGES.search(whole) and not _PAYS_WAGES.search(" ".join(headings)):
        return frozenset()
    of_debts = _DEBTS.search(whole) is not None
    return frozenset(
        place
        for place, heading in enumerate(headings)
        if not _NO_SUM.search(heading)
        and (_OWED.search(heading) or (of_debts and _SUM_HEADING.search(heading)))
    )


def _sums_below(
    lines: list[str], at: int, kind: str, wanted: frozenset[int]
) -> Iterator[tuple[int, int]]:
    for line in lines:
        cells = line.split(kind)
        if len(line) > _LONGEST_LINE or len(cells) < max(wanted) + 1 or len(cells) < 3:
            return
        if not _FIGURE.search(line):
            return
        start = at
        for place, cell in enumerate(cells):
            if place in wanted and _SUM_CELL.fullmatch(cell.strip()):
                yield start, start + len(cell)
            start += len(cell) + 1
        at += len(line) + 1
