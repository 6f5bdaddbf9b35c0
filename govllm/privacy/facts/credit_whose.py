"""Whose debt it is: one certain person's, not a firm's, a rule's or an advertisement's."""

from __future__ import annotations

import re

from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.credit_forms import FIRM_NAME
from govllm.privacy.facts.credit_told import FAMILY, PEOPLE
from govllm.privacy.facts.wording import is_named, sentence_of
from govllm.wordlists import one_of

# Every choice begins with a literal, which makes the search quick.
_PERSON = re.compile(
    one_of(PEOPLE)[3:-1] + rf"|老(?={FAMILY})|小(?={FAMILY})"
    r"|某(?!些|种|类|公司|企业|单位|厂|店|地|市|村|局|院|校|银行|小区|物业)"
    r"|借款人|持卡人|债务人|1[3-9][0-9]{9}"
    + "".join(f"|{digit}[0-9]{{16}}[0-9Xx]" for digit in range(1, 10))
    + "".join(f"|{you}(?:名下|的|户|尾号|在我|所)" for you in "您你")
    + r"|岁|男,|女,|,户籍|身份证|名下|人,|出生|叫|系|共同"
)
_FIELD = re.compile(
    r"(?:负债|债务|欠款|信用|征信|经济|家庭|逾期|贷款|履行|还款|执行"
    r"|失信)[\u4e00-\u9fff]{0,4}[ ]?[:|]"
)
_RULE = re.compile(
    r"未还部分|按[^,。;|\n]{1,12}[收计][取收]|以[^,。;|\n]{1,12}[收计][取收]|逾期(?:不|未(?!还|归)|将|视为|可|的|后(?=,?[将应可每按的需会由不])|拨打|每日|按|缴纳|补缴|办理|申报|依法)|"
    + "|".join(
        rf"{would}(?:依法)?被?(?:列入|纳入|影响|受到|承担|限制|采取)"
        for would in ("应当", "可以", "将", "一律", "须", "可能", "会")
    )
    + r"|的,[应处将可由依]|凡|如果|一旦|若(?<=[,。;:\n]若)|如(?<=[,。;:\n]如)(?![今实此期数])|不得"
    r"|严禁|适用|情形|本(?:法|条例|办法|规定)|办法(?<![没想无有]办法)|条例|制度(?<!报告制度)|机制|管理规定|五级分类|讲师:"
    r"|第[一二三四五六七八九十百0-9]{1,4}条|多久|请[^,。]{0,6}[未没欠]"
    r"|的(?:业主|居民|用户|住户|客户|单位|企业|纳税人|同学)|宣传|提醒(?<!温馨提醒)(?![您你])|知识|讲解|防范"
    r"|同比|件(?<=[0-9]件)|家(?<=[0-9]家)|户(?<=[0-9]户)|率(?<!利率)"
    r"|未被列入|不欠|信用修复|异常名录|撤诉处理|失信信息|对[^,。]{0,10}有异议"
)
# What bodies and firms owe to people rather than people to them.
_FROM_BODY = re.compile(
    r"欠(?:薪|费(?![0-9])|租|产|收|发|缺)|工资(?!卡)|工钱|劳动报酬|劳务报酬|薪水|加班费|课时费|社保|补偿[款金]|补贴|补助|退[款费]|押金"
    r"|奖金|报销|养老金|低保"
)
_DEBTOR = re.compile(
    rf"[他她某]|[老小]{FAMILY}|{FAMILY}老板|雇主|包工头|工头|带班|对方|被告|前夫|男方|女方|合伙人"
)
_FIRM = re.compile(
    rf"公司|企业|开发商|物业(?!费|管理费)|商家|工厂|老板(?<!{FAMILY}老板)|店家|厂家|用人单位|健身房|机构|总包|分包|施工方|建设方|项目部"
    r"|统一社会信用代码"
)
# A turn of a conversation.
_SPEAKER = re.compile(r"(?:^|\n)(?!讲师|主持|记者|播音)[\u4e00-\u9fff]{1,8}:[^\n]*$")
_NAMES = re.compile(r"(?:^|[,。;:|\n( 、“的])(?=[\u4e00-\u9fff·]{2,4})")

# A notice to one debtor also says what will follow.
_TO_YOU = re.compile("[您你](?:名下|的|户|尾号|在|所)")
_COURT = re.compile("对[您你其他她](?:采取|发出|作出)|本院[^。;\\n]{0,12}(?:决定|依法)")
_TELLS_LIST = re.compile("列入|列为|纳入|限制|限高|失信|黑名单")


def is_told(flat: str, columns: Columns, start: int, end: int) -> bool:
    """Whether a mention speaks of somebody's debt."""
    opening, closing = sentence_of(flat, start, end)
    if _is_label(flat, start, end) or _is_general(flat, opening, start, end, closing):
        return False
    if _is_row_of_firm(flat, start):
        return False
    if columns.cell(start) is not None or _FIELD.search(flat, opening, start):
        return True
    if _FROM_BODY.search(flat, start, end) and not _TELLS_LIST.search(flat, start, end):
        somebody = _DEBTOR.search(flat, opening, start) or _owes_wages(flat, opening, start, end)
        if not somebody or _FIRM.search(flat, opening, start):
            return False
    if _RULE.search(flat, opening, closing) and not _is_notice(flat, opening, end, closing):
        return False
    firm = _FIRM.search(flat, opening, start) or _FIRM.match(flat, start)
    if firm and not _PERSON.search(flat, opening, start):
        return False
    return (
        (_SPECIFIC.search(flat, start, end) is not None and not firm and flat[end - 1] != "的")
        or _PERSON.search(flat, max(0, opening - 60), closing) is not None
        or _SPEAKER.search(flat, max(0, start - 120), start) is not None
        or _names_somebody(flat, max(0, opening - 60), start, closing)
    )


# What tells how much or how often is not told of people in general.
_SPECIFIC = re.compile(
    r"[0-9一二三四五六七八九十两几][0-9一二三四五六七八九十百千万余多,.]*(?:元|[万千百](?![0-9]{2})|期|次|个月)"
)
# 欠水费: and 逾期金额|欠薪原因 name a field or a column, 催缴单 a paper.
_LABEL = re.compile(
    r"[尚拖累计已合当前本期共]*(?:欠|逾期|未[缴交还付履清结])[缴交付]?[\u4e00-\u9fff]{0,5}"
)
_TITLE = re.compile(
    "[^,。]{0,20}(?:限制高?消费令|催[缴收款告租费交]{1,3}(?:单|函|书|通知书?|公告)|(?:失信|欠费|欠款|拖欠)[^,。]{0,8}(?:名单|公告|明细表?|统计表|台账|登记表))"
)


def _is_label(flat: str, start: int, end: int) -> bool:
    """Whether words stand over a column, before a field, or as the title of a paper."""
    after = flat[end : end + 4].lstrip(" ")[:1]
    last = max(start, flat.rfind(",", start, end) + 1)
    if after in ("_", "□") or (
        after == ":" and (_LABEL.fullmatch(flat, last, end) or _TITLE.fullmatch(flat, start, end))
    ):
        return True
    line = _line_start(flat, start)
    if flat[end : end + 1] in ("\n", " ", "") and _TITLE.fullmatch(flat, line, end):
        return True
    stop = flat.find("\n", end, end + _ROW)
    heading = flat[line : stop if stop >= 0 else end + _ROW]
    parted = max(map(heading.count, "| "))
    return (
        parted > 1 and _LABEL.fullmatch(flat, start, end) is not None and not _DIGIT.search(heading)
    )


_DIGIT = re.compile("[0-9]")
_NOT_BEFORE = re.compile(
    r"(?:(?<!你)不是|没有|从没|从不|从未|未曾|并非|不许|不让|不准|不会|不敢|是否|有无|有没有|算不算|免得|省得|防止|避免|以免)$"
)
# A list of workers gives what they are owed.
_WORKER = re.compile("(?:[瓦木电焊小普杂大漆泥]|钢筋|架子|水电|抹灰|油漆)工[ |]+$")
_NOT_AT = re.compile(
    r"[我他她]?(?:有没有|有无|没有没|不许|不让|不准|不是|从不|从未|从没|不会|是否|免得|以免|防止|避免)"
)
_WOULD = re.compile(
    r"(?:不然|否则|要不然|要是|万一|假如|倘若|哪怕|即使|就算|再不|谁要)[^。;!?\n]{0,10}$"
)
_WOULD_AT = re.compile("(?:不然|否则|要不然|要是|万一|假如|倘若|即使|就算|再不|谁)")
# What is explained, asked in general, counted, or offered for sale.
_TALK = re.compile(
    "什么[是叫]|何为|何谓|算不算|算(?:是)?逾期|一回事|有(?:什么|何)区别|哪些|解释|讲座|科普|常见问题"
    "|图书|借阅|还书|馆藏|秒批|不看征信|不查征信|黑户|下款|放款快|急用钱|都能[做办]|可做|包装流水|修复征信|征信修复|超过多少|多少[日天](?:算|可以|才|会)|几天(?:算|会|才)|洗白|养卡|提额|代办|专办"
    "|人次(?<=[0-9]人次)|条(?<=[0-9]条)|名失信|名被执行人|万人(?<=[0-9]万人)"
)
# 未按约定支付租金的,乙方有权…: whoever does so.
_WHOEVER = re.compile("的,[^。;\\n]{0,24}(?:有权|应|将|可|按|须|视为|取消|停止|不予|承担|处)")
_ROW = 200
_CLAIMS = re.compile("诉请|请求|主张|要求")
_OF_ALL = re.compile(
    "人员(?!给|打|上|天|每|找|来|到|发|威|骚|催|说|还|联|群|向|多|频|又|轮)|人群|的(?:人|公司|单位|企业|商家|客户|都|肯定|一般|就|可以|应|将|也|须|会|户主?)"
    "|名单的|门槛|部分"
)
# 该公司欠: a firm is the subject.
_FIRM_OWES = re.compile(
    "(?:公司|企业|商行|合作社|集团|开发商|物业|单位|[^在老]厂|银行)(?:[拖尚仍还共又曾已]|累计|至今|一直|长期|目前|现)*(?:欠|逾期|无力)"
    rf"|(?:工地|总包|厂里|(?<!{FAMILY})老板|公司|单位|企业|保险|医保|社保|局|部门|政府|财政|中心|村[里委]会?|街道|开发商|物业|商家|店家)"
    r"(?:一直|还|也|都|迟迟|总|老|至今|仍)*[没未不](?:有|能)?(?:给|结|发|付|支付|退|返|报|赔|缴|交)"
    r"|某[^,。;人某]{1,8}[场店厂馆所院吧部]逾期"
)
_WORKERS = re.compile(
    r"[0-9一二三四五六七八九十百余多几](?:余|多)?名?(?:工人|农民工|民工|务工人员|劳动者|员工|职工|人)"
)
_COMPLAINS = re.compile("反映|投诉|讨|诉求|求助|来电|[称说]|举报|帮|为")


def _is_general(flat: str, opening: int, start: int, end: int, closing: int) -> bool:
    """Whether it is denied, supposed, explained, told of all, or of a firm."""
    before = flat[max(opening, start - 16) : start]
    return bool(
        _NOT_BEFORE.search(before)
        or (_CLAIMS.search(flat, opening, end) and "承担" in flat[start:end])
        or _WOULD.search(before)
        or _WORKER.search(before)
        or _NOT_AT.match(flat, start)
        or _WOULD_AT.match(flat, start)
        or _OF_ALL.match(flat, end)
        or _WHOEVER.match(flat, end - 1)
        or _TALK.search(flat, opening, closing)
        or _FIRM_OWES.search(flat, max(opening, start - 8), min(end, start + 24))
    )


def _line_start(flat: str, place: int) -> int:
    """Where the line of a place begins, or a stretch before it where lines are long."""
    reach = max(0, place - _ROW)
    return max(reach, flat.rfind("\n", reach, place) + 1)


def _is_row_of_firm(flat: str, start: int) -> bool:
    """Whether a row of a table names a firm and nobody."""
    cells = [cell.strip() for cell in flat[_line_start(flat, start) : start].split("|")]
    firm = len(cells) > 2 and any(map(FIRM_NAME.search, cells))
    return firm and not any(len(cell) in (2, 3) and is_named(cell, 0) for cell in cells)


def _is_notice(flat: str, opening: int, end: int, closing: int) -> bool:
    """Whether somebody is told what follows from their own debt, with the rule beside it."""
    return bool(_TO_YOU.search(flat, opening, end) or _COURT.search(flat, opening, closing))


def _owes_wages(flat: str, opening: int, start: int, end: int) -> bool:
    """Whether somebody named keeps back wages: not who complains of it."""
    if _is_subject(flat, start) or _WORKERS.search(flat, start, end):
        return True
    return not _COMPLAINS.search(flat, opening, start) and _names_somebody(
        flat, opening, start, start
    )


def _names_somebody(flat: str, opening: int, start: int, closing: int) -> bool:
    """Whether a name stands right before a statement, or opens a clause around it."""
    openings = _NAMES.finditer(flat, opening, closing)
    return _is_subject(flat, start) or any(is_named(flat, mark.end()) for mark in openings)


def _is_subject(flat: str, start: int) -> bool:
    """Whether a name stands right before a statement."""
    return any(is_named(flat, start - size) for size in (2, 3) if start >= size)
