"""Bodies, places and schemes that an answer names, and whether its sources name them.

A body's name begins at a level or a district (市, 禾丰县) and ends in what such names end in (局,
中心). A source names it where its words stand there, in a longer or shorter form (市人社局 and
人力资源和社会保障部门), and at the same level.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from govllm.wordlists import sections_of

_LISTS = sections_of("hallucination", "entities")


def _any(words: Sequence[str] | frozenset[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


_HAN = "\u4e00-\u9fff"
# No name goes on over these.
_STOP = "由向到在是的找把给从被让归去问请跟与及或报送才再先没无哪随便内里有"
_SIGN = rf"[^\W\da-zA-Z{_STOP}]"
_CITY = frozenset({"市", "云州市", "云州"})
_LEVEL = (
    rf"云州市|云州|全?省|(?:{_SIGN}{{2}}|云州高新|高新)[区县]|区县|[市区县]"
    rf"|{_SIGN}{{2}}(?=公安分局|客运站|分局)"
)
_GENERAL = _any(_LISTS["general"])
_OFFICES = _any(_LISTS["offices"])
# 市便民服务中心管理局 does not end at 中心.
_GOES_ON = rf"[{_HAN}]?(?:局|中心|委员会|集团|公司|系统|平台)"
_OFFICE = re.compile(
    rf"(?P<level>{_LEVEL})(?P<core>{_SIGN}{{1,18}}?)(?P<end>{_OFFICES})(?!{_GOES_ON})"
)
# A part of the body named before: 市财政局社会保障科.
_PART = re.compile(rf"(?!会)(?P<core>[^\W\da-zA-Z{_STOP}应可]{{1,8}}?)(?:{_any(_LISTS['parts'])})")
_SCHEMES = _any(_LISTS["schemes"])
_SCHEME = re.compile(
    rf"(?P<core>[{_HAN}]{{2,10}}?)(?P<end>{_SCHEMES})"
    rf"(?!{_SCHEMES}|标准|金|对象|政策|资金|条件)"
)
_QUOTED = re.compile(
    r"[“「\"](?P<name>[^”」\"]{2,12})[”」\"](?=\s*(?:APP|App|小程序|平台|系统|热线|公众号|计划|行动"
    r"|工程|补贴|补助|津贴|助学|试点|项目|卡|券))"
)
_PLACE = re.compile(
    rf"[^\W\da-zA-Z{_STOP}各跨求管趟和叫收况全外同不一两三几这那每本该]{{2}}[区县路镇]"
)
# What is no name of its own, whatever stands before it.
_COMMON = re.compile(f"(?:{_any(_LISTS['common'])})*")
# What short names of bodies stand for.
_LONG: Mapping[str, str] = MappingProxyType(
    {
        "人社": "人力资源和社会保障",
        "医保": "医疗保障",
        "住建": "住房和城乡建设",
        "城管": "城市管理",
        "卫健": "卫生健康",
        "市监": "市场监督管理",
        "市场监管": "市场监督管理",
        "交通": "交通运输",
        "资规": "自然资源和规划",
        "文旅": "文化广电和旅游",
        "发改": "发展和改革",
        "工信": "工业和信息化",
        "公积金": "住房公积金管理",
        "农业": "农业农村",
        "疾控": "疾病预防控制",
        "社保": "社会保险经办",
    }
)


@dataclass(frozen=True, slots=True)
class Entity:
    """A name at its place in an answer, and whether a source names it."""

    start: int
    end: int
    words: str
    told: bool


def entities_in(answer: str, sources: Sequence[str]) -> list[Entity]:
    """The bodies, places and schemes that an answer names, in order; no two overlap."""
    text = "\n".join(sources)
    found: list[Entity] = []
    for start, end, told in sorted(_named(answer, text), key=lambda row: (row[0], -row[1])):
        if not found or start >= found[-1].end:
            found.append(Entity(start, end, answer[start:end], told))
    return found


def _named(answer: str, text: str) -> Iterator[tuple[int, int, bool]]:
    for match in _QUOTED.finditer(answer):
        yield *match.span("name"), match["name"] in text
    yield from _offices(answer, text)
    for match in _SCHEME.finditer(answer):
        core, at = _scheme_of(match["core"]), match.end("core")
        if len(core) > 1 and not _COMMON.fullmatch(core):
            yield at - len(core), match.end(), core + match["end"] in text or _has_all(text, core)
    for match in _PLACE.finditer(answer):
        name = match[0]
        if name[1:] not in _LISTS["no place"] and name[:-1] not in _LISTS["no district"]:
            yield *match.span(), name[:-1] in text


def _offices(answer: str, text: str) -> Iterator[tuple[int, int, bool]]:
    at = 0
    while match := _OFFICE.search(answer, at):
        level, core, end = match["level"], match["core"], match["end"]
        at = match.start() + 1
        if level[:-1] in _LISTS["no district"] or level[-2:] in _LISTS["no place"]:
            continue
        at = match.end()
        if core + end in _LISTS["common"] or (_COMMON.fullmatch(core) and end not in ("局", "委")):
            continue
        part = _PART.match(answer, at)
        if part and not _COMMON.fullmatch(part["core"]):
            at = part.end()
            yield match.start(), at, answer[match.end() : at] in text
        else:
            yield *match.span(), _office_told(level, core, end, text)


def _office_told(level: str, core: str, end: str, text: str) -> bool:
    """Whether a source names a body, not of another level: 市民政局 is not 区民政局."""
    ends = rf"(?:{re.escape(end)}|{_GENERAL})" if end in _LISTS["general"] else re.escape(end)
    names = _any(frozenset({re.escape(core), re.escape(_LONG.get(core, core))}))
    before = [match["level"] for match in re.finditer(rf"(?P<level>.?)(?:{names}){ends}", text)]
    if before:
        other = "区县" if level in _CITY else "市"
        return any(not sign or sign not in other for sign in before)
    return len(core) > 3 and end[-1] in text and _has_all(text, core)


@lru_cache(4096)
def _words(run: str) -> tuple[str, ...]:
    import rjieba  # Reads its dictionary for 0.2 s.

    return tuple(rjieba.cut(run, False))


def _has_all(text: str, core: str) -> bool:
    """Whether every word of two signs or more stands in a text."""
    return all(word in text for word in _words(core) if len(word) > 1)


def _scheme_of(run: str) -> str:
    """The end of a run that can be a scheme's name: behind the last word that leads to one."""
    words = _words(run)
    for at in range(len(words), 0, -1):
        word = words[at - 1]
        if len(word) == 1 or word in _LISTS["leads"] or _COMMON.fullmatch(word):
            return "".join(words[at:])
    return run
