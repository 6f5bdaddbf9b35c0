"""One sheet of a workbook: its cells with their headings, and the texts beside them."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from govllm.privacy.bureau.formats.cell import NOWHERE, Cell, Slot, slot
from govllm.privacy.bureau.formats.formulas import formula_of, formula_slots
from govllm.privacy.bureau.formats.headings import heading_for, heading_row

# Rows among which a heading is sought.
_TOP = 12


def sheet_slots(sheet: Worksheet, results: Worksheet | None) -> Iterator[Slot]:
    """Everything in a sheet that is a text, a number or a date.

    Args:
        results: the sheet with what its formulas gave, where it has any.
    """
    yield from _cells(sheet, results)
    yield from _page(sheet)
    yield from _rules(sheet)


def attribute(place: str, owner: Any, *names: str, header: str = "") -> Iterator[Slot]:
    """Texts that an object keeps under these names."""
    for name in names:
        text = getattr(owner, name, None)
        if isinstance(text, str) and text:
            yield slot(Cell(place, header, text), partial(setattr, owner, name))


def stored(sheet: Any) -> dict[tuple[int, int], Any]:
    """The cells that a sheet has, by row and column.

    What is public of openpyxl makes all that it could have: millions, where one cell stands far
    below.
    """
    cells: dict[tuple[int, int], Any] = sheet._cells
    return cells


def _cells(sheet: Worksheet, results: Worksheet | None) -> Iterator[Slot]:
    cells = stored(sheet)
    below, headings = _headings(sheet)
    left: tuple[int, str] = (0, "")
    for row, column in sorted(cells):
        cell = cells[row, column]
        text = shown(cell.value)
        place = f"{sheet.title}!{get_column_letter(column)}{row}"
        header = ""
        if row > below:
            header = heading_for(headings.get(column, ""), left[1] if left[0] == row else "")
        if text is not None:
            left = (row, text)
        if header:
            place = f"{place}, {header}"
        given = None
        if results is not None and cell.data_type == "f":
            given = shown(getattr(stored(results).get((row, column)), "value", None))
        yield from _of_cell(cell, text, place, header)
        # Whatever a formula is made of: if what it gave is masked, it must not give it again.
        if given:
            yield slot(Cell(place, header, given), _writer(cell))


def _of_cell(cell: Any, text: str | None, place: str, header: str) -> Iterator[Slot]:
    if cell.data_type == "f":
        if formula := formula_of(cell):
            yield from formula_slots(formula, place, header)
    elif text:
        yield slot(Cell(place, header, text), _writer(cell))
    if cell.comment is not None:
        yield from attribute(f"{place}, comment", cell.comment, "text")
        yield from attribute(f"{place}, comment", cell.comment, "author", header="姓名")
    if cell.hyperlink is not None:
        link = cell.hyperlink
        yield from attribute(f"{place}, link", link, "tooltip", "display")
        if link.target:
            cell_ = Cell(f"{place}, link", "", link.target)
            yield Slot(cell_, lambda _: setattr(link, "target", NOWHERE))


def _writer(cell: SheetCell) -> Callable[[str], None]:
    def write(text: str) -> None:
        cell.value = text
        # A text stays one that begins like a formula.
        cell.data_type = "s"

    return write


def shown(value: object) -> str | None:
    """A cell's value as people see it, None where it is no text, number or date."""
    if value is None or isinstance(value, bool | datetime.time | datetime.timedelta):
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e20:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    return str(value)


def _headings(sheet: Worksheet) -> tuple[int, dict[int, str]]:
    """The last row of the heading, 0 where there is none, and the headings by column."""
    rows: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), cell in sorted(stored(sheet).items()):
        text = cell.value
        if text is None or str(text).strip() == "":
            continue
        if row not in rows and len(rows) == _TOP:
            break
        rows[row][column] = str(text)
    numbers = list(rows)
    at = heading_row(list(rows.values()))
    if at is None:
        return 0, {}
    first = last = numbers[at]
    headings: dict[int, str] = {}
    merged = sheet.merged_cells.ranges
    for spread in merged:
        if spread.min_row == first:
            last = max(last, spread.max_row)
    for row in range(first, last + 1):
        headings |= rows.get(row, {})
        for spread in merged:
            if spread.min_row == row and spread.min_col in rows.get(row, {}):
                text = rows[row][spread.min_col]
                headings |= dict.fromkeys(range(spread.min_col, spread.max_col + 1), text)
    return last, headings


_PAGE = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")


def _page(sheet: Worksheet) -> Iterator[Slot]:
    for name in _PAGE:
        for side in ("left", "center", "right"):
            part = getattr(getattr(sheet, name), side)
            yield from attribute(f"{sheet.title}, head or foot of the page", part, "text")


_ASKED = ("formula1", "formula2", "prompt", "promptTitle", "error", "errorTitle")


def _rules(sheet: Worksheet) -> Iterator[Slot]:
    for rule in sheet.data_validations.dataValidation:
        yield from attribute(f"{sheet.title}, what may be entered", rule, *_ASKED)
    for span in sheet.conditional_formatting:
        for style in span.rules:
            place = f"{sheet.title}, conditional format"
            yield from attribute(place, style, "text")
            for at, text in enumerate(style.formula):
                yield slot(Cell(place, "", text), partial(style.formula.__setitem__, at))
    for name in sheet.defined_names.values():
        yield from attribute(f"{sheet.title}, name {name.name}", name, "attr_text", "comment")
    for table in sheet.tables.values():
        for column in table.tableColumns:
            yield from attribute(f"{sheet.title}, {table.name}", column, "name", "totalsRowLabel")
        yield from _filters(sheet, table.autoFilter)
    yield from _filters(sheet, sheet.auto_filter)


def _filters(sheet: Worksheet, given: Any) -> Iterator[Slot]:
    columns = [*given.filterColumn] if given is not None else []
    for column in columns:
        values = [*column.filters.filter] if column.filters is not None else []
        if column.customFilters is not None:
            values += [each.val for each in column.customFilters.customFilter]
        for value in filter(None, values):
            # Without its values a filter is none.
            cell = Cell(f"{sheet.title}, filter", "", str(value))
            yield Slot(cell, lambda _: setattr(given, "filterColumn", []))
