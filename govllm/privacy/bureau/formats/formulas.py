"""Formulas: what is written out in them, and the sheets they refer to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from openpyxl.formula import Tokenizer
from openpyxl.formula.tokenizer import Token, TokenizerError
from openpyxl.worksheet.formula import ArrayFormula

from govllm.privacy.bureau.formats.cell import Cell, Slot, slot

# A formula without these holds references and small numbers alone.
_WRITTEN_OUT = re.compile(r'"|[0-9]{5}')


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell's formula, and what writes another into the cell."""

    text: str
    write: Callable[[str], None]


def formula_of(cell: Any) -> Formula | None:
    """The formula of a workbook's cell, None where it has none that is written out."""
    value = cell.value
    if cell.data_type != "f":
        return None
    if isinstance(value, ArrayFormula):
        return Formula(value.text or "", partial(setattr, value, "text"))
    if isinstance(value, str):
        return Formula(value, partial(setattr, cell, "value"))
    return None


def formula_slots(formula: Formula, place: str, header: str) -> Iterator[Slot]:
    """Texts and numbers that are written out in a formula; masked, it is a formula still."""
    if not _WRITTEN_OUT.search(formula.text):
        return
    try:
        tokens = Tokenizer(formula.text)
    except (TokenizerError, IndexError):
        yield slot(Cell(place, header, formula.text), formula.write)
        return
    for token in tokens.items:
        if token.type != Token.OPERAND or token.subtype not in (Token.TEXT, Token.NUMBER):
            continue
        text = token.value
        if token.subtype == Token.TEXT:
            text = text[1:-1].replace('""', '"')
        yield slot(Cell(place, header, text), partial(_write, formula, tokens, token))


def _write(formula: Formula, tokens: Tokenizer, token: Token, text: str) -> None:
    token.value = '"' + text.replace('"', '""') + '"'
    formula.write("=" + "".join(each.value for each in tokens.items))


def renamed(formula: str, former: str, title: str) -> str:
    """A formula that refers to a sheet by its new title."""
    old = re.escape(former.replace("'", "''"))
    new = "'" + title.replace("'", "''") + "'!"
    return re.sub(rf"(?<![\w'])(?:'{old}'|{old})!", lambda _: new, formula)
