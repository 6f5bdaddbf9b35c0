"""Tables of people: what stands over the column of a place, where the rows are somebody's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.tables import Cell, Tables

_OF_PEOPLE = re.compile(
    r"姓名|名字|^学生|老人|对象|党员|[^负责联系经办]人$|人员$|户主|员工|职工|身份证|证件号|身份号"
    r"|车主|患者|家长|联系人|嘉宾|选手|裁判|委员"
)


class Columns:
    """The cells of a text's tables that are about people."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    def cells(self, heading: re.Pattern[str]) -> Iterator[Cell]:
        """The cells under a heading, in the rows of people."""
        for cell in self._tables.cells(heading):
            if heading.search(cell.heading) and self._of_people(cell.start):
                yield cell

    def cell(self, place: int) -> Cell | None:
        """The cell of somebody's row in which a place lies."""
        return self._tables.cell(place) if self._of_people(place) else None

    def clipped(self, start: int, end: int) -> tuple[int, int]:
        """A place without what lies in the next cell."""
        cell = self.cell(start)
        return start, end if cell is None else min(end, cell.end)

    def _of_people(self, place: int) -> bool:
        return any(map(_OF_PEOPLE.search, self._tables.headings(place)))
