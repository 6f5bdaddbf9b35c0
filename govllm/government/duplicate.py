"""Which two hotline tickets are one matter (云热规〔2026〕6号)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Literal

from pydantic import Field

from govllm.government.days import written
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

Kind = Literal[
    "供水供电供气供热",
    "施工扰民",
    "生活噪声",
    "油烟异味",
    "路面井盖",
    "路灯信号灯",
    "排水积水",
    "垃圾清运",
    "停车管理",
    "电梯",
    "物业服务",
    "占道经营",
    "食品安全",
    "消费退费",
    "劳动报酬",
    "公交出行",
    "学校教育",
    "树木绿化",
    "飞线消防",
    "宠物饲养",
]
Relation = Literal["同一事项", "同类不同事项", "无关"]

# 第五条: matters of a person's own money, which belong to that person alone.
PERSONAL = frozenset({"消费退费", "劳动报酬"})
# 第六条: a later call counts with one that is still open for so long.
OPEN_FOR = timedelta(days=30)
# 第七条: dissatisfaction with a result counts with its ticket for so long.
RESULT_FOR = timedelta(days=15)


class Call(Declared):
    """What a ticket tells.

    Attributes:
        place: the building, shop, crossing or stretch of road, under one name whatever it is
            called in the text.
        object: the facility, body or thing complained of.
        problem: what is wrong with it.
        happened: the day of an event that happens once; None for what goes on.
        person: whose money it is about; "" where it is about none.
    """

    kind: Kind
    place: str = Field(min_length=1)
    object: str = Field(min_length=1)
    problem: str = Field(min_length=1)
    happened: date | None = None
    person: str = ""


class Pair(Declared):
    """Two tickets, the earlier one first.

    Attributes:
        settled: when the earlier one was settled; None while it is open.
        chasing: whether the later caller asks for the result of the earlier ticket.
        again: whether the later call tells of what happened after the settlement.
    """

    first: Call
    second: Call
    first_on: date
    second_on: date
    settled: date | None = None
    chasing: bool = False
    again: bool = False


def relation(pair: Pair) -> Relation:
    """How the two tickets stand to each other, by articles 二 to 七.

    Raises:
        ValueError: for days out of order, or money that is nobody's.
    """
    _check(pair)
    if pair.first.kind != pair.second.kind:
        return "无关"
    if not _same_thing(pair.first, pair.second):
        return "同类不同事项"
    return "同一事项" if _in_time(pair) else "同类不同事项"


def _same_thing(first: Call, second: Call) -> bool:
    told = [(c.place, c.object, c.problem, c.happened) for c in (first, second)]
    return told[0] == told[1] and (first.kind not in PERSONAL or first.person == second.person)


def _in_time(pair: Pair) -> bool:
    if pair.settled is None:
        return pair.chasing or pair.second_on - pair.first_on <= OPEN_FOR
    return not pair.again and pair.second_on - pair.settled <= RESULT_FOR


def _check(pair: Pair) -> None:
    if pair.second_on < pair.first_on:
        raise ValueError("second_on is before first_on: the earlier ticket stands first")
    if pair.settled is not None and not pair.first_on <= pair.settled <= pair.second_on:
        raise ValueError("settled must lie between first_on and second_on")
    if pair.again and pair.settled is None:
        raise ValueError("again: nothing happens after a settlement that was not made")
    for name, call, day in (
        ("first", pair.first, pair.first_on),
        ("second", pair.second, pair.second_on),
    ):
        if call.happened is not None and call.happened > day:
            raise ValueError(f"{name}.happened is after the call")
        if (call.kind in PERSONAL) != bool(call.person):
            raise ValueError(f"{name}.person goes with {'、'.join(sorted(PERSONAL))} alone")


def _shown(pair: Pair) -> Mapping[str, Any]:
    state = "在办" if pair.settled is None else f"{written(pair.settled)}办结"
    return {
        "first_on": written(pair.first_on),
        "state": state,
        "second_on": written(pair.second_on),
    }


DUPLICATE = Recipe(
    facts=Pair,
    target=lambda pair: {"关系": relation(pair)},
    shown=_shown,
    slices=lambda pair: {"关系": relation(pair), "前单状态": "已办结" if pair.settled else "在办"},
)
