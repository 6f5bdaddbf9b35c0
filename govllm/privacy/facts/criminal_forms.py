"""Offences and punishments as tables and forms give them: under 罪名, after 原判刑罚:.

A cell is short and bare, without 因 and 被, so that the rules for sentences do not find it. Lists
of offenders often have no heading of those that stand over names (被处罚人|违法事实|处罚结果).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from govllm.privacy.classes import Finding
from govllm.privacy.facts.criminal_words import TIME, TOKEN
from govllm.privacy.facts.wording import finding
from govllm.privacy.tables import grid_at

# What a column or a field is called that tells of offences and of nothing else.
_OFFENCE = (
    r"(?:所犯|涉嫌|触犯|原判|所涉|犯罪|认定|指控)?罪名|罪行|犯罪事实|违法(?:犯罪)?(?:事实|行为|情形)"
    r"|处罚(?:事由|原因)|拘留(?:事由|原因)|入所(?:事由|原因)|案由|(?:吸毒|滥用)种类"
)
_PUNISHMENT = (
    r"刑罚|刑期|刑种|刑名|附加刑|判处|原判(?:刑罚|刑期|情况|罪名及刑期)?|(?:裁判|判决|宣判)(?:结果|情况)"
    r"|(?:行政)?处罚(?:结果|内容|种类|情况|及期限|措施)|处罚$|戒毒措施|戒毒方式|(?:历次)?处理(?:结果|情况)|拘留(?:期限|天数)"
    r"|强制措施|矫正(?:类别|类型)|管控(?:类别|类型|状态)|前科|劣迹|(?:违法|犯罪|吸毒|处罚)(?:犯罪)?"
    r"(?:记录|经历|史|情况)|人员类[别型]|因何|诉讼阶段"
)
_TELLING = re.compile(rf"{_OFFENCE}|{_PUNISHMENT}")
# Whatever words stand there are the offence.
_NAMES_OFFENCE = re.compile(
    "罪名|罪行|(?:违法|犯罪)(?:犯罪)?(?:事实|行为|情形)|因何|(?:吸毒|滥用)种类|(?:处罚|拘留|入所)(?:事由|原因)"
)
_TABLE = re.compile(
    r"姓名|罪[名犯]|案由|被(?:处罚|告|拘留)人|违法(?:行为人|人员)|嫌疑人|矫正对象|戒毒人员|当事人"
)
_PERSON = re.compile(
    r"姓名|对象|人员|罪犯|被告|嫌疑人|户主|当事人|被处罚|被拘留|行为人|学员|戒毒人"
)
# Tables of those to whom something was done, and of what is asked or counted.
_OTHERS = re.compile(
    r"报警|报案|受害|被害|举报|投诉|咨询|失主|警情|反映|来访|信访|申请(?:事项|人)|律师|承办|课|培训|试题"
    r"|件数|人数|合计|同比|总数"
)
_FIRM_CELL = re.compile(
    r"公司|企业|商行|超市|饭店|餐馆|菜馆|酒店|网吧|店$|厂$|部$|中心$|合作社|集团|行$|院$|馆$"
)
_FIRM_PARTY = re.compile(
    r"(?:当事人|被处罚(?:人|单位)|名称|字号|违法单位|单位名称)[^:\n]{0,6}:[^\n]{0,24}?"
    r"(?:公司|企业|商行|超市|店|厂|经营部|合作社|酒店|馆|网吧)"
)
_NOTHING = re.compile(
    r"[ /\-—无否]*$|无(?!证|照|期|户)|没有|未(?:发现|见|受|曾|有)|未$|不(?:详|明|适用)"
    "|否|待(?:定|查)"
)
_DATE = re.compile(
    r"(?:[0-9]{4}[年.][ ]?(?:[0-9]{1,2}[月.]?)?(?:[0-9]{1,2}日?)?|[0-9]{1,2}月)[,: ]?"
)
_SPAN = re.compile(r"自?(?:[0-9]{4}[年.\-/]|[0-9]{1,2}月)")
_HAN = re.compile(r"[\u4e00-\u9fff]{2}")
_JOINT = re.compile(
    rf"[,、;和及并各 ]|一案|{TIME}|[0-9一二三四五六七八九十百千两,]{{1,8}}元|因|犯|涉嫌|[已被现]|案"
)
_SURE = re.compile(
    r"罪$|拘[留役]|刑|管制|假释|缓|强[制戒]|戒毒|取保|监视|逮捕|在逃|通缉|盗|窃|抢|诈|骗|贩|毒|赌|嫖|卖淫"
    r"|殴|伤害|寻衅|酒驾|醉驾|危险驾驶|肇事|逃逸|贪|贿|侵占|挪用|妨害|阻碍|走私|非法|虚假|伪造|谎报"
    r"|猥亵|强奸|杀人|纵火|放火|滥伐|盗伐|洗钱|帮信|帮助信息|掩饰|敲诈|扰乱|污染环境|侵犯|虚开|开设"
    r"|矫正|脱管|漏管|吸"
)
# Said in other matters too, but not under these headings.
_FINED = re.compile("罚|吊销|暂扣|扣证|没收|警告")
_TERM_ALONE = re.compile(rf"(?:{TIME})+$")
_OF_TERMS = re.compile("刑|原判")
_PARTY = re.compile(r"被告人|罪犯|[\u4e00-\u9fff]某")
_LONGEST_CELL = 40

# The last characters of what a field is called: few colons of a text are looked at closely.
_COLON = re.compile(":(?<=[名行实为形由因罚期种刑判处果况容类限数施别型态科迹录历史何段]:) ?")
_LABEL = re.compile(rf"(?<![\u4e00-\u9fff])(?:其|本人|有无|曾受)?(?:{_OFFENCE}|{_PUNISHMENT})$")
_VALUE = re.compile(r"[^\n|。]{1,60}")
_NEXT_FIELD = re.compile(r" +[\u4e00-\u9fff ]{2,10}:|;|\(")


def find_in_forms(flat: str) -> Iterator[Finding]:
    """What cells and fields tell of somebody's offences."""
    if "\n" in flat and ("|" in flat or " " in flat):
        yield from _in_tables(flat)
    yield from _in_fields(flat)


def _in_tables(flat: str) -> Iterator[Finding]:
    reached = 0
    for match in _TABLE.finditer(flat):
        grid = grid_at(flat, match.start()) if match.start() >= reached else None
        if grid is None:
            continue
        reached = grid.end
        whose = next((at for at, word in enumerate(grid.headings) if _PERSON.search(word)), None)
        if whose is None:
            continue
        read = _read_columns(grid.headings)
        for cells in grid.rows:
            if not _FIRM_CELL.search(flat[slice(*cells[whose])]):
                yield from _in_row(flat, read, cells)


def _read_columns(headings: Sequence[str]) -> dict[int, tuple[str, bool]]:
    """The columns that are read, with what stands over them and whether it tells of offences."""
    others = any(map(_OTHERS.search, headings))
    told = ((at, word, bool(_TELLING.search(word))) for at, word in enumerate(headings))
    return {at: (word, telling) for at, word, telling in told if telling or not others}


def _in_row(
    flat: str, columns: Mapping[int, tuple[str, bool]], cells: Sequence[tuple[int, int]]
) -> Iterator[Finding]:
    for at, (heading, telling) in columns.items():
        start, end = cells[at]
        if 0 < end - start <= _LONGEST_CELL and _tells(flat, start, end, heading, telling=telling):
            yield finding("criminal", flat, _behind_date(flat, start, end), end)


def _tells(flat: str, start: int, end: int, heading: str, *, telling: bool) -> bool:
    """Whether a cell or a field is an offence or a punishment, and nothing else."""
    value = flat[start:end]
    if _NOTHING.match(value) or not _HAN.search(value):
        return False
    if _NAMES_OFFENCE.search(heading):
        return True
    if not telling:
        return bool(_SURE.search(value)) and _is_made_of_tokens(flat, start, end)
    begin = _behind_date(flat, start, end)
    if _SPAN.match(flat, begin, end) or _PARTY.match(flat, begin, end):
        return False
    if _OF_TERMS.search(heading) and _TERM_ALONE.match(flat[begin:end]):
        return True
    token = TOKEN.search(flat, begin, end)
    whole = (
        token is not None and token.start() - begin <= 12 and "," not in flat[begin : token.start()]
    )
    return whole and bool(_SURE.search(value) or _FINED.search(value))


def _is_made_of_tokens(flat: str, start: int, end: int) -> bool:
    at = start
    while at < end:
        step = TOKEN.match(flat, at, end) or _JOINT.match(flat, at, end)
        if step is None or step.end() == at:
            return False
        at = step.end()
    return True


def _in_fields(flat: str) -> Iterator[Finding]:
    for colon in _COLON.finditer(flat):
        label = _LABEL.search(flat, max(0, colon.start() - 12), colon.start())
        value = _VALUE.match(flat, colon.end()) if label else None
        if label is None or value is None:
            continue
        start, end = value.span()
        following = _NEXT_FIELD.search(flat, start, end)
        if following:
            end = following.start()
        heading = label[0]
        if _FIRM_PARTY.search(flat, max(0, label.start() - 200), label.start()):
            continue
        begin = _behind_date(flat, start, end)
        if end - begin <= 30 and _tells(flat, begin, end, heading, telling=True):
            yield finding("criminal", flat, begin, end)


def _behind_date(flat: str, start: int, end: int) -> int:
    date = _DATE.match(flat, start, end)
    return date.end() if date and date.end() < end else start
