"""Digits told in words: 幺三八，四个零，然后二七幺九."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govllm.characters import SPOKEN_DIGITS, as_digits
from govllm.privacy.identifiers.tokens import Chain, Group

_DIGIT = f"[0-9{SPOKEN_DIGITS}]"
_TIMES = f"[2-8两俩二三四五六七八]个(?={_DIGIT})"
_ATOM = rf"(?:{_TIMES})?+{_DIGIT}"
_FILLER = (
    r"(?:然后|接着|接下来|后面|后边|中间|前面|前边|下面|跟着|完了|最后|开头|结尾|尾号|再来|再|就是|也是|是|那个|"
    r"横杠|杠|空格|逗号|嗯+|呃+|额|啊|哦|诶|欸|对|好的?|"
    r"\n?(?<=\n)(?:话务员|来电人|[坐座]席|客服|接线员|接警员|报警人|工作人员|诉求人|用户|市民|群众|客户|民警|对方|"
    r"[问答甲乙男女]|[A-Z]):(?:嗯+|哦|好的?|对|您说|你说|继续|请讲|接着说)?)"
)
_TALK = rf"(?:{_FILLER}[ ,、.。…]{{0,2}}+)"
_PAUSE = rf"(?:[ ,、.。·~…/\n-]{{1,3}}+{_TALK}{{0,3}}+|{_TALK}{{1,3}}+)"
_PIECE = rf"[A-Za-z]{{0,2}}+{_ATOM}"
_STRETCH = re.compile(
    rf"{_DIGIT}(?:(?<=[2-8两俩二三四五六七八])个{_DIGIT})?(?:{_PAUSE}?+{_PIECE}){{3,}}+"
    rf"(?:{_PAUSE}?+(?:[Xx](?![A-Za-z])|叉))?"
)
_READ = re.compile(
    rf"(?P<times>{_TIMES})?+(?P<digit>[0-9A-Za-z{SPOKEN_DIGITS}叉])|(?P<pause>.)", re.S
)
# The letters that a passport's number begins with.
_LETTERS = re.compile(r"(?<![A-Za-z])[A-Za-z]{1,2}$")

# A numeral at the end may begin the next word: …二七一九一共, …二七一九两个.
_NEXT_WORD = re.compile(
    r"一[共个下直样起定般些天点家边旦律]|[一两俩二三四五六七八九][个次天位名辆部台户年月日楼层栋幢组人块元张条件岁遍回十百]"
)
_QUESTION = frozenset("什怎那这多要")


def stretches(flat: str) -> Iterator[Sequence[Chain]]:
    """Stretches of spoken digits, each as the chains it may be read as, the likeliest first."""
    for match in _STRETCH.finditer(flat):
        start, end = match.span()
        if match[0].isascii():
            continue
        if flat[start] == "么" and flat[start - 1 : start] in _QUESTION:
            start += 1
        readings = [_chain(flat, start, end)]
        if letters := _LETTERS.search(flat[max(0, start - 3) : start]):
            readings.insert(0, _chain(flat, start - len(letters[0]), end))
        if _NEXT_WORD.match(flat, end - 1):
            readings.append(_chain(flat, start, end - 1))
        if flat[start] in "一二三四五六七八九" and flat[start - 1 : start] == "第":
            readings.append(_chain(flat, start + 1, end))
        yield readings


def _chain(flat: str, start: int, end: int) -> Chain:
    groups: list[Group] = []
    gaps: list[str] = []
    text, begin, last = "", start, start
    for match in _READ.finditer(flat, start, end):
        if match["pause"]:
            continue
        if text and match.start() > last:
            groups.append(Group(begin, last, text))
            gaps.append(flat[last : match.start()])
            text = ""
        begin = begin if text else match.start()
        digit = "X" if match["digit"] == "叉" else as_digits(match["digit"]).upper()
        text += digit * _times(match["times"])
        last = match.end()
    if text:
        groups.append(Group(begin, last, text))
    return Chain(groups, gaps, spoken=True)


def _times(words: str | None) -> int:
    return int(as_digits(words[0])) if words else 1
