"""Debts of a person, loans overdue, black lists, limits on spending."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.credit_again import sums_again
from govllm.privacy.facts.credit_forms import fields_of_debts
from govllm.privacy.facts.credit_tables import cells_of_debts
from govllm.privacy.facts.credit_told import (
    MONEY,
    MONEY_SUM,
    OF_DEBTS,
    bounds,
    grouped,
    is_effect,
    is_loose,
    near_debt,
    speaks_of_money,
    sum_before,
)
from govllm.privacy.facts.credit_whose import is_told
from govllm.privacy.facts.wording import finding, merged
from govllm.wordlists import mirrored, one_of, words_of

_SUM = (
    r"[0-9一二三四五六七八九十百千万两几数][0-9一二三四五六七八九十百千万亿两几多余,.]{0,13}"
    r"(?:元|块钱?)?"
)
# What goes on within a clause, a comma within a sum among it.
_REST = r"(?:[^,。;:!?|\n()]|(?<=[0-9]),(?=[0-9]{3}))"
_LOANS = words_of("privacy", "loans")
_LOAN = one_of(_LOANS)
_PAYS = "(?:偿还|归还|履行|清偿|还清|还款|支付|还(?!有|是|要|能|可|会|没|未|不))"
_FAILING = ("未", "拒不", "没", "无力", "不能", "仍不", "拒绝", "无法")
_UNPAID = (
    rf"(?:有|能|按期|按时|主动|自动|如期|全部|再){{0,2}}{_PAYS}"
    rf"(?:[^,。;|\n]{{0,30}}?(?:义务|判决|还款额|调解书)|最低还款额|{_LOAN}|{_SUM}|(?=[,。;|\n]"
    rf"|$))(?:(?!的){_REST}){{0,16}}"
)
# What says it, without what stands before; every way begins with a character of its own.
_CORE = (
    rf"欠(?<![清没不被亏无]欠)(?!料| ?0)[着下了付缴交有过]?"
    rf"(?!记录|[的得]就是|薪|缺|佳|妥|条|款人){_REST}{{0,26}}"
    rf"|逾期(?!的|罚|将|不|可|利率|未?处理|办理|缴|补|者)(?=(?:了|着)?(?:未|没|被|[俩仨好半近超达多快整]"
    rf"|严重|金额|{_SUM}|{_LOAN}"
    rf"|[后前]?[,。;|\n ]|$)|记录|在{_LOAN}|本金|本息|共){_REST}{{0,16}}"
    rf"|断供{_REST}{{0,16}}|还不[上起]{_REST}{{0,8}}|没(?:还(?!有|是|没)|结清|结(?=[,。;]"
    rf"|$)){_REST}{{0,8}}|呆账|代偿(?<!失代偿)(?!机构|责任|期|性){_REST}{{0,12}}"
    rf"|透支{_REST}{{0,4}}?{_SUM}{_REST}{{0,10}}"
    + "".join(f"|{no}{_UNPAID}" for no in _FAILING)
    + rf"|未(?<!无未)(?:清|结清?|还)(?!除|晰|洁|同学|业主|住户){_REST}{{0,8}}"
    r"|失信(?:联合)?(?:惩戒)?(?:被执行人|人员|人)?(?:名单|黑名单|名录|库)?(?!曝光|信息|公开|公告"
    r"|的|履行|行为|主体|将|应|不得|可|须)"
    r"|从失信(?:被执行人)?(?:名单)?[^,。;|\n]{0,4}(?:撤|移|删|屏蔽|除)[^,。;|\n]{0,4}"
    r"|黑名单|老赖(?:名单)?"
    r"|限制高?消费(?:措施|令)?|限高(?!架|度|杆|[0-9一二三四五两])|限制出境|限制乘坐高铁|冻结(?:(?<=[卡户资]..)"
    r"|(?<=[卡户资]...))"
    rf"|负债(?:累累|(?:共|合计|约|达|总额)*{_SUM}{_REST}{{0,6}})|债务(?:共|合计|约|达"
    rf"|总额)*{_SUM}{_REST}{{0,6}}"
    rf"|征信{_REST}{{0,6}}?(?:不良|逾期|污点|黑了|花了|有问题|黑名单){_REST}{{0,8}}|不良(?:信用"
    rf"|征信)记录"
    rf"|担保{_REST}{{0,14}}?(?:代偿|未清|逾期|欠|起诉|未还){_REST}{{0,8}}"
    rf"|偿还(?:(?<=[同带]偿还)|(?<=[令判]偿还)"
    rf"|(?<=[令判][你其他她]..))(?:逾期)?{_REST}{{0,8}}?(?:欠款|借款|贷款|本息|本金"
    rf"|债务){_REST}{{0,14}}"
    r"|履行能力而?(?:拒不|不)履行|违反财产报告制度|规避执行|抽逃[^,。;|\n]{0,6}财产"
    r"|转移[^,。;|\n]{0,6}财产"
    r"|骗取贷款[^,。;|\n]{0,6}|破产(?<=个人破产)(?!申请)|债务清理(?<=个人债务清理)"
)
_TOLD, _NEEDS_MONEY = grouped()
_MENTION = re.compile(f"{_CORE}|{_TOLD}")
# What belongs to it and stands before.
_BEFORE = re.compile(
    rf"(?:{mirrored([*_LOANS, *words_of('privacy', 'debts')])}|[0-9]{{3}},(?=[0-9])"
    rf"|[0-9一二三四五六七八九十百千万两几多.])*+"
)
_WINDOW = 24
_OWED = re.compile(_LOAN)
_JOINT = re.compile(
    r"[,、;]?(?:已|并|也|又|还|如今|现在?|目前|至今|后来|最后|到现在|截[至止][0-9年月日]{4,12},?)*"
)
_ANEW = re.compile(
    "因|法院|催(?![了过着得])|天天|每天|电话|短信|银行|信用社|农商行|平台|债主|债权人|放贷"
)
# A sum told in the next clause: 合计五万四, 下剩一万五.
_SUMMED = re.compile(
    r"(?:,(?:合计|共计?|累计|目前|总共|一共|拢共|总计|加起来|加一块|总数|总额|计|算下来|一算|折合|最低(?:要|需)?(?:还|处理|缴)?|至少|当前|需要?|滞纳金|罚息|记着|本子上|前后|本金|利息"
    r"|违约金|其中|已|才|只|也|还|付|下|剩|差|欠|尚|每月|要|扣|如今|现在|大概|差不多|两项|两笔|连本带[息利]|了)*+"
    rf"{MONEY_SUM}[^,。;:!?|\n()]{{0,8}}){{1,3}}"
)
_LISTS = ("失信", "从失信", "限制", "限高", "黑名单", "老赖", "冻结", "违反", "转移", "抽逃")
_LISTED_BY = re.compile(
    r"(?:因(?<![原基])[^,。;:!?|\n]{1,20},?)?(?:[已也曾又]{0,2}被[^,。;:!?|\n]{0,20}|(?<=因)[^,。;:!?|\n]{1,20},?)$"
    r"|对[^,。;:!?|\n]{1,8}(?:采取|实施|发出|作出)了?$|[将把][^,。;:!?|\n]{1,12}$"
    r"|[买坐乘订]不[了上成][^,。;:!?|\n]{0,8},$"
)
_LISTED = re.compile("[列加纳录拉][入为进]|[上进成]了|挂[上在着]|[还仍]在|是|系|被")
_CAUSE = re.compile("因为?$")
_NONE = ("无", "没有", "没", "未", "未曾", "没有过", "未发生", "未出现")
_BARE = frozenset({"逾期", "逾期了", "欠款", "无力偿还", "无力还款", "没有还款"})
_STARTS = re.compile(
    r"(?:[,、的了着又再已也都在.人]|本人|他人?|她|我"
    r"|[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?!起)|现(?=被|已)"
    r"|[0-9一二三四五六七八九十]+(?:日|$)|有(?!不良|逾期|履行|偿还))+"
)
_NEVER = re.compile(
    "(?:没有?|从不|从未|未|无)(?:发生过?|出现过?|有过|再|曾|任何)?(?:[拖赊亏]|[对别]人)$"
)
_SETTLED = re.compile(r"欠款[^,。;]{0,8}(?<![未没])[付还结]清")
_GAP = re.compile(
    r"(?<=[\u4e00-\u9fff]) +(?=[\u4e00-\u9fff]|[0-9]{3}[0-9 ]{5})"
    r"|(?<=[\u4e00-\u9fff])[0-9]{5,}(?![0-9.]*[元万亿])"
)


def find_credit(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's debts and standing in a flat text."""
    if not OF_DEBTS.search(flat):
        return
    stated = sorted(_mentions(flat))
    joined = ((start, _before_gap(flat, start, end)) for start, end in _joined(flat, stated))
    told = [place for place in joined if is_told(flat, columns, *place)]
    told += [*cells_of_debts(flat), *fields_of_debts(flat)]
    if not told:
        return
    for start, end in merged([*told, *sums_again(flat, told)]):
        yield finding("credit", flat, *columns.clipped(start, end))


def _joined(flat: str, stated: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Mentions, those that run together as one: 尚欠本金7.2万元,已限制高消费."""
    last: tuple[int, int] | None = None
    for start, end in stated:
        summed = _SUMMED.match(flat, end)
        end = summed.end() if summed else end
        if last and (start <= last[1] or _runs_on(flat, last[1], start)):
            last = last[0], max(end, last[1])
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def _runs_on(flat: str, end: int, start: int) -> bool:
    """Whether a statement belongs to the one before it: not with another subject or reason."""
    return not _ANEW.match(flat, start) and _JOINT.fullmatch(flat, end, start) is not None


def _before_gap(flat: str, start: int, end: int) -> int:
    """The end of a statement before the blank that parts it from the next cell."""
    gap = _GAP.search(flat, start, end)
    return gap.start() if gap else end


def _mentions(flat: str) -> Iterator[tuple[int, int]]:
    for match in _MENTION.finditer(flat):
        start, end = match.span()
        if match.lastindex is None:
            begin = _begin(flat, start)
            if match[0].startswith(_LISTS):
                begin = _listing(flat, begin)
            else:
                begin = min(begin, bounds(flat, start, end)[0])
            begin = _with_cause(flat, begin)
            if _is_owed(flat, begin, start, end) and _is_whole(match[0], flat[begin:start]):
                yield begin, end
            continue
        begin, end = bounds(flat, start, end)
        if _NEEDS_MONEY[match.lastindex - 1] and not speaks_of_money(flat, begin, start, end):
            continue
        if is_effect(flat, match[0], begin, start, end):
            continue
        if not is_loose(match[0]) or near_debt(flat, start, end):
            begin = begin if _ANEW.match(match[0]) else sum_before(flat, begin, end)
            yield _with_cause(flat, begin), end


def _begin(flat: str, start: int) -> int:
    """Where what belongs to a word for a debt begins."""
    window = flat[max(0, start - _WINDOW) : start]
    before = _BEFORE.match(window[::-1])
    begin = start - (before.end() if before else 0)
    odd = _STARTS.match(flat, begin, start)
    return odd.end() if odd else begin


def _with_cause(flat: str, begin: int) -> int:
    """A statement with the 因 before it, which belongs to it."""
    cause = _CAUSE.search(flat[max(0, begin - 2) : begin])
    return begin - len(cause[0]) if cause else begin


def _listing(flat: str, start: int) -> int:
    """Where 因民间借贷纠纷被某法院列为 and 对其采取 begin."""
    window = flat[max(0, start - 60) : start]
    before = _LISTED_BY.search(window)
    return start - len(window) + before.start() if before else start


def _is_owed(flat: str, begin: int, start: int, end: int) -> bool:
    """Whether 欠 is said of money, and of what is not paid yet."""
    if flat[start] != "欠":
        return True
    if _NEVER.search(flat[max(0, start - 8) : start]):
        return False
    return MONEY.search(flat, begin, end) is not None and not _SETTLED.search(flat, start, end)


def _is_whole(core: str, before: str) -> bool:
    """Whether enough is said: 逾期 may be said of papers too, 黑名单 of nobody."""
    if core.startswith("逾期") and before.endswith(_NONE):
        return False
    if core == "逾期" and before.endswith(("次", "笔")):
        return True
    if core in _BARE or core.startswith("断供"):
        return _OWED.search(before) is not None
    named = core.startswith(("失信", "黑名单", "老赖")) and core != "失信被执行人"
    return not named or _LISTED.search(before) is not None
