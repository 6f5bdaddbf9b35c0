"""Words for one certain person, as they stand before or around what is told of health."""

from __future__ import annotations

import re

from govllm.wordlists import last_of, mirrored, words_of

_LINE = 140
_PEOPLE = words_of("privacy", "people")
_FAMILIES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏"
    "魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵"
    "万钱严覃武戴莫孔向汤"
)
# 老张, 小刘, 王工: known by the family name alone.
_NICKNAMES = {first + family for first in "老小阿" for family in _FAMILIES}
_TITLES = ("某", "工", "姨", "伯", "嫂", "导", "书记", "教练")
_CALLED = _NICKNAMES | {family + title for family in _FAMILIES for title in _TITLES}
PERSON = re.compile(last_of(_PEOPLE | _CALLED))
# What may stand between somebody and what is told of them: 我妈前年中风, 孩子的孤独症, 你那矽肺.
_LINKS = ("的", "那", "那个", "这", "这个", "本人", "自己", "也", "又", "前年", "去年", "今年")
_TIMES = ("今天", "这几天", "最近", "现在", "昨晚", "昨天", "上个月", "上月")
_OWNERS = _PEOPLE | _CALLED | {"你", "您", "某", "学生", "幼儿", "孕妇", "产妇"}
_OWNED = re.compile(rf"(?:{mirrored([*_LINKS, *_TIMES])}){{0,4}}{mirrored(_OWNERS)}")
_KIN = (
    "俺 本人 他 她 爸 妈 父亲 母亲 老父 老母 岳母 祖母 岳父 祖父 "
    "老伴 妻子 女婿 老婆 老公 女儿 老子 妻儿 子女 "
    "孩子 娃 丈夫 妻 奶奶 爷爷 哥 姐 妹 老人 大姐 大爷 大妈 小伙 同志 师傅 先生 女士"
)
CLOSE = re.compile(
    last_of(
        {*_KIN.split(), *_CALLED, *words_of("privacy", "health_people")},
        r"我(?!司|院|市|区|县|省|国|校|局|们|镇|村|街|站|科|中心|所|处|行|店|厂|单位|公司)",
        "咱(?!们)",
        "其(?!他|中|它|余|实)",
        "父(?=[,、])",
        "弟(?!子)",
        "某(?!些|种|类|个|项)",
    )
)


def is_owned(before: str) -> bool:
    """Whether what stands before a place ends with a word for somebody."""
    return _OWNED.match(before[:-13:-1]) is not None


def line_of(flat: str, place: int) -> tuple[int, int]:
    """The bounds of the line around a place; of a long one the part that lies near it."""
    start = flat.rfind("\n", max(0, place - _LINE), place) + 1
    stop = flat.find("\n", place, place + _LINE)
    return max(start, place - _LINE, 0), stop if stop >= 0 else min(len(flat), place + _LINE)
