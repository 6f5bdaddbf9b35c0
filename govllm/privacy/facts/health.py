"""Health of a person: illness, injury, disability, pregnancy, operations, conditions of the mind.

Every illness and injury that is named is looked at; one is a finding where its sentence, the field
of a form or the heading of a column tells whose it is. What is said of nobody is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.wording import around, sentence_of
from govllm.wordlists import last_of, mirrored, one_of, words_of

_NAMED = words_of("privacy", "illnesses")
_VAGUE = words_of("privacy", "conditions")
_INJURIES = words_of("privacy", "injuries")
_BODY = words_of("privacy", "body")
# Injuries that say enough without the part of the body.
_ALONE = frozenset(
    [
        "骨折",
        "骨裂",
        "烫伤",
        "烧伤",
        "灼伤",
        "截肢",
        "脱臼",
        "挫伤",
        "扭伤",
        "摔伤",
        "癌",
        "断指",
        "挤压伤",
    ]
)

_ENOUGH = _NAMED | _VAGUE | _ALONE

_GRADE = r"[一二三四五六七八九十1-9ⅠⅡⅢⅣ]"
_WORDS = _NAMED | _VAGUE | _INJURIES
_LAST = re.compile(last_of(_WORDS))
_WORD = re.compile(mirrored(_WORDS))
_LONGEST = max(map(len, _WORDS))
_DISABLED = r"(?:肢体|视力|听力|言语|智力|精神|多重)"
# Where degrees and pregnancies may stand.
_MARK = re.compile(
    "残疾|伤残|失能|失智|轻伤|重伤|轻微伤|孕|体[一二三四]级|力[一二三四]级|语[一二三四]级|神[一二三四]级"
)
_DISABILITY = re.compile(
    rf"{_GRADE}(?:至[一二三四]级)?级(?:重度)?{_DISABLED}?(?:伤残|残疾|失能)"
    rf"|[轻中重]度(?:{_DISABLED}?残疾|失能|失智)(?:{_GRADE}级)?|(?:轻微伤|轻伤|重伤)(?:[一二]级)?"
    rf"|{_DISABLED}(?:{_GRADE}级(?:残疾)?|重度残疾|残疾(?:[(]?(?:[:]?{_GRADE}级|[轻中重]度)[)]?)?)"
    r"|(?:已)?(?:怀孕|有孕|孕)(?:[0-9一二三四五六七八九十两]{1,3}个?(?:半|多)?(?:月|周)(?:余"
    r"|多)?)|孕[早中晚]期"
)
_QUALITY = words_of("privacy", "qualities")
_COUNT = "0123456789一二三四五六七八九十、和及与"
_LEFT = re.compile(f"(?:{mirrored([*_BODY, *_QUALITY, *_COUNT])})*+")
_LEFT_ENDS = frozenset(word[-1] for word in (*_BODY, *_QUALITY, *_COUNT))
_HAS_BODY = re.compile(one_of(_BODY))
# What a span does not begin with, though it may lie within.
_TRIM = re.compile(
    r"^(?:[、和及与的等被已均期间段部处根区性型第]|[0-9]+(?!型|级|度|根|处)|伴"
    r"|[上下前后内外](?![肢颌腹]))+"
)
_TAIL = re.compile(
    r"(?:[(]?(?:[0-9一二三四ⅠⅡⅢⅣIV]{1,3}[级期型度](?!医院)|[早中晚末]期|(?:极?高危)|恢复期"
    r"|活动期)[)]?"
    r"|[0-9一二三四五六七八九十两]{1,2}[根处](?!房)|术后|手术后|手术(?!室|费|台|时)|切除术?后?"
    r"|置换术?后?|植入术?后?|摘除术?后?"
    r"|后遗症|综合征|并发症|伴[^,。;:\n)(]{2,8}|面积达?(?:约|到)?[0-9.]+%|(?:病毒)?携带者?"
    r"|病毒感染者?|大三阳|小三阳"
    r"|失明|失聪|瘫痪|阳性|史)*"
)

_PERSON = one_of(words_of("privacy", "people"))
# Said of somebody right before: 我妈中风, 孩子的孤独症, 你那矽肺.
# One body has a left leg, one woman is in her 32nd week.
_ONES = re.compile(r"[左右双]|怀?孕[0-9一二三四五六七八九十两]")
_OWNER = re.compile(
    rf"(?:{_PERSON}|[你您]|某|学生|幼儿|孕妇|产妇)(?:的|那|这|本人|自己|也|又|前年|去年|今年|今天"
    rf"|这几天|最近|现在"
    rf"|昨晚|昨天|上个?月)*$"
)
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
    r"(?:确诊|诊断|查出|鉴定为|评定为|评为|认定为|身患|罹患|得了|致)[^,。;:\n]{0,4}$"
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
_SENTENCE = re.compile(
    rf"{_PERSON}|某(?!些|种|类|个|项)|[0-9一二三四五六七八九十]{{1,3}}岁|医治无效|去世|病逝|逝世"
    rf"|送医|送往|住院|出院|走失|挂水|请假|主刀|[男女](?:[,，)]|性?$)|[1-9][0-9]{16}[0-9Xx]"
    rf"|1[3-9][0-9]{9}"
)
_GENERAL_AFTER = re.compile(
    r"(?:等?(?:的)?(?:患者|病人|人群|人员|家庭|者(?!名单)|群体|孕妇|产妇|儿童|孩子|老人|职工"
    r"|人(?!民))(?!是|[:,]|某|$)"
    r"|等|、?(?:防治|预防|防控|防范|筛查|早筛|宣传|知识|疫苗|接种|讲座|义诊|科普|门诊|病房|专科"
    r"|专病|科(?!室)|医院|研究|用药|药|患病率|发病率|死亡率|病例|病种|专家|协会|基金|管理|随访"
    r"|规范|治疗|救治"
    r"|检测|检查|监测|评估|鉴定|评定|认定|保险|险|津贴|补贴|补助|康复(?:机构|中心|项目|训练)"
    r"|证(?!明)|日|期间|高发|低发|疫情|传播|风险|危险|的(?:危害|预防|治疗|发生|诊断|防治|病因"
    r"|症状|高发|风险|疾病|情形|条件|可|应|须|不得|人)|待遇|保障|结算|报销|资格|标准|登记|备案"
    r"|申请|服务|家属|联合会))"
)
_GENERAL_BEFORE = re.compile(
    r"(?:预防|防治|防范|防控|防止|避免|筛查|抗击|无|没有?|未(?:患|见|发现)?|非|不是|否认|排除"
    r"|并非|易(?:患|得)?|诱发|引发|引起|会(?:导致|引起|造成)?|可能(?:导致|引起|造成|会)?|增加"
    r"|降低|减少|针对|关于|如(?:因|有|患)?|若(?:因|有|患)?|凡(?:因|有|患)?"
    r"|关爱|帮扶|对于?|包括|例如|比如|诸如|属于|以下|下列|所有|各类|其他|一切|任何|将其?)(?:有"
    r"|患有?)?$"
)
_GENERAL = re.compile(
    r"应当|应予|可以?申请|可享受|可凭|符合(?:下列|以下)?条件|办法|规定|条例|规范|标准|细则|须"
    r"|不得|严禁|提醒|专家|科普|市民朋友|下列|以下|之一|如果|若|凡|参保人员|人员|人群|群众"
    r"|患者(?:可|应|须|请|需)|[0-9]+[例名人]|万人|同比|率|全市|全区|全县|我市|我区|我县|本市|讲座"
    r"|义诊|活动|项目|目录|病种|政策|名单|指南|什么|哪些"
)


def find_health(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's health in a flat text."""
    for start, end, vague in _joined(flat, _mentions(flat)):
        if _is_told(flat, start, end, vague) or _in_column(flat, columns, start, end):
            yield Finding(start, end, "health", flat[start:end])


def _in_column(flat: str, columns: Columns, start: int, end: int) -> bool:
    """Whether a mention stands in the row of somebody, and speaks of them."""
    return columns.cell(start) is not None and not _GENERAL_AFTER.match(flat, end)


def _mentions(flat: str) -> Iterator[tuple[int, int, bool]]:
    """Where an illness or an injury stands, and whether the word alone says little."""
    found = [
        (_begin(flat, match.start()), match.end(), False)
        for stretch in around(_MARK, flat, 10, 12)
        for match in _DISABILITY.finditer(flat, *stretch)
    ]
    for match in _LAST.finditer(flat):
        end = match.end()
        word = _WORD.match(flat[max(0, end - _LONGEST) : end][::-1])
        start = end - (word.end() if word else 1)
        text = flat[start:end]
        whole = text in _ENOUGH
        if not whole and flat[start - 1 : start] not in _LEFT_ENDS:
            continue
        begin = _begin(flat, start)
        if not whole and not _HAS_BODY.search(flat, begin, start):
            continue
        tail = _TAIL.match(flat, end)
        found.append((begin, tail.end() if tail else end, text in _VAGUE and begin == start))
    yield from sorted(found)


def _begin(flat: str, start: int) -> int:
    """Where what belongs to an illness begins: kinds, degrees, sides, parts of the body."""
    window = flat[max(0, start - 18) : start]
    left = _LEFT.match(window[::-1])
    begin = start - (left.end() if left else 0)
    trim = _TRIM.match(flat[begin:start])
    return begin + (trim.end() if trim else 0)


def _joined(flat: str, found: Iterator[tuple[int, int, bool]]) -> Iterator[tuple[int, int, bool]]:
    """Mentions that stand together as one: 高血压3级、冠心病, 中风偏瘫."""
    last: tuple[int, int, bool] | None = None
    for start, end, vague in found:
        if last and (start <= last[1] or flat[last[1] : start] in ("、", "和", "及", "伴", "并")):
            last = (last[0], max(end, last[1]), vague and last[2])
            continue
        if last:
            yield last
        last = (start, end, vague)
    if last:
        yield last


def _is_told(flat: str, start: int, end: int, vague: bool) -> bool:
    """Whether a mention is said of somebody."""
    opening, closing = sentence_of(flat, start, end)
    before = flat[opening:start]
    if _FIELD.search(before[-20:]):
        return True
    general = _GENERAL_AFTER.match(flat, end)
    # 孩子的孤独症康复补贴 is that child's, 老人骨折预防 is of all.
    if _OWNER.search(before[-12:]) and (not general or before[-1:] == "的"):
        return True
    if general or _GENERAL_BEFORE.search(before[-6:]):
        return False
    clause = before[max(before.rfind(","), before.rfind(":")) + 1 :]
    somebody = bool(_SENTENCE.search(flat, opening, closing))
    suffers = bool(_SUFFERS.search(clause[-12:]))
    if vague:
        return somebody and suffers and not _GENERAL.search(flat, opening, closing)
    if _GENERAL.search(flat, opening, closing):
        found = bool(_FOUND.search(clause[-12:])) and not _IF.search(flat, opening, closing)
        return found or (suffers and bool(_SENTENCE.search(clause)))
    return somebody or suffers or bool(_ONES.match(flat, start))
