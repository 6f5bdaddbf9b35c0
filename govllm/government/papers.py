"""Official documents in their parts, and what of a document can be checked against itself."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pydantic import Field

from govllm.tasks.declaration import Declared

PaperKind = Literal["通知", "通报", "意见", "报告", "请示", "批复", "函", "公告", "通告", "纪要"]

# The elements that a document can lack, and the part that each is.
PARTS: Mapping[str, str] = MappingProxyType(
    {
        "发文字号": "number",
        "标题": "title",
        "主送机关": "to",
        "附件说明": "attached",
        "署名": "signed",
        "成文日期": "date",
        "联系人": "contact",
    }
)
_ORDER = (
    "number", "title", "to", "body", "attached", "signed", "date", "contact", "attachment",
)  # fmt: skip

# 审核要点 第一条.
_FULL = ("发文字号", "标题", "主送机关", "署名", "成文日期")
_REQUIRED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "请示": (*_FULL, "联系人"),
        "公告": ("标题", "署名", "成文日期"),
        "通告": ("标题", "署名", "成文日期"),
        "纪要": ("标题", "成文日期"),
    }
)

_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")


class Paper(Declared):
    """A document: each part as it stands in the text, "" where there is none.

    Attributes:
        kind: 文种; it decides which elements there must be.
        to: with its colon.
        attached: the 附件说明, from `附件：` on.
        attachment: what stands behind the document, from the line `附件` on.
    """

    kind: PaperKind
    number: str = ""
    title: str = ""
    to: str = ""
    body: str
    attached: str = ""
    signed: str = ""
    date: str = ""
    contact: str = ""
    attachment: str = ""


class Sum(Declared):
    """Snippets that hold a total and what it is the sum of, one number each (in `<>` where a
    snippet has several)."""

    total: str
    parts: tuple[str, ...] = Field(min_length=2)


class Same(Declared):
    """Snippets of the body and of the attachment whose numbers are the same."""

    body: str
    attachment: str


class Ties(Declared):
    """What holds a document together, as snippets of it.

    Attributes:
        spans: a first and a last day with the number of days, as `5月11日至15日，为期5天`.
        due: the days by which something is asked for, as `2026年5月20日前`.
    """

    sums: tuple[Sum, ...] = ()
    same: tuple[Same, ...] = ()
    spans: tuple[str, ...] = ()
    due: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a document and where in the whole text it begins."""

    name: str
    start: int
    text: str


def parts(paper: Paper) -> Iterator[Part]:
    """The parts that a document has, in their order."""
    start = 0
    for name in _ORDER:
        if text := getattr(paper, name):
            yield Part(name, start, text)
            start += len(text) + 1


def rendered(paper: Paper) -> str:
    """A document as one text, each part on lines of its own."""
    return "\n".join(part.text for part in parts(paper))


def required(paper: Paper) -> tuple[str, ...]:
    """The elements that a document of its kind must have (第一条)."""
    elements = _REQUIRED.get(paper.kind, _FULL)
    return (*elements, "附件说明") if paper.attachment else elements


def lacking(paper: Paper) -> list[str]:
    """The required elements that a document has not."""
    return [element for element in required(paper) if not getattr(paper, PARTS[element])]


def issued(paper: Paper) -> datetime.date:
    """The day of a document.

    Raises:
        ValueError: where it is not written as it should be, or is no day.
    """
    found = _DATE.fullmatch(paper.date)
    if found is None:
        raise ValueError(f"{paper.date!r} is not a date such as 2026年3月5日")
    return datetime.date(*map(int, found.groups()))
