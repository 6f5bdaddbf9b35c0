"""Where an illness, an injury, a treatment or a medicine is told, and how much the words say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from govllm.privacy.facts.health_ends import Ends
from govllm.privacy.facts.health_phrases import MARKS, WEAK_MARKS, phrases
from govllm.privacy.facts.wording import merged
from govllm.wordlists import mirrored, one_of, words_of

_NAMED = words_of("privacy", "illnesses")
_MEDICINES = words_of("privacy", "medicines")
_VAGUE = words_of("privacy", "conditions")
_INJURIES = words_of("privacy", "injuries")
_BODY = words_of("privacy", "body")
_ENOUGH = _NAMED | _VAGUE | _MEDICINES | words_of("privacy", "injuries_alone")

_GRADE = r"[一二三四五六七八九十1-9ⅠⅡⅢⅣ]"
_WORDS = _NAMED | _VAGUE | _INJURIES | _MEDICINES
_DISABLED = r"(?:肢体|视力|听力|言语|智力|精神|多重)"
# Where degrees and pregnancies may stand.
_DEGREES = frozenset(
    [
        *("残疾", "伤残", "肢残", "视残", "听残", "智残", "级残", "精残", "失能", "失智"),
        *("轻伤", "重伤", "轻微伤", "孕早期", "孕中期", "孕晚期"),
        *(f"{kind}{grade}级" for kind in "体力语神" for grade in "一二三四"),
    ]
)
_DISABILITY = re.compile(
    rf"{_GRADE}(?:至[一二三四]级)?级(?:重度)?{_DISABLED}?(?:伤残|残疾|失能)|伤残{_GRADE}级"
    rf"|[轻中重]度(?:{_DISABLED}?残疾|失能|失智)(?:{_GRADE}级)?|(?:轻微伤|轻伤|重伤)(?:[一二]级)?"
    rf"|{_DISABLED}(?:{_GRADE}级(?:残疾)?|重度残疾|残疾(?:[(]?(?:[:]?{_GRADE}级"
    rf"|[轻中重]度)[)]?)?)"
    r"|(?:肢|视|听|智|精神?|言|聋|盲)残(?:[(]?[一二三四1-4]级[)]?)"
    r"|(?:肢体|视力|听力|言语|智力|精神|多重|肢|视|听|智"
    r"|伤)?(?<![0-9])[一二三四五六七八九十1-4]级残(?!疾)"
    r"|孕[早中晚]期"
)
_LOOKED_FOR = _WORDS | MARKS | _DEGREES
_ENDS = Ends(_LOOKED_FOR)
_WEAK_ENDS = Ends(WEAK_MARKS)
# A weak phrase is looked for this far around what else is told.
_BEFORE, _AFTER = 10, 28
_QUALITY = words_of("privacy", "qualities")
_COUNT = "0123456789一二三四五六七八九十、和及与-~"
_LEFT = re.compile(f"(?:{mirrored([*_BODY, *_QUALITY, *_COUNT])})*+")
_LEFT_ENDS = frozenset(word[-1] for word in (*_BODY, *_QUALITY, *_COUNT))
_HAS_BODY = re.compile(one_of(_BODY))
# The ends of words that name no part of a body.
_NO_BODY = words_of("privacy", "health_no_body")
# What a span does not begin with, though it may lie within.
_TRIM = re.compile(
    r"^(?:[-~、和及与的等被已均期间段部处根区性型第]|[0-9]+(?!型|级|度|根|处)|伴"
    r"|[上下前后内外](?![肢颌腹]))+"
)
_TAIL = re.compile(
    r"(?:[(]?(?:[0-9一二三四ⅠⅡⅢⅣIV]{1,3}[级期型度](?!医院)|[早中晚末]期|(?:极?高危)|恢复期"
    r"|活动期)[)]?"
    r"|[0-9一二三四五六七八九十两]{1,2}[根处](?!房)|术后|手术后|手术(?!室|费|台|时)|切除术?后?"
    r"|置换术?后?|植入术?后?|摘除术?后?"
    r"|[壹贰叁肆]期|失?代偿期?|破裂(?:出血)?|急性发作|加重期|稳定期|缓解期|间歇期"
    r"|(?:内固定|封堵|消融|根治|修补|成形|融合|清除|取出|引流|减压|松解|缝合|探查|吻合|重建|切开复位)"
    r"术?后?|后遗症|综合征|并发症|伴[^,。;:\n)(]{2,8}|面积达?(?:约|到)?[0-9.]+%|(?:病毒)?携带者?"
    r"|病毒感染者?|大三阳|小三阳|谱系(?:障碍)?"
    r"|失明|失聪|瘫痪|阳性|史)*"
)

# 中心病历, 肺病房 name no illness.
_NO_ILLNESS = frozenset("历例人房床区情毒理友号假案")
_MONTHS = re.compile(r"[0-9一二三四五六七八九十两]{1,3}个?(?:半|多)?(?:月|周)")
# What may stand between facts that run together.
_GAP = re.compile(
    r"(?:了?[、,;]?(?:现在?|如今|目前|隔天|到现在|至今|后来|过后|之后|以后|随后|后|又|再|还|也"
    r"|并且?|且|仍|伴有?|和|及|与|以及|同时|加上|去年|今年|前年|上周|前天|昨天|下月"
    r"|一直|已经?|就|刚|时|了|的时候|最近|这几天|前阵子|夜里|夜间|晚上|半夜|平时|常年|长期|可|得"
    r"|正在?|先后|反复){0,3}+|;?[(]?[0-9][.、)]|[+＋])"
)
# An illness and what is taken for it are told together: 抑郁症,吃着舍曲林.
_TAKEN = re.compile(
    r"了?[、,;]?(?:(?:现在?|目前|一直|长期|常年|每天|天天|每日|正|都|得|要|还|在|靠|就){0,3}+"
    r"(?:吃|服用?|口服|打|注射|用|喷|吸)(?:着|了|的|的是)?)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of words about health."""

    start: int
    end: int
    # The word alone says little: it may be about things or moods.
    vague: bool = False
    # It says something only beside another, or as what a form asks for.
    weak: bool = False
    # Said in words of every day, with no name of an illness.
    phrase: bool = False
    medicine: bool = False

    def with_next(self, other: Mention) -> Mention:
        """Both as one; the clearer of them tells how clear it is."""
        end = max(self.end, other.end)
        if self.weak and other.weak:
            return replace(self, end=end, weak=other.start < self.end)
        if self.weak or other.weak:
            return replace(other if self.weak else self, start=self.start, end=end)
        return Mention(
            self.start,
            end,
            self.vague and other.vague,
            phrase=(self.phrase or self.vague) and (other.phrase or other.vague),
            medicine=self.medicine and other.medicine,
        )


def mentions_in(flat: str) -> list[Mention]:
    """What is told of health in a text, in order; what runs together is one."""
    found: list[Mention] = []
    marks: list[int] = []
    degrees: list[tuple[int, int]] = []
    for end, text in _ENDS.find(flat, 0, len(flat)):
        if text in _MARKED:
            marks.append(end)
        if text in _DEGREES or text in _DISABLING:
            degrees.append((max(0, end - 10), min(len(flat), end + 12)))
        if text in _WORDS and (mention := _word_at(flat, end - len(text), end, text)):
            found.append(mention)
    if not (found or marks or degrees):
        return found
    for start, end in merged(degrees):
        found.extend(
            Mention(_begin(flat, degree.start()), degree.end())
            for degree in _DISABILITY.finditer(flat, start, end)
        )
    if marks:
        found.extend(_phrases(flat, marks))
    near = ((max(0, one.start - _BEFORE), min(len(flat), one.end + _AFTER)) for one in found)
    weak = [end for start, stop in merged(near) for end, _ in _WEAK_ENDS.find(flat, start, stop)]
    if weak:
        found.extend(_phrases(flat, weak))
    found.sort(key=lambda mention: (mention.start, -mention.end))
    return list(_joined(flat, found))


def _phrases(flat: str, marks: list[int]) -> Iterator[Mention]:
    for start, end, weak in phrases(flat, marks):
        yield Mention(_begin(flat, start), end, weak=weak, phrase=True)


# Words that end with a mark, or with what may be part of a degree.
_MARKED = frozenset(
    word for word in _LOOKED_FOR if any(word[at:] in MARKS for at in range(len(word)))
)
_DISABLING = frozenset(
    word for word in _WORDS if any(word[at:] in _DEGREES for at in range(1, len(word)))
)


def _word_at(flat: str, start: int, end: int, text: str) -> Mention | None:
    """The illness, or the injured part of the body, whose last word stands at a place."""
    whole = text in _ENOUGH
    if not whole and flat[start - 1 : start] not in _LEFT_ENDS:
        return None
    begin = _begin(flat, start)
    if begin > start or (not whole and not _HAS_BODY.search(flat, begin, start)):
        return None
    if text in _MEDICINES:
        return Mention(start, end, medicine=True)
    if text == "病" and (flat[end : end + 1] in _NO_ILLNESS or flat[start - 1] == "心"):
        return None
    tail = _TAIL.match(flat, end)
    vague = text in _VAGUE and begin == start and not _MONTHS.match(flat, end)
    return Mention(begin, tail.end() if tail else end, vague)


def _begin(flat: str, start: int) -> int:
    """Where what belongs to an illness begins: kinds, degrees, sides, parts of the body."""
    window = flat[max(0, start - 18) : start]
    left = _LEFT.match(window[::-1])
    begin = start - (left.end() if left else 0)
    trim = _TRIM.match(flat[begin:start])
    begin += trim.end() if trim else 0
    return begin + 1 if flat[begin - 1 : begin + 1] in _NO_BODY else begin


def _joined(flat: str, found: list[Mention]) -> Iterator[Mention]:
    """Mentions that stand together as one: 高血压3级、冠心病, 中风偏瘫, 尿毒症,每周透析."""
    last: Mention | None = None
    for mention in found:
        if last and (
            mention.start <= last.end
            or _GAP.fullmatch(flat, last.end, mention.start)
            or (mention.medicine and _TAKEN.fullmatch(flat, last.end, mention.start))
        ):
            last = last.with_next(mention)
            continue
        if last:
            yield last
        last = mention
    if last:
        yield last
