"""Workbooks: every sheet's cells, comments, links and names, and what is kept beside them.

A copy has the cells' formats, widths and formulas. It has no pictures, charts and pivot tables:
they hold values of their own, which would be left as they are.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from govllm.privacy.bureau.formats.archive import damaged, open_archive, unread_parts
from govllm.privacy.bureau.formats.cell import Cell, Change, Slot, slot
from govllm.privacy.bureau.formats.formulas import formula_of, renamed
from govllm.privacy.bureau.formats.sheet import attribute, sheet_slots, stored
from govllm.privacy.mask import mask

_MAIN = r"xl/workbook\d*\.xml"
_KNOWN = (
    r"\[Content_Types\]\.xml|(?:.*/)?_rels/.*|docProps/(?:core|app|custom)\.xml|"
    r"xl/(?:workbook\d*|styles|sharedStrings|calcChain|metadata|comments\d*)\.xml|"
    r"xl/(?:worksheets|theme|tables|comments|threadedComments|persons|printerSettings)/.*|"
    r"xl/drawings/(?:.*\.vml|commentsDrawing.*)"
)
_GONE = "not looked into and not in a copy"
_KINDS = (
    (r"xl/media/|docProps/thumbnail", "picture", "pictures"),
    (r"xl/drawings/", "page of drawings", "pages of drawings"),
    (r"xl/(?:charts|chartsheets)/", "part of a chart", "parts of charts"),
    (r"xl/pivot", "part of a pivot table", "parts of pivot tables"),
    (
        r"xl/externalLinks/",
        "copy of another workbook's values",
        "copies of other workbooks' values",
    ),
    (r"xl/(?:embeddings|activeX|ctrlProps)/", "embedded object", "embedded objects"),
    (r"xl/(?:connections|queryTables|model)", "data connection", "data connections"),
)
# What openpyxl warns of, as far as a copy loses something by it.
_EXTENSION = re.compile(r"(.+? extension) is not supported and will be removed")
_NO_DATE = re.compile(r"Cell (\w+) is marked as a date but")
_TITLE = re.compile(r"[\\*?:/\[\]]")
_LONGEST_TITLE = 31


class XlsxSource:
    """A workbook.

    Raises:
        UsageError: for one that cannot be read.
    """

    def __init__(self, path: Path) -> None:
        with open_archive(path, _MAIN) as archive:
            parts = unread_parts(archive, _KNOWN, _KINDS)
        self._book, losses = _loaded(path, results=False)
        self._results: Workbook | None = None
        if any(_has_formulas(sheet) for sheet in self._book.worksheets):
            self._results, _ = _loaded(path, results=True)
        self.unread: Sequence[str] = [
            *(f"{part}, {_GONE}" for part in parts),
            *losses,
            *_rounded(self._book),
        ]
        self._size, self.position = path.stat().st_size, 0

    def cells(self) -> Iterator[Cell]:
        for slot_ in self._slots():
            yield slot_.cell
        self.position = self._size

    def copy(self, change: Change) -> Iterator[bytes]:
        for each in self._slots():
            if edits := change(each.cell):
                each.put(edits)
        _strip(self._book)
        out = io.BytesIO()
        self._book.save(out)
        yield out.getvalue()

    def _slots(self) -> Iterator[Slot]:
        yield from _about(self._book)
        results = self._results.worksheets if self._results else [None] * len(self._book.worksheets)
        for sheet, with_results in zip(self._book.worksheets, results, strict=True):
            yield from sheet_slots(sheet, with_results)
        for name in self._book.defined_names.values():
            yield from attribute(f"name {name.name}", name, "attr_text", "comment")
        for link in getattr(self._book, "_external_links", ()):
            yield from attribute("link to another workbook", link.file_link, "Target")
        # Last, because places and formulas are told by the titles as they were.
        for sheet in [*self._book.worksheets]:
            cell = Cell("title of a sheet", "", sheet.title)
            yield slot(cell, partial(_rename, self._book, sheet))


def _loaded(path: Path, *, results: bool) -> tuple[Workbook, list[str]]:
    """The workbook, and what openpyxl says that it loses.

    Raises:
        UsageError: for one that it cannot read.
    """
    try:
        # A file that openpyxl opens itself stays open where it stumbles.
        with warnings.catch_warnings(record=True) as said, path.open("rb") as stream:
            warnings.simplefilter("always")
            book = openpyxl.load_workbook(stream, data_only=results, rich_text=not results)
    except Exception as error:  # noqa: BLE001  on a damaged file openpyxl stumbles over anything
        # Its message may hold what stands in a cell.
        raise damaged(path, type(error).__name__) from None
    return book, list(_losses([str(warning.message) for warning in said]))


def _losses(said: Sequence[str]) -> Iterator[str]:
    """What a copy loses. The warnings themselves may repeat what stands in a cell."""
    extensions = {loss[1] for each in said if (loss := _EXTENSION.match(each))}
    yield from (f"{extension}, {_GONE}" for extension in sorted(extensions))
    if cells := [loss[1] for each in said if (loss := _NO_DATE.match(each))]:
        yield (
            f"{len(cells)} numbers in the format of a date that are none (first at {cells[0]}), "
            f"{_GONE}: give them another format"
        )


def _has_formulas(sheet: Worksheet) -> bool:
    return any(cell.data_type == "f" for cell in stored(sheet).values())


def _rounded(book: Workbook) -> Iterator[str]:
    """Excel keeps fifteen digits of a number; what was typed in with more cannot be told any more,
    but most of it stands there."""
    found = [
        f"{sheet.title}!{cell.coordinate}"
        for sheet in book.worksheets
        for cell in stored(sheet).values()
        if isinstance(cell.value, int | float)
        and 1e15 <= abs(cell.value) < 1e20
        and not int(cell.value) % 10 ** (len(str(abs(int(cell.value)))) - 15)
    ]
    if found:
        yield (
            f"{len(found)} numbers of more than fifteen digits, which Excel has rounded, are not "
            f"recognised and stay in a copy (first at {mask(found[0])}): enter them anew as text"
        )


_PERSONS = ("creator", "lastModifiedBy")
_WORDS = ("title", "subject", "description", "keywords", "category", "identifier", "contentStatus")


def _about(book: Workbook) -> Iterator[Slot]:
    yield from attribute("properties", book.properties, *_PERSONS, header="姓名")
    yield from attribute("properties", book.properties, *_WORDS)
    for own in getattr(book, "custom_doc_props").props:  # noqa: B009
        yield from attribute(f"properties, {own.name}", own, "value", header=str(own.name))


def _rename(book: Workbook, sheet: Worksheet, title: str) -> None:
    """Give a sheet another title, and name it so wherever a formula refers to it."""
    former = sheet.title
    sheet.title = _TITLE.sub("_", title)[:_LONGEST_TITLE]
    follow = partial(renamed, former=former, title=sheet.title)
    for each in book.worksheets:
        for cell in stored(each).values():
            if cell.hyperlink is not None and cell.hyperlink.location:
                cell.hyperlink.location = follow(cell.hyperlink.location)
            if formula := formula_of(cell):
                formula.write(follow(formula.text))
    for name in book.defined_names.values():
        name.attr_text = follow(name.attr_text)


def _strip(book: Workbook) -> None:
    """Take out what holds values of its own. openpyxl has no public names for it."""
    for chart in [*book.chartsheets]:
        book.remove(chart)
    kept: Any
    for kept in book.worksheets:
        kept._images, kept._charts, kept._pivots = [], [], []
    book_: Any = book
    for link in book_._external_links:
        if link.externalBook is not None:
            link.externalBook.sheetDataSet = None
