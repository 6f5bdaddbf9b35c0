"""Debts in the cells of a table and in the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from govllm.privacy.facts.credit_forms import FIRM_NAME

# A heading that tells of a debt by itself, and one that does where no other column is clearer.
_OWED = re.compile(
    r"欠(?!薪原因|费原因)|差多少|差额|未(?:[缴交还付清结]|履行|偿|收)|逾期|超期|剩余本金|罚息|赊|坏账|呆账|挂账"
)
_DUE = re.compile(r"应[补还]|应缴")
_NO_DEBT = re.compile(r"原因|说明|备注|情况|人数|编号|类|方式|率|单位|企业|公司|日期?$|前$|否")
_SUM_HEADING = re.compile(r"金额|余额|数额|本金|多少|款额|总额|合计|小计")
# What an execution is about is owed where the table also tells what came of it.
_STAKE = re.compile("标的")
_PURSUED = re.compile("失信|到位|措施|情形|履行|限制|限高|曝光|老赖|惩戒|悬赏|[尚拖]欠")
_DEBTS = re.compile(
    r"欠|逾期|催[收缴]|追[缴讨]|未[清缴交还付结]|债务|赊账|失信|被执行|不良|差多少|差额|借款人|贷款"
)
# What is told of a debtor in words, the whole cell.
_STATE_HEADING = re.compile("失信.{0,4}情形|失信行为|措施|状态|分类")
_STATE = re.compile(
    "履行能力|拒不|违反|规避|抗拒|妨碍|限高|限消|限制|纳失|失信|黑名单|逾期|次级|可疑|损失|呆账|坏账|[拖尚下]欠"
    "|催[告缴收]|从[^,;]{1,6}扣|[剩余][^,;]{0,3}[0-9]|未[还付缴交履结清]"
)
_DEBTOR = re.compile(
    r"姓名|名字|经营者|户主|户名|业主|住户|租户|租客|承租|当事人|学生|客户|债务人|借款人|持卡人|带班人|包工头|雇主"
    r"|摊主|车主|会员|(?<![负责系办])人$|人员$|对象|老板"
)
_CREDITOR = re.compile("申请(?:执行)?人|债权人|出借人|联系人|联系电话")
_WAGES = re.compile(r"薪|工资|工钱|欠发|工种|劳动报酬|务工")
_PAYS_WAGES = re.compile(r"带班|包工头|雇主|老板|欠薪人|负责人|被执行")
# For how many months a firm has not paid its workers.
_EMPLOYER = re.compile("单位|企业|工厂|公司")
_MONTHS = re.compile("月")
_SUM_CELL = re.compile(
    r"(?:(?:全部|部分|余|剩|还差|尚?欠|约),?){0,2}[0-9一二三四五六七八九两][0-9,.一二三四五六七八九十百千万余多]{0,14}"
    r"(?:元|块)?"
)
# 3期, 97天, 2022.1-2024.6, 去年冬: how long or since when it has been owed.
_TIME_CELL = re.compile(
    r"[0-9一二三四五六七八九十两半][0-9一二三四五六七八九十.年月日至\-~—上下半、]{0,18}"
    r"(?:个?月|期|天|次|年度?|季度?|笔)?(?:未[缴交还])?"
)
_NOUGHT = re.compile(r"[0.]+(?:元|期|天|次|个月|万元)?")
_SUMMARY = re.compile("合计|总计|小计|共计|总和")
_FIGURE = re.compile(r"[0-9一二三四五六七八九十两几]")
_LONGEST_LINE = 400
_LONGEST_TITLE = 40
# Where every line is a heading the time stays linear.
_MOST_ROWS = 200
_KINDS = ("|", " ")


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a table tell of debts, by sums or in words, and which names the debtor."""

    sums: frozenset[int]
    states: frozenset[int]
    debtor: int

    @property
    def last(self) -> int:
        return max(self.sums | self.states | {self.debtor})


def cells_of_debts(flat: str) -> Iterator[tuple[int, int]]:
    """The cells that stand under a heading for what somebody owes."""
    if "\n" not in flat or not _DEBTS.search(flat):
        return
    at = 0
    lines = flat.split("\n")
    for number, line in enumerate(lines):
        if len(line) <= _LONGEST_LINE and (kind := _kind_of(line)):
            columns = _columns_of_debts(line.split(kind), _title(lines, number))
            if columns:
                yield from _cells_below(
                    lines[number + 1 : number + _MOST_ROWS], at + len(line) + 1, kind, columns
                )
        at += len(line) + 1


def _title(lines: list[str], number: int) -> str:
    """What stands over a table: a title, and a line or two under it."""
    return " ".join(line[:_LONGEST_TITLE] for line in lines[max(0, number - 3) : number])


def _kind_of(line: str) -> str | None:
    """What parts the cells of a heading."""
    for kind in _KINDS:
        if line.count(kind) > 1:
            return kind
    return None


def _columns_of_debts(cells: list[str], title: str) -> _Columns | None:
    headings = [cell.strip() for cell in cells]
    debtors = [
        place
        for place, heading in enumerate(headings)
        if _DEBTOR.search(heading) and not _CREDITOR.fullmatch(heading)
    ]
    whole = f"{title} {' '.join(headings)}"
    if not debtors or (_WAGES.search(whole) and not _PAYS_WAGES.search(" ".join(headings))):
        return None
    of_debts = _DEBTS.search(whole) is not None
    ways = [_OWED, _DUE]
    if of_debts:
        ways += [_SUM_HEADING, _STAKE] if _PURSUED.search(whole) else [_SUM_HEADING]
    sums = next(filter(None, (_places(way, headings) for way in ways)), frozenset())
    if any(map(_EMPLOYER.search, headings)) and all(_MONTHS.search(headings[n]) for n in sums):
        sums = frozenset()
    states = _places(_STATE_HEADING, headings) if of_debts or sums else frozenset()
    columns = _Columns(sums, states, debtors[0])
    return columns if sums or states else None


def _places(way: re.Pattern[str], headings: list[str]) -> frozenset[int]:
    return frozenset(
        place
        for place, heading in enumerate(headings)
        if way.search(heading) and not _NO_DEBT.search(heading)
    )


def _cells_below(
    lines: list[str], at: int, kind: str, columns: _Columns
) -> Iterator[tuple[int, int]]:
    for line in lines:
        cells = line.split(kind)
        if _STATE_HEADING.search(line) and _DEBTOR.search(line):
            return
        if len(line) > _LONGEST_LINE or len(cells) <= columns.last or len(cells) < 3:
            return
        if not _FIGURE.search(line) and not columns.states:
            return
        if not _is_of_nobody(cells, columns):
            start = at
            for place, cell in enumerate(cells):
                if _is_debt(cell.strip(), place, columns):
                    other = cell.find(",另")
                    yield start, start + (len(cell) if other < 0 else other)
                start += len(cell) + 1
        at += len(line) + 1


def _is_of_nobody(cells: list[str], columns: _Columns) -> bool:
    """Whether a row adds the others up, or speaks of a firm."""
    return _SUMMARY.match(cells[0].strip()) is not None or bool(
        FIRM_NAME.search(cells[columns.debtor].strip()) or _SUMMARY.match(cells[columns.debtor])
    )


def _is_debt(cell: str, place: int, columns: _Columns) -> bool:
    if place in columns.states:
        return _STATE.search(cell) is not None
    told = _SUM_CELL.fullmatch(cell) or _TIME_CELL.fullmatch(cell)
    return place in columns.sums and told is not None and not _NOUGHT.fullmatch(cell)
