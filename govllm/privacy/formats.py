"""Files as texts with a place each, and copies of them with those texts changed.

One function a format: it reads a decoded stream, hands each text to `change` and yields what
stands in the copy. Reading without copying is a copy that nobody keeps.
"""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from govllm.errors import DeclarationError, UsageError

# A paragraph without a blank line for so long is taken in pieces.
_PIECE = 4000
_SNIFFED = 65536
_WINDOW = 1 << 20


@dataclass(frozen=True, slots=True)
class Cell:
    """A text in a file.

    Attributes:
        place: where it stands, for people.
        header: of its column or field, "" where it has none: 张伟 below 姓名 is a name.
    """

    place: str
    header: str
    text: str


Change = Callable[[Cell], str]
Format = Callable[[Path, TextIO, Change], Iterator[str]]


def copy_lines(path: Path, stream: TextIO, change: Change) -> Iterator[str]:
    """Plain text, a paragraph at a time: an address or a number may go on in the next line."""
    piece, first, size = [], 1, 0
    for number, line in enumerate(stream, 1):
        piece.append(line)
        size += len(line)
        if not line.strip() or size >= _PIECE:
            yield change(Cell(f"line {first}", "", "".join(piece)))
            piece, first, size = [], number + 1, 0
    if piece:
        yield change(Cell(f"line {first}", "", "".join(piece)))


def copy_table(path: Path, stream: TextIO, change: Change) -> Iterator[str]:
    """CSV or TSV with a header line."""
    delimiter = "\t" if path.suffix.lower() == ".tsv" else _delimiter(stream)
    reader = csv.reader(stream, delimiter=delimiter, strict=True)
    try:
        headers = next(reader, [])
        yield _row(headers, delimiter)
        for row in reader:
            named = [*headers, *[""] * (len(row) - len(headers))]
            changed = [
                change(Cell(f"line {reader.line_num}, {header or at + 1}", header, text))
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


def copy_json_lines(path: Path, stream: TextIO, change: Change) -> Iterator[str]:
    """JSON Lines: every text and every whole number of a field, however deep."""
    for number, line in enumerate(stream, 1):
        if not line.strip():
            yield line
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise DeclarationError(
                path, number, "", f"not JSON ({error})", "mend the line"
            ) from None
        yield json.dumps(_changed(value, f"line {number}", "", change), ensure_ascii=False) + "\n"


def copy_json(path: Path, stream: TextIO, change: Change) -> Iterator[str]:
    """One JSON document."""
    try:
        value = json.load(stream)
    except (ValueError, RecursionError) as error:
        raise DeclarationError(path, None, "", f"not JSON ({error})", "mend the file") from None
    yield json.dumps(_changed(value, "", "", change), ensure_ascii=False, indent=2) + "\n"


def _changed(value: Any, place: str, header: str, change: Change) -> Any:
    if isinstance(value, dict):
        return {k: _changed(v, f"{place} {k}".strip(), str(k), change) for k, v in value.items()}
    if isinstance(value, list):
        return [_changed(v, f"{place}[{at}]", header, change) for at, v in enumerate(value)]
    if isinstance(value, str):
        return change(Cell(place, header, value))
    if isinstance(value, int) and not isinstance(value, bool):
        # A telephone number that somebody kept as a number is one all the same.
        told = change(Cell(place, header, str(value)))
        return value if told == str(value) else told
    return value


FORMATS: Mapping[str, Format] = {
    **dict.fromkeys((".txt", ".md", ".log"), copy_lines),
    **dict.fromkeys((".csv", ".tsv"), copy_table),
    ".jsonl": copy_json_lines,
    ".json": copy_json,
}


def format_of(path: Path) -> Format:
    """The format of a file by its ending.

    Raises:
        UsageError: for one that nobody here can read.
    """
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise UsageError(
            f"{path}: {path.suffix or 'a file without an ending'} is not a format that is read",
            f"save it as one of {', '.join(FORMATS)}",
        )
    return found


def encoding_of(path: Path) -> str:
    """utf-8-sig (with a byte-order mark), utf-8, or gb18030 where it is neither.

    Raises:
        UsageError: where it is none of them.
    """
    with path.open("rb") as stream:
        marked = stream.read(3) == codecs.BOM_UTF8
    for encoding in ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            with path.open("rb") as stream:
                while block := stream.read(_WINDOW):
                    decoder.decode(block)
                decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return "utf-8-sig" if marked else encoding
    raise UsageError(f"{path} is neither UTF-8 nor GB18030 text", "save it as UTF-8")
