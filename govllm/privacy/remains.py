"""What is left of personal data in a text that was to be rid of it.

A leak is a whole value (`leaks.py`). Who masks must do more: what is left must not be enough to
know the value by, so here more than half of its characters standing together count as the value,
and so do its two ends around a mask (138****2719). Some classes tell earlier than that: an address
by a house number, a fact by its first words, an e-mail by its user, a birthday by year and month.
These bounds are our own; no regulation sets them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from govllm.characters import as_digits, compact, plain
from govllm.privacy.classes import FACTS
from govllm.privacy.identifiers.tokens import MASK
from govllm.privacy.leaks import Reading, Secret
from govllm.privacy.mask import PLACEHOLDER

# So few characters of a longer fact say what it is: 行政拘留, 二级肢体.
_TELLING = 4
# 桂园路18号, the shortest that leads to a house.
_HOUSE = 6
_SHORTEST_USER = 4
_MOBILE_LENGTH = 11

_HIDDEN = re.compile(rf"{PLACEHOLDER.pattern}|[{MASK}]+|[Xx?_]{{3,}}|…+|\.{{3,}}")
_BIRTH = re.compile(r"([0-9]{4})\D{0,2}([0-9]{1,2})")


def left(text: str, pieces: Iterable[Secret]) -> list[Secret]:
    """Those of the pieces of which enough stands in the text to know them by; each once."""
    reading = Reading(text)
    joined = compact(text)
    hidden = "*".join(compact(part) for part in _HIDDEN.split(plain(text)))
    return [
        piece
        for piece in dict.fromkeys(pieces)
        if reading.holds(piece) or _shown(piece, text, joined, hidden)
    ]


def _shown(piece: Secret, text: str, joined: str, hidden: str) -> bool:
    if piece.kind == "birth_date":
        return _month_shown(piece.value, text)
    core = _core(piece)
    enough = _enough(piece.kind, core)
    if any(run in joined for run in _runs(core, enough)):
        return True
    if piece.kind == "address" and any(
        run in joined for run in _runs(core, _HOUSE) if re.search(r"[0-9]", run)
    ):
        return True
    return "*" in hidden and _ends_shown(core, enough, hidden)


def _core(piece: Secret) -> str:
    """The characters that say whose it is."""
    if piece.kind == "email":
        user, _, host = piece.value.partition("@")
        return compact(user if len(compact(user)) >= _SHORTEST_USER else user + host)
    core = compact(piece.value)
    return core[-_MOBILE_LENGTH:] if piece.kind == "mobile" else core


def _enough(kind: str, core: str) -> int:
    more_than_half = len(core) // 2 + 1
    return min(more_than_half, _TELLING) if kind in FACTS else more_than_half


def _runs(core: str, length: int) -> Iterable[str]:
    return (core[at : at + length] for at in range(len(core) - length + 1))


def _ends_shown(core: str, enough: int, hidden: str) -> bool:
    """Whether a beginning and an end of a value stand around a mask, together enough of it."""
    size = len(core)
    return any(
        f"{core[:front]}*{core[size - back :]}" in hidden
        for front in range(1, size)
        for back in range(max(1, enough - front), size - front + 1)
    )


def _month_shown(value: str, text: str) -> bool:
    """Whether the year and the month of a birthday stand together."""
    found = _BIRTH.search(as_digits(plain(value)))
    if not found:
        return False
    year, month = found[1], int(found[2])
    told = rf"(?<![0-9]){year}(?:{month:02d}|\D{{1,2}}0?{month}(?![0-9]))"
    return re.search(told, as_digits(plain(text))) is not None
