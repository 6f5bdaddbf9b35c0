"""The running text of a Word part: paragraphs as they are read, however many runs they lie in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from docx.oxml.ns import qn

from govllm.privacy.bureau.formats.cell import Cell, Edit, Slot
from govllm.privacy.bureau.formats.headings import heading_for, heading_row

_PARAGRAPHS = (qn("w:p"), qn("a:p"))
# What is seen, what was deleted with changes tracked, and the instructions of fields are three
# texts that only happen to lie in one paragraph.
_STREAMS = {
    qn("w:t"): "",
    qn("a:t"): "",
    qn("m:t"): "",
    qn("w:delText"): "deleted",
    qn("w:instrText"): "field",
    qn("w:delInstrText"): "deleted field",
}
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
    qn("a:br"): "\n",
}
_TABLE, _ROW, _CELL = qn("w:tbl"), qn("w:tr"), qn("w:tc")
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

Piece = tuple[Any, str]


@dataclass(slots=True)
class _Paragraph:
    """A paragraph's texts by stream, each in pieces: the element, None for a sign, and its text."""

    place: str
    header: str
    streams: dict[str, list[Piece]] = field(default_factory=dict)


def paragraph_slots(part: Any, title: str) -> Iterator[Slot]:
    """The paragraphs of a part, those of tables with the heading of their cell.

    Args:
        title: of the part, for places; "" for the document itself.
    """
    for paragraph in _paragraphs(part, title):
        for stream, pieces in paragraph.streams.items():
            text = "".join(piece for _, piece in pieces)
            if text.strip():
                place = f"{paragraph.place}, {stream}" if stream else paragraph.place
                cell = Cell(place, paragraph.header, text)
                yield Slot(cell, partial(_put, pieces))


def _paragraphs(part: Any, title: str) -> list[_Paragraph]:
    cells = dict(_table_cells(part))
    found: dict[Any, _Paragraph] = {}
    plain = 0
    for element in part.iter(*_PARAGRAPHS, *_STREAMS, *_SIGNS):
        if element.tag in _PARAGRAPHS:
            around = next(element.iterancestors(_CELL), None)
            plain += around is None
            place, header = cells.get(around, (f"paragraph {plain}", ""))
            found[element] = _Paragraph(f"{title}, {place}" if title else place, header)
        elif (owner := next(element.iterancestors(*_PARAGRAPHS), None)) is not None:
            _add(found[owner].streams, element)
    return list(found.values())


def _add(streams: dict[str, list[Piece]], element: Any) -> None:
    if element.tag in _STREAMS:
        streams.setdefault(_STREAMS[element.tag], []).append((element, element.text or ""))
    elif "" in streams:
        streams[""].append((None, _SIGNS[element.tag]))


def _put(pieces: Sequence[Piece], edits: Sequence[Edit]) -> None:
    """Write edits into the pieces; a new text stands in the first piece that it touches."""
    start = 0
    for element, text in pieces:
        end = start + len(text)
        if element is not None and any(e.start < end and start < e.end for e in edits):
            element.text = _kept(text, start, edits)
            element.set(_SPACE, "preserve")
        start = end


def _kept(text: str, start: int, edits: Sequence[Edit]) -> str:
    """What stands in the piece that begins at `start`."""
    kept, position = [], start
    for edit in edits:
        if edit.end <= position or edit.start >= start + len(text):
            continue
        kept.append(text[position - start : max(edit.start - start, position - start)])
        if edit.start >= start:
            kept.append(edit.text)
        position = min(edit.end, start + len(text))
    return "".join([*kept, text[position - start :]])


def _table_cells(part: Any) -> Iterator[tuple[Any, tuple[str, str]]]:
    """Every cell of a table with its place and its heading."""
    for number, table in enumerate(part.iter(_TABLE), 1):
        rows = [row for row in table.iter(_ROW) if _nearest(row, _TABLE) is table]
        grid = [dict(_columns(row)) for row in rows]
        texts = [{at: t for at, cell in row.items() if (t := _text(cell))} for row in grid]
        heading = heading_row(texts)
        headings = texts[heading] if heading is not None else {}
        spread = _spread(grid[heading], headings) if heading is not None else {}
        for at, row in enumerate(grid):
            below, left = heading is None or at > heading, ""
            for column, cell in row.items():
                header = heading_for(spread.get(column, ""), left) if below else ""
                place = f"table {number}, row {at + 1}"
                yield cell, (f"{place}, {header}" if header else place, header)
                left = texts[at].get(column, left)


def _nearest(element: Any, tag: str) -> Any:
    return next(element.iterancestors(tag), None)


def _columns(row: Any) -> Iterator[tuple[int, Any]]:
    column = 0
    for cell in row.iter(_CELL):
        if _nearest(cell, _ROW) is row:
            yield column, cell
            column += _width(cell)


def _width(cell: Any) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    given = span.get(qn("w:val"), "1") if span is not None else "1"
    return int(given) if given.isdigit() else 1


def _spread(cells: dict[int, Any], headings: dict[int, str]) -> dict[int, str]:
    """Headings by column, those of wide cells over every column below."""
    return {
        column: text
        for at, text in headings.items()
        for column in range(at, at + _width(cells[at]))
    }


def _text(cell: Any) -> str:
    return "".join(t.text or "" for t in cell.iter(qn("w:t")) if _nearest(t, _CELL) is cell).strip()
