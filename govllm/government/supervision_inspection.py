"""Readings and patrol reports of the city's monitoring: which event, which grade, who takes it.

The rule is 云数发〔2026〕21号 with its table (`sv-inspection-2026`, `sv-inspection-table-2026`).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

Kind = Literal[
    "燃气泄漏",
    "道路积水",
    "井盖异常",
    "扬尘超标",
    "噪声超标",
    "消防通道占用",
    "边坡位移",
    "河道水质",
]
Grade = Literal["一级", "二级", "三级"]


class Step(NamedTuple):
    """A threshold of the table: a value that is held for so many minutes."""

    value: Decimal
    minutes: int


class Row(NamedTuple):
    """A line of the table.

    Attributes:
        low, high: what the device can read.
        steps: of 三级, 二级 and 一级; None where there is no such grade.
        bodies: who takes it, by what the site is.
    """

    low: int
    high: int
    steps: tuple[Step, Step, Step | None]
    bodies: Mapping[str, str]


def _row(low: int, high: int, *steps: tuple[int, int] | None, **bodies: str) -> Row:
    third, second, first = (step and Step(Decimal(step[0]), step[1]) for step in steps)
    if third is None or second is None:
        raise ValueError("a line of the table has a 三级 and a 二级")
    return Row(low, high, (third, second, first), MappingProxyType(bodies))


# 附表. A fire lane reads 1 while it is blocked.
TABLE: Mapping[Kind, Row] = MappingProxyType(
    {
        "燃气泄漏": _row(0, 100, (10, 5), (20, 2), (50, 0), 管道="市燃气集团", 沼气="市水务局"),
        "道路积水": _row(0, 300, (15, 10), (27, 10), (50, 5), 水管="市供水集团", 其他="市水务局"),
        "井盖异常": _row(
            *(0, 90, (10, 10), (30, 0), (60, 0)),
            雨="市水务局",
            污="市水务局",
            电="云州供电公司",
            信="市通信管理局",
            燃="市燃气集团",
            无="市城市管理局",
        ),
        "扬尘超标": _row(
            *(0, 2000, (150, 60), (250, 60), (420, 30)),
            工地="市住房和城乡建设局",
            道路="市城市管理局",
            厂场="市生态环境局",
        ),
        "噪声超标": _row(
            *(30, 130, (3, 20), (10, 20), None),
            施工="市城市管理局",
            工厂="市生态环境局",
            社会="市公安局",
        ),
        "消防通道占用": _row(0, 1, (1, 10), (1, 30), (1, 120), 其他="市消防救援支队"),
        "边坡位移": _row(
            *(0, 500, (5, 0), (10, 0), (20, 0)), 公路="市交通运输局", 其他="市自然资源和规划局"
        ),
        "河道水质": _row(0, 50, (2, 240), (5, 120), (10, 60), 其他="市生态环境局"),
    }
)

_GRADES: tuple[Grade, Grade, Grade] = ("三级", "二级", "一级")
# 第一条（三）.
_STUCK = 6
# 第四条.
_NEAR_METRES = 100
_RAIN_MM = 50
_NIGHT_FROM, _NIGHT_TO = datetime.time(22), datetime.time(6)
_RAISED_BY_NIGHT = ("燃气泄漏", "道路积水", "井盖异常", "消防通道占用")
_RAISED_BY_RAIN = ("道路积水", "井盖异常", "边坡位移")
# 第五条.
_LED_BY_TABLE = ("扬尘超标", "河道水质")
# 第六条.
_REPEATED_MINUTES = 120
# 附注.
_UNDERPASS_CM = 5
_DAY_LIMIT, _NIGHT_LIMIT = 70, 55
# 第七条.
_ORDER = ("一级", "二级", "三级", "重复", "不定级")


class Device(Declared):
    """What one device read.

    Attributes:
        held: one after the other, each value with the minutes it was at least held.
        expires: the last day of its calibration, where the report tells it.
        same: how many samples on end the report says to be equal.
        serviced: whether it stood in a registered time of service or drill.
    """

    held: tuple[tuple[Decimal, Annotated[int, Field(ge=0)]], ...] = Field(min_length=1)
    expires: datetime.date | None = None
    same: int = Field(1, ge=1)
    serviced: bool = False


class Earlier(Declared):
    """The event that was taken before at the same place, of the same class."""

    minutes: int = Field(ge=0)
    grade: Grade
    closed: bool = False


class Event(Declared):
    """Readings of one class.

    Attributes:
        site: what decides who takes it, as `TABLE` names it.
        start: when it began.
        near: metres to the next school, kindergarten, hospital or home for the aged.
        rain: mm in the 24 hours before.
        background: of dust, at the same time.
    """

    kind: Kind
    site: str = "其他"
    day: datetime.date
    start: datetime.time
    devices: tuple[Device, ...] = ()
    portable: Device | None = None
    near: Decimal | None = Field(None, ge=0)
    rain: Decimal = Field(Decimal(0), ge=0)
    underpass: bool = False
    background: Decimal = Field(Decimal(0), ge=0)
    earlier: Earlier | None = None

    @model_validator(mode="after")
    def _of_the_table(self) -> Event:
        if self.site not in (bodies := TABLE[self.kind].bodies):
            raise ValueError(f"the site of {self.kind} is one of {'、'.join(bodies)}")
        if not self.devices and self.portable is None:
            raise ValueError("an event has a device's or a portable instrument's reading")
        if self.underpass and self.kind != "道路积水":
            raise ValueError("only water on a road stands in an underpass")
        if self.background and self.kind != "扬尘超标":
            raise ValueError("only dust has a background")
        return self


class InspectionFacts(Declared):
    """A report: readings of one class or of several."""

    events: tuple[Event, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_class_once(self) -> InspectionFacts:
        kinds = [event.kind for event in self.events]
        if len(set(kinds)) < len(kinds):
            raise ValueError("a class is told once, with all of its devices")
        return self


class Finding(NamedTuple):
    """What a report comes to: class, grade, body."""

    kind: str
    grade: str
    body: str


def counts(device: Device, event: Event) -> bool:
    """Whether a device's readings take part (第一条)."""
    row = TABLE[event.kind]
    return not (
        (device.expires is not None and device.expires < event.day)
        or any(not row.low <= value <= row.high for value, _ in device.held)
        or device.same >= _STUCK
        or device.serviced
    )


def at_night(start: datetime.time) -> bool:
    """Whether it is from 22:00 on and before 6:00."""
    return start >= _NIGHT_FROM or start < _NIGHT_TO


def longest(held: Sequence[tuple[Decimal, int]], value: Decimal) -> int | None:
    """The minutes on end at `value` or above; None where it was never reached."""
    best: int | None = None
    running = 0
    for reached, minutes in held:
        running = running + minutes if reached >= value else 0
        if reached >= value:
            best = max(best or 0, running)
    return best


def level_of(device: Device, event: Event) -> int:
    """How many of the table's steps a device's readings reach, from 0 to 3 (第三条)."""
    taken = event.background
    if event.kind == "噪声超标":
        taken = Decimal(_NIGHT_LIMIT if at_night(event.start) else _DAY_LIMIT)
    lowered = _UNDERPASS_CM if event.underpass else 0
    held = [(value - taken, minutes) for value, minutes in device.held]
    level = 0
    for number, step in enumerate(TABLE[event.kind].steps, 1):
        if step is None:
            continue
        minutes = longest(held, step.value - lowered)
        if minutes is not None and minutes >= step.minutes:
            level = number
    return level


def is_raised(event: Event) -> bool:
    """Whether an event goes up by a grade (第四条)."""
    if event.kind == "噪声超标":
        return False
    return (
        (event.near is not None and event.near <= _NEAR_METRES)
        or (event.kind in _RAISED_BY_NIGHT and at_night(event.start))
        or (event.kind in _RAISED_BY_RAIN and event.rain >= _RAIN_MM)
    )


def found_in(event: Event) -> Finding:
    """What the readings of one class come to (第一条 to 第六条)."""
    if event.portable is not None and counts(event.portable, event):
        used = [event.portable]
    else:
        used = [device for device in event.devices if counts(device, event)]
    if not used:
        return Finding("设备异常", "不定级", "市数据局")
    level = max(level_of(device, event) for device in used)
    if level == 0:
        return Finding(event.kind, "不定级", "不派单")
    level = min(level + is_raised(event), 3)
    before = event.earlier
    if (
        before
        and not before.closed
        and before.minutes < _REPEATED_MINUTES
        and level <= _GRADES.index(before.grade) + 1
    ):
        return Finding(event.kind, "重复", "不派单")
    body = TABLE[event.kind].bodies[event.site]
    if level == 3 and event.kind not in _LED_BY_TABLE:
        body = "市应急管理局"
    return Finding(event.kind, _GRADES[level - 1], body)


def inspect(facts: InspectionFacts) -> Finding:
    """What a report comes to (第七条)."""

    def place(finding: Finding) -> tuple[bool, int, int]:
        broken = finding.kind == "设备异常"
        at = len(TABLE) if broken else list(TABLE).index(finding.kind)  # type: ignore[arg-type]
        return broken, _ORDER.index(finding.grade), at

    return min((found_in(event) for event in facts.events), key=place)


def _target(facts: InspectionFacts) -> Mapping[str, str]:
    kind, grade, body = inspect(facts)
    return {"事件类别": kind, "事件等级": grade, "处置部门": body}


INSPECTION = Recipe(InspectionFacts, _target)
