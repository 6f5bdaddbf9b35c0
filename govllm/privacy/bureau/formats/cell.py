"""What all formats have in common: texts with a place, edits of them, and a source of both."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol


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


@dataclass(frozen=True, slots=True)
class Edit:
    """What shall stand in a copy in place of the characters from `start` to before `end`."""

    start: int
    end: int
    text: str


# Where a link leads that was masked: half an address may be somebody else's.
NOWHERE = "about:blank"

# Edits of one cell, in the order of its text; they do not overlap.
Change = Callable[[Cell], Sequence[Edit]]


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a document that lies in memory, and what writes edits into it."""

    cell: Cell
    put: Callable[[Sequence[Edit]], None]


class Source(Protocol):
    """A file that was opened.

    Attributes:
        unread: what it holds beside its texts, which nobody here can look into.
        position: bytes of the file behind the cells that were given so far.
    """

    @property
    def unread(self) -> Sequence[str]: ...

    @property
    def position(self) -> int: ...

    def cells(self) -> Iterator[Cell]:
        """Every text, in the order of the file.

        Raises:
            UsageError: where the file turns out to be broken, with place and mend.
        """
        ...

    def copy(self, change: Change) -> Iterator[bytes]:
        """The file with its texts changed; `change` is asked in the order of `cells`.

        Raises:
            UsageError: as `cells` does.
        """
        ...


def edited(text: str, edits: Sequence[Edit]) -> str:
    """A text after edits."""
    pieces, position = [], 0
    for edit in edits:
        pieces += [text[position : edit.start], edit.text]
        position = edit.end
    return "".join([*pieces, text[position:]])


def slot(cell: Cell, write: Callable[[str], object]) -> Slot:
    """A slot of a text that is written as a whole."""

    def put(edits: Sequence[Edit]) -> None:
        write(edited(cell.text, edits))

    return Slot(cell, put)
