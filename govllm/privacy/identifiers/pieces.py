"""To which class digits and letters belong that stand in pieces: 138 0000 2719, 幺三八，零零零零……

Numbers stand side by side in every table, so pieces whose check digit says little must be cut as
people cut such a number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from govllm.privacy.identifiers import numbers
from govllm.privacy.identifiers.words import Words

SPOKEN = "spoken"

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_COUNTRY = ("86", "0086")
# How the eleven digits of a mobile number are cut; the first needs no word beside it.
_USUAL_CUT = (3, 4, 4)
_CUTS = frozenset({
    (3, 8), (7, 4), (4, 3, 4), (4, 4, 3), (3, 3, 5), (3, 4, 2, 2), (3, 2, 2, 2, 2), (3, 2, 2, 4),
    (3, 3, 3, 2),
})  # fmt: skip
_LONGEST_OF_WEAK = 5
_SHORTEST_BY_COMMAS = 3
_SHORTEST_OF_CARD = 3
_MOBILE_LENGTH = 11


@dataclass(frozen=True, slots=True)
class Pieces:
    """Groups of digits and capitals that may make one number together.

    Attributes:
        style: what stands between them, blanks around it left out: " ", "-", ".", ",", "/", "_",
            a line break, or `SPOKEN`.
        isolated: whether no other digits stand right before or behind, as in a table of numbers.
    """

    pieces: Sequence[str]
    style: str
    isolated: bool

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    @property
    def cut(self) -> tuple[int, ...]:
        return tuple(map(len, self.pieces))


def kind_of_pieces(given: Pieces, words: Words) -> str:
    """The class of pieces, or ""."""
    return _checked(given, words) or _telephone(given, words) or _named(given, words)


def _checked(given: Pieces, words: Words) -> str:
    text, cut = given.text, given.cut
    length = len(text)
    if given.style == "," and min(cut) < _SHORTEST_BY_COMMAS:
        return ""
    if length == 18 and (kind := numbers.resident(text)):
        return kind
    card = 14 <= length <= 19 and _is_card_cut(given, words.of_card)
    if card and not words.of_credit_code and numbers.is_card(text, words):
        return "bank_card"
    if length == 18 and numbers.is_credit_code(text, words):
        sure = given.isolated or words.of_credit_code or not text[:17].isdecimal()
        return "social_credit_code" if sure else ""
    if length == 15 and numbers.is_foreign_old(text):
        return "foreign_permit"
    if length == 15 and words.of_resident and numbers.is_resident_15(text):
        return "resident_id_15"
    if length == 9 and numbers.is_organisation(text):
        usual = given.style == "-" and cut == (8, 1) and text.startswith("MA")
        return "org_code" if usual or words.of_organisation else ""
    return ""


def _is_card_cut(given: Pieces, named: bool) -> bool:
    cut = given.cut
    if given.style == SPOKEN or max(cut) == 1:
        return True
    if given.style == "," or min(cut[:-1]) < _SHORTEST_OF_CARD:
        return False
    return named or given.isolated or set(cut[:-1]) == {4}


def _telephone(given: Pieces, words: Words) -> str:
    text = given.text
    landline = given.style == SPOKEN and numbers.is_landline(text)
    mobile = given.pieces[0] not in _COUNTRY and numbers.is_mobile(text)
    if not (landline or mobile) or (words.of_thing and not words.of_call):
        return ""
    if landline:
        return "landline"
    return "mobile" if given.style == SPOKEN or _is_mobile_cut(given, words.of_call) else ""


def _is_mobile_cut(given: Pieces, named: bool) -> bool:
    pieces, style, cut = given.pieces, given.style, given.cut
    cut = (cut[0] - sum(cut) + _MOBILE_LENGTH, *cut[1:])
    if max(cut) == 1:
        return True
    if style == ",":
        # 13,800,002,719 is a sum.
        return named and cut == _USUAL_CUT
    if style == "." and len(cut) == 2:
        # 120.12345678 is a place.
        return False
    if named:
        return True
    years = all(_YEAR.fullmatch(piece) for piece in pieces[1:])
    day = cut == (3, 8) and numbers.is_date(pieces[1])
    if years or day or (cut == (7, 4) and _YEAR.fullmatch(pieces[1])):
        return False
    if cut == _USUAL_CUT:
        return True
    return given.isolated and cut in _CUTS and (style != " " or len(cut) > 2)


def _named(given: Pieces, words: Words) -> str:
    """Classes that need a word right before them."""
    short = given.style == SPOKEN or max(given.cut) <= _LONGEST_OF_WEAK
    return numbers.kind_in_pieces(given.text, words) if short and given.style != "," else ""
