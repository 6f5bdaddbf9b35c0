"""The city's three plans for incidents: facts, level, lead, steps and what moves them.

The rules are 云应指〔2026〕17号 (`em-plan-accident-2026`), 18号 (`em-plan-health-2026`) and 19号
(`em-plan-flood-2026`). Each plan's articles 四 and 五 stand here as a table of steps and of moves.
"""

from __future__ import annotations

import datetime
from typing import Literal

from pydantic import Field

from govllm.government.emergency_steps import Move, Plan, Step
from govllm.tasks.declaration import Declared

_NIGHT_FROM, _NIGHT_TO = datetime.time(19), datetime.time(6)
_LATE_FROM = datetime.time(22)
_SCHOOL_FROM, _SCHOOL_TO = datetime.time(7, 30), datetime.time(17, 30)
_SATURDAY = 5
_SCHOOL_M, _INTAKE_M = 300, 500
# Deaths and missing from which levels one, two and three begin (17号 and 19号 二).
_LOST = (10, 3, 1)
# Cases (18号 二) and people moved (19号 二), likewise.
_CASES, _MOVED = (100, 50, 20), (5000, 2000, 600)
_HEAVY_DEATHS = 3
_MAIN_BODY = "市应急管理局"


def at_night(time: datetime.time) -> bool:
    """Whether a time is 夜间 in 17号 and 19号."""
    return time >= _NIGHT_FROM or time < _NIGHT_TO


def at_school(at: datetime.datetime, term: bool) -> bool:
    """Whether pupils are at school (在校时段); `term` says whether it is term time."""
    return term and at.weekday() < _SATURDAY and _SCHOOL_FROM <= at.time() <= _SCHOOL_TO


def grade(count: int, bounds: tuple[int, int, int]) -> int:
    """The level, 1 the highest and 4 the rest, by the bounds of levels one to three."""
    return next((level for level, least in enumerate(bounds, 1) if count >= least), 4)


class Accident(Declared):
    """A fire or an accident with hazardous chemicals.

    Attributes:
        site: what it happened in, where the level depends on it.
        gas: toxic or burning gas spreads.
        leaking: the leak has not stopped.
        reactive: the substance reacts with water.
        school_m, intake_m: metres to the nearest school and intake of drinking water.
        runoff: waste water runs towards a body of water.
        abroad: another city is affected.
    """

    kind: Literal["建筑火灾", "燃气爆燃", "危险化学品泄漏", "危险化学品运输车事故"]
    at: datetime.datetime
    dead: int = Field(0, ge=0)
    missing: int = Field(0, ge=0)
    trapped: int = Field(0, ge=0)
    injured: int = Field(0, ge=0)
    site: Literal["", "学校", "养老机构", "医院"] = ""
    chemical: bool = False
    gas: bool = False
    fire: bool = False
    leaking: bool = False
    reactive: bool = False
    on_road: bool = False
    school_m: int | None = None
    term: bool = True
    intake_m: int | None = None
    runoff: bool = False
    abroad: bool = False

    @property
    def chemicals(self) -> bool:
        return self.chemical or self.kind.startswith("危险化学品")

    @property
    def near_intake(self) -> bool:
        return self.intake_m is not None and self.intake_m <= _INTAKE_M

    @property
    def near_pupils(self) -> bool:
        near = self.school_m is not None and self.school_m <= _SCHOOL_M
        return near and at_school(self.at, self.term)

    @property
    def sought(self) -> bool:
        return self.trapped + self.missing > 0

    @property
    def level(self) -> int:
        level = grade(self.dead + self.missing, _LOST)
        raised = bool(self.site) or (self.chemicals and self.near_intake)
        return max(1, level - raised)

    @property
    def lead(self) -> str:
        if self.level <= 2:
            return _MAIN_BODY
        return {
            "建筑火灾": "市消防救援支队",
            "燃气爆燃": "市城市管理局",
            "危险化学品泄漏": _MAIN_BODY,
            "危险化学品运输车事故": "市交通运输局",
        }[self.kind]


class Health(Declared):
    """Poisoning or disease in a group.

    Attributes:
        at: when it was reported.
        cases: diagnosed by a medical institution; `severe` are those found grave.
        canteen: it happened in a school's canteen.
        serving: meals are still served.
        poisoned: poisoning on purpose is suspected.
        spread: suspect food or material has gone to others.
        unknown: the harmful substance is not known.
        left: cases have gone to another city.
    """

    kind: Literal["食物中毒", "传染病聚集", "职业中毒"]
    at: datetime.datetime
    cases: int = Field(ge=0)
    dead: int = Field(0, ge=0)
    severe: int = Field(0, ge=0)
    site: Literal["", "学校", "养老机构"] = ""
    canteen: bool = False
    serving: bool = False
    poisoned: bool = False
    spread: bool = False
    antibiotics: bool = False
    unknown: bool = False
    left: bool = False

    @property
    def level(self) -> int:
        # Halved thresholds are doubled cases.
        level = grade(self.cases * (2 if self.site else 1), _CASES)
        if self.dead:
            level = min(level, 1 if self.dead >= _HEAVY_DEATHS else 2)
        return level

    @property
    def late(self) -> bool:
        return self.at.time() >= _LATE_FROM or self.at.time() < _NIGHT_TO

    @property
    def lead(self) -> str:
        if self.poisoned:
            return "市公安局"
        if self.kind == "食物中毒" and self.canteen:
            return "市教育局"
        return {
            "食物中毒": "市市场监督管理局",
            "传染病聚集": "市卫生健康委员会",
            "职业中毒": _MAIN_BODY,
        }[self.kind]


class Flood(Declared):
    """A landslide, a flood or a road that has slid.

    Attributes:
        moved: people moved to safety who have not gone back on their own.
        threatened: whether people are threatened.
        school, care: a school, or a hospital or home for the aged, is threatened.
        cut: the road is cut.
        sliding: there are signs that it slides on.
        abroad: it crosses the city's border.
    """

    kind: Literal["滑坡", "山洪", "城市内涝", "道路塌方"]
    at: datetime.datetime
    moved: int = Field(0, ge=0)
    dead: int = Field(0, ge=0)
    missing: int = Field(0, ge=0)
    trapped: int = Field(0, ge=0)
    threatened: bool = False
    school: bool = False
    term: bool = True
    care: bool = False
    cut: bool = False
    sliding: bool = False
    abroad: bool = False

    @property
    def sought(self) -> bool:
        return self.trapped + self.missing > 0

    @property
    def people(self) -> bool:
        return self.threatened or self.school or self.care

    @property
    def pupils(self) -> bool:
        return self.school and at_school(self.at, self.term)

    @property
    def level(self) -> int:
        level = min(grade(self.moved, _MOVED), grade(self.dead + self.missing, _LOST))
        return max(1, level - self.abroad)

    @property
    def lead(self) -> str:
        if self.level <= 2:
            return _MAIN_BODY
        return {
            "滑坡": "市自然资源和规划局",
            "山洪": "市水务局",
            "城市内涝": "市水务局",
            "道路塌方": "市交通运输局",
        }[self.kind]


ACCIDENT: Plan[Accident] = Plan(
    "em-plan-accident-2026",
    steps=(
        Step("S05", 1, lambda f: True),
        Step("S09", 1, lambda f: True),
        Step("S12", 1, lambda f: f.kind in ("建筑火灾", "燃气爆燃")),
        Step("S03", 2, lambda f: f.gas),
        Step("S07", 2, lambda f: f.on_road),
        Step("S11", 2, lambda f: f.chemicals),
        Step("S14", 2, lambda f: f.near_pupils),
        Step("S01", 3, lambda f: f.fire),
        Step("S04", 3, lambda f: f.sought),
        Step("S08", 3, lambda f: f.leaking),
        Step("S13", 3, lambda f: at_night(f.at.time())),
        Step("S15", 3, lambda f: f.injured > 0),
        Step("S02", 4, lambda f: f.runoff),
        Step("S06", 4, lambda f: f.level <= 3),
        Step("S10", 4, lambda f: f.abroad),
        Step("S16", 4, lambda f: True),
    ),
    moves=(
        Move("S04", "before", "S09", lambda f: not f.chemicals),
        Move("S13", "after", "S09", lambda f: True),
        Move("S11", "before", "S09", lambda f: True),
        Move("S01", "after", "S08", lambda f: f.reactive and f.leaking),
        Move("S10", "after", "S05", lambda f: True),
        Move("S14", "before", "S03", lambda f: f.gas),
        Move("S02", "after", "S09", lambda f: f.near_intake),
    ),
)

HEALTH: Plan[Health] = Plan(
    "em-plan-health-2026",
    steps=(
        Step("S06", 1, lambda f: True),
        Step("S10", 1, lambda f: True),
        Step("S15", 1, lambda f: f.severe > 0),
        Step("S01", 2, lambda f: f.kind == "食物中毒"),
        Step("S04", 2, lambda f: f.kind == "食物中毒" and f.serving),
        Step("S07", 2, lambda f: f.site == "学校" and f.level <= 3),
        Step("S09", 2, lambda f: f.kind == "传染病聚集"),
        Step("S11", 2, lambda f: f.site == "学校"),
        Step("S13", 2, lambda f: f.kind == "职业中毒"),
        Step("S17", 2, lambda f: f.poisoned),
        Step("S03", 3, lambda f: True),
        Step("S05", 3, lambda f: f.kind == "职业中毒"),
        Step("S12", 3, lambda f: True),
        Step("S14", 3, lambda f: f.spread),
        Step("S02", 4, lambda f: f.left),
        Step("S08", 4, lambda f: f.kind == "传染病聚集"),
        Step("S16", 4, lambda f: f.level <= 2),
    ),
    moves=(
        Move("S11", "last", "", lambda f: f.late),
        Move("S15", "first", "", lambda f: True),
        Move("S17", "after", "S06", lambda f: True),
        Move("S12", "before", "S03", lambda f: f.antibiotics),
        Move("S14", "after", "S10", lambda f: True),
        Move("S05", "before", "S13", lambda f: f.unknown),
        Move("S02", "after", "S03", lambda f: True),
    ),
)

FLOOD: Plan[Flood] = Plan(
    "em-plan-flood-2026",
    steps=(
        Step("S04", 1, lambda f: True),
        Step("S08", 1, lambda f: f.people),
        Step("S13", 1, lambda f: f.cut or f.kind == "城市内涝"),
        Step("S02", 2, lambda f: f.people),
        Step("S06", 2, lambda f: f.kind == "城市内涝"),
        Step("S10", 2, lambda f: f.pupils),
        Step("S15", 2, lambda f: f.care),
        Step("S01", 3, lambda f: f.kind in ("滑坡", "道路塌方")),
        Step("S05", 3, lambda f: f.sought),
        Step("S09", 3, lambda f: f.kind == "城市内涝"),
        Step("S11", 3, lambda f: f.cut),
        Step("S14", 3, lambda f: at_night(f.at.time())),
        Step("S03", 4, lambda f: f.moved > 0),
        Step("S07", 4, lambda f: f.kind in ("山洪", "城市内涝")),
        Step("S12", 4, lambda f: f.abroad),
        Step("S16", 4, lambda f: f.level <= 3),
    ),
    moves=(
        Move("S05", "after", "S04", lambda f: not f.sliding),
        Move("S14", "after", "S04", lambda f: True),
        Move("S15", "before", "S02", lambda f: True),
        Move("S06", "before", "S05", lambda f: f.sought),
        Move("S12", "after", "S04", lambda f: True),
        Move("S11", "before", "S05", lambda f: f.sought),
        Move("S10", "after", "S08", lambda f: True),
    ),
)
