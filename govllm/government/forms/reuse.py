"""Which fields of a new form the departments' data can fill (form-reuse-2026)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal

from pydantic import Field, model_validator

from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

Kind = Literal["身份", "状态", "收入财产", "联系", "健康"]
Class = Literal["可复用", "须采集", "不得共享"]
CLASSES: tuple[Class, ...] = ("可复用", "须采集", "不得共享")
# Article 4: days since the update; None for no limit. The last day still counts.
FRESH_DAYS: Mapping[Kind, int | None] = {
    "身份": None,
    "状态": 365,
    "收入财产": 180,
    "联系": 730,
    "健康": 90,
}
# Article 6: kinds that the person must have authorised, and the matters that spare it for income.
SENSITIVE: frozenset[Kind] = frozenset({"收入财产", "健康"})
RELIEF = frozenset({"最低生活保障", "特困人员供养", "临时救助"})


class AskedField(Declared):
    """A field of the new form; `item` is the catalogue's name for what it asks."""

    item: str = Field(min_length=1)
    kind: Kind


class Holding(Declared):
    """A row of the catalogue: what a department holds of the person.

    Attributes:
        source: registered by law, collected in its work, or told by the person.
        matters: for which it may be shared, where that is conditional.
        disputed: whether the person has objected and the check is not done.
    """

    item: str
    department: str
    source: Literal["登记", "采集", "自报"]
    updated: date
    sharing: Literal["无条件", "有条件", "不予"]
    matters: tuple[str, ...] = ()
    disputed: bool = False


class Authorisation(Declared):
    """What the person agreed to: items, and the last day it holds."""

    items: tuple[str, ...]
    until: date


class Request(Declared):
    """A new form for one person's matter.

    Attributes:
        day: of filling.
        authorisations: that were given and not taken back.
        listing: how the catalogue is shown, as a table or in sentences.
    """

    day: date
    matter: str
    fields: tuple[AskedField, ...]
    holdings: tuple[Holding, ...]
    authorisations: tuple[Authorisation, ...] = ()
    listing: Literal["table", "sentences"] = "table"

    @model_validator(mode="after")
    def _sensible(self) -> Request:
        items = [field.item for field in self.fields]
        if len(set(items)) < len(items):
            raise ValueError("the form asks for an item twice")
        for row in self.holdings:
            if (row.sharing == "有条件") != bool(row.matters):
                raise ValueError(f"{row.item}: matters go with 有条件, and only with it")
            if row.updated > self.day:
                raise ValueError(f"{row.item}: updated after the day of filling")
        return self


def usable(request: Request, field: AskedField, row: Holding) -> bool:
    """Whether a holding is good enough for a field (articles 2 to 4)."""
    if row.item != field.item or row.disputed:
        return False
    if row.source == "自报" and field.kind != "联系":
        return False
    days = FRESH_DAYS[field.kind]
    return days is None or (request.day - row.updated).days <= days


def shareable(request: Request, row: Holding) -> bool:
    """Whether a holding may be shared for the matter (article 5)."""
    return row.sharing == "无条件" or request.matter in row.matters


def authorised(request: Request, field: AskedField) -> bool:
    """Whether the person's agreement is there or not needed (article 6)."""
    if field.kind not in SENSITIVE:
        return True
    if field.kind == "收入财产" and request.matter in RELIEF:
        return True
    return any(
        field.item in given.items and request.day <= given.until for given in request.authorisations
    )


def class_of(request: Request, field: AskedField) -> Class:
    """The one class of a field."""
    good = [row for row in request.holdings if usable(request, field, row)]
    if not good:
        return "须采集"
    shared = any(shareable(request, row) for row in good)
    return "可复用" if shared and authorised(request, field) else "不得共享"


def _coded(fields: Sequence[AskedField]) -> list[tuple[str, AskedField]]:
    return [(f"F{number}", field) for number, field in enumerate(fields, 1)]


def sorted_fields(request: Request) -> dict[Class, list[str]]:
    """The codes of each class."""
    classes: dict[Class, list[str]] = {name: [] for name in CLASSES}
    for code, field in _coded(request.fields):
        classes[class_of(request, field)].append(code)
    return classes


def _listed(row: Holding) -> str:
    sharing = f"{row.sharing}共享" + (f"（{'、'.join(row.matters)}）" if row.matters else "")
    disputed = "，有异议、核查中" if row.disputed else ""
    return (
        f"{row.department}有“{row.item}”，来源{row.source}，"
        f"{row.updated.isoformat()}更新，{sharing}{disputed}。"
    )


def _tabled(row: Holding) -> str:
    sharing = row.sharing + (f"：{'、'.join(row.matters)}" if row.matters else "")
    state = "核查中" if row.disputed else "无"
    cells = (row.item, row.department, row.source, row.updated.isoformat(), sharing, state)
    return " | ".join(cells)


def _shown(request: Request) -> Mapping[str, Any]:
    if request.listing == "table":
        rows = [
            "数据项 | 持有部门 | 来源 | 更新日期 | 共享 | 异议",
            *map(_tabled, request.holdings),
        ]
    else:
        rows = [_listed(row) for row in request.holdings]
    return {
        "day": request.day.isoformat(),
        "matter": request.matter,
        "asked": [
            {"code": code, "item": field.item, "kind": field.kind}
            for code, field in _coded(request.fields)
        ],
        "held": rows,
    }


def _slices(request: Request) -> Mapping[str, str]:
    doubtful = sum(
        any(row.item == field.item for row in request.holdings)
        and class_of(request, field) != "可复用"
        for field in request.fields
    )
    difficulty = "easy" if doubtful <= 1 else "medium" if doubtful <= 3 else "hard"
    return {"difficulty": difficulty, "listing": request.listing}


REUSE = Recipe(Request, lambda request: dict(sorted_fields(request)), _shown, _slices)
