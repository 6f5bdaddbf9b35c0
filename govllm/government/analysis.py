"""What a table of hotline tickets says: counts, peaks, districts, punctuality, quadrant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any, Literal

from pydantic import Field

from govllm.government.city import District
from govllm.government.days import written
from govllm.government.recipe import Recipe
from govllm.government.tickets import Channel, Matter, Strand, Ticket, drawn
from govllm.tasks.declaration import Declared

Quadrant = Literal["重点攻坚", "巩固提升", "补齐短板", "日常保持"]
# 第五条: demand against satisfaction.
_QUADRANTS: Mapping[tuple[bool, bool], Quadrant] = {
    (True, False): "重点攻坚",
    (True, True): "巩固提升",
    (False, False): "补齐短板",
    (False, True): "日常保持",
}


class Filter(Declared):
    """Which tickets; what is left out does not narrow.

    Attributes:
        first, last: days, both included.
        longer: closed after more days than these.
        content: callers' word: True, False, or both where left out.
        state: 在办, 办结, 按期, or 超期 (late when closed, or open past the limit).
    """

    matters: tuple[Matter, ...] = ()
    districts: tuple[District, ...] = ()
    channels: tuple[Channel, ...] = ()
    first: date | None = None
    last: date | None = None
    longer: int | None = None
    content: bool | None = None
    state: Literal["在办", "办结", "按期", "超期"] | None = None

    def takes(self, ticket: Ticket) -> bool:
        """Whether a ticket is one of these."""
        return (
            (not self.matters or ticket.matter in self.matters)
            and (not self.districts or ticket.district in self.districts)
            and (not self.channels or ticket.channel in self.channels)
            and (self.first is None or self.first <= ticket.day)
            and (self.last is None or ticket.day <= self.last)
            and (self.longer is None or (ticket.days is not None and ticket.days > self.longer))
            and (self.content is None or ticket.content is self.content)
            and (self.state is None or _STATES[self.state](ticket))
        )


_STATES: Mapping[str, Callable[[Ticket], bool]] = {
    "在办": lambda ticket: ticket.days is None,
    "办结": lambda ticket: ticket.days is not None,
    "按期": lambda ticket: ticket.in_time is True,
    "超期": lambda ticket: ticket.in_time is False,
}


class Ask(Declared):
    """The question of its own.

    Attributes:
        what: `count` of the tickets; `share` of them among those of `other`, in percent;
            `difference` of their count to that of `other`; `growth` from `other` to them, in
            percent; `mean_days` and `most_days` of handling; `busiest_day`, the most on one day.
    """

    what: Literal["count", "share", "difference", "growth", "mean_days", "most_days", "busiest_day"]
    of: Filter = Filter()
    other: Filter = Filter()


class Story(Declared):
    """A table and what is asked of it.

    Attributes:
        form: `rows` shows every ticket of one month, `counts` the sums by month, district and
            matter of several.
        until: the day on which the table was drawn.
        focus: the matter that the standing fields are about.
    """

    form: Literal["rows", "counts"]
    until: date
    strands: tuple[Strand, ...] = Field(min_length=2)
    focus: Matter
    ask: Ask


def answers(story: Story) -> dict[str, Any]:
    """The six fields.

    Raises:
        ValueError: where two peaks are equal, a share is of nothing, or a question asks what the
            table's form does not show.
    """
    tickets = _tickets(story)
    focus = [ticket for ticket in tickets if ticket.matter == story.focus]
    if not focus:
        raise ValueError(f"no ticket is of {story.focus}")
    judged = [ticket for ticket in focus if ticket.in_time is not None]
    return {
        "答案": _answer(story, tickets),
        "高发事项": _most("高发事项", (ticket.matter for ticket in tickets)),
        "高发区县": _most("高发区县", (ticket.district for ticket in focus)),
        "高峰时段": _most("高峰时段", (_period(story, ticket.day) for ticket in focus)),
        "按期率": _percent(sum(ticket.in_time is True for ticket in judged), len(judged)),
        "象限": quadrant(tickets, story.focus),
    }


# Held for one story, since target, prompt and slices are made of the same tickets.
@lru_cache(maxsize=1)
def _tickets(story: Story) -> tuple[Ticket, ...]:
    return tuple(drawn(story.strands, story.until))


def quadrant(tickets: Sequence[Ticket], focus: str) -> Quadrant:
    """Demand is high from the mean count of a matter on, satisfaction from the whole table's rate
    on (第五条).

    Raises:
        ValueError: where no caller was asked.
    """
    own = [ticket for ticket in tickets if ticket.matter == focus]
    demand = len(own) >= Fraction(len(tickets), len({ticket.matter for ticket in tickets}))
    return _QUADRANTS[demand, _satisfaction(own) >= _satisfaction(tickets)]


def _satisfaction(tickets: Iterable[Ticket]) -> Fraction:
    told = [ticket.content for ticket in tickets if ticket.content is not None]
    if not told:
        raise ValueError("no caller was asked: there is no rate of satisfaction")
    return Fraction(sum(told), len(told))


def _answer(story: Story, tickets: Sequence[Ticket]) -> float | int:
    ask = story.ask
    if story.form == "counts":
        _check_counts(ask)
    found = [ticket for ticket in tickets if ask.of.takes(ticket)]
    base = [ticket for ticket in tickets if ask.other.takes(ticket)]
    if ask.what == "count":
        return len(found)
    if ask.what == "difference":
        return len(found) - len(base)
    if ask.what == "share":
        return _percent(len([ticket for ticket in found if ask.other.takes(ticket)]), len(base))
    if ask.what == "growth":
        return _percent(len(found) - len(base), len(base))
    if ask.what == "busiest_day":
        return max(Counter(ticket.day for ticket in found).values(), default=0)
    days = [ticket.days for ticket in found if ticket.days is not None]
    if not days:
        raise ValueError("no ticket of the question is closed")
    return max(days) if ask.what == "most_days" else _tenth(Fraction(sum(days), len(days)))


def _check_counts(ask: Ask) -> None:
    """What a table of counts cannot tell."""
    if ask.what in ("mean_days", "most_days", "busiest_day"):
        raise ValueError(f"ask.what: a table of counts does not tell {ask.what}")
    for each in (ask.of, ask.other):
        if each.channels or each.longer is not None:
            raise ValueError("ask: a table of counts tells neither channels nor days")
        if each.state in ("在办", "办结"):
            raise ValueError(f"ask: a table of counts does not tell {each.state}")
        after = each.last and each.last + timedelta(days=1)
        if any(day is not None and day.day != 1 for day in (each.first, after)):
            raise ValueError("ask: a table of counts tells whole months")


def _period(story: Story, day: date) -> str:
    if story.form == "counts":
        return f"{day.month}月"
    return "上旬" if day.day <= 10 else "中旬" if day.day <= 20 else "下旬"


def _most(field: str, values: Iterable[str]) -> str:
    ranked = Counter(values).most_common(2)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        raise ValueError(f"{field}: {ranked[0][0]} and {ranked[1][0]} are level at {ranked[0][1]}")
    return ranked[0][0]


def _percent(part: int, whole: int) -> float:
    if not whole:
        raise ValueError("a share of nothing is asked")
    return _tenth(Fraction(100 * part, whole))


def _tenth(value: Fraction) -> float:
    """Rounded to one decimal, halves away from zero (第六条)."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))


def _shown(story: Story) -> Mapping[str, Any]:
    tickets = _tickets(story)
    rows = _rows(tickets) if story.form == "rows" else _counts(tickets)
    return {
        "until": written(story.until),
        "table": "\n".join(rows),
        "focus": story.focus,
    }


def _rows(tickets: Sequence[Ticket]) -> list[str]:
    head = "日期 区县 事项 渠道 办结天数 回访"
    words = {True: "满意", False: "不满", None: "—"}
    return [
        head,
        *(
            f"{t.day:%m-%d} {t.district} {t.matter} {t.channel} "
            f"{'在办' if t.days is None else t.days} {words[t.content]}"
            for t in tickets
        ),
    ]


def _counts(tickets: Sequence[Ticket]) -> list[str]:
    head = "月份 区县 事项 件数 按期 超期 满意 不满"
    groups: dict[tuple[str, str, str], list[Ticket]] = {}
    for ticket in tickets:
        key = (f"{ticket.day:%Y-%m}", ticket.district, ticket.matter)
        groups.setdefault(key, []).append(ticket)
    return [
        head,
        *(
            f"{month} {district} {matter} {len(own)} "
            f"{sum(t.in_time is True for t in own)} {sum(t.in_time is False for t in own)} "
            f"{sum(t.content is True for t in own)} {sum(t.content is False for t in own)}"
            for (month, district, matter), own in sorted(groups.items())
        ),
    ]


ANALYSIS = Recipe(
    facts=Story,
    target=answers,
    shown=_shown,
    slices=lambda story: {
        "表式": "逐件" if story.form == "rows" else "汇总",
        "问法": story.ask.what,
        "象限": quadrant(_tickets(story), story.focus),
    },
)
