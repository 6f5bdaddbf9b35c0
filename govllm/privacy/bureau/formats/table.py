"""CSV and TSV with a header line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from govllm.errors import DeclarationError
from govllm.privacy.bureau.formats.cell import Cell
from govllm.privacy.bureau.formats.text import Say

_SNIFFED = 65536


def walk_table(path: Path, stream: TextIO, say: Say) -> Iterator[str]:
    """A row at a time, each cell with the heading of its column.

    Raises:
        DeclarationError: for a line that is no row.
    """
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(stream)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        headers = next(reader, [])
        yield _row([say(Cell("line 1", "", header)) for header in headers], delimiter)
        for row in reader:
            named = [*headers, *[""] * (len(row) - len(headers))]
            changed = [
                say(Cell(f"line {reader.line_num}, {header or at + 1}", header, text))
                for at, (header, text) in enumerate(zip(named, row, strict=False))
            ]
            yield _row(changed, delimiter)
    except csv.Error as error:
        raise DeclarationError(
            path, reader.line_num, "", f"not a table ({error})", "mend the quotes"
        ) from None


def _delimiter(stream: TextIO) -> str:
    start = stream.read(_SNIFFED).partition("\n")[0]
    stream.seek(0)
    return max(",;\t|", key=start.count)


def _row(values: list[str], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerow(values)
    return out.getvalue()
