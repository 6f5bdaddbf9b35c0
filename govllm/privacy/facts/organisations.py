"""Where the names of organisations and schools begin and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from govllm.privacy.facts.wording import is_named_before
from govllm.wordlists import last_of, mirrored, one_of, shortest_ends, words_of

Span = tuple[int, int]

# 三中, but not in 三中心 or 三中全会.
_NUMBERED = [
    rf"{size}(?<=[一二三四五六七八九十].)(?!学(?!生)|[心医队国年级等全院时型区组个外旬期])"
    for size in "中小"
]
# An organisation within an organisation: 云州公交集团 + 第三 + 分公司.
_WITHIN = (
    r"(?:(?:第?[一二三四五六七八九十0-9]{1,3}|[\u4e00-\u9fff]{2,4}?)?"
    r"(?:分公司|支公司|子公司|分行|支行|分局|分店|分院|分校|校区|分厂|分部|项目部|营业部|分拨中心"
    r"|中队|大队))|(?<=大学)[\u4e00-\u9fff]{2,8}?(?:学院|研究院)"
)
_LONG, _SHORT = words_of("privacy", "organisations"), words_of("privacy", "organisations_short")
_SCHOOLS = words_of("privacy", "schools")
_ANY_LONG = re.compile(one_of(shortest_ends(_LONG)))
_LAST_SHORT = re.compile(last_of(_SHORT))
# Within a longer name a short end is no end: 海晟食品 | 海晟食品厂.
_FURTHER = 10

LAST_CHARACTERS = "".join(sorted({word[-1] for word in _LONG | _SHORT | _SCHOOLS}))
ORGANISATION_END = re.compile(
    f"{last_of(shortest_ends(_LONG | _SHORT), *_NUMBERED)}(?:{_WITHIN}){{0,2}}"
)
SCHOOL_END = re.compile(f"{last_of(shortest_ends(_SCHOOLS), *_NUMBERED)}(?:{_WITHIN}){{0,2}}")
_KIND = re.compile(mirrored(_LONG | _SHORT | _SCHOOLS))

_LONGEST = 30
# Read from the end; a bracket breaks, except around a short word: 云州(集团)公司.
_NAME = re.compile(r"(?:[\u4e00-\u9fffA-Za-z0-9·]|\)[\u4e00-\u9fff]{2,4}\()*")
# What leads to a name and is none of it. One character may lie in names also: 和平, 为民, 向阳.
_LEAD = re.compile(
    r"单位(?:名称|全称)?|院校|学校(?<=毕业..|就读..|录取..|在读..|任教..)|本科|硕士"
    r"|前往|来到|去到|分配到|转到|转入|入职|就职于?|供职于?|受雇于?|就读于?|毕业于?|考入|考上|考取"
    r"|录取到?|升入|进入|服务于|免去|任命|聘任|聘用|辞去|一家|一个|一所|一间|那个|那家|这个|这家"
    r"|哪个|某家|听说|想上|那边|介绍|关于|做好|开展|加强|推进|落实|反映|投诉"
    r"|举报|咨询|表示|现在|目前|以前"
    r"|之前|此前|后来|一直|曾经|退休前|原先|已|曾|就读|在(?!线)|于(?!家|都|田)|是|系(?!统)"
    r"|为(?!民|康|先|尔)|到(?!家)|去(?!病)|从(?!化)|由|被|名叫|叫|向(?!阳|荣|日|上|前)|对(?!外)|把"
    r"|将(?!军|相)|让|给(?!水|排)|跟|与|和(?!平|谐|顺|美|兴|盛|园|县|田|润|信|泰|睦|合|悦|畅|佳|气)"
    r"|及|并|且|因|的(?!士)|了|着|过(?!滤)|我们?|俺们?|咱们?|她|他|您|你|其|该"
    r"|本(?!溪|草|田|色)|原(?!平|野|阳|州|种|创|点)|现(?!代)|读"
    r"|任(?!教|丘|县|达|和|何|意|务|期|职|命|选|免)|日(?<=[0-9].)|月(?<=[0-9].)|年(?<=[0-9].)|岁"
    r"|同(?!仁|德|心|济|兴|福|创|方|和)|女儿|儿子|丈夫|妻子|老公|老婆|儿媳|女婿|父亲|母亲|妈妈"
    r"|爸爸|孩子|进|找个?"
)
_ONE_OF = frozenset(
    ["一家", "一个", "一所", "一间", "那个", "那家", "这个", "这家", "哪个", "某家"]
)
_GENERIC = re.compile(
    r"(?:制衣|皮革|板材|公交|五金|塑料|玩具|鞋|印刷|纺织|建材|打工|开|副|正|组织|执行|一家|一所"
    r"|这[家个所]?|那[家个所]?|哪[家个所]?|各[级类家]?"
    r"|每家|贵|另|其他|别的|有关|相关|所在|用人|企业|私人|私营|民营|国有|外地|外省|当地|附近|本地|个体"
    r"|建筑|物业|电子|服装|食品|快递|外卖|小|大|新|老|村|镇|乡|社区|基层|全市|全县|全区|全国|多家"
    r"|几家|两家|三家|家政|劳务|保险|事业|公立|私立|民办|公办|普通|重点|职业|技术|义务教育|中等"
    r"|高等|优质|名牌|农村|城区|乡镇|双一流|原|名|所|家|上级|主管|协办|承办|学|幼|中|上|下|念|办"
    r"|进|入|县级|市级|省级|指定|定点|三甲|三级)*+|某.*"
)


def names_in(
    ends: re.Pattern[str],
    flat: str,
    stretch: Span,
    wanted: Callable[[str, int], bool] = lambda flat, end: True,
) -> Iterator[Span]:
    """The names of organisations that end in a stretch, where wanted, and say which one it is."""
    reached = 0
    for match in ends.finditer(flat, *stretch):
        end = match.end()
        begin = name_before(flat, end, reached) if wanted(flat, end) else end
        if begin < end:
            yield begin, end
            reached = end


def name_before(flat: str, end: int, floor: int = 0) -> int:
    """Where the organisation begins that ends at `end`; `end` itself where none is told apart."""
    kind = _KIND.match(flat[max(floor, end - 12) : end][::-1])
    start = end - (kind.end() if kind else 1)
    begin = begin_of(flat, start, floor)
    # 一家皮革厂: one of many, whatever it makes.
    if flat[max(0, begin - 2) : begin] in _ONE_OF:
        return end
    told = (
        start > begin
        and flat[end : end + 1] != "长"
        and not _GENERIC.fullmatch(flat, begin, start)
        and not _goes_on(flat, end)
    )
    return begin if told else end


def _goes_on(flat: str, end: int) -> bool:
    """Whether a short end stands within a longer name."""
    if not _LAST_SHORT.match(flat, end - 1):
        return False
    further = _ANY_LONG.search(flat, end, end + _FURTHER)
    return further is not None and _NAME.fullmatch(flat, end, further.start()) is not None


def begin_of(flat: str, start: int, floor: int = 0) -> int:
    """Where the name that ends with the ending at `start` begins."""
    floor = max(floor, start - _LONGEST)
    window = flat[floor:start]
    name = _NAME.match(window[::-1])
    cut = len(window) - (name.end() if name else 0)
    for match in _LEAD.finditer(window, cut):
        cut = match.end()
    return floor + cut


def is_rostered(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation stands behind a name, in brackets or in the next cell of a list."""
    opening, closing = flat[begin - 1 : begin], flat[end : end + 1]
    if flat[begin] in "一二三四五六七八九十":
        return False
    bracketed = opening == "(" and closing == ")"
    listed = opening in (" ", "|") and closing in ("", " ", "|", "\n")
    return (bracketed or listed) and is_named_before(flat, begin - 1)


_PUPILS = re.compile(r"学生|就读|新生|考生|学籍|毕业[学院小]|录取|入学|学号")
_LIST = 300


def is_pupils(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation behind a name is the school where they learn: it is in brackets, or
    in a list of pupils."""
    if not any(m.end() == end for m in SCHOOL_END.finditer(flat, begin, end)):
        return False
    return flat[end : end + 1] == ")" or bool(_PUPILS.search(flat, max(0, begin - _LIST), begin))
