"""Addresses down to the door: from a number and its unit back to where the place begins.

Numbers with a unit of a place (号, 幢, 单元, 组) are looked for; from there the chain goes on over
buildings and rooms, and back to the first word of the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.wordlists import words_of

_DIGIT = "0-9A-Za-z一二三四五六七八九十百零〇两甲乙丙丁"
_NUMBER = (
    r"(?:[甲乙丙丁]?[0-9]{1,5}|[A-Za-z][0-9]{0,3}|[一二三四五六七八九十百零〇两]{1,6}|[甲乙丙丁])"
)
_UNIT = (
    r"(?:号楼|号院|号门(?![前口外内卫面旁])|号铺|号商铺|号底商|号厅|号|弄|幢|栋|座|单元|室|房间"
    r"|房|层|楼|门面|组|社"
    r"|队|村民小组|期|区|排"
    r"|户|铺|支弄|巷|街坊|档|门|进|院)"
)
_PART = rf"第?{_NUMBER}(?:[-—之]{_NUMBER})?[ ]?(?:附{_NUMBER})?{_UNIT}"
_COUNTED = "0-9年元米个人名户日天吨公万%多余平月岁次件"
# 1-302, 4-2-503, B2-116, 605: rooms without a unit; 138-0000-2719 is none.
_ROOM = (
    rf"(?!1[3-9][0-9]-[0-9]{{4}}-)(?:[A-Za-z]?[0-9]{{0,3}}(?:-[0-9]{{1,4}}){{1,3}}(?![0-9])"
    rf"|[A-Za-z]?[0-9]{{3,4}}(?![{_COUNTED}]))"
)
# What may stand between two numbered parts: an estate's, a building's or a market's name, or any
# short name behind which a building's number follows.
_NAME = (
    r"(?:[\u4e00-\u9fff]{1,8}?(?:苑|园|小区|公寓|新村|家园|大厦|广场|城|府|庭|湾|里|村|院|楼|阁"
    r"|居|坊|邸|市场|商场"
    r"|中心|宿舍|工业园|园区|厂区|新区|公馆|社区|商业街|厂房|平房|工房|底商|商铺|酒店|宾馆)"
    r"[ ]?(?:[东南西北一二三四五六七八九十A-Z]区|[一二三四五]期)?"
    r"|[\u4e00-\u9fff]{2,7}(?=[0-9A-Z一二三四五六七八九十]{1,4}(?:栋|幢|号楼|座|单元"
    r"|-[0-9]))|[内附侧]|地下|负)"
)
# What the last number stands before and the place ends with.
_INSIDE = (
    r"(?:院内|院[东南西北]门|后院平房|后院|平房|(?:前进|后进)?[东南西北]间|底店|底商|地下室|阁楼"
    r"|工地门口|出租屋"
    r"|[\u4e00-\u9fff]{2,6}(?:小学|中学|幼儿园|大厅|镇政府|乡政府|接待大厅|政务服务中心|网吧|宾馆"
    r"|酒店)(?![\u4e00-\u9fff]{0,4}[0-9]))"
)
_CHAIN = re.compile(
    rf"{_PART}(?:[ ]?,?[ ]?{_NAME}?[ ]?{_PART}|[ ]?{_NAME}?{_ROOM}){{0,8}}"
    rf"(?:[甲乙丙丁](?![0-9])|附[0-9]{{1,3}}号|[东南西北]侧|{_INSIDE}|{_NAME}(?=[,。;、)|\s]|$))?"
)
# The last character of a unit behind the last character of a number.
_FIRST = re.compile(rf"[号弄幢栋座室组社队房楼元层排档](?:(?<=[{_DIGIT}].)|(?<=[{_DIGIT}][ 单].))")
_BACK = re.compile(
    r"(?:单[ ]?)?[ ]?(?:[0-9]{1,5}|[一二三四五六七八九十百零〇两]{1,6}|[0-9]{0,3}[A-Za-z]"
    r"|[甲乙丙丁])"
    r"(?:[-—之附][0-9一二三四五六七八九十]{1,4})?[甲乙丙丁]?第?"
)
_VILLAGE = re.compile(
    r"[镇乡](?<![城乡]乡)[\u4e00-\u9fff]{1,4}?(?<!包)村(?![\u4e00-\u9fff]?[0-9一二三四五六七八九十]{1,3}[组社队号])"
    r"(?!民|干|村民|村干|村级|村委|庄|级|集体|镇|里|委会|居委|[\u4e00-\u9fff]{1,3}组[0-9]|两|农"
    r"|规|容|医|组|道|口|头)"
)
_PLACE_ENDS = tuple(sorted(words_of("privacy", "place_ends")))
# Behind a district or a town any short name may be a street's: 西岸区锅底塘13号.
_WITHIN = re.compile(
    r"(?:区|县|市|镇|乡|街道|旗)(?!政府|人大|法院|检察|公安|委|第)[\u4e00-\u9fff]{2,7}$"
)
_NO_STREETS = tuple(sorted(words_of("privacy", "no_streets")))
_BIG = re.compile(r"(?:省|自治区|市|区|县|旗|镇|乡|街道|社区|新区|开发区)")
_NOT_AFTER = re.compile(
    r"线|文|令|公告|文件|决定|会议|楼盘|以前|以后|之前|之后|当天|上午|下午|晚|凌晨|起(?=[,。、;]"
    r"|至|执行|施行|开始|实施)|前(?!进)|至"
    r"|开始|第|次|台|车|机|桌|选手"
    r"|病|员|窗口|柜台|段|机组|站(?!岗)|井|染|池|泵|自助|杆|墓|散"
)
_STOP = re.compile(
    r"住(?:所地?|在|于|址|地)?|位于|地址(?:是|在|为)?|户籍(?:所在地|地址?|在)?|放(?<!解.)|坐落于?"
    r"|送达?|寄"
    r"|前往|来到|赶到|老家|籍贯|租(?:住)?[在于了的]?|购买?了?|买了?|我们?家?|他们?家?|她家?|你家?"
    r"|举报|投诉|反映"
    r"|巡查|走访|经营场所|场所|单位|商家|地点|现|校内|起火的|拍卖|查封|分到|接报|赶赴|注册地"
    r"|经营地|办公地|停车场"
    r"|收件人|通讯|送货|申请|报警人|证号|在|于|到|从|至|往|向|经|沿|由|把|将|被|是|的|了|和|与|及"
    r"|或|即|为|对|给|叫"
    r"|有|去|来|回|离|距|拆|称|说|因|请|查|当|该|这|那|本|某|各|每|其|卸"
)
_MARK = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9·\-]")
_LONGEST = 44


def find_addresses(flat: str) -> Iterator[Finding]:
    """Addresses in a flat text."""
    reached = 0
    places = sorted([*((m.end(), True) for m in _FIRST.finditer(flat)),
                     *((m.end(), False) for m in _VILLAGE.finditer(flat))])  # fmt: skip
    for at, numbered in places:
        if at <= reached:
            continue
        found = _numbered(flat, at, reached) if numbered else _village(flat, at, reached)
        if found:
            reached = found[1]
            yield Finding(*found, "address", flat[found[0] : found[1]])


def _village(flat: str, end: int, reached: int) -> tuple[int, int] | None:
    """A village behind its town, with nothing more."""
    start = _begin(flat, end, reached)
    town = re.match(r"[\u4e00-\u9fff]{2,16}[镇乡][\u4e00-\u9fff]{1,4}村", flat[start:end])
    return (start, end) if town else None


def _numbered(flat: str, at: int, reached: int) -> tuple[int, int] | None:
    """A place down to a number."""
    back = _BACK.match(flat[max(reached, at - 14) : at - 1][::-1])
    if back is None:
        return None
    chain = _CHAIN.match(flat, at - 1 - back.end())
    if chain is None:
        return None
    start, end = chain.span()
    units = _UNITS.findall(chain[0])
    single = len(units) + len(_ROOMS.findall(chain[0])) < 2
    before = flat[max(reached, start - _LONGEST) : start]
    doorlike = not single and not _DOORS.isdisjoint(units)
    if not _is_place(before, units[0]) and not doorlike:
        return None
    if single and (_NOT_AFTER.match(flat, end) or not _single_enough(units[0], before)):
        return None
    begin = _begin(flat, start, reached)
    if begin == start and not doorlike:
        return None
    if _ANY.fullmatch(flat, begin, start):
        return None
    return (begin, end) if begin == start or _TOLD.match(flat, begin, start) else None


_UNITS = re.compile(rf"(?<=[{_DIGIT} ]){_UNIT}")
_ROOMS = re.compile(r"[0-9]{3,4}$|-[0-9]")
_DOORS = frozenset({"室", "单元", "幢", "栋", "号楼", "房"})
# 小区3号楼: of any estate.
_ANY = re.compile(r"(?:我们|本|该|老|住宅)?(?:小区|家属院|宿舍|社区|村|工地|大院|院|公司|学校|校)+")
_TOLD = re.compile(r"[\u4e00-\u9fffA-Za-z]{2}")


def _is_place(before: str, unit: str) -> bool:
    if before.endswith(_NO_STREETS):
        return False
    named = before.endswith(_PLACE_ENDS)
    return named or (unit.startswith("号") and _WITHIN.search(before) is not None)


def _single_enough(unit: str, before: str) -> bool:
    """Whether one numbered part behind a place's name is a door or a group, not a line."""
    if unit in ("组", "社", "队", "村民小组"):
        return bool(re.search(r"(?:村|社区|庄|屯|寨|镇|乡|湾|坪|屋)$", before))
    if unit in ("座", "巷", "幢", "栋"):
        return bool(re.search(r"[路街园苑城厦场村寓里院府区]$", before))
    return unit not in (
        "期",
        "区",
        "楼",
        "层",
        "排",
        "门",
        "户",
        "档",
        "街坊",
        "院",
        "进",
        "房",
        "室",
    )


def _begin(flat: str, chain_start: int, reached: int) -> int:
    """Where the place that ends at a numbered part begins: after the last word that leads to it."""
    floor = max(reached, chain_start - _LONGEST)
    window = flat[floor:chain_start]
    cut = 0
    for match in _MARK.finditer(window):
        cut = match.end()
    edge = cut
    for match in _STOP.finditer(window, cut):
        if not _inside_name(window, edge, match):
            cut = match.end()
    return floor + _own_name(window, cut)


# Characters that lead to a place in one text and are part of its name in another.
_AMBIGUOUS = frozenset("和由经沿向与及为对有去来回当本各给叫称因即该是将被离距其说请查了现购")
_NAMED = re.compile(
    r"[\u4e00-\u9fff]{0,3}(?:路|街|巷|大道|村|镇|乡|区|县|市|苑|园|里|小区|社区|街道|庄|弄|家园"
    r"|湾|坡|胡同)"
)


def _inside_name(window: str, edge: int, match: re.Match[str]) -> bool:
    if match[0] not in _AMBIGUOUS or match.start() == edge:
        return False
    # 云和路, 东来街道: a place's name goes on behind it and has begun before it.
    begun = _BIG.search(window, edge, match.start())
    return bool(begun) and bool(_NAMED.match(window, match.end()))


# Names of districts and towns are short: of 拟购高新区 the last two characters.
_DISTRICT = re.compile(r"([\u4e00-\u9fff]*?)(新区|自治[区州县]|省|市|区|县|旗|镇|乡)")
_LONG_NAME = 3


def _own_name(window: str, cut: int) -> int:
    """Where the first district in a place begins, words before it that no rule knows left out."""
    first = _DISTRICT.match(window, cut)
    if first and len(first[1]) > _LONG_NAME and "自治" not in first[2]:
        return first.end(1) - 2
    return cut
