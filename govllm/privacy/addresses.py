"""Addresses down to the door: from a number and its unit back to where the place begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding

_NUMBER = r"(?:[0-9]{1,5}|[A-Za-z][0-9]{0,3}|[一二三四五六七八九十百零〇两]{1,6}|[甲乙丙丁])"
_PART = (
    rf"(?:第?{_NUMBER}(?:-{_NUMBER}|之{_NUMBER})?[ ]?(?:附{_NUMBER})?"
    r"(?:号楼|号院|号门|号铺|号商铺|号|弄|幢|栋|座|号厅|单元|室|房间|房|层|楼|门面|组|社|"
    r"队|村民小组|期|区|排|户|铺|支弄|巷|街坊|档|门)(?:[东南西北]?侧)?)"
)
_TAIL = r"(?:(?:[-－—][0-9]{1,4}){1,3}|[0-9]{3,4}(?![0-9年元米个人名户日天吨公万%]))"
# What may stand between two numbered parts: an estate's, a building's or a market's name.
_NAME = (
    r"(?:[\u4e00-\u9fff]{0,7}?(?:苑|园|小区|花园|公寓|新村|家园|大厦|广场|城|府|庭|湾|里|"
    r"村|院|楼|阁|居|坊|邸|市场|商场|中心|大楼|写字楼|宿舍|家属院|产业园|工业园|园区|厂区|"
    r"新区|公馆|名邸|社区|商城|商业街)"
    r"[ ]?(?:[东南西北一二三四五六七八九十A-Z]区|[一二三四五]期)?)"
)
_CHAIN = re.compile(
    rf"{_PART}(?:[ ]?[,，]?[ ]?(?:{_NAME}?[ ]?{_PART}|"
    rf"{_TAIL}))*(?:{_NAME}(?=[,，。；;、）)\s]|$))?"
)
_PLACE_END = re.compile(
    r"(?:路|街|巷|道|弄|里|苑|园|小区|花园|公寓|新村|家园|大厦|广场|城|府|庭|湾|村|庄|屯|"
    r"寨|社区|镇|乡|坊|胡同|大院|院|宿舍|段|条|居|邸|阁|楼|区|中心|大楼|市场|商城|商场|墅|"
    r"州|轩|台|峰|都|堡|滩|桥头|埠|坪|墟|寓|郡|岸|口|栈|厂|港|港湾|校|基地|院内|榭|居委会|"
    r"村委会|线)$"
)
_BIG = re.compile(r"(?:省|自治区|市|区|县|旗|镇|乡|街道|社区|新区|开发区)")
_NOT_AFTER = re.compile(
    r"^(?:线|文|令|公告|文件|决定|会议|楼盘|以前|以后|之前|之后|当天|上午|下午|晚|凌晨|起|"
    r"前|至|开始|第|次|台|车|机|桌|选手|病|员|窗口|柜台|段|机组|站|井|染|池|泵)"
)
_DATE_LIKE = re.compile(r"(?:月|[0-9]日|年)[0-9]{0,2}$")
_STOP = re.compile(
    r"[，。；;：:！？!?、\s（）()“”\"'《》〈〉【】\[\]|/<>…~*#=]|(?:现?家?居?住(?:在|于|"
    r"址|地|所)?|现住|暂住|位于|地址(?:是|在|为)?|户籍(?:地|在)?|坐落于?|送到|寄到|送至|"
    r"寄往|搬到|搬至|前往|来到|赶到|发生在|开在|设在|就在|位置(?:在|是)|是在|家在|家是|"
    r"老家|籍贯|租(?:住)?(?:在|了|的)|购买(?:了)?|买了|我(?:们)?(?:在|家)?|他(?:们)?(?:在|"
    r"家)?|她(?:在|家)?|你(?:在|家)?|在|于|到|从|至|往|向|经|沿|由|把|将|被|是|的|了|和|"
    r"与|及|或|住|即|为|对|给|叫|有|去|来|回|离|距|拆|称|说|因|就|请|查|位|当|该|这|那|本|"
    r"某|各|每|其)"
)
_LONGEST = 44


def find_addresses(flat: str) -> Iterator[Finding]:
    """Addresses in a flat text."""
    reached = 0
    for match in _CHAIN.finditer(flat):
        chain_start, end = match.span()
        if chain_start < reached:
            continue
        parts = len(re.findall(_PART, match[0]))
        before = flat[max(0, chain_start - _LONGEST) : chain_start]
        if _NOT_AFTER.match(flat[end : end + 4]) and parts == 1:
            continue
        place = bool(_PLACE_END.search(before))
        doorlike = parts >= 2 and bool(re.search(r"室|单元|幢|栋|号楼|房", match[0]))
        if not place and not doorlike:
            continue
        if parts == 1 and not _single_enough(match[0], before):
            continue
        start = _begin(flat, chain_start, reached)
        if start == chain_start and not doorlike:
            continue
        text = flat[start:end]
        if start == chain_start or _substantial(text):
            reached = end
            yield Finding(start, end, "address", text)


def _single_enough(part: str, before: str) -> bool:
    """Whether one numbered part behind a place's name is a door or a group, not a line."""
    unit = re.sub(r"^第?[0-9A-Za-z一二三四五六七八九十百零〇两甲乙丙丁之附\- ]+", "", part)
    if unit in ("组", "社", "队", "村民小组"):
        return bool(re.search(r"(?:村|社区|庄|屯|寨|镇|乡)$", before))
    if unit in ("期", "区", "楼", "层", "排", "巷", "门", "户", "档", "座", "街坊"):
        return unit in ("座", "巷") and bool(re.search(r"[路街园苑城厦场村]$", before))
    return True


def _begin(flat: str, chain_start: int, reached: int) -> int:
    """Where the place that ends at a numbered part begins: after the last word that leads to it."""
    floor = max(reached, chain_start - _LONGEST)
    window = flat[floor:chain_start]
    cut = 0
    for match in _STOP.finditer(window):
        stop = match.group()
        inside = _inside_name(window, match.start(), match.end(), stop)
        if not inside:
            cut = match.end()
    return floor + cut


# Characters that lead to a place in one text and are part of its name in another.
_AMBIGUOUS = frozenset(
    "在于到从至往向经沿由和与及或住为对有去来回当本各给叫称因位即了该是将被就离距其"
)
_NAMED = re.compile(
    r"^[\u4e00-\u9fff]{0,2}(?:路|街|巷|大道|村|镇|乡|区|县|市|苑|园|里|小区|社区|街道|庄|"
    r"弄|花园|家园)"
)


def _inside_name(window: str, start: int, end: int, stop: str) -> bool:
    if len(stop) != 1 or stop not in _AMBIGUOUS:
        return False
    if stop in "在于到从至往向住" or start == 0:
        return False
    # 云和路, 东来街道: a place's name goes on behind it and has begun before it.
    return bool(_BIG.search(window[:start])) and bool(_NAMED.match(window[end:]))


def _substantial(text: str) -> bool:
    """Whether something is named before the number."""
    named = re.match(r"[\u4e00-\u9fffA-Za-z]+", text)
    return bool(named) and len(named[0]) >= 2 if named else False
