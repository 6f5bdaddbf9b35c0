"""Whether a person is named beside an organisation, or one is told who speaks."""

from __future__ import annotations

import re

from govllm.privacy.facts.wording import is_named
from govllm.privacy.names.lists import read_lists
from govllm.privacy.names.segments import PERSON, UNKNOWN, sort_of
from govllm.wordlists import mirrored, words_of

# Family names that are little words far more often: 未停靠, 都在家.
_LITTLE = frozenset(
    "未都还又从将会等但也即却再只已由对能可应当要就才正在堵过到经连并且于是那这召健须种保共"
)
RARE = frozenset(read_lists().singles) - _LITTLE
_HAN = re.compile(r"[\u4e00-\u9fff]")


def is_person(flat: str, at: int) -> bool:
    """Whether a place begins as a person's name does, be the family name a rare one."""
    if flat[at : at + 1] in _LITTLE:
        return False
    if is_named(flat, at):
        return True
    pair = flat[at : at + 2]
    if len(pair) < 2 or pair[0] not in RARE or not _HAN.match(pair[1]):
        return False
    return all(sort_of(word) in (UNKNOWN, PERSON) for word in (pair, flat[at : at + 3]))


_RUN = re.compile(r"[\u4e00-\u9fff·]{2,12}$")
# 松谷县, 榆林路: no names.
_PLACES = frozenset("区县市镇乡村路街省")
_TITLES = re.compile(r"(?:先生|女士|同志|师傅|老师|阿姨|大爷)$")


def name_ends(flat: str, end: int) -> bool:
    """Whether a name ends here that begins behind a mark, a blank or a post."""
    run = _RUN.search(flat, max(0, end - 14), end)
    if run is None:
        return False
    start = run.start()
    if run[0][-1] in _PLACES:
        return False
    if title := _TITLES.search(run[0]):
        end = start + title.start()
    addressed = _ADDRESSED.fullmatch(run[0])
    if addressed and (addressed["old"] or addressed["family"]) in RARE:
        return True
    if run[0].endswith("某") and flat[max(start, end - 2)] in RARE:
        return True
    if "·" in run[0] or (1 < end - start <= 4 and is_person(flat, start)):
        return is_person(flat, start)
    return any(
        is_person(flat, end - size) and _LAST_POST.match(flat[start : end - size][::-1])
        for size in (3, 2)
    )


# 老张, 张大爷, 李女士.
_ADDRESSED = re.compile(
    r"[老小阿](?P<old>[\u4e00-\u9fff])|(?P<family>[\u4e00-\u9fff])(?:女士|先生|师傅|大[爷妈叔婶哥姐娘]|阿姨"
    r"|老师|医生|老汉|[爷奶]{2}|婆婆|某{1,2})"
)
_LAST_POST = re.compile(
    mirrored(
        words_of("privacy", "posts")
        | words_of("privacy", "people")
        | words_of("privacy", "work_roles")
    )
)
_COMMA = frozenset(",、:(-/—")


def named_before(flat: str, begin: int) -> bool:
    """Whether a name and a mark stand before: 聂红霞,…挡车工."""
    at = begin
    if flat[at - 1 : at] in ("原", "现", "系") and at:
        at -= 1
    while at and flat[at - 1] == " ":
        at -= 1
    if at and flat[at - 1] in _COMMA:
        at -= 1
    elif at == begin:
        return False
    return name_ends(flat, at)


_SOMEBODY = re.compile(r"(?:^|[:,。;\n( ])(?P<name>[\u4e00-\u9fff]{2,4})(?=[,(、: ])")


def somebody_before(flat: str, begin: int) -> bool:
    """Whether somebody is named in the clauses before a place."""
    line = flat.rfind("\n", max(0, begin - 50), begin) + 1
    names = _SOMEBODY.finditer(flat, max(line, begin - 50), begin)
    return any(is_person(flat, name.start("name")) for name in names)


# (妻子,云州三中).
_RELATED = re.compile(
    r"[(](?:之|其)?(?:妻子?|丈夫|夫|爱人|配偶|父亲?|母亲?|爸爸|妈妈|哥哥|姐姐|弟弟|妹妹|岳父|岳母|公公|婆婆|叔叔|姑姑|舅舅|姨妈"
    r"|同事|朋友|亲属|老公|老婆)[,、:]$"
)
# 系我单位(云水物流公司)职工.
_OUR_OWN = re.compile(r"我(?:单位|公司|局|院|校|厂|处|所|中心)[(]$")
_STAFF = re.compile(r"[)][^。;\n]{0,12}(?:职工|员工|教师|同志|工作|职员|干部|医生|护士)")


def in_brackets(flat: str, begin: int, end: int) -> bool:
    """Whether brackets behind somebody, or behind 我单位, hold the organisation."""
    before = flat[max(0, begin - 8) : begin]
    if _RELATED.search(before):
        return True
    return _OUR_OWN.search(before) is not None and _STAFF.match(flat, end) is not None


# 我河滨司法所的小孟; 您好,这里是云水物业的.
_SPEAKS = re.compile(r"(?:我们?|咱们?|俺|这[里边]|我这[里边])(?:就?是|系|在)?$")
_INTRODUCED = re.compile(
    r"(?:的)?(?:小|老|阿)[\u4e00-\u9fff](?=[,。!?;\n ]|$)"
    r"|的?[\u4e00-\u9fff]{1,2}(?:警官|老师|医生|大夫|师傅|经理|主任|会计|律师|护士|工)"
    r"(?=[,。!?;\n ]|$)"
    r"|的?(?:工作人员|员工|客服|社工|网格员|民警|护士|医生|骑手|快递员|司机|客户经理|业务员)"
    r"[,。!?;\n ]"
)


def speaks_from(flat: str, begin: int, end: int) -> bool:
    """Whether somebody tells where they speak from as one of its people."""
    before = flat[max(0, begin - 6) : begin]
    return bool(_INTRODUCED.match(flat, end)) and _SPEAKS.search(before) is not None
