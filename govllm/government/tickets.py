"""A month or a year of hotline tickets, drawn from a story's numbers: same story, same tickets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from pydantic import Field

from govllm import canonical
from govllm.government.city import District
from govllm.tasks.declaration import Declared

Matter = Literal[
    "供热",
    "供水",
    "供电",
    "燃气",
    "内涝",
    "噪声",
    "垃圾",
    "占道",
    "油烟",
    "停车",
    "路灯",
    "物业",
    "欠薪",
    "入学",
    "绿化",
    "道路",
    "退费",
    "公交",
]
Channel = Literal["电话", "网页", "微信"]

_FAST = frozenset({"供热", "供水", "供电", "燃气", "内涝"})
_MIDDLE = frozenset({"噪声", "垃圾", "占道", "油烟", "停车", "路灯"})
_EXAMS, _FLOODS = 6, range(6, 10)


class Strand(Declared):
    """Tickets of one matter in one district.

    Attributes:
        count: how many.
        first, last: the days between which they came.
        channels: by which, drawn evenly.
        days: the fewest and the most days that handling took.
        happy, unhappy: how many callers were content or not when asked; the rest was not asked.
            Where fewer tickets are closed, the content ones go first.
    """

    matter: Matter
    district: District
    count: int = Field(ge=1, le=60)
    first: date
    last: date
    channels: tuple[Channel, ...] = Field(("电话", "网页", "微信"), min_length=1)
    days: tuple[int, int] = (1, 5)
    happy: int = Field(0, ge=0)
    unhappy: int = Field(0, ge=0)


@dataclass(frozen=True, slots=True)
class Ticket:
    """One ticket.

    Attributes:
        days: that handling took; None while it is open.
        content: what the caller said of it; None where not asked.
        in_time: whether it was closed within its limit; None where it is open and still may be.
    """

    day: date
    district: str
    matter: str
    channel: str
    days: int | None
    content: bool | None
    in_time: bool | None


def limit_days(matter: str, day: date) -> int:
    """Days within which a ticket is to be closed, by article 二 of 云热规〔2026〕9号."""
    if matter == "供热" and ((day.month, day.day) >= (11, 15) or (day.month, day.day) <= (3, 15)):
        return 1
    if matter == "内涝" and day.month in _FLOODS:
        return 1
    if matter == "噪声" and day.month == _EXAMS:
        return 2
    if matter in _FAST:
        return 2
    return 5 if matter in _MIDDLE else 10


def drawn(strands: Sequence[Strand], until: date) -> list[Ticket]:
    """The tickets of a story, in order of their days; what is not closed by `until` is open.

    Raises:
        ValueError: for days out of order, or tickets after `until`.
    """
    tickets = [t for at, strand in enumerate(strands) for t in _of(strand, at, until)]
    return sorted(tickets, key=lambda t: (t.day, t.district, t.matter, t.channel, t.days or 99))


def _of(strand: Strand, at: int, until: date) -> Iterator[Ticket]:
    if not strand.first <= strand.last <= until:
        raise ValueError(f"strands.{at}: first, last and the table's last day are out of order")
    if not 0 <= strand.days[0] <= strand.days[1]:
        raise ValueError(f"strands.{at}.days: the fewest stand first")
    if strand.happy + strand.unhappy > strand.count:
        raise ValueError(f"strands.{at}: more callers were asked than called")
    key = [strand.model_dump(mode="json"), at]
    asked = strand.happy + strand.unhappy
    closed = 0
    for number in range(strand.count):
        # By digest, since a generator's draws may change between versions of Python.
        word = int(canonical.digest([key, number]), 16)
        day = strand.first + timedelta(word % ((strand.last - strand.first).days + 1))
        word >>= 16
        days = strand.days[0] + word % (strand.days[1] - strand.days[0] + 1)
        channel = strand.channels[(word >> 16) % len(strand.channels)]
        limit = limit_days(strand.matter, day)
        if (until - day).days < days:
            late = (until - day).days > limit
            yield Ticket(
                day, strand.district, strand.matter, channel, None, None, False if late else None
            )
            continue
        content = closed < strand.happy if closed < asked else None
        closed += 1
        yield Ticket(day, strand.district, strand.matter, channel, days, content, days <= limit)
