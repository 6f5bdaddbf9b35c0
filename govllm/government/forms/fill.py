"""Filling a form from a resident's record and a conversation (form-fill-2026)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal, get_args

from pydantic import Field, model_validator

from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

FieldName = Literal[
    "姓名",
    "身份证号",
    "婚姻状况",
    "户籍地址",
    "现住址",
    "居住起始日期",
    "联系电话",
    "紧急联系人",
    "家庭人口",
]
FIELD_NAMES: tuple[FieldName, ...] = get_args(FieldName)
# Article 3.
CERTIFIED = frozenset({"姓名", "身份证号", "婚姻状况", "户籍地址"})
MARITAL = ("未婚", "已婚", "离异", "丧偶")
# Article 6: a mobile number, or the city's dialling code and seven digits.
_PHONE = re.compile(r"1\d{10}|0999\d{7}")
# Article 7: to the day, or to the month.
_DAY, _MONTH = re.compile(r"\d{4}-\d\d-\d\d"), re.compile(r"\d{4}-\d\d")
_CITY = "云州市"


class Record(Declared):
    """What the city holds of a resident; None for what it does not."""

    姓名: str | None = None
    身份证号: str | None = None
    婚姻状况: Literal["未婚", "已婚", "离异", "丧偶"] | None = None
    户籍地址: str | None = None
    现住址: str | None = None
    居住起始日期: date | None = None
    联系电话: str | None = None
    紧急联系人: str | None = None
    家庭人口: int | None = Field(None, ge=1)


class Statement(Declared):
    """One thing said in the conversation about one field.

    Attributes:
        value: what it is now; a date as far as it was said (`2026-03-05`, `2026-03`, `2026`);
            None where what the record says no longer holds and nothing takes its place.
        change: of the number of people, where no total was said.
        speaker: who said it; what a companion says counts where the resident agrees.
        sure: whether the speaker was.
        on: the day it comes about, where that is told.
        shown: the certificate that was laid on the desk.
    """

    field: FieldName
    value: str | int | None = None
    change: int = 0
    speaker: Literal["居民", "陪同", "陪同经认可"] = "居民"
    sure: bool = True
    on: date | None = None
    shown: Literal["无", "原件", "复印件", "照片", "过期"] = "无"


class Visit(Declared):
    """A resident at the window.

    Attributes:
        day: of filling.
        statements: in the order in which they were said.
    """

    day: date
    record: Record
    statements: tuple[Statement, ...]

    @model_validator(mode="after")
    def _sensible(self) -> Visit:
        for said in self.statements:
            if said.change and (said.field != "家庭人口" or said.value is not None):
                raise ValueError(
                    f"{said.field}: only 家庭人口 is changed by a number, without total"
                )
            if said.field == "家庭人口" and not said.change and not isinstance(said.value, int):
                raise ValueError("家庭人口: give a total or a change")
            if said.field == "婚姻状况" and said.value not in MARITAL:
                raise ValueError(f"婚姻状况: {said.value!r} is none of {'、'.join(MARITAL)}")
        return self


def counts(visit: Visit, said: Statement) -> bool:
    """Whether a statement changes the form (articles 3 to 6, 7 and 9)."""
    if said.speaker == "陪同" or not said.sure:
        return False
    if said.on is not None and said.on > visit.day:
        return False
    if said.field in CERTIFIED:
        return said.shown == "原件"
    if said.value is None:
        return True
    if said.field == "联系电话":
        return _PHONE.fullmatch(re.sub(r"\D", "", str(said.value))) is not None
    if said.field == "居住起始日期":
        return _first_day(str(said.value)) is not None
    return said.field != "紧急联系人" or said.value != visit.record.姓名


def _first_day(value: str) -> date | None:
    """Article 7: a month stands for its first day; a year alone for nothing."""
    if _DAY.fullmatch(value):
        return date.fromisoformat(value)
    return date.fromisoformat(f"{value}-01") if _MONTH.fullmatch(value) else None


def filled(visit: Visit) -> dict[FieldName, str | int | date | None]:
    """The form's fields.

    Raises:
        ValueError: where fewer than one person would live in the household.
    """
    form: dict[FieldName, str | int | date | None] = {
        name: getattr(visit.record, name) for name in FIELD_NAMES
    }
    dated = False
    for said in visit.statements:
        if not counts(visit, said):
            continue
        value: str | int | date | None = said.value
        if said.field == "居住起始日期":
            dated, value = True, None if value is None else _first_day(str(value))
        if said.change:
            people = form["家庭人口"]
            value = people + said.change if isinstance(people, int) else None
        form[said.field] = value
    # Article 7: the record's date belongs to the record's address, and no date to no address.
    moved = form["现住址"] != visit.record.现住址
    if form["现住址"] is None or (moved and not dated):
        form["居住起始日期"] = None
    people = form["家庭人口"]
    if isinstance(people, int) and people < 1:
        raise ValueError(f"家庭人口 comes to {people}")
    return form


def _target(visit: Visit) -> dict[str, Any]:
    return {name: _written(name, value) for name, value in filled(visit).items()}


def _written(name: FieldName, value: str | int | date | None) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    # An address is right with the city's name before it too.
    return [value, f"{_CITY}{value}"] if name.endswith("址") and value else value


def _shown(visit: Visit) -> Mapping[str, Any]:
    held = visit.record.model_dump(mode="json")
    return {
        "day": visit.day.isoformat(),
        "record": [{"name": name, "value": held[name]} for name in FIELD_NAMES],
    }


def _refused(visit: Visit) -> Iterator[Statement]:
    return (said for said in visit.statements if not counts(visit, said))


def _slices(visit: Visit) -> Mapping[str, str]:
    refused = sum(1 for _ in _refused(visit))
    taken = len(visit.statements) - refused
    difficulty = "medium"
    if not refused and taken <= 2:
        difficulty = "easy"
    elif refused >= 2 or (refused and taken >= 3):
        difficulty = "hard"
    return {"difficulty": difficulty, "refused": "yes" if refused else "no"}


FILL = Recipe(Visit, _target, _shown, _slices)
