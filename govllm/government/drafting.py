"""The rule of drafting (云政办发〔2026〕90号): what a document of each kind must hold."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from govllm.government.days import written
from govllm.government.recipe import Recipe
from govllm.scoring.checks import CHECKS
from govllm.scoring.free_text import parts_of
from govllm.tasks.declaration import Declared

Kind = Literal["通知", "请示", "报告", "复函"]
Check = dict[str, Any]

# 第四条.
CLOSINGS: Mapping[Kind, str] = MappingProxyType(
    {"通知": "特此通知", "请示": "妥否，请批示", "报告": "特此报告", "复函": "特此函复"}
)
# 第九条, and the marks of a place left open.
_MARKS = r"[*#\[\]]|[×xX]{2}|（略）|待填"
_ASKS = r"请(?:予)?(?:批示|批准|审批|批复)"
_NUMERALS = "一二三四五六七八九"
_FEWEST_ITEMS = 2
_APART = r"[，、,\s]*"
# All before the first item.
_LEAD = r"(?:(?!^\s*一、).)*"


class Point(Declared):
    """Something that must be said.

    Attributes:
        head, say: as a good draft words it.
        words: each one of several wordings.
        dates: days.
        amounts: yuan.
        parts: yuan, of which the sum is told.
    """

    head: str = Field(min_length=1)
    say: str = Field(min_length=1)
    words: tuple[tuple[str, ...], ...] = ()
    dates: tuple[datetime.date, ...] = ()
    amounts: tuple[Decimal, ...] = ()
    parts: tuple[Decimal, ...] = ()


class Source(Declared):
    """A document that the draft rests on or answers."""

    title: str = Field(min_length=1)
    number: str | None = None


class Hidden(Declared):
    """What must not be told (第七条)."""

    words: tuple[str, ...] = ()
    dates: tuple[datetime.date, ...] = ()
    amounts: tuple[Decimal, ...] = ()


class Contact(Declared):
    name: str = Field(min_length=1)
    phone: str = Field(min_length=1)


class Drafting(Declared):
    """The key points of a document.

    Attributes:
        about: what it is about, as a good draft's title words it.
        topic: words of which the title must have one each.
        lead: the first paragraph, as a good draft words it.
        length: fewest and most characters.
    """

    kind: Kind
    issuer: str = Field(min_length=1)
    addressee: str = Field(min_length=1)
    about: str = Field(min_length=1)
    topic: tuple[tuple[str, ...], ...] = Field(min_length=1)
    number: str | None = None
    dated: datetime.date
    sources: tuple[Source, ...] = ()
    lead: str = Field(min_length=1)
    points: tuple[Point, ...] = Field(min_length=_FEWEST_ITEMS, max_length=len(_NUMERALS))
    contact: Contact | None = None
    hidden: Hidden = Hidden()
    length: tuple[int, int]

    @model_validator(mode="after")
    def _sound(self) -> Self:
        told = {day for point in self.points for day in point.dates}
        if told & {*self.hidden.dates}:
            raise ValueError("hidden.dates: is also to be told")
        sums = {each for point in self.points for each in (*point.amounts, *sums_of(point))}
        if sums & {*self.hidden.amounts}:
            raise ValueError("hidden.amounts: is also to be told")
        return self


def sums_of(point: Point) -> tuple[Decimal, ...]:
    """The sum of a point's parts (第六条); nothing where it has none."""
    return (sum(point.parts, Decimal(0)),) if point.parts else ()


def checks_of(facts: Drafting) -> list[Check]:
    """Every requirement of a draft as a named check, in groups: `form`, `facts`, `forbidden`."""
    return [
        {name: value, "group": group}
        for group, checks in (
            ("form", _form(facts)),
            ("facts", _told(facts)),
            ("forbidden", _forbidden(facts)),
        )
        for name, value in checks
    ]


def _form(facts: Drafting) -> Iterator[tuple[str, Any]]:
    issuer, closing = re.escape(facts.issuer), CLOSINGS[facts.kind]
    yield "matches", rf"\A\s*{issuer}关于[^\n]{{2,80}}的{facts.kind}[ \t　]*\n"
    if facts.number:
        yield "matches", rf"\A\s*[^\n]+\n\s*{re.escape(facts.number)}[ \t　]*\n"
    yield "matches", rf"(?m)^\s*{_loose(facts.addressee)}\s*[：:]\s*$"
    yield "matches", r"(?ms)^\s*一、.+?^\s*二、"
    if facts.sources:
        title = re.escape(facts.sources[0].title)
        yield "matches", rf"(?ms)^\s*{_loose(facts.addressee)}\s*[：:]{_LEAD}{title}"
    yield "matches", rf"(?m)^\s*{_loose(closing)}[。.]?\s*$"
    yield "matches", rf"\n\s*{issuer}\s*\n\s*{written(facts.dated)}\s*\Z"
    yield "length_between", list(facts.length)


def _loose(words: str) -> str:
    """A pattern of words with any marks between their parts."""
    return _APART.join(re.escape(part) for part in re.split(r"[，、,\s]+", words))


def _told(facts: Drafting) -> Iterator[tuple[str, Any]]:
    for wordings in facts.topic:
        yield "matches", rf"\A\s*[^\n]*(?:{'|'.join(map(re.escape, wordings))})"
    for source in facts.sources:
        yield "contains_all", [source.title, *filter(None, [source.number])]
    for point in facts.points:
        for wordings in point.words:
            yield "contains_any", list(wordings)
        for day in point.dates:
            yield "states_date", day.isoformat()
        for amount in (*point.amounts, *sums_of(point)):
            yield "states_number", str(amount)
    if facts.contact is not None:
        yield "contains_all", [facts.contact.name, facts.contact.phone]


def _forbidden(facts: Drafting) -> Iterator[tuple[str, Any]]:
    for words in facts.hidden.words:
        yield "absent", words
    for day in facts.hidden.dates:
        yield "omits_date", day.isoformat()
    for amount in facts.hidden.amounts:
        yield "omits_number", str(amount)
    yield "not_matches", _MARKS
    if facts.number is None:
        yield "not_matches", r"\A\s*[^\n]+\n[^\n]*〔[^\n]*号\s*\n"
    if facts.kind == "报告":
        yield "not_matches", _ASKS


def draft_of(facts: Drafting) -> str:
    """A good draft, as an officer writes it."""
    lines = [f"{facts.issuer}关于{facts.about}的{facts.kind}"]
    if facts.number:
        lines.append(facts.number)
    lines += [f"{facts.addressee}：", facts.lead]
    lines += [
        f"{numeral}、{point.head}。{point.say}"
        for numeral, point in zip(_NUMERALS, facts.points, strict=False)
    ]
    if facts.contact is not None:
        lines.append(f"联系人：{facts.contact.name}，联系电话：{facts.contact.phone}。")
    lines += [f"{CLOSINGS[facts.kind]}。", facts.issuer, written(facts.dated)]
    return "\n".join(lines)


def failure_of(facts: Drafting) -> str:
    """A text that misses every requirement: on another subject, too short, with all that must not
    be told."""
    hidden = facts.hidden
    told = [*hidden.words, *map(written, hidden.dates), *(f"{each}元" for each in hidden.amounts)]
    return "\n".join(
        [
            "# 听雨小记",
            "杂〔2020〕999号",
            f"**雨打芭蕉**，[待填]。请审批赏雨。{'；'.join(told)}",
            "再会",
        ]
    )


def _examples(facts: Drafting) -> tuple[str, str]:
    """A passing and a failing answer.

    Raises:
        ValueError: where the good draft misses a check or the other meets one.
    """
    passing, failing = draft_of(facts), failure_of(facts)
    for check in checks_of(facts):
        (name, value), _ = parts_of(check)
        if not CHECKS[name].holds(passing, value):
            raise ValueError(f"the good draft ({len(passing)} characters) misses {name}: {value}")
        if CHECKS[name].holds(failing, value):
            raise ValueError(f"the failing text meets {name}: {value}")
    return passing, failing


def _shown(facts: Drafting) -> Mapping[str, Any]:
    return {"kind": facts.kind, "least": facts.length[0], "most": facts.length[1]}


def _slices(facts: Drafting) -> Mapping[str, str]:
    return {"kind": facts.kind}


DRAFT = Recipe(Drafting, checks_of, _shown, _slices, examples=_examples)
