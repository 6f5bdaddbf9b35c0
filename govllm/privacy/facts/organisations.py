"""Where the names of organisations and schools begin and end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from govllm.privacy.facts.wording import is_named_before
from govllm.wordlists import last_of, mirrored, one_of, shortest_ends, words_of

Span = tuple[int, int]

# 三中, but not in 三中心 or 三中全会.
_NUMBERED = [
    rf"{size}(?<=[一二三四五六七八九十].)(?!学(?!生)|[心医队国年级等全院时型区组个外旬期午])"
    for size in "中小"
]
# 二院, 三建, 一幼.
_NUMBERED_WORKS = [
    r"院(?<=[一二三四五六七八九].)(?![长士校子落线内外区里])",
    r"建(?<=[一二三四五六七八九].)(?![筑设材工成议制造立])",
]
# An organisation within an organisation: 云州公交集团 + 第三 + 分公司.
_WITHIN = (
    r"(?:(?:第?[一二三四五六七八九十0-9]{1,3}|[\u4e00-\u9fff]{2,4}?)?"
    r"(?:分公司|支公司|子公司|分行|支行|分局|分店|分院|分校|校区|分厂|分部|项目部|营业部|分拨中心"
    r"|中队|大队|支队|总队|院区|供电所|税务所|营业厅|收费站|店(?![员长铺])|(?<=[一二三四五六七八九十])公司))|(?<=大学)[\u4e00-\u9fff]{1,8}?(?:学院|研究院)"
    r"|(?<=学院)[\u4e00-\u9fff]{2,6}?(?:学院|系)(?=[0-9大的教,。]|$)"
)
_LONG, _SHORT = words_of("privacy", "organisations"), words_of("privacy", "organisations_short")
_SCHOOLS = words_of("privacy", "schools")
_ANY_LONG = re.compile(one_of(shortest_ends(_LONG)))
_LAST_SHORT = re.compile(last_of(_SHORT))
# Within a longer name a short end is no end: 海晟食品 | 海晟食品厂.
_FURTHER = 10
_WHOLE, _ATTACHED = frozenset(["大学", "中学", "小学"]), frozenset(["附属", "附中", "附小"])
# 车站 | 客运员.
_TRADE = frozenset("员工师长司经总")
_SPLITS = frozenset("全级师梁")
_SPLIT = re.compile(r"保安全|职高级|..师(?!傅)|路桥梁")
# 大学生, 中学生 in general; but 云州大学生物系.
_PUPIL = re.compile(r"[大中小]学生(?![物命态科化工])")
_LONGER = frozenset("行厂店铺场馆社坊楼业车费证险款金品")

ORGANISATION_END = re.compile(
    f"{last_of(shortest_ends(_LONG | _SHORT), *_NUMBERED, *_NUMBERED_WORKS)}(?:{_WITHIN}){{0,2}}"
)
SCHOOL_END = re.compile(f"{last_of(shortest_ends(_SCHOOLS), *_NUMBERED)}(?:{_WITHIN}){{0,2}}")
_ALL = _LONG | _SHORT | _SCHOOLS
_KIND = re.compile(mirrored(_ALL))
# 百货大楼 is no 百货: words that begin as a shorter end does.
_EXTENDED = re.compile(one_of(w for w in _ALL if any(w[:n] in _ALL for n in range(1, len(w)))))

# What stands behind an end within those words; and where nothing goes on.
_MORE = frozenset("".join(w[1:] for w in _ALL if any(w[:n] in _ALL for n in range(1, len(w)))))
_STOPS = frozenset(["", *" ,。;:!?、|\n()"])

_LONGEST = 30
# Read from the end; a bracket breaks, except around a short word: 云州(集团)公司.
_NAME = re.compile(
    r"[\u4e00-\u9fffA-Za-z0-9·]*+(?:\)[\u4e00-\u9fff]{2,4}\([\u4e00-\u9fffA-Za-z0-9·]*+)*+"
)
# What leads to a name and is none of it. One character may lie in names also: 和平, 为民, 向阳.
# Each begins with a character that is told, so that a search is quick.
_LEAD = re.compile(
    r"单位(?:名称|全称)?|院校|学校(?<![\u4e00-\u9fff]..)|学校(?<=毕业..|就读..|录取..|在读..|任教..)|本科|硕士"
    r"|前往|来到|去到|分配到|转到|转入|入职|就职于?|供职于?|受雇于?|就读于?|毕业于?|考入|考上|考取"
    r"|录取到?|升入|进入|服务于|免去|任命|聘任|聘用|辞去|一家|一个|一所|一间|那个|那家|这个|这家"
    r"|哪个|某家|想上|那边|介绍|关于|做好|开展|加强|推进|落实|反映|投诉"
    r"|举报|咨询(?!有限|公司|管理|服务|集团|中心|$)|表示|现在|目前|以前"
    r"|之前|此前|后来|一直|曾经|退休前|原先|已|曾|就读|在(?!线)|于(?!家|都|田)|是|系(?!统)"
    r"|为(?!民|康|先|尔)|到(?!家)|去(?!病)|从(?!化)|由|被|名叫|叫|向(?!阳|荣|日|上|前)|对(?!外)|把"
    r"|将(?!军|相)|让|给(?!水|排)|跟|与|和(?<![仁永祥泰义太元信瑞颐嘉德].)(?!平|谐|顺|美|兴|盛|园|县|田|润|信|泰|睦|合|悦|畅|佳|气|记|康|昌|馨|鑫|丰)"
    r"|及|并|且|因|的(?!士)|了|着|过(?!滤)|该"
    + "".join(f"|{who}们?(?:单位|公司|局|厂|院|校|市|区|县|省)?" for who in "我俺咱她他您你其")
    + "".join(f"|{one}{two}" for one in "表堂哥姐弟妹" for two in "哥姐弟妹夫")
    + r"|本(?!溪|草|田|色)|原(?!平|野|阳|州|种|创|点)|现(?!代)|读(?!学校)"
    r"|任(?!教|丘|县|达|和|何|意|务|期|职|命|选|免)|日(?<=[0-9].)|月(?<=[0-9].)|年(?<=[0-9].)|岁"
    r"|同志|同(?!仁|德|心|济|兴|福|创|方|和)|女儿|儿子|丈夫|妻子|老公|老婆|儿媳|女婿|父亲|母亲|妈妈"
    r"|爸爸|孩子|进|找个?|归属|隶属|待过|干过|执教|转去|调去|跳槽去?|聘用|借用|搁|跟着|辞掉|挂任"
    r"|转任|升任|以(?!纯|太|琳)|所在|缴纳|缴|拒绝|按照|根据|依据|规定|参加|要(?!塞)|应聘|这位|那位|年轻时"
    r"|所属|借调|保送|自考|报的|报名?了|插班|复读|赴|母校|刚上|上(?!海|饶|虞|高|栗|犹|杭|林|思|甘|善|品|元|和|好)|抽调|途中|离开|属于|解除|即日起|领取|时候|念(?!慈)|调[入任至往]|招入|加入|加盟|受聘|受雇|服役|担任|出任|历任|爱人"
    r"|老伴|配偶|爷爷|奶奶|外公|外婆|公公|婆婆|岳父|岳母|媳妇|爸|妈|爹|来自|当年"
    r"|经(?<![\u4e00-\u9fff]经)|据(?<![\u4e00-\u9fff]据)|会同|采访了?"
    r"|如今|原来|至今|去年|今年|前年|明年|夏天|秋天|这些|那些|旁边|看见|年内|小孩|登记|报(?=公办|民办|名)|感谢|聘请|邀请|经过|途经|盖(?!世|伦)|欠|指(?![南挥导纹])|听说|境外|海外"
    r"|开(?![发元心创拓滦封平化远阳明来泰利县州区放])|住(?![建房宅友院])|想(?<![理思梦联]想)(?![象念])|请(?<!申请)|须(?!江)|写(?![字真意])|查(?<![检稽勘调]查)(?!理)"
    r"|坐|卖(?<![专拍外]卖)|买|吃|喝|拿|说|听(?<!视听)|问(?<!顾问)|撤|扣|扫(?<!清扫)|撞|挂|签(?!证)|填|没|不(?![动锈夜倒二])|也|就(?!业)|很|吗|呢|吧|啊|嘛|个(?![体人旧])"
    r"|什么|怎么|有个|有(?<![国公私]有)(?![限色机轨线])|确保|参保|送(?<![配输派快速]送)|跑(?<![领赛短长]跑)|搞|租(?<!出租)(?!赁)|规范|移交|打电话|表扬|来(?=超市|工|打|这|商)|家(?=做)|"
    r"单元|号楼|所有|全体|各(?!各)"
)
_ONE_OF = frozenset(["一家", "一个", "一所", "一间", "哪个", "哪家", "某家", "某个"])
_KINDS = words_of("privacy", "work_kinds")
_FIRSTS = "".join(sorted({kind[0] for kind in _KINDS}))
# Words that end as organisations do: 厕所, 领队, 失业保险.
_NO_NAME = re.compile(
    r"(?:[厕场住居寓处]所|领队|(?:失业|养老|医疗|工伤|生育|社会|商业|大病|人身|意外|财产|那份)保险)$"
)
_GENERIC = re.compile(
    rf"(?:(?=[{_FIRSTS}]){one_of(_KINDS)}|[两三四五六七八几多][所家个]"
    r"|制衣|皮革|板材|公交|五金|塑料|玩具|鞋|印刷|纺织|建材|打工|开|副|正|组织|执行|一家|一所"
    r"|这[家个所]?|那[家个所]?|哪[家个所]?|各[级类家]?"
    r"|每家|贵|另|其他|别的|有关|相关|所在|用人|企业|私人|私营|民营|国有|外地|外省|当地|附近|本地|个体"
    r"|建筑|物业|电子|服装|食品|快递|外卖|小|大|新|老|村|镇|乡|社区|基层|全市|全县|全区|全国|多家"
    r"|几家|两家|三家|家政|劳务|保险|事业|公立|私立|民办|公办|普通|重点|职业|技术|义务教育|中等"
    r"|社会|养老|失业|医疗|工伤|生育|大病|商业|意外|车|财产|巡游|看|守|逛|接|各站|转出|转入|就读|毕业|录取|就近|居住地就近|户籍|全日制|义务教育阶段"
    r"|公安|医疗卫生|劳动保障监察"
    r"|高等|优质|名牌|农村|城区|乡镇|双一流|原|名|所|家|上级|主管|协办|承办|学|幼|中|上|下|念|办"
    r"|进|入|县级|市级|省级|指定|定点|三甲|三级|点|送|跑|叫|订|帮忙|帮)*+|某.*"
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
    if flat[end : end + 1] == "长" or _goes_on(flat, start, end):
        return end
    begin = begin_of(flat, start, floor)
    # 一家皮革厂: one of many, whatever it makes.
    if flat[max(0, begin - 2) : begin] in _ONE_OF:
        return end
    told = (
        start > begin
        # 网站, 前厅, 临港: of two characters it is a word.
        and end - begin > 2
        and not (flat[end - 1] in "所队险" and _NO_NAME.search(flat, begin, end))
        and "某" not in flat[begin:end].replace("某某", "")
        and flat[begin - 1 : begin] not in ("各", "某")
        and not (flat[end - 1] == "部" and flat[end : end + 1] == "门")
        and not _GENERIC.fullmatch(flat, begin, start)
    )
    return begin if told else end


def _goes_on(flat: str, start: int, end: int) -> bool:
    """Whether an end stands within a longer name."""
    following = flat[end : end + 1]
    if following in _STOPS:
        return False
    extended = _EXTENDED.match(flat, start) if following in _MORE else None
    if extended and extended.end() > end:
        return True
    # 理工大 | 学, 师大 | 附中.
    if following == "生" and _PUPIL.match(flat, end - 2):
        return True
    whole = flat[end - 1 : end + 1] in _WHOLE and flat[end : end + 2] != "学生"
    if whole or flat[end : end + 2] in _ATTACHED:
        return True
    if not _LAST_SHORT.match(flat, end - 1):
        return False
    # 确保安全, 全职高级, 物流师.
    if following in _SPLITS and _SPLIT.match(flat, end - 2):
        return True
    # 冷链 | 物流, 典当 | 行.
    if (flat[end : end + 2] in _SHORT and flat[end + 2 : end + 3] not in _TRADE) or flat[
        end : end + 1
    ] in _LONGER:
        return True
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


_PUPILS = re.compile(
    r"学生|就读|新生|考生|学籍|毕业[学院小]|毕于|录取|入学|学号|学校(?=[| ])|考场|班级|年级|准考证"
    r"|上学|读书|监护人|家长"
)
# A list of those who teach has schools too.
_TEACHERS = re.compile(
    r"(?:任教|教师|任职|学科|职称|教龄|轮岗|支教|工作)(?:学校|单位|姓名|去向)?(?=[ ]?[|\n])"
)
_LIST = 300


def is_school(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation is a school."""
    return any(m.end() == end for m in SCHOOL_END.finditer(flat, begin, end))


def is_pupils(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation behind a name is the school where they learn: it is in brackets, or
    in a list of pupils."""
    if not is_school(flat, begin, end):
        return False
    if flat[end : end + 1] == ")":
        return True
    return bool(_PUPILS.search(flat, max(0, begin - _LIST), begin)) and not of_teachers(flat, begin)


def of_teachers(flat: str, place: int) -> bool:
    """Whether a place lies in a list of people who teach."""
    return _TEACHERS.search(flat, max(0, place - _LIST), place) is not None


# The years of a life before a place: 2008.09-2012.07, 2019年至今.
_YEARS = re.compile(
    r"(?:^|[\n;。,:])[ ]?(?:[0-9]{4}[年./-]?[ ]?(?:[0-9]{1,2}月?)?[ ]?(?:[-—–~至到]{1,2}[ ]?"
    r"(?:[0-9]{4}[年./-]?[ ]?(?:[0-9]{1,2}月?)?|至?今|现在)|至?今|起)[ ]?[:,]?[ ]?"
    r"(?:[现任曾兼先后在就职于]{0,4}))$"
)
_YEARS_END = frozenset(" :,.今起月年在任职于至0123456789")


def behind_years(flat: str, begin: int) -> bool:
    """Whether an organisation stands behind the years of a life."""
    before = flat[max(0, begin - 28) : begin]
    return before[-1:] in _YEARS_END and _YEARS.search(before) is not None


_ANSWER = re.compile(
    r"(?:^|\n)[^\n:]{1,10}:[ ]?(?:[^\n:]{0,12}[,。、 ])?"
    r"(?:我|[他她](?:俩|们)?|俺|人家)?(?:就|现在|还|原来|以前|原先|早就|一直)?"
    r"(?:在|是|搁|到|给|读|上|念)?(?:的是)?$"
)


def question_to(flat: str, begin: int) -> str | None:
    """The line of a talk before the one that an organisation begins; None where it begins none."""
    line = flat.rfind("\n", max(0, begin - 28), begin)
    if (line < 0 and begin > 24) or not _ANSWER.search(flat[max(0, line) : begin]):
        return None
    before = flat[max(0, line - 60) : max(0, line) + 1]
    return before[before.rfind("\n", 0, len(before) - 1) + 1 :]
