"""Names that are no Chinese family name and given name: minority and foreign ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.names import cues
from govllm.wordlists import one_of, sections_of

_FOREIGN = (
    "阿艾爱安奥巴卜白班保鲍贝本比彼波伯博布查茨达大戴丹德迪蒂丁杜顿多恩尔法菲费芬弗福富盖高"
    "戈哥格古哈海汉赫亨胡华怀惠霍基吉加贾杰金卡凯坎康考科克肯库拉莱兰朗劳勒雷里利丽莉列林"
    "琳刘龙隆卢鲁露路吕罗洛马玛麦曼梅门蒙孟米密明莫默姆穆纳娜奈南内妮尼宁纽诺努欧帕"
    "潘佩彭皮平珀普齐奇契乔琼丘瑞若萨塞桑森沙珊山尚舍圣施石史斯思苏索所塔泰坦汤陶特提田廷"
    "托瓦万汪威韦维魏温文翁沃乌吾武西希席夏肖谢辛休许雪逊雅亚延扬耶叶伊依以因尹英尤于约泽"
    "扎詹张珍朱兹佐克什江木提孜买古依夏热合吐尔艾力"
)
_DOTS = "·•‧"
_DOT = re.compile(f"[{_DOTS}]")
_LONGEST_PART = 6
_TRANSLITERATED = rf"[{_FOREIGN}]{{1,{_LONGEST_PART}}}(?:[{_DOTS}][{_FOREIGN}]{{1,7}}){{1,4}}"
# Where a sentence goes on behind a name.
_GOES_ON = (
    r"(?=[^\u4e00-\u9fff·•‧]|先生|女士|"
    r"[在因于的是说表称为和与向被从将已住反来今同持系到等她他我你就也收签领带去有家]|$)"
)
_DOTTED = re.compile(
    rf"{_TRANSLITERATED}{_GOES_ON}"
    rf"|(?:[{_FOREIGN}]{{1,{_LONGEST_PART}}}|[\u4e00-\u9fff]{{1,3}})(?:[{_DOTS}][\u4e00-\u9fff]{{1,7}}?){{1,4}}"
    rf"{_GOES_ON}|{_TRANSLITERATED}"
)
_LISTS = sections_of("privacy", "other_names")
# Given names that are a whole name by themselves.
_WHOLE = _LISTS["whole"]
_GROUPS = tuple(_LISTS[group] for group in ("tibetan", "mongol", "uyghur", "yi"))
_PART = one_of(frozenset().union(*_GROUPS))
_NATIVE = re.compile(f"{_PART}{_PART}{{0,3}}")
_LATIN = re.compile(
    r"[A-Z](?<![A-Za-z0-9@./_-].)[a-z]{1,15}(?:[ \-](?:[A-Z][a-z]{1,15}|[A-Z]\.|de|van|von|"
    r"bin|al)){1,3}(?![A-Za-z0-9@./_-])"
)
_NO_LATIN = re.compile(
    r"\b(?:Wi|Windows|Office|Hong|New|United|Beijing|Chat|The|Of|Street|Road|Room|Party|"
    r"Microsoft|Google|Adobe|App|Store|Open|Deep|Co|Ltd|Inc)\b"
)


def find_other_names(flat: str) -> Iterator[tuple[int, int]]:
    """Their places."""
    yield from _dotted(flat)
    for match in _NATIVE.finditer(flat):
        if match[0] in _WHOLE:
            if _stands_alone(flat, *match.span()):
                yield match.span()
        elif not _is_one_part(match[0]):
            yield match.span()
    for match in _LATIN.finditer(flat):
        if not _NO_LATIN.search(match[0]):
            yield match.span()


def _dotted(flat: str) -> Iterator[tuple[int, int]]:
    """Names in parts with dots between; from the dots back to where the first part may begin."""
    reached = 0
    for dot in _DOT.finditer(flat):
        for start in range(max(reached, dot.start() - _LONGEST_PART), dot.start()):
            if match := _DOTTED.match(flat, start):
                yield match.span()
                reached = match.end()
                break


def _is_one_part(words: str) -> bool:
    return any(words in group for group in _GROUPS)


def _stands_alone(flat: str, start: int, end: int) -> bool:
    """Whether nothing makes it part of a place's or a firm's name."""
    return cues.before(flat, start) != "inside" and cues.behind(flat, end) != "inside"
