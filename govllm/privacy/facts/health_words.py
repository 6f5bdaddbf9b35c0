"""Parts of patterns that the phrases about a body share."""

from __future__ import annotations

import re
from dataclasses import dataclass

from govllm.wordlists import one_of, words_of

_BODY = words_of("privacy", "body")
# One character alone is a part of the body in some words only (面, 口, 头).
CLEAR_BODY = one_of(
    {word for word in _BODY if len(word) > 1} | set("手脚腿腰肩膝踝肘腕肺肝肾脾胃肠胆眼耳指趾")
)
IN = r"[^,。;:!?|\n ]"
NUM = r"[0-9一二三四五六七八九十两半几双]"
HOW = (
    r"(?:摔|撞|砸|压|轧|碾|夹|绞|割|切|锯|打|踢|扭|崴|闪|拉|烫|烧|炸|震|咬|戳|扎|磕|碰|冻|跌"
    r"|拧|划|蹭"
    r"|击|崩|溅|灼|蜇|绊|掐|勒|挫|刮|捅|踩|弄|伤|截|摘|剁|刺|抓|挠|缺|少|没)"
)
SO = r"(?:断|折|伤|裂|碎|破|瞎|聋|掉|坏|肿|烂|瘸|残|穿|去|除)"
THING = (
    r"(?:心脏)?(?:支架|搭桥|桥|起搏器|钢板|钢钉|钢针|石膏|夹板|假肢|假腿|假眼|义肢|人工关节"
    r"|人工髋关节"
    r"|助听器|人工耳蜗|耳蜗|胃管|鼻饲管?|尿管|导尿管|管子|封闭|胰岛素|生长激素|心脏瓣膜|瓣膜?"
    r"|造口|造瘘|氧气|吊瓶|呼吸机|尿不湿)(?!路|理|网|梁|厂)"
)
TREATED = r"(?:透析|血透|腹透|化疗|放疗|洗肾|换血|输血|鼻饲|吸氧|电疗|康复训练)"
CARE = (
    r"(?:洗肾|透析|血透|呼吸机|制氧机|吸氧机|吸氧|氧气?|轮椅|拐杖?|双拐|鼻饲|胰岛素|药物?"
    r"|助听器|导尿管?"
    r"|尿不湿|假肢|输血|激素)"
)


@dataclass(frozen=True, slots=True)
class Family:
    """Phrases of one sense, and the marks that they cannot do without."""

    marks: frozenset[str]
    pattern: re.Pattern[str]
    weak: bool


def family(marks: str, *patterns: str, weak: bool = False) -> Family:
    """Phrases of one sense by their marks, which stand apart by blanks."""
    return Family(frozenset(marks.split()), re.compile("|".join(patterns)), weak)


ADVERB = (
    r"(?:都|也|又|直|全|就|还|快|基本|几乎|完全|已经?|根本|现在|只能|至今|到现在|再也"
    r"|一直|有点|有些|早就?|给|老){0,3}"
)
UNABLE = (
    r"(?:走|站|弯|抬|伸|举|握|提|拿|捏|蹲|动|翻|使|直|打|用|迈|合|攥|张|咽|睁|闭|转|扣"
    r"|抓|端)(?:都)?不(?:了|起来?|动|直|得|开|拢|稳|住|过|上|弯|利索)"
)
TOLL = (
    rf"(?:{NUM}{{1,2}}(?:根|截|节|段|颗|处|块|半|个)|一层皮|好几(?:根|处)"
    rf"|[^,。;:\n]{{1,5}}洞)"
)
