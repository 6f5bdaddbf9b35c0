"""Debts of a person, loans overdue, black lists, limits on spending."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.wording import finding, sentence_of
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
    rf"|$)){_REST}{{0,8}}"
)
# What says it, without what stands before; every way begins with a character of its own.
_CORE = re.compile(
    rf"欠(?<![清没不被]欠)(?:着|下|了|付|缴|交|有|过)?(?!薪|缺|佳|妥|条|款人){_REST}{{0,26}}"
    rf"|逾期(?!的|将|不|可|利率|未?处理|办理|缴|补|者)(?=(?:了|着)?(?:未|没|被|{_SUM}|{_LOAN}"
    rf"|[,。;|\n ]|$)|记录|在{_LOAN}|本金|本息|共){_REST}{{0,16}}"
    rf"|断供{_REST}{{0,16}}|还不[上起]{_REST}{{0,8}}|没(?:还(?!有|是|没)|结清|结(?=[,。;]"
    rf"|$)){_REST}{{0,8}}|呆账|代偿{_REST}{{0,12}}"
    rf"|透支{_REST}{{0,4}}?{_SUM}{_REST}{{0,10}}"
    + "".join(f"|{no}{_UNPAID}" for no in _FAILING)
    + rf"|未(?:清|结清?|还)(?!除|晰|洁){_REST}{{0,8}}"
    r"|失信(?:联合)?(?:惩戒)?(?:被执行人|人员|人)?(?:名单|黑名单|名录|库)?(?!曝光|信息|公开|公告"
    r"|的|履行|行为|主体|将|应|不得|可|须)"
    r"|黑名单|老赖(?:名单)?"
    r"|限制高?消费(?:措施|令)?|限高(?!架|度|杆)|限制出境|限制乘坐高铁|冻结(?:(?<=[卡户资]..)"
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
    r"|骗取贷款[^,。;|\n]{0,6}|破产(?<=个人破产)|债务清理(?<=个人债务清理)"
)
# What belongs to it and stands before.
_BEFORE = re.compile(
    rf"(?:{mirrored([*_LOANS, *words_of('privacy', 'debts')])}|[0-9]{{3}},(?=[0-9])"
    rf"|[0-9一二三四五六七八九十百千万两几多.])*+"
)
_WINDOW = 24
_OWED = re.compile(_LOAN)
_JOINT = re.compile(r"[,、](?:已|并|也|又|还)?")
_LISTED = re.compile("[列加纳录拉][入为进]|[上进成]了|挂上|是|系|被")
_BARE = frozenset({"逾期", "逾期了", "欠款", "无力偿还", "无力还款", "没有还款"})
_STARTS = re.compile(
    r"^(?:[,、的了着又再已也都在.人]|本人|他人?|她|我"
    r"|[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?(?!起)|现(?=被|已)"
    r"|[0-9一二三四五六七八九十]+(?:日|$)|有(?!不良|逾期|履行|偿还))+"
)
_PERSON = re.compile(
    rf"{one_of(words_of('privacy', 'people'))}"
    rf"|[老小](?=[张王李刘陈杨赵黄周吴徐孙马朱胡郭何高林罗郑梁])"
    rf"|某(?!些|种|类|公司|企业|单位|厂|店|地|市|村|局|院|校|银行"
    rf"|小区|物业)|[1-9][0-9]{{16}}[0-9Xx]|1[3-9][0-9]{{9}}"
    rf"|借款人|持卡人|债务人"
    r"|岁|[男女],|户籍|身份证|人,|出生|[叫系]|共同"
)
_FIELD = re.compile(
    r"(?:负债|债务|欠款|信用|征信|经济|家庭|逾期|贷款|履行|还款|执行"
    r"|失信)[\u4e00-\u9fff]{0,4}[ ]?[:|]"
)
_RULE = re.compile(
    r"逾期(?:不|未(?!还|归)|将|视为|可|的|后|拨打|每日|按|缴纳|补缴|办理|申报|依法)"
    r"|(?:应当|可以|将|一律|须|可能|会)(?:依法)?(?:被)?(?:列入|纳入|影响|受到|承担|限制|采取)"
    r"|的,(?:应|处"
    r"|将|可|由|依)|凡|如果|一旦|若|不得"
    r"|严禁|适用|情形|本(?:法|条例|办法|规定)|办法|条例|制度(?<!报告制度)|机制|管理规定|宣传|提醒"
    r"|知识|讲解|防范|同比|[0-9]+(?:件|家|户)|率"
    r"|没有逾期|无逾期|无不良|未被列入|不欠|信用修复|异常名录|撤诉处理|失信信息"
)
_WAGES = re.compile(
    r"欠(?:薪|费(?![0-9])|租|产|收|发|缺|工资|[^,。]{0,10}(?:工资|工钱|加班费|社保))"
)
_FIRM = re.compile(
    r"公司|企业|开发商|物业|商家|工厂|老板|店家|雇主|厂家|用人单位|包工头|健身房|机构"
    r"|统一社会信用代码"
)
_TELLS_LIST = re.compile("列入|列为|纳入|限制|限高|失信|黑名单")


def find_credit(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's debts and standing in a flat text."""
    last: tuple[int, int] | None = None
    for start, end in _mentions(flat):
        # 尚欠本金7.2万元,已限制高消费 is one.
        if last and (start <= last[1] or _JOINT.fullmatch(flat, last[1], start)):
            last = last[0], end
            continue
        if last and _is_told(flat, columns, *last):
            yield finding("credit", flat, *columns.clipped(*last))
        last = start, end
    if last and _is_told(flat, columns, *last):
        yield finding("credit", flat, *columns.clipped(*last))


def _mentions(flat: str) -> Iterator[tuple[int, int]]:
    for match in _CORE.finditer(flat):
        start = match.start()
        window = flat[max(0, start - _WINDOW) : start]
        before = _BEFORE.match(window[::-1])
        begin = start - (before.end() if before else 0)
        odd = _STARTS.match(flat[begin:start])
        begin += odd.end() if odd else 0
        if _is_whole(match[0], flat[begin:start]):
            yield begin, match.end()


def _is_whole(core: str, before: str) -> bool:
    """Whether enough is said: 逾期 may be said of papers too, 黑名单 of nobody."""
    if core in _BARE:
        return _OWED.search(before) is not None
    named = core.startswith(("失信", "黑名单", "老赖")) and core != "失信被执行人"
    return not named or _LISTED.search(before) is not None


def _is_told(flat: str, columns: Columns, start: int, end: int) -> bool:
    """Whether a mention speaks of somebody's debt."""
    opening, closing = sentence_of(flat, start, end)
    if columns.cell(start) is not None or _FIELD.search(flat, opening, start):
        return True
    if _WAGES.search(flat, start, end) and not _TELLS_LIST.search(flat, start, end):
        return False
    if _RULE.search(flat, opening, closing):
        return False
    if _FIRM.search(flat, opening, start) and not _PERSON.search(flat, opening, start):
        return False
    return bool(_PERSON.search(flat, max(0, opening - 60), closing))
