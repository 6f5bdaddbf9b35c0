"""Organisations where somebody works, by where they stand: forms, lists, lives and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.facts.organisations import (
    ORGANISATION_END,
    behind_years,
    is_rostered,
    is_school,
    question_to,
)
from govllm.privacy.facts.work_persons import is_person, name_ends
from govllm.privacy.facts.work_ways import is_place
from govllm.privacy.tables import Cell
from govllm.wordlists import one_of, words_of

_FIELD = re.compile(
    r"(?:(?P<bare>(?<![\u4e00-\u9fff])单位(?:名称|全称)?)"
    r"|(?:工作|用人|任职|就业|所在|缴存|用工|派出|参保|职业|实习|挂职|聘用|录用|入职|现任职|原工作"
    r"|上一?家?|前一?家?|最近|务工|执业|注册|投保|所属|隶属|派遣|服务|承保|发薪|转入|调入|调出"
    r"|缴费|拟聘|拟录用|招录|借款人|家属|配偶|父亲|母亲|家长|监护人|患者|职工|当事人|申请人|担保人|联系人|丈夫|妻子|爱人|子女|本人|挂靠|签约|接收|安置|受雇|服役|从业|供职|雇主|作者|申报|推荐|劳动|现|原)(?:单位|企业|公司|机构|平台|医院)"
    r"(?:名称|全称|及职务|/职务|及岗位|和职务|[(](?:全称|盖章|及职务|职务)[)])?|职业(?:及|/|[(])单位[)]?"
    r"|(?:任教|任职|执教)(?:学校|院校)|雇主(?:名称)?|就职公司|工作地点|职业|供职机构"
    r"|(?:服务|工作)处所|公司名称|东家|(?:上一|前一|现在|目前|最近一|第一)份工作"
    r"|(?<![\u4e00-\u9fff])(?:工作|任职|就职|上班)|身份(?=[ ]?[:是为])"
    r"|(?:上|下|前|老|现)(?:家|东家)|的单位(?:就|还)?"
    r"|[我俺他她你](?:们|爱人|老公|老婆)?(?:现在|原来|以前)?的?单位(?:是|叫|在)"
    r"|(?:[我他她](?:老[公婆伴]|爱人|丈夫|妻子|媳妇|对象|儿子|女儿|爸|妈|哥|姐|弟|妹))单位"
    r"|(?:职业|职务|岗位|工种)[:|][ ]?[^\n:,|]{1,8}[(]"
    r"|工作经历|工作履历|职务|就业去向|毕业去向|去向|工作情况)"
    r"[ ]?(?:[:|]|是|为|[ ])?[ ]?$"
)
_FIELD_ENDS = frozenset("()作职班家就还份位称务校主司点业构所:| 是为作历向台院家况岗")
_OF_ONE = re.compile(
    r"姓名|申请人[:(]|身份证|性别|出生|生日|患者|工号|医保卡|[AB]型|O型|手机|微信|个人编号"
    r"|年龄|学历|民族|职工|紧急联系人|参会人|献血|伤[者员]:|病假|保证人|担保人|报告人:|请假|科室|工种|职业|住址|诊断|病历"
)
_OF_MANY = re.compile(
    r"法定代表人|信用代码|项目|招标|采购|施工|主办|承办|开户行|税号|注册资本|投诉|举报|经办"
)
_ASKED = re.compile(
    r"(?:单位|上班|干什么|做什么|干啥|做啥|干嘛|哪[一行]行|工作(?!人员|日)|靠什么|谋生|哪[儿里]?[干上做]"
    r"|哪个公司|哪家|东家|高就|发展|混得|忙[啥什]|在哪[儿里]?(?:呢|啊)|谁的人|吃饭|职业|挣钱|营生|退休前)[^\n]{0,8}[?呢吗么不没\n]"
)
_ANSWERED = re.compile(r"[,。!? \n]|的|上班|呢|嘛|啊|呀|$")
_TELLS = re.compile(
    r"(?:接[单活小]|[呢嘛啊]?[, ][^\n,。]{0,8}(?:班倒|有编|编制|正式工|合同工|上班|干了"
    r"|干到|退休|下岗|调[过来去]|升[了上]|提了|当[上了]?[^,。\n]{0,6}(?:长|师|工|员|经理|主任|领导)|跑[业车]|管[^,。\n]{1,4}的))"
)
_SIGNED = re.compile(r"(?:[。;,:\n]|^)[^\n:]{0,8}:?$")


def in_field(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation stands in a field of a form that asks where somebody works."""
    before = flat[max(0, begin - 20) : begin]
    field = _FIELD.search(before) if before[-1:] in _FIELD_ENDS else None
    if field is None:
        return bool(_HIRED.match(flat, end)) and before.endswith(("单位:", "单位: "))
    if not field["bare"] or before.endswith("单位是"):
        return True
    # The form of an organisation tells its own name; that of a person tells theirs too.
    around = flat[max(0, begin - 80) : end + 80]
    if "姓名" in around:
        return True
    return bool(_OF_ONE.search(around)) and not _OF_MANY.search(around)


# 申请单位:...(拟入职).
_HIRED = re.compile(r"[ ]?[(](?:拟?入职|拟聘|在职|已?离职|退休|实习|劳务派遣)")
_ENDED = re.compile(r"[ ]?[,;。\n)/—-]|$")


# Fields whose values are employers, whatever they are called.
_ASKING = re.compile(
    r"单位(?:(?<=工作单位)|(?<=用人单位)|(?<=就业单位)|(?<=任职单位)|(?<=受雇单位)|(?<=供职单位)"
    r"|(?<=实习单位)|(?<=服务单位)|(?<=现单位)|(?<=原单位))(?:名称|全称)?"
    r"(?:[ ]?:|(?<=\n工作单位)[ ]?[|])[ ]?"
    r"(?P<value>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·]{2,20})(?=[\n;,。| (]|$)"
)
_NO_EMPLOYER = re.compile(
    r"无|暂|待业|失业|自由|个体|务农|农民|退休|未|在家|灵活|同上|学生|打零工|平方|立方|公[斤里]|千克|万元|人次|.*[:应须]"
)


def values(flat: str) -> Iterator[tuple[int, int]]:
    """What the fields of a form give as employers."""
    for match in _ASKING.finditer(flat) if "单位" in flat else ():
        if not _NO_EMPLOYER.match(match["value"]):
            yield match.span("value")


# Headings under which every cell is an employer, whatever it is called.
_SURE = re.compile(
    r"^(?:(?:工作|就业|用人|任职|所在|受雇|供职|从业|服务|签约|原|现|原工作|现工作|参保|录用|实习)?(?:单位|企业|公司)(?:名称|全称)?)$"
)
_PLAIN = re.compile(r"[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9·()]{2,24}")
# What may follow an employer in its cell: parts, posts and trades.
_REST = re.compile(r"[ /,、(]?[\u4e00-\u9fff/、()]{1,12}")


def in_cell(flat: str, cell: Cell) -> int:
    """Where the employer ends with which a cell begins; its own beginning where there is none."""
    last = cell.start
    for told in ORGANISATION_END.finditer(flat, cell.start, cell.end):
        if flat[told.end() : told.end() + 1] != "长":
            last = told.end()
    if last == cell.start:
        sure = _SURE.search(cell.heading) and _PLAIN.fullmatch(flat, cell.start, cell.end)
        named = sure and not _NO_EMPLOYER.match(flat, cell.start, cell.end)
        return cell.end if named else last
    return last if _REST.fullmatch(flat, last, cell.end) else cell.end


def in_row(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation stands between commas behind a name: 刘洋,水城钢厂,..."""
    at = begin - (flat[begin - 1 : begin] == " ")
    if flat[at - 1 : at] not in (",", "-", "/") or not at or not _ENDED.match(flat, end):
        return False
    at -= 1 + (flat[at - 2 : at - 1] == " ")
    return not is_place(flat, begin, end) and name_ends(flat, at)


def in_life(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation stands behind the years of a life: 2019.07—2021.09 ..."""
    if not behind_years(flat, begin):
        return False
    return not is_school(flat, begin, end) or _STAFF.match(flat, end) is not None


_STAFF = re.compile(
    r"[ ]?[\u4e00-\u9fff]{0,6}(?:教师|老师|教授|讲师|校长|主任|辅导员|任教|代课|保安|后勤|职工)"
)


def in_answer(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation answers the question where somebody works, or what they do."""
    question = question_to(flat, begin)
    if question is None:
        return False
    if _TELLS.match(flat, end):
        return True
    return bool(_ANSWERED.match(flat, end)) and _ASKED.search(question) is not None


_CELL_REST = re.compile(r"(?:[\u4e00-\u9fff]{1,6})?(?=[| \n)]|$)")
# What may stand between a name and where they work: sex, age, numbers, nation, degree, trade.
_BETWEEN = re.compile(
    r"(?:[| ]+(?:[男女]|[0-9+*][0-9+*xX年月日./岁-]{0,20}|[\u4e00-\u9fff]{1,4}族"
    r"|本科|大专"
    r"|硕士|博士|中专|高中|初中|中?共?党员|群众|团员"
    rf"|{one_of(words_of('privacy', 'posts'))})){{1,5}}[| ]+$"
)


def in_list(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation stands in the cell behind a name, or behind a name and a number."""
    opening = flat[begin - 1 : begin]
    if opening not in (" ", "|", "("):
        return False
    if is_rostered(flat, begin, end):
        return True
    if flat[begin] in "一二三四五六七八九十" or not begin:
        return False
    if opening == "(":
        closing = flat.find(")", end, end + 8)
        return closing >= 0 and name_ends(flat, begin - 1)
    if not _CELL_REST.match(flat, end):
        return False
    head = flat[max(0, begin - 40) : begin]
    figures = _BETWEEN.search(head)
    at = begin - len(figures[0]) if figures else begin - 1
    if _leads_row(flat, at):
        return not (figures and is_place(flat, begin, end))
    return _in_row_of(flat, begin, end)


_ROW = re.compile(r"(?:^|\n)(?:[0-9]{1,3}[.、)号]?[ |]*)?(?P<name>[\u4e00-\u9fff·]{2,8})[ ]*$")


_CELLS = re.compile(r"(?:^|\n)(?:[0-9]{1,3}[.、)号]?[ |]+)?(?P<name>[\u4e00-\u9fff·]{2,8})(?=[ |])")
# 10.1|柳桥派出所|方克俭|...: whose turn it is.
_DAYS = re.compile(
    r"\n?(?=[^ |\n]{0,6}[0-9])[0-9日月年.:/至上下午晚星期周一二三四五六号-]{1,12}[ |]+"
)
_NEXT_NAME = re.compile(r"[ ]{0,2}[|]?[ ]{0,2}(?P<name>[\u4e00-\u9fff]{2,3})(?=[ |\n]|$)")
_ROW_LENGTH = 60


def _line_of(flat: str, place: int) -> int:
    """Where the line of a place begins, its break included; -1 where that is far away."""
    line = flat.rfind("\n", max(0, place - _ROW_LENGTH), place)
    return 0 if line < 0 and place <= _ROW_LENGTH else line


def _in_row_of(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation is a cell of a line that begins with a name, or stands before one."""
    line = _line_of(flat, begin)
    if line < 0:
        return False
    days = _DAYS.match(flat, max(0, line), begin)
    if (days.end() if days else line + 1) >= begin:
        name = _NEXT_NAME.match(flat, end)
        return name is not None and is_person(flat, name.start("name"))
    row = _CELLS.match(flat, line)
    if row is None or row.end() > begin or not is_person(flat, row.start("name")):
        return False
    return flat.count("|", line, end) + flat.count(" ", line, end) > 1


def _leads_row(flat: str, end: int) -> bool:
    line = _line_of(flat, end)
    if line < 0:
        return False
    row = _ROW.search(flat[line:end])
    return row is not None and is_person(flat, line + row.start("name"))


# 云州市水务局:李明、王芳.
_LISTED = re.compile(r":[ ]?(?P<name>[\u4e00-\u9fff]{2,3})(?=[、,;\n ]|$)")
_CLASS_ENDS = re.compile(r"[ ]?(?P<name>[\u4e00-\u9fff]{2,3})(?=\n|$|[ ]{0,2}[(]|。)")


def is_signed(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation and a name sign what stands before: 宣告人:… 某某."""
    names = flat[end : end + 1] == ":" and _LISTED.match(flat, end)
    if (
        names
        and flat[begin - 1 : begin] in ("", "\n", ";", "。")
        and is_person(flat, names.start("name"))
    ):
        return True
    if flat[end : end + 1] != " " or is_place(flat, begin, end):
        return False
    name = _CLASS_ENDS.match(flat, end)
    opening = flat[max(0, begin - 9) : begin]
    return bool(name and _SIGNED.search(opening) and is_person(flat, name.start("name")))
