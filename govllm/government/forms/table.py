"""Forms with nested headers: the tree of columns, its paths and its cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, model_validator

from govllm.tasks.declaration import Declared


class Column(Declared):
    """A column, or a group of columns, of a header.

    Written as `名称`, `名称 [单位]`, or `{名称: [columns]}`.

    Attributes:
        unit: of measurement, shown in brackets; it is no part of the name.
        columns: what stands under it; none for a column with data.
    """

    name: str = Field(min_length=1)
    unit: str = ""
    columns: tuple[Column, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _as_written(cls, value: Any) -> Any:
        below: Any = ()
        if isinstance(value, dict) and len(value) == 1 and "name" not in value:
            ((value, below),) = value.items()
        if not isinstance(value, str):
            return value
        name, _, unit = value.partition(" [")
        return {"name": name, "unit": unit.removesuffix("]"), "columns": below}

    @property
    def shown(self) -> str:
        """As it stands in its cell."""
        return f"{self.name}（{self.unit}）" if self.unit else self.name


class Form(Declared):
    """A form.

    Attributes:
        about: lines over the table, such as who reports and the unit of all amounts.
        count: the row of serial numbers under the header: none, all digits, or the stems 甲 and 乙
            for the first two columns and digits for the others.
        titled: whether the title stands in the table, as a cell over all columns.
    """

    title: str
    about: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...] = ()
    rendering: Literal["markdown", "html", "csv", "grid"]
    count: Literal["none", "digits", "stems"] = "none"
    titled: bool = False

    @model_validator(mode="after")
    def _readable(self) -> Form:
        _check(self.columns, "")
        width = len(paths(self.columns))
        for row in self.rows:
            if len(row) != width:
                raise ValueError(f"a row has {len(row)} values, the header {width} columns")
        if depth(self.columns) < 2:
            raise ValueError("the header has no group of columns")
        return self


def _check(columns: Sequence[Column], above: str) -> None:
    names = [column.name for column in columns]
    for column in columns:
        if "/" in column.name:
            raise ValueError(f"{column.name!r}: the slash divides the levels of a path")
        # A cell that is repeated and a cell below of the same name would look alike.
        if column.name == above:
            raise ValueError(f"{above!r} stands under itself")
        if names.count(column.name) > 1:
            raise ValueError(f"{column.name!r} stands twice under {above or 'the root'!r}")
        _check(column.columns, column.name)


def paths(columns: Sequence[Column]) -> list[str]:
    """The columns with data, from left to right, each with all groups over it: `一级/二级`."""
    found = []
    for column in columns:
        below = paths(column.columns)
        found += [f"{column.name}/{path}" for path in below] or [column.name]
    return found


def depth(columns: Sequence[Column]) -> int:
    """Levels of a header."""
    return max((1 + depth(column.columns) for column in columns), default=0)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its first row and column (from 0), how many it spans, its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


def header_cells(columns: Sequence[Column]) -> list[Cell]:
    """The header's cells; a column without columns under it reaches down to the last row."""
    return list(_cells(columns, depth(columns), 0, 0))


def _cells(columns: Sequence[Column], levels: int, row: int, at: int) -> Iterator[Cell]:
    for column in columns:
        width = len(paths(column.columns)) or 1
        rows = 1 if column.columns else levels - row
        yield Cell(row, at, rows, width, column.shown)
        yield from _cells(column.columns, levels, row + 1, at)
        at += width
