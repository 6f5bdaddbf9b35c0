"""A form as text: Markdown with merged cells repeated, HTML with spans, CSV with blanks, a grid."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from unicodedata import east_asian_width

from govllm.government.forms.table import Cell, Form, depth, header_cells, paths

_STEMS = "甲乙"


def render(form: Form) -> str:
    """The form in its own rendering."""
    return _RENDERINGS[form.rendering](form)


def _body(form: Form, width: int) -> list[Sequence[str]]:
    """The rows under the header."""
    numbers = [str(n) for n in range(1, width + 1)]
    if form.count == "stems":
        numbers = [*_STEMS, *numbers][:width]
    return [*([] if form.count == "none" else [numbers]), *form.rows]


def _cells_of(form: Form) -> tuple[list[Cell], int, int]:
    """All cells of the table, its rows and its columns."""
    width = len(paths(form.columns))
    top = int(form.titled)
    cells = [Cell(0, 0, 1, width, form.title)] if form.titled else []
    cells += [
        Cell(c.row + top, c.column, c.rows, c.columns, c.text) for c in header_cells(form.columns)
    ]
    first = top + depth(form.columns)
    body = _body(form, width)
    cells += [
        Cell(first + r, c, 1, 1, text) for r, row in enumerate(body) for c, text in enumerate(row)
    ]
    return cells, first + len(body), width


def _around(form: Form, table: Sequence[str]) -> str:
    above = form.about if form.titled else (form.title, *form.about)
    return "\n".join([*above, *table, *form.notes])


def _covered(cells: Sequence[Cell], rows: int, width: int) -> list[list[Cell]]:
    """Which cell covers each place of the table."""
    places: dict[tuple[int, int], Cell] = {}
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                places[row, column] = cell
    return [[places[row, column] for column in range(width)] for row in range(rows)]


def _markdown(form: Form) -> str:
    covered = _covered(*_cells_of(form))
    lines = [f"| {' | '.join(cell.text for cell in row)} |" for row in covered]
    lines.insert(1, "|" + "---|" * len(covered[0]))
    return _around(form, lines)


def _html(form: Form) -> str:
    cells, rows, _ = _cells_of(form)
    lines = ["<table>"]
    for row in range(rows):
        line = "".join(_td(cell) for cell in cells if cell.row == row)
        lines.append(f"<tr>{line}</tr>")
    return _around(form, [*lines, "</table>"])


def _td(cell: Cell) -> str:
    spans = {"rowspan": cell.rows, "colspan": cell.columns}
    marks = "".join(f' {name}="{span}"' for name, span in spans.items() if span > 1)
    return f"<td{marks}>{cell.text}</td>"


def _csv(form: Form) -> str:
    cells, rows, width = _cells_of(form)
    table = [[""] * width for _ in range(rows)]
    for cell in cells:
        table[cell.row][cell.column] = cell.text
    above = form.about if form.titled else (form.title, *form.about)
    blank = [""] * (width - 1)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows([*([line, *blank] for line in above), *table])
    writer.writerows([line, *blank] for line in form.notes)
    return out.getvalue().rstrip("\n")


def _wide(text: str) -> int:
    """Places that a text takes where Chinese characters take two."""
    return sum(2 if east_asian_width(character) in "WFA" else 1 for character in text)


def _widths(cells: Sequence[Cell], width: int) -> list[int]:
    widths = [2] * width
    # The narrowest first, so that a wide cell only asks for what those under it leave open.
    for cell in sorted(cells, key=lambda cell: cell.columns):
        span = range(cell.column, cell.column + cell.columns)
        missing = _wide(cell.text) - sum(widths[c] for c in span) - (cell.columns - 1)
        for place in range(max(missing, 0)):
            widths[span[place % len(span)]] += 1
    return widths


def _grid(form: Form) -> str:
    cells, rows, width = _cells_of(form)
    covered, widths = _covered(cells, rows, width), _widths(cells, width)
    lines = []
    for row in range(rows + 1):
        lines.append(_rule(covered, widths, row))
        if row < rows:
            lines.append(_line(covered[row], widths, row))
    return _around(form, lines)


def _rule(covered: Sequence[Sequence[Cell]], widths: Sequence[int], row: int) -> str:
    """The line over a row: none within a cell that spans it."""
    parts = []
    for column, wide in enumerate(widths):
        inside = 0 < row < len(covered) and covered[row - 1][column] is covered[row][column]
        parts.append((" " if inside else "-") * wide)
    return "+" + "+".join(parts) + "+"


def _line(row: Sequence[Cell], widths: Sequence[int], at: int) -> str:
    parts, column = [], 0
    while column < len(row):
        cell = row[column]
        wide = sum(widths[column : column + cell.columns]) + cell.columns - 1
        text = cell.text if cell.row == at else ""
        parts.append(text + " " * (wide - _wide(text)))
        column += cell.columns
    return "|" + "|".join(parts) + "|"


_RENDERINGS: Mapping[str, Callable[[Form], str]] = MappingProxyType(
    {"markdown": _markdown, "html": _html, "csv": _csv, "grid": _grid}
)
