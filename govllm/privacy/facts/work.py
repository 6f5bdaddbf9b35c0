"""Where a person works or worked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.organisations import (
    LAST_CHARACTERS,
    ORGANISATION_END,
    is_pupils,
    is_rostered,
    name_before,
    names_in,
)
from govllm.privacy.facts.wording import around, family_names, is_named, merged
from govllm.wordlists import last_of, one_of, words_of

_POSTS = words_of("privacy", "posts")
_POST = one_of(_POSTS)
# Behind the organisation: its part, and what somebody is there.
_HOLDS = re.compile(
    r"(?:的|党委|党组|党支部|支部|工会|原|退休|[\u4e00-\u9fff]{1,8}?"
    r"(?:部|科|处|室|局|系|队|班|组|所|车间|窗口|中心|专业|学院|站)|[\u4e00-\u9fff]{2}(?=教师"
    r"|老师|组长))?"
    rf"(?:的|原|前|兼)?(?P<post>{_POST}(?:[、兼]{_POST}){{0,3}})(?P<role>职务|岗位|工作(?!组|站)"
    rf"|一职)?[ ]?"
)
_DOES = one_of(words_of("privacy", "trades"))
# 工作 as what somebody does, not as a part of other words.
_NO_LABOUR = (
    "(?!人员|日|站|组|会议|机制|要求|的?部署|专班|报告|方案|动态|室|制度|安排|流程|手册|指引|专线|单位"
    "|量)"
)
_LABOUR = f"工作{_NO_LABOUR}"
_WORKS = re.compile(
    # Where somebody buys, asks or complains they do not work.
    r"(?![^,。;:!?\n]{0,8}(?:买|问|办事|办理|办证|办卡|举报|投诉|看病|租房|咨询|体检))"
    r"[^,。;:!?\n]{0,8}?(?:(?P<shift>上[早晚夜白中]?班|上过班|打工|务工)"
    rf"|{_LABOUR}"
    r"|做[工活]|干活|作业|井下|的?(?:参保|社保缴)|离职|辞职|辞工|被辞退|被裁|走的|出来的|就业"
    r"|实习|兼职|任职"
    r"|供职|服役|教书|站岗|值班|倒班|退休|下岗|内退|病退|打零工"
    r"|当[^,。;\n]{0,7}?[工员师生士安洁卫机计纳服长记手兵官练]"
    r"|做(?!好|到|出|得|完|登|备|公|检|体检|手术|鉴|笔录|核|过?登记|了?(?:登记|备案|检查|手术"
    r"|鉴定|笔录))[^,。;\n]{1,8}"
    r"|[^,。;\n办买租住存等交看]{1,10}[0-9一二三四五六七八九十几两半]+(?:多|来|个|余)?(?:年"
    r"|个?月)(?!内|底|级|[0-9前末初])"
    r"|干[了过到着的保焊电]|开(?:车|岸桥|叉车|吊车|货车|公交|出租|塔吊|铲车|挖机)|从事|担任"
    r"|任[^何意务凭]"
    r"|教(?:[\u4e00-\u9fff]{2}(?=[,。;\n的]|$)|[英语数体音美])|卸货|送货|送餐|跑业务|跑车"
    r"|卖[^,。;\n]{1,4}"
    rf"|食堂|窗口(?=[,。]|工作|$)|带班|看门|扫地|打扫|{_DOES})"
)
_AT = re.compile(r"(?:入|在|(?<!关)于|到|给|去|从|进了?|由)$")
_JOINS = re.compile(
    r"(?:就职于?|供职于?|任职于?|受雇于?|受聘于|入职|加入|工作于|服务于|退休于|调[入到任]"
    r"|分[配到]到?|分配至|招[进入]"
    r"|进了|辞去|应?聘到|任|跳槽到|挂靠|派遣到|转业到|介绍到|安置到|借调到)$"
)
# With what the words before can end: most places need no search.
_JOIN_ENDS, _FIELD_ENDS = (
    frozenset("职于任雇入到配至了去靠"),
    frozenset("位称务校主司点业构所:| 是为"),
)
_JOINTS = re.compile(
    "就职|供职|任|受雇|受聘|入职|加入|工作于|服务于|退休于|调|分[配到]|招[进入]|进了|辞去|聘到|跳槽|挂靠|派遣|转业"
    "|介绍到|安置到|单位|学校|院校|雇主|公司名称|就职公司|地点|职业|机构|处所"
)
_CLOSING = frozenset(["", *",。;:!?、\n)(|"])
_IS = re.compile(r"(?:是|系|为|任|任命\S{2,4}为|原|前|现|曾|兼|免去\S{2,6}的)$")
_FIELD = re.compile(
    r"(?:(?P<bare>(?<![\u4e00-\u9fff])单位(?:名称|全称)?)|(?:工作|用人|任职|就业|所在|缴存|用工"
    r"|派出|参保"
    r"|缴费|服务|受雇|服役|从业|供职|雇主|申报|推荐|劳动|现|原)单位(?:名称|全称|及职务)?"
    r"|(?:任教|任职)(?:学校|院校)|雇主|就职公司|工作地点|职业|供职机构|(?:服务|工作)处所|所属单位"
    r"|公司名称)"
    r"[ ]?(?:[:|]|是|为|[ ])?[ ]?$"
)
# Clauses about a person, behind which what they are follows.
_ABOUT = re.compile(
    r"(?:族|[男女]|岁|生|学历|文化|党员|户籍|籍|住[^,]{0,20}|人|学位|学士|硕士|[0-9X])[,、 ]+$"
    r"|,[ ]?[现原]?[系是为]$"
)
_HEADING = re.compile(
    r"^(?!.*(?:[(]元|金额|单位[:(]|计量|建设单位|施工单位|监理|责任单位|承办|主办|牵头|报送|发证"
    r"|签发|处罚|收款))"
    r".*(?:单位|就业|雇主|公司|供职)"
)
# Where it pays to look: words of work, posts before names or at a clause's end, cells and brackets.
_OF_WORK = re.compile(
    last_of(
        words_of("privacy", "work") | words_of("privacy", "trades"),
        r"年(?<=[0-9一二三四五六七八九十两几来多半个].)(?<![0-9]{4}.)(?![0-9前末初底内级度])",
        r"月(?<=[个].)(?![内底])",
        f"作(?<=工作){_NO_LABOUR}",
        *(f"{verb}(?<=[{LAST_CHARACTERS}].)" for verb in "做卖当教"),
    )
)
_OF_POST = re.compile(
    rf"[{''.join(sorted({post[-1] for post in _POSTS}))}]"
    rf"(?:[{family_names()},。;、)职岗一(\n的兼 ]|工作|$)"
)
_OF_LIST = re.compile(rf"[)| \n](?<=[{LAST_CHARACTERS}].)")


def find_work(flat: str, columns: Columns) -> Iterator[Finding]:
    """Organisations where somebody works, in a flat text."""
    places = merged([*around(_OF_WORK, flat, 26, 34), *around(_OF_POST, flat, 24, 1)])
    for stretch in places:
        for begin, end in names_in(ORGANISATION_END, flat, stretch, _may_employ):
            if _employs(flat, begin, end):
                yield Finding(begin, end, "employer", flat[begin:end])
    for begin, end in _listed(flat):
        if is_rostered(flat, begin, end) and not is_pupils(flat, begin, end):
            yield Finding(begin, end, "employer", flat[begin:end])
    for cell in columns.cells(_HEADING):
        if ORGANISATION_END.search(flat, cell.start, cell.end):
            yield Finding(cell.start, cell.end, "employer", flat[cell.start : cell.end])


def _may_employ(flat: str, end: int) -> bool:
    """Whether it pays to see where the organisation that ends here begins: something is said of it
    behind, or a word before it joins somebody to it."""
    return flat[end : end + 1] not in _CLOSING or bool(_JOINTS.search(flat, max(0, end - 45), end))


def _listed(flat: str) -> Iterator[tuple[int, int]]:
    """Organisations that end where a cell or a bracket does."""
    for match in _OF_LIST.finditer(flat):
        end = match.start()
        if ORGANISATION_END.match(flat, end - 1):
            begin = name_before(flat, end)
            if begin < end:
                yield begin, end


def _employs(flat: str, begin: int, end: int) -> bool:
    """Whether what stands around an organisation says that somebody works there."""
    before = flat[max(0, begin - 20) : begin]
    field = _FIELD.search(before) if before[-1:] in _FIELD_ENDS else None
    if (field and not field["bare"]) or (before[-1:] in _JOIN_ENDS and _JOINS.search(before)):
        return True
    # The form of an organisation tells its own name; that of a person tells theirs too.
    if field and "姓名" in flat[max(0, begin - 80) : end + 80]:
        return True
    works = _WORKS.match(flat, end)
    if works and (_AT.search(before) or (works["shift"] and before[-1:] in ("", ",", ":", "\n"))):
        return True
    holds = _HOLDS.match(flat, end)
    if not holds:
        return False
    if holds["role"] or is_named(flat, holds.end()):
        return True
    return bool(_IS.search(before) or _ABOUT.search(before))
