"""What is said around a school of somebody who learns there."""

from __future__ import annotations

import re

from govllm.privacy.facts.organisations import behind_years, question_to
from govllm.privacy.facts.work_persons import is_person

_CLASS = (
    r"(?:[0-9一二三四五六七八九]{1,4}年?级|[高初][一二三]|大[一二三四]|研[一二三]"
    r"|[一二三四五六七八九][(][0-9一二三四五六七八九十]{1,2}[)]"
    r"|[0-9]{1,4}[级届]|[一二三四五六七八九零〇]{2}[级届]|[0-9一二三四五六七八九十]{1,4}班|[大中小托][一二三四0-9]?班|学前班)"
)
_NEAR = re.compile(
    r"[^,。;\n]{0,3}?(?:门口|门前|附近|对面|旁|办事|办理|开会|摆摊|参观|召开|举[办行]|考试|监考|维修|施工)"
)
_WHOLE = (
    "(?!年级|招生|家长|组|部|各|全体|新生|班主任|教师|教室|老师"
    "|学生(?:们|将|可|应|须|每|在校|开展|参加|走进|举行|来到|进行|观看|集体|即将|代表))"
)
_SUBJECT = r"[\u4e00-\u9fff]{2,8}?(?:系|专业|学院)"
_DEGREE = r"(?:本科|硕士|博士|专科|大专|中专|研究生|本硕|硕博|学士|函授|自考|成教)"
# What a school does itself.
_OFFERS = "(?:招|开[设办]|新?增?设|培养|授予|接收|欢迎|面向|举办|推出)"
_STUDIES = re.compile(
    rf"(?:的)?(?:{_SUBJECT})?(?:,?(?:大[一二三四]|研[一二三]"
    rf"|[高初][一二三](?![0-9]){_WHOLE})|{_CLASS}{_WHOLE}|[\u4e00-\u9fff]{{0,6}}[0-9]{{2,4}}[级届班]"
    rf"|(?!{_OFFERS})[\u4e00-\u9fff]{{2,6}}{_DEGREE}(?:[,。;、)(\n ]|毕业|在读|学历|$)"
    rf"|(?!{_OFFERS})[\u4e00-\u9fff]{{2,8}}(?:系|专业)(?:[,。\n]|$)|出来的"
    rf"|的?{_DEGREE}(?:[,。;、)(\n ]|毕业|在读|学历|$)"
    rf"|[^,。;:\n]{{0,6}}?(?:[就在借住走跟伴寄插复]读|旁听|插班|进修|深造|函授|攻读|修读|研修|军训"
    rf"|[读念上]{_CLASS}|读[书完研博本大高初小中预过了到]"
    rf"|念[书到完过了]|上学|求学|退学|辍学|休学|复学"
    rf"|毕业(?!班|生就业|率|典礼)|肄业|应届|学习(?!平台|贯彻|宣传|强国)"
    rf"|上(?:[大高初小中][班一二三四学]"
    rf"|[一二三四五六七八九]年级)|转(?:[到至来走]|[入出](?!学校))|报[到了]|念[\u4e00-\u9fff]{{1,6}}(?=[,。;\n]|$)|练车|学车|住(?:着|校)|寄宿|住宿生|走读生))"
    rf"|的?(?:学籍|学号|毕业证|学生证|录取通知|通知书|课堂|学时|您?班上|同班|同桌|同窗|学员证|校服|学费"
    rf"|住宿费|(?:孩子|娃娃|娃|老?同学|校友|学长|学姐|学弟|学妹)(?![家们的]))"
    rf"|(?:念|读|上)(?:的|呢|着|[,。!?\n ]|$)"
)
_PUPIL = re.compile(
    rf"(?:的)?[^,。;:\n]{{0,10}}?{_CLASS}?(?:女|男)?(?:学生|研究生|博士生?|硕士生?|本科生|新生"
    rf"|毕业生|同学|校友|大学生|队员|选手|小学生|中学生|考生|学员|学子|少年|小将|球员|女生|男生)"
)
_CALLED = re.compile(r"的?(?P<name>[\u4e00-\u9fff]{2,3})同学")
# 男,12岁,...学生.
_ABOUT = re.compile(r"(?:[男女]|岁|族|生)[,、]$")
_KIN = (
    r"(?:孩子|小孩|女儿|儿子|闺女|丫头|小子|姑娘|娃儿?|孙子|孙女|外孙女?|侄子|侄女|外甥女?"
    r"|[弟妹哥姐]{1,2}|一个|老[大二三四]|小的|大的|大宝|二宝|儿媳|学生|本人|他|她|我|俺|咱)"
)
_TO = re.compile(
    r"(?:就读于?|就读的?是|现就?读于?|在读|在读于|毕业于|毕业自|考上了?|考入|考取了?|考进了?"
    r"|考到了?|考去了?|考了|录取到|录取于|录取为|录到了?|被|转[到去至进往]了?|转入|转学[到去至]"
    r"|升入|升到|升上了?|直升|进入|入读|入学|保送|保送到|保研到?|考研到?|求学于|肄业于|受业于|师从"
    r"|分配到|派位到|摇号进|摇到了?|上的是|读的是|念的是|读|念|上|上过|读过|念过|进修于"
    r"|学籍在|学籍转入|学籍(?:还|仍|一直)?(?:挂|留|放)?在|被录取到|母校是?|来自|出自|插班到|借读[于在]|函授|自考了?|报(?:的|名?了)|(?:考研|读研|留学|保送)去了?"
    rf"|{_KIN}(?:目前|现在|现|如今|今年|去年|以前|之前|当年|小时候)?(?:人|还|正|都|就|刚|才)?(?:在|搁|进了?"
    rf"|去了?|分[到去]|上的?|读的?|念的?|考的是?)"
    r"|(?:今年|去年|前年|秋天|九月|后来)(?:刚)?(?:进了|去了|上了|读了|念了)"
    r"|(?:学生|考生|同学|选手|参赛者|获奖者|学员|患儿|小作者|小记者|队员)[:]?[\u4e00-\u9fff]{2,3}[,(]"
    r"|(?:[送接](?:孩子|娃|女儿|儿子|闺女|孙子|孙女|小孩)|[分划派排])[去到]"
    r"|(?:小学|初中|高中|大学|本科|硕士|博士|中专|大专|幼儿园|研究生)(?:就|都)?(?:是|在|[读上念]的是?))$"
)
# 我儿子 | 三中 | 的.
_KIN_BEFORE = re.compile(rf"{_KIN},?$")
_BELONGS = re.compile(r"的(?:[,。!? \n]|$)|[,。]")
_FIELD = re.compile(
    r"(?:(?:就读|毕业|在读|所在|录取|转出|转入|学籍|原|现|报考|报名|意向|子女|培养|本科|硕士"
    r"|最高学历|就学|入读|原就读|现就读|承训|培训|参训|入学|入托|招生|博士|专科|高中|初中|小学"
    r"|拟转入|拟入|现学籍|生源|推荐|学生)(?:学校|院校|学籍学校|院系|园所|幼儿园|高校"
    r"|大学|机构|中学|小学|单位)(?:名称|及班级|及专业|/班级|及年级|班级|、班级)?"
    r"|(?P<bare>(?<![\u4e00-\u9fff])学校(?:名称)?)|(?<![\u4e00-\u9fff])(?:学校|院校|学籍|母校|大学|高中|初中|小学|幼儿园|硕士|博士|中专|大专)"
    r"(?:名称|及班级|及年级|班级|阶段)?"
    r"|现?就读|在读|毕业院校|本科|专科|研究生|学历|学校班级|教育背景|教育经历|学习经历|毕业于?"
    r"|学校/班级|班级|在读学段)[ ]?(?:[:|]|是|为|[ ]?)[ ]?$"
)
_IN = re.compile(r"(?:在|搁|到|去|跟|于)$")
# 学数控, 练小楷: what somebody learns.
_LEARNS = re.compile(
    r"(?:里|那边|那儿)?[^,。;\n]{0,4}?(?:学(?![校区期生者会习院费历杂位制术科])|练|培训|受训)"
    r"(?:了|着|过)?[\u4e00-\u9fffA-Za-z]{0,6}"
)
_FROM = re.compile(r"[^,。;\n]{0,4}?(?:走了|出来|毕业|退学|辍学|肄业|转|考出|结业)")
_ENDED = re.compile(r"(?:函授|本科|专科|硕士|博士|大专|中专|学历|高中|初中)[,、 :(]{1,2}$")
_NO_PUPIL = re.compile(
    r"[ ]?[\u4e00-\u9fff]{0,6}(?:教师|老师|教授|讲师|校长|主任|辅导员|任教|教书"
    r"|代课|保安|后勤|职工)"
)
_ASKED = re.compile(
    r"(?:学校|上学|读书|念书|学历|几年级|哪个学|哪所|大学|孩子[^\n]{0,6}哪|毕业|幼儿园|学的|练了"
    r"|[读念]的?[哪啥什])[^\n]{0,12}[?呢吗么\n]"
)
_ANSWERED = re.compile(r"[,。!? \n嘛啊呀呢的]|$")
# 我们 | 七一中学 | 68届; 咱 | 四中.
# 想让孩子上..., 能上...吗: where they do not learn yet.
_WISHES = re.compile(
    r"(?:想让|想[上进去转]|打算|希望|准备|计划|能不能|能否|可以|可不可以|要求|才能|怎么|如何|[能想]在?)[^,。;\n]{0,8}?"
    r"(?:上|读|念|进|转[到入去]|去|报|[划分派]到)$"
)
# 我是云州七中的学生.
_SELF = re.compile(r"(?:我|我们|本人|他|她|咱)(?:都|也|就)?[是系]$")
_ONE = re.compile(
    r"的?(?:一[名位个])?[^,。;\n]{0,6}?(?:学生|研究生|博士|硕士|本科生|毕业生|学员|校友)"
    r"(?:的?家长|家属)?(?=[,。;!?\n ]|$)"
)
# A class in the next cell, or the one before: 云州三小|五年级.
_NEXT_CLASS = re.compile(rf"[ |,]{{1,3}}{_CLASS}")
_CLASS_BEFORE = re.compile(rf"{_KIN}[^,。;\n]{{0,6}}?{_CLASS}[,、 ]{{1,2}}(?:在)?$")
_OURS = re.compile(r"(?:我们|咱们?|俺们?|这位|那位)$")
_OURS_IS = re.compile(r"[0-9]{2,4}[届级]|的[“\"\u4e00-\u9fff]{2,8}|聚会|同学|校友|小将")
_PLACED = frozenset("在搁到去跟于")


def says_so(flat: str, begin: int, end: int) -> bool:
    """Whether what stands around a school says that somebody learns there."""
    before = flat[max(0, begin - 20) : begin]
    if _WISHES.search(before):
        return False
    if _TO.search(before) or _STUDIES.match(flat, end):
        return not (_NO_PUPIL.match(flat, end) or _NEAR.match(flat, end))
    if _SELF.search(before) and _ONE.match(flat, end):
        return True
    if _CLASS_BEFORE.search(before) and _BELONGS.match(flat, end):
        return True
    if before[-1:] in (" ", "|", ",") and _NEXT_CLASS.match(flat, end):
        return _listed(flat, begin)
    if _KIN_BEFORE.search(before) and _BELONGS.match(flat, end):
        return True
    if _NO_PUPIL.match(flat, end):
        return False
    field = _FIELD.search(before)
    if field and (field["bare"] is None or _of_pupil(flat, begin, end)):
        return True
    if _ENDED.search(before):
        return True
    if before[-1:] in _PLACED and _IN.search(before) and _LEARNS.match(flat, end):
        return True
    if before.endswith("从") and _FROM.match(flat, end):
        return True
    if _OURS.search(before) and _OURS_IS.match(flat, end):
        return True
    called = _CALLED.match(flat, end)
    if called and is_person(flat, called.start("name")):
        return True
    pupil = _PUPIL.match(flat, end)
    if pupil and _ABOUT.search(before):
        return True
    if pupil and (is_person(flat, pupil.end()) or before.endswith(("均为", "都是", "均系"))):
        return True
    # A CV: 2008.09-2012.07 and the school.
    return behind_years(flat, begin) or _in_answer(flat, begin, end)


_OF_PUPIL = re.compile(r"姓名|学生[:姓 ]|班级|年级|身份证|选手|家长|专业|学号|出生|考生")
_OF_SCHOOL = re.compile(r"学年|采购|验收|备案|汇总|计划|统计|整改|检查[表结]|法定代表")


def _of_pupil(flat: str, begin: int, end: int) -> bool:
    """Whether a form that gives a school is one of a pupil, and not of the school."""
    around = flat[max(0, begin - 80) : end + 80]
    return bool(_OF_PUPIL.search(around)) and not _OF_SCHOOL.search(around)


def _listed(flat: str, begin: int) -> bool:
    """Whether a name stands before in the same line."""
    line = flat.rfind("\n", max(0, begin - 30), begin) + 1
    return any(
        is_person(flat, name.start()) for name in _NAME.finditer(flat, max(line, begin - 30), begin)
    )


_NAME = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")


def _in_answer(flat: str, begin: int, end: int) -> bool:
    """Whether a school answers the question where somebody learns."""
    question = question_to(flat, begin)
    if question is None or not _ANSWERED.match(flat, end):
        return False
    return _ASKED.search(question) is not None
