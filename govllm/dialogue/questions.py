"""What a message asks for: its questions, without the talk around them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Sequence

from govllm.dialogue.script import Slot
from govllm.patterns import compiled

_SENTENCE = re.compile(r"[^。!?;\n]+[。!?;\n]*")
_PART = re.compile(r"[,、]|以及|并且|还有|和|及")
_SPACE = re.compile(r"[^\S\n]+")

# What makes a sentence a question or a request.
_ASKING = re.compile(
    r"[?]|多少|几|哪|什么|啥|谁|何|是否|是不是|有没有|有无|能否|吗|么|呢|还是|属于|多大|多久|多长|多远"
    r"|请您?(?:提供|告知|告诉|说明|补充|确认|报|讲|说)|需要(?:您|你)?(?:提供|确认|了解|知道)|麻烦"
)

# A clause that begins so says why something is asked or what is known, and asks for nothing.
_BESIDES = re.compile(
    r"^(?:另外|还有|那|您好|你好)?(?:因为|由于|根据|按照|按规定|依据|规定|为了|为便于|以便|便于|考虑到"
    r"|不同|您刚才|您刚刚|您说|您提到|您已|刚才您|如果|要是|已知|知道了|了解了|这样)"
    r"|(?:不同|不一样|不一|有关|才能|分档|分段)[^?]*$|按[^?]*(?:计算|核算|确定|执行|减半|减收)$"
)

# Words of politeness and of asking; a question that holds nothing else asks for nothing.
_EMPTY = re.compile(
    r"请问|请|您好|您|你|麻烦|劳烦|提供|告知|告诉|说明|补充|确认|核实|回答|一下|我|这边|能否|可否|可以|方便"
    r"|吗|么|呢|以下|下列|如下|几个|几样|几项|几点|信息|情况|问题|内容|还|需要|了解|知道|想|再|先|具体"
    r"|相关|有关|的|是|为|好|行|说|讲|下|谢谢|感谢|稍等|[\W\d_]"
)
_LEAST = 2

# What no caller's script knows.
IDLE_QUESTION = "请问您最喜欢哪一种颜色？"


def questions_in(text: str) -> tuple[str, ...]:
    """The sentences of a text that ask, each without the clauses that only explain; the whole text
    where no sentence looks like asking, as in a bare list of what is wanted."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", text)).casefold()
    sentences = [found[0].strip() for found in _SENTENCE.finditer(plain)]
    asking = [sentence for sentence in sentences if _ASKING.search(sentence)] or sentences
    return tuple(kept for sentence in asking if (kept := _without_reasons(sentence)))


def _without_reasons(sentence: str) -> str:
    clauses = sentence.split(",")
    return ",".join(c for c in clauses if not _BESIDES.search(c)) or sentence


def recognised(slot: Slot, question: str) -> bool:
    """Whether a question asks for this."""
    return any(compiled(pattern).search(question) for pattern in slot.patterns)


def asked_for(
    slots: Sequence[Slot], text: str, known: Collection[str] = ()
) -> tuple[tuple[str, ...], bool]:
    """The names of the slots that a text asks for, and whether it asks for anything else too.

    Args:
        known: slots that were asked for before.
    """
    found: set[str] = set()
    stray = False
    for question in questions_in(text):
        names = _asked_in(question, slots, known)
        found |= names
        stray = stray or (not names and len(_EMPTY.sub("", question)) >= _LEAST)
    return tuple(slot.name for slot in slots if slot.name in found), stray


def _asked_in(question: str, slots: Sequence[Slot], known: Collection[str]) -> set[str]:
    """What a question asks for. Where a part of it asks for something that may yet be asked for,
    what else it names is no question: "on which day did you get your hotel voucher?" asks for the
    day, whoever knows about the voucher."""
    asked = [slot for slot in slots if recognised(slot, question)]
    open_ = [s for s in asked if s.role in ("needed", "optional") and s.name not in known]
    if not open_:
        return {slot.name for slot in asked}
    apart = [p for p in _PART.split(question) if not any(recognised(s, p) for s in open_)]
    others = {slot.name for slot in asked if any(recognised(slot, part) for part in apart)}
    return {slot.name for slot in open_} | others
