"""Debts in the cells of a table and in the fields of a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govllm.privacy.facts.credit_forms import FIRM_NAME
from govllm.privacy.tables import Grid, Place, grid_at

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
# What a table is looked for by.
_HEADING = re.compile(
    "|".join(way.pattern for way in (_OWED, _DUE, _SUM_HEADING, _STAKE, _STATE_HEADING))
)
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
_FEWEST_COLUMNS = 3
_TITLES, _LONGEST_TITLE = 3, 40


@dataclass(frozen=True, slots=True)
class _Columns:
    """Which columns of a table tell of debts, by sums or in words, and which names the debtor."""

    sums: frozenset[int]
    states: frozenset[int]
    debtor: int


def cells_of_debts(flat: str) -> Iterator[Place]:
    """The cells that stand under a heading for what somebody owes."""
    if "\n" not in flat or not _DEBTS.search(flat):
        return
    reached = 0
    for match in _HEADING.finditer(flat):
        grid = grid_at(flat, match.start()) if match.start() >= reached else None
        if grid is None or len(grid.headings) < _FEWEST_COLUMNS:
            continue
        reached = grid.end
        if columns := _columns_of_debts(grid.headings, _title(flat, grid.start)):
            yield from _cells_below(flat, grid, columns)


def _title(flat: str, start: int) -> str:
    """What stands over a table: a title, and a line or two under it."""
    lines = flat[max(0, start - _TITLES * _LONGEST_TITLE) : start].split("\n")
    return " ".join(line[:_LONGEST_TITLE] for line in lines[-_TITLES - 1 :])


def _columns_of_debts(headings: Sequence[str], title: str) -> _Columns | None:
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


def _places(way: re.Pattern[str], headings: Sequence[str]) -> frozenset[int]:
    return frozenset(
        place
        for place, heading in enumerate(headings)
        if way.search(heading) and not _NO_DEBT.search(heading)
    )


def _cells_below(flat: str, grid: Grid, columns: _Columns) -> Iterator[Place]:
    for cells in grid.rows:
        told = [flat[start:end] for start, end in cells]
        if not _FIGURE.search("".join(told)) and not columns.states:
            return
        # A row that adds the others up, or speaks of a firm.
        if _SUMMARY.match(told[0]) or _SUMMARY.match(told[columns.debtor]):
            continue
        if FIRM_NAME.search(told[columns.debtor]):
            continue
        for place, (start, end) in enumerate(cells):
            if _is_debt(told[place], place, columns):
                other = told[place].find(",另")
                yield start, end if other < 0 else start + other


def _is_debt(cell: str, place: int, columns: _Columns) -> bool:
    if place in columns.states:
        return _STATE.search(cell) is not None
    told = _SUM_CELL.fullmatch(cell) or _TIME_CELL.fullmatch(cell)
    return place in columns.sums and told is not None and not _NOUGHT.fullmatch(cell)
