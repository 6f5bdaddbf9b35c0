"""The rule of incoming documents (云政办发〔2026〕88号): who handles one, and until when."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal, Self

from pydantic import model_validator

from govllm.government.days import written
from govllm.government.recipe import Recipe
from govllm.government.workdays import Calendar, days
from govllm.tasks.declaration import Declared

Office = Literal[
    "市政府办公室", "市发展和改革委员会", "市教育局", "市公安局", "市民政局", "市司法局",
    "市财政局", "市人力资源和社会保障局", "市自然资源和规划局", "市生态环境局",
    "市住房和城乡建设局", "市交通运输局", "市农业农村局", "市卫生健康委员会",
]  # fmt: skip
Urgency = Literal["特急", "加急", "平急", "普通"]
Kind = Literal[
    "上级来文", "区县来文", "代表建议", "群众来信", "法院来文", "其他单位来函", "会议通知"
]  # fmt: skip

# From the highest down.
_URGENCIES: tuple[Urgency, ...] = ("特急", "加急", "平急", "普通")


def _day(month: int, day: int) -> datetime.date:
    return datetime.date(2026, month, day)


# 云政办发〔2025〕130号. Of 2027 it tells New Year's days; plain weeks follow until weekends may be
# exchanged for days of the spring festival (from 5 February).
CALENDAR = Calendar(
    off=frozenset().union(
        days(_day(1, 1), _day(1, 3)),
        days(_day(2, 15), _day(2, 23)),
        days(_day(4, 4), _day(4, 6)),
        days(_day(5, 1), _day(5, 5)),
        days(_day(6, 19), _day(6, 21)),
        days(_day(9, 25), _day(9, 27)),
        days(_day(10, 1), _day(10, 7)),
        days(datetime.date(2027, 1, 1), datetime.date(2027, 1, 3)),
    ),
    on=frozenset({_day(1, 4), _day(2, 14), _day(2, 28), _day(5, 9), _day(9, 20), _day(10, 10)}),
    known=(_day(1, 1), datetime.date(2027, 1, 22)),
)

# 第六条.
_CLOSES = datetime.time(17)
# 第七条, working days.
_TERMS: Mapping[Kind, int] = MappingProxyType(
    {
        "上级来文": 10, "区县来文": 15, "代表建议": 30, "群众来信": 20, "法院来文": 10,
        "其他单位来函": 12,
    }
)  # fmt: skip
_MANY, _LONGER = 3, 5
# Those whose term is never longer, and whose mark of urgency counts (第五条).
_BINDING = frozenset({"上级来文", "法院来文"})
# 第八条, working days.
_SHORT: Mapping[Urgency, int] = MappingProxyType({"特急": 1, "加急": 3, "平急": 8})
# 第五条: a reply wanted within so many working days.
_NEAR: tuple[tuple[int, Urgency], ...] = ((1, "特急"), (3, "加急"), (5, "平急"))
# 第九条, working days before.
_BEFORE_REPLY, _BEFORE_MEETING = 2, 1


class Incoming(Declared):
    """What an incoming document tells.

    Attributes:
        received: when it was registered.
        asked: the bodies whose remits cover what it asks for, in its order; of a court, the body
            whose act is disputed; of a meeting, those that are to prepare or attend.
        lead: the body it names as leading.
        funds: whether it asks for money of the city's budget.
        lawful: whether rules or a contract are submitted for a check of lawfulness.
        mark: the urgency marked on it.
        danger: whether lives are in danger now.
        cut: whether households' water, power, gas or heating is cut off now.
        pupils: whether it concerns pupils at school.
        reply_by: the day it wants an answer, or the day of the meeting.
    """

    kind: Kind
    received: datetime.datetime
    asked: tuple[Office, ...]
    lead: Office | None = None
    funds: bool = False
    lawful: bool = False
    mark: Literal["特急", "加急"] | None = None
    danger: bool = False
    cut: bool = False
    pupils: bool = False
    reply_by: datetime.date | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if not self.asked and self.kind != "会议通知":
            raise ValueError("asked: names no body")
        if len(set(self.asked)) < len(self.asked):
            raise ValueError("asked: names a body twice")
        if self.kind == "会议通知" and self.reply_by is None:
            raise ValueError("reply_by: a meeting has a day")
        if self.reply_by is not None and self.reply_by < received_on(self.received):
            raise ValueError("reply_by: is before the document was received")
        return self


def received_on(registered: datetime.datetime) -> datetime.date:
    """The day of receipt (第六条)."""
    day = registered.date()
    if registered.time() >= _CLOSES:
        day += datetime.timedelta(days=1)
    return CALENDAR.first(day)


def lead_of(facts: Incoming) -> Office:
    """The handling office (第二条, 第三条)."""
    if facts.kind == "法院来文":
        return "市司法局"
    if facts.kind == "会议通知":
        return "市政府办公室"
    if facts.kind == "上级来文" and facts.lead is not None:
        return facts.lead
    return facts.asked[0]


def helpers_of(facts: Incoming) -> frozenset[Office]:
    """The co-handling offices (第二条 to 第四条)."""
    named: set[Office] = set(facts.asked)
    if facts.funds:
        named.add("市财政局")
    if facts.lawful:
        named.add("市司法局")
    return frozenset(named - {lead_of(facts)})


def urgency_of(facts: Incoming) -> Urgency:
    """The urgency (第五条)."""
    found: set[Urgency] = {"普通"}
    if facts.danger:
        found.add("特急")
    if facts.cut:
        found.add("加急")
    if facts.pupils:
        found.add("平急")
    if facts.mark is not None and facts.kind in _BINDING:
        found.add(facts.mark)
    if facts.reply_by is not None:
        received = received_on(facts.received)
        found.update(
            level for count, level in _NEAR if facts.reply_by <= CALENDAR.later(received, count)
        )
    return min(found, key=_URGENCIES.index)


def deadline_of(facts: Incoming) -> datetime.date:
    """The day it is to be done by (第六条 to 第九条)."""
    received = received_on(facts.received)
    if facts.kind == "会议通知" and facts.reply_by is not None:
        return max(received, CALENDAR.earlier(facts.reply_by, _BEFORE_MEETING))
    urgency, term = urgency_of(facts), _TERMS[facts.kind]
    if urgency in _SHORT:
        term = min(term, _SHORT[urgency])
    elif len(helpers_of(facts)) >= _MANY and facts.kind not in _BINDING:
        term += _LONGER
    due = CALENDAR.later(received, term)
    if facts.reply_by is not None:
        due = min(due, CALENDAR.earlier(facts.reply_by, _BEFORE_REPLY))
    return max(received, due)


def _target(facts: Incoming) -> Mapping[str, Any]:
    return {
        "主办": lead_of(facts),
        "协办": sorted(helpers_of(facts)),
        "紧急程度": urgency_of(facts),
        "办结日期": deadline_of(facts).isoformat(),
    }


def _shown(facts: Incoming) -> Mapping[str, str]:
    at = facts.received
    weekday = "一二三四五六日"[at.weekday()]
    day = f"{written(at)}（星期{weekday}）"
    return {"registered": f"{day}{at.hour}时{at.minute:02}分"}


def _slices(facts: Incoming) -> Mapping[str, str]:
    return {"kind": facts.kind}


ROUTE = Recipe(Incoming, _target, _shown, _slices)
