"""Identifiers of which somebody has already hidden a part: 138****2719, 1101**********001X."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.identifiers.numbers import PROVINCES
from govllm.privacy.identifiers.tokens import MASK, words_around
from govllm.privacy.tables import Tables

_MARKS = rf"(?:[{MASK}]{{2,}}|[Xx]{{3,}}|[?_]{{3,}})"
_MASKED = re.compile(
    rf"[0-9A-Za-z](?<![0-9A-Za-z{MASK}].)(?<![0-9A-Za-z]_.)[A-Za-z]?[0-9]{{0,17}}"
    rf"[ -]?{_MARKS}(?:[ -]?{_MARKS})*+"
    r"(?:[ -]?[0-9]{0,8}[0-9Xx])?(?![0-9A-Za-z])"
)
_SEEN = re.compile(r"[0-9A-Za-z]*?(?=[ -]?(?:[Xx]{3}|[^0-9A-Za-z -]))")
_BARE = re.compile(r"[ -]")
_ANY_MARKS = re.compile(f"[{MASK}?_Xx]{{2}}")
_FEWEST_MARKS = 3

_CARD_BEGINS = re.compile(r"62|81|4|5[1-5]|9558|60|35|3[47]")
_AREA = re.compile(r"0(?:10|2[0-9]|[3-9][0-9]{2})")


def find_masked(flat: str, tables: Tables) -> Iterator[Finding]:
    """Identifiers partly hidden."""
    if not _ANY_MARKS.search(flat):
        return
    for match in _MASKED.finditer(flat):
        text = _BARE.sub("", match[0]).upper()
        seen = _SEEN.match(text)
        head = seen[0] if seen else ""
        if kind := _kind(text, head, flat, match, tables):
            yield Finding(match.start(), match.end(), kind, text, "masked")


def _kind(text: str, head: str, flat: str, match: re.Match[str], tables: Tables) -> str:
    length = len(text)
    words = words_around(flat, tables, *match.span())
    if length - len(head) < _FEWEST_MARKS:
        return ""
    if not head.isdecimal():
        return words.nearest(["passport", "hk_mo_permit", "home_return"], tightly=True)
    if words.of_card and (length >= 8 or len(head) >= 4):
        return words.nearest(["social_security", "medical_card"], tightly=True) or "bank_card"
    mobile = head[0] == "1" and (len(head) == 1 or head[1] in "3456789")
    if mobile and (length == 11 or (words.of_call and 9 <= length <= 13)):
        return "mobile"
    if words.of_resident and 8 <= length <= 20:
        return "resident_id"
    if length == 18 and head[:2] in ("81", "82", "83"):
        return "residence_permit"
    if length in (15, 18) and (head[:2] in PROVINCES or len(head) == 1):
        return "resident_id"
    if _AREA.match(head) and length in (10, 11, 12):
        return "landline"
    if 14 <= length <= 22 and _CARD_BEGINS.match(head):
        return "bank_card"
    return words.nearest(["social_security", "medical_card"], tightly=True)
