"""Whether what is told of health is told of somebody."""

from __future__ import annotations

import re

from govllm.privacy.facts.health_mentions import Mention
from govllm.privacy.facts.health_nobody import is_general, is_nobodys
from govllm.privacy.facts.health_people import CLOSE, PERSON, is_owned, line_of
from govllm.privacy.facts.wording import is_named, is_named_before, sentence_of

# One body has a left leg, one woman is in her 32nd week.
_ONES = re.compile(r"[左右双]|怀?孕[0-9一二三四五六七八九十两]")
_SUFFERS = re.compile(
    r"(?:患上?有?|身患|罹患|得了|得过|得的?是|查出(?:来)?(?:了|是|有|得了)?|查到|检出|确诊(?:为"
    r"|是|患|了|有)?|诊断(?:为|出|是|有)?"
    r"|鉴定(?:为|是|成)?|评定(?:为)?|评(?:为|上|了|成)|认定为|突发|突然|病发|造成|导致"
    r"|致(?:使)?(?:其)?|摔成|摔断?|撞成|撞断?|压成|被|因|由于|感染|染上|落下|留下"
    r"|做(?:了|过|完)?(?:个)?|行|接受|刚做完?|住院|系|属于?|是(?:一名|个|位)?|有|说是|报告是|已"
    r"|装了?|[说叫]|死于|术后出现|出现|发生|伴|不幸|仍|又|现|还|正|进行|天生|自幼|从小"
    r"|先天)[^,。;:\n]{0,4}$"
)
# Said only of one person, whatever else the sentence is about, unless it says "if" or "who".
_FOUND = re.compile(
    r"(?:确诊|诊断|查出|鉴定为|评定为|评为|等级为|认定为|身患|所患|罹患|得了|致)[^,。;:\n]{0,4}$"
)
_IF = re.compile(r"如果?|若|凡|者|的[,、]|应当|须|不得|下列|以下|患者")
_FIELD = re.compile(
    r"(?:诊断|病情|病种|病名|疾病(?:名称|种类|诊断)?|患病(?:情况|类型)?|病史|既往史|现病史|主诉"
    r"|伤情|伤势|受伤(?:部位|情况|程度)|损伤程度|死因|死亡原因|致贫原因|致残原因"
    r"|残疾(?:情况|类别|等级|类型|状况|程度)?(?:及等级|和等级|/等级)?|残疾类别及等级|伤残等级"
    r"|失能(?:情况|等级|程度)|健康(?:状况|情况)|身体状况|身体情况|孕产情况|生育状况|孕期|孕周"
    r"|过敏史|手术名称|手术史|手术|慢性?病|基础病|基础疾病|重大疾病|特殊病种|事由|备注|原因"
    r"|请假原因|情况|检查结果|鉴定结论|鉴定结果|结论)"
    r"[ ]?(?:[:|]|[ ])[ ]?(?:[^。;\n:]{0,16}[、, ])?$"
)
# A field that need not speak of health.
_ANY_FIELD = re.compile(r"备注|事由|原因|情况|结论|手术[^名史]")
_SENTENCE = re.compile(
    r"某(?!些|种|类|个|项)|[0-9一二三四五六七八九十]{1,3}岁|医治无效|去世|病逝|逝世"
    r"|送医|送往|住院|出院|走失|挂水|请假|主刀|[男女](?:[,，)]|性?$)|[1-9][0-9]{16}[0-9Xx]"
    r"|1[3-9][0-9]{9}"
)
_GENERAL_BEFORE = re.compile(
    r"(?:预防|防治|防范|防控|防止|避免|筛查|抗击|无|没有?|未(?:患|见|发现)?|非|不是|否认|排除"
    r"|并非|易(?:患|得)?|诱发|引发|引起|会(?:导致|引起|造成)?|可能(?:导致|引起|造成|会)?|增加"
    r"|降低|减少|针对|关于|如(?:因|有|患)?|若(?:因|有|患)?|凡(?:因|有|患)?"
    r"|容易[^,。;\n]{0,6}|以免[^,。;\n]{0,6}|以防[^,。;\n]{0,6}|能治好?|可治|专治|(?:让|叫|令|惹)人|用于(?:治疗)?|研究|主攻|专攻|(?:题目|课题|主题)(?:是|为)?|介绍了?|聊聊?|谈谈?"
    r"|科普|普及|讲解?|了解|认识|警惕|小心|当心|远离|应对|识别|[春夏秋冬]季|换季|误认为是?|怀疑是?"
    r"|(?<![取觉懂认晓记])得(?:我|人|大家)(?:都|直)?"
    r"|关爱|帮扶|对于?|包括|例如|比如|诸如|属于|以下|下列|所有|各类|其他|一切|任何|将其?)(?:有"
    r"|患有?)?$"
)
_GENERAL = re.compile(
    r"应当|应予|可以?申请|可享受|可凭|符合(?:下列|以下)?条件|办法(?!官)|规定|条例|规范|标准"
    r"|细则|须(?!知)"
    r"|(?<![走动见舍认了记怪离])不得|严禁|提醒|专家|科普|市民朋友|下列|以下|之一|如果|若(?=有|患|因|是|出|发|不|您|你|该|孩)"
    r"|(?<![孟平非])凡(?=患|有|是|因|属|符|在)|请勿|禁止|禁用|慎用|不宜|谢绝|遵医嘱|网上说|听说喝"
    r"|参保人员|人员|人群|群众"
    r"|患者(?:可|应|须|请|需)|[0-9]+[例名人]|万人|同比|率|全市|全区|全县|我市|我区|我县|本市|讲座"
    r"|义诊|活动|项目|目录|病种|政策|名单|指南|什么|哪些"
)


# No one certain: 一名工人, 有个老人, 多名乘客.
_NO_ONE = re.compile(
    r"(?:[一两二三四五六七八九几数多0-9]+(?:名|位|例|个)|有(?:名|个|位|些)|哪(?:个|位)"
    r"|某(?:些|个))"
    r"(?:[^,。;:\n]{0,5}?)(?:工人|男子|女子|老人|乘客|病人|患者|孩子|学生|市民|群众|居民"
    r"|职工|游客|旅客|村民|男孩|女孩|老年人|行人|司机|人(?!住|带|过|在|扛))"
    r"|[一二两三四五六七八九十几多数0-9]++人(?:死|不同|受伤|重伤|轻伤|骨折|中毒|烧伤|烫伤|昏迷|确诊|感染|患)"
)
# A promise, a questionnaire, an insurance, a story, a figure of speech.
_NOBODYS = re.compile(
    r"承诺无|服务范围|绿色通道|重疾险|全包|患者请|红楼|小说|书中|一部书|剧中|电影|系统得|比喻"
    r"|擅长|招聘|培训班|限[0-9]+|目录|报名条件|检出|肯定|猜是|公司主营|经营范围|适用于"
    r"|适应症|说明书|疗程价|免费测"
    r"|样本|科室|诊疗范围|口蹄疫|猪瘟|禽流感|病虫害|果树|养殖户?|牲畜|宠物|兽医|专治|主治|包治|根治|无效退款|祖传|贴一贴|团购|到手价|特价|下单|包邮|疗程|都能用"
)
# What somebody says of themself or of others in a talk that is written down.
_SPEECH = re.compile(r"[^:|,。;\n]{1,10}:(?=[^\n]{4})")
_FORM = re.compile(
    r"备注|范围|须知|提醒|提示|地址|时间|电话|内容|标题|条件|说明|项目|科室|对象|注意|答复"
    r"|答$|问$"
)
_TALK = re.compile(
    r"我|俺|咱|你|您|他|她|[吗呢吧嘛哦哎呀啦喽哩咧]|了[。!,?\n]|[!?]|[“”…]|妈|爸|奶|爷"
)
# A name of an illness with nothing said beside it is an entry of a list.
_LEAST = 3
# Words of regulations and catalogues.
_RULE = re.compile(
    r"三个等级|等级标准|待遇|统筹|起付|限额|定额|病种|编码|复审|有效期|缴费|代缴|准入"
    r"|基金支付|护理费|分为|自理障碍分|之一的|符合|万一"
    r"|参保人|女职工|\"|假期|产假|旅客(?!:)"
)
# Figures, questions and matters of teaching: it takes somebody to make an illness theirs.
_COUNTED = re.compile(
    r"[?]|[A-Z][0-9]|怎么|多久|如何|能否|是否|吗|哪|[0-9一二三四五六七八九十两](?:项|类|种"
    r"|例|组)|合计|占比|%|报告|传染|由牲畜|专班|医院|诊所|科|药店"
    r"|[、 |] ?[0-9]+ |每月补贴|高发|学|训练|演练|广告|优惠|套餐|价"
)
_SECTION = re.compile(r"第[一二三四五六七八九十百0-9]{1,5}条")
_TAKES = re.compile(
    r"(?:吃|服|打|用|开|停|换|减|加|涂|吸|针|取|领|拿|买)(?:的|着|了|过|上|些"
    r"|点)?(?:是)?[^,。;:\n]{0,5}$"
)
_DOSE = re.compile(
    r"[0-9一二三四五六七八九十两半几]+(?:盒|片|粒|支|针|瓶|mg|毫克|单位|次)|减|停|加|打完"
    r"|吃了|吃着|维持|控制|按时"
)
_ROW_ID = re.compile(
    r"1[3-9][0-9]{9}|[0-9]{15,17}[0-9Xx]?|[0-9]{3,4}-[0-9]{7,8}|[A-Z]{1,2}[0-9]{6,}"
)
# Rows of those who teach and treat.
_TEACHERS = re.compile(r"主讲|门诊|讲座|医师|坐诊|出诊|主任|教授|课题|研究")
_HAN_NAME = re.compile(r"[\u4e00-\u9fff·]{2,12}")


def is_told(flat: str, mention: Mention) -> bool:
    """Whether a mention is said of somebody."""
    start, end = mention.start, mention.end
    opening, closing = sentence_of(flat, start, end)
    before = flat[opening:start]
    field = None if mention.weak or mention.phrase else _FIELD.search(before[-20:])
    if field and not (_ANY_FIELD.match(field[0]) and is_general(flat, end)):
        return not _SECTION.search(flat, max(0, opening - 90), opening + 8)
    if is_nobodys(flat, mention, opening, before):
        return False
    general = is_general(flat, end)
    of_all = _GENERAL_BEFORE.search(before[-6:])
    # 孩子的孤独症康复补贴 is that child's, 老人骨折预防 is of all.
    if (
        not mention.weak
        and is_owned(before)
        and (not general or before[-1:] == "的")
        and not of_all
    ):
        return not _is_no_one(flat, opening, closing) and not _is_listed(flat, opening, closing)
    if general or of_all:
        return False
    return _is_of_person(flat, mention, opening, closing) or in_row(flat, start)


def _is_of_person(flat: str, mention: Mention, opening: int, closing: int) -> bool:
    """Whether a sentence, or what stands a little before it, tells whose a mention is."""
    start, end = mention.start, mention.end
    before = flat[opening:start]
    if mention.weak or _is_no_one(flat, opening, closing) or _is_listed(flat, opening, closing):
        return False
    clause = before[max(before.rfind(","), before.rfind(":")) + 1 :]
    suffers = bool(_SUFFERS.search(clause[-12:]))
    if mention.medicine:
        taken = _TAKES.search(clause[-10:]) or _DOSE.match(flat, end)
        return bool(taken) and _is_close(flat, opening, start, closing)
    general = _GENERAL.search(flat, opening, closing)
    if mention.phrase or mention.vague:
        # 省城专家的结论是, 他应当 is said of one person too.
        if general and not CLOSE.search(clause):
            return False
        # What is told in words of every day is hardly ever told of everybody.
        if mention.phrase:
            return not _RULE.search(flat, opening, closing) and _names_somebody(
                flat, opening, start, closing
            )
        return suffers and _has_somebody(flat, opening, start, closing)
    if general:
        found = bool(_FOUND.search(clause[-12:])) and not _IF.search(flat, opening, closing)
        return found or (suffers and _has_person(clause, 0, len(clause)))
    if suffers or _ONES.match(flat, start):
        return True
    told = opening + _LEAST < start or end + _LEAST < closing
    if told and not (
        _COUNTED.search(flat, opening, closing + 1) or _RULE.search(flat, opening, closing)
    ):
        return _names_somebody(flat, opening, start, closing)
    return _has_somebody(flat, opening, start, closing) or _in_form(
        flat, line_of(flat, start)[0], start
    )


def _has_person(flat: str, opening: int, closing: int) -> bool:
    return bool(PERSON.search(flat, opening, closing) or _SENTENCE.search(flat, opening, closing))


def _has_somebody(flat: str, opening: int, start: int, closing: int) -> bool:
    return _has_person(flat, opening, closing) or _is_close(flat, opening, start, closing)


_TICKS = frozenset("☑☒√■")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2,10}(?:[(][^)\n]{1,10}[)])?:")
_OF_SOMEBODY = re.compile(
    r"(?:姓名|患者|病人|申请人|户主|学生|幼儿|老人|对象|被鉴定人|当事人|职工|本人|原告|床号|性别|年龄|身份证号?"
    r"|出生日期)[^:\n]{0,5}:"
)
# Where the name of somebody may begin within a sentence.
_NAME_AT = re.compile(
    r"(?:(?<=[:,、;(|“\" @把将被让给为向与和对经者妇人员工师夫妻子女父母爸妈"
    r"哥姐弟妹生民友客机农户长手主兵])|^)(?=[\u4e00-\u9fff]{2})"
)


def _names_somebody(flat: str, opening: int, start: int, closing: int) -> bool:
    """Whether a sentence, or what stands around it, tells of somebody certain."""
    if flat[start - 1 : start] in _TICKS or _has_somebody(flat, opening, start, closing):
        return True
    line, _ = line_of(flat, start)
    if _in_form(flat, line, start):
        return True
    first = max(line, opening - 40)
    return any(
        is_named(flat, first + place.start())
        for place in _NAME_AT.finditer(flat[first:closing])
        if first + place.start() != start
    )


def _in_form(flat: str, line: int, start: int) -> bool:
    """Whether a place lies in a field of a form that somebody fills in about themself."""
    label = _LABEL.match(flat, line)
    if label is None or label.end() > start or _FORM.search(label[0]):
        return False
    return bool(_OF_SOMEBODY.search(flat, max(0, line - 250), line))


def _is_no_one(flat: str, opening: int, closing: int) -> bool:
    """Whether a sentence is of somebody of whom nothing more is known."""
    found = _NO_ONE.search(flat, opening, closing)
    if found is None:
        return False
    rest = flat[opening : found.start()] + "," + flat[found.end() : closing]
    return not CLOSE.search(rest) and not _is_named(flat, opening, found.start())


def _is_listed(flat: str, opening: int, closing: int) -> bool:
    """Whether a sentence is a rule, an offer or a story."""
    return bool(_NOBODYS.search(flat, opening, closing)) or bool(
        _SECTION.search(flat, max(0, opening - 90), opening + 8)
    )


def _is_named(flat: str, opening: int, start: int) -> bool:
    """Whether the name of a person begins a sentence, or stands right before a mention."""
    at = start - 1 if flat[start - 1 : start] in ("(", ":", " ", "的", ",") else start
    if is_named_before(flat, at):
        return True
    first = opening
    while first < start and flat[first] in ' @“"0123456789.、回复':
        first += 1
    return start - first >= 2 and is_named(flat, first)


def _is_spoken(flat: str, place: int) -> bool:
    """Whether a place lies in a turn of a talk."""
    start, stop = line_of(flat, place)
    opened = flat.rfind("“", start, place)
    if start <= opened < place - 1 and flat.find("”", opened, place) < 0:
        return True
    turn = _SPEECH.match(flat, start)
    if flat[start - 2 : start - 1] == "?" and turn and turn.end() <= place:
        return True
    if turn is None or turn.end() > place or _FORM.search(turn[0]) or _FIELD.search(turn[0]):
        return False
    return bool(_TALK.search(flat, turn.end(), stop))


def _is_close(flat: str, opening: int, start: int, closing: int) -> bool:
    """Whether somebody is spoken of in a sentence or a little before it."""
    if CLOSE.search(flat, opening, closing) or _is_named(flat, opening, start):
        return True
    line, _ = line_of(flat, start)
    return bool(CLOSE.search(flat, max(line, opening - 60), start)) or _is_spoken(flat, start)


def in_row(flat: str, start: int) -> bool:
    """Whether a mention begins a cell in the row of somebody: one that holds a name or a number
    that is theirs."""
    line, stop = line_of(flat, start)
    bar = flat.find("|", line, stop) >= 0
    separator = "|" if bar else " "
    left = flat.rfind(separator, line, start)
    if left < 0 or start - left > 24 or flat.count(separator, line, stop) < 2:
        return False
    lead = flat[left + 1 : start].strip()
    if lead and lead[-1] not in ",、;(" and len(lead) > 6:
        return False
    cells = [cell.strip() for cell in flat[line:stop].split(separator)]
    if max(map(len, cells)) > 40 or _TEACHERS.search(flat, line, stop):
        return False
    return is_row(cells)


def is_row(cells: list[str]) -> bool:
    """Whether the cells of a line are of a person: one of the first is a name or a number."""
    return any(
        _ROW_ID.fullmatch(cell)
        or (len(cell) < 5 and _HAN_NAME.fullmatch(cell) is not None and is_named(cell, 0))
        or ("·" in cell and _HAN_NAME.fullmatch(cell) is not None)
        for cell in cells[:5]
    )
