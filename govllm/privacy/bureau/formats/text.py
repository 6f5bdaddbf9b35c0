"""Text files of any kind: decoded, walked by a function of their format, encoded as they were.

A walk reads a decoded stream, hands each text to `say` and yields what stands in the copy. Reading
without copying is a copy that nobody keeps.
"""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TextIO

from govllm.errors import UsageError
from govllm.privacy.bureau.formats.cell import Cell, Change, edited

# A paragraph without a blank line for so long is taken in pieces.
_PIECE = 4000
_WINDOW = 1 << 20

Say = Callable[[Cell], str]
Walk = Callable[[Path, TextIO, Say], Iterator[str]]


class TextSource:
    """A text file.

    Args:
        walk: of its format.

    Raises:
        UsageError: for a file that is neither UTF-8 nor GB18030.
    """

    unread: Sequence[str] = ()

    def __init__(self, path: Path, walk: Walk) -> None:
        self._path, self._walk = path, walk
        self._encoding = encoding_of(path)
        self.position = 0

    def cells(self) -> Iterator[Cell]:
        seen: list[Cell] = []

        def say(cell: Cell) -> str:
            seen.append(cell)
            return cell.text

        with self._path.open("rb") as raw:
            stream = io.TextIOWrapper(raw, encoding=self._encoding, newline="")
            for _ in self._walk(self._path, stream, say):
                self.position = raw.tell()
                yield from seen
                seen.clear()

    def copy(self, change: Change) -> Iterator[bytes]:
        # JSON can hold halves of surrogate pairs; written with a backslash they are what they were.
        encoder = codecs.getincrementalencoder(self._encoding)("backslashreplace")
        with self._path.open(encoding=self._encoding, newline="") as stream:
            for text in self._walk(self._path, stream, lambda c: edited(c.text, change(c))):
                yield encoder.encode(text)


def walk_lines(path: Path, stream: TextIO, say: Say) -> Iterator[str]:
    """Plain text, a paragraph at a time: an address or a number may go on in the next line."""
    piece, first, size = [], 1, 0
    for number, line in enumerate(stream, 1):
        piece.append(line)
        size += len(line)
        if not line.strip() or size >= _PIECE:
            yield say(Cell(f"line {first}", "", "".join(piece)))
            piece, first, size = [], number + 1, 0
    if piece:
        yield say(Cell(f"line {first}", "", "".join(piece)))


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
