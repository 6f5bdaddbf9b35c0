"""Vehicles' plates (GA 36): cars, new energy, police, trailers, learners, embassies, army."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.characters import SPOKEN_DIGITS, as_digits
from govllm.privacy.classes import Finding
from govllm.privacy.identifiers.tokens import words_around
from govllm.privacy.tables import Tables

_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_GAP = r"[ ·•・.-]?"
# No I and no O; they look like figures.
_SIGN = f"[A-HJ-NP-Za-hj-np-z0-9{SPOKEN_DIGITS}]"
_USUAL = re.compile(
    rf"[{_PLACES}]{_GAP}[A-HJ-Za-hj-z]{_GAP}(?P<body>{_SIGN}(?:{_GAP}{_SIGN}){{3,5}})"
    rf"(?P<kind>{_GAP}[警挂学港澳领试超])?"
)
_ODD = re.compile(
    rf"[W军空海北沈兰济南广成使0-9{_PLACES}]"
    rf"(?:(?<=W)J{_GAP}[{_PLACES}]{_GAP}[0-9]{{4}}[0-9A-Z]"
    rf"|(?<=军){_GAP}[A-Za-z]{_GAP}(?:[0-9A-Za-z]{{5}}|[{SPOKEN_DIGITS}]{{5}})"
    r"|(?<=[空海北沈兰济南广成])[A-Z]·[0-9A-Z]{5}|(?<=使)[0-9]{3}[·•][0-9]{3}"
    r"|(?<=[0-9])(?<![0-9].)[0-9]{2}[·•][0-9]{3}使"
    rf"|(?<=[{_PLACES}]){_GAP}[0-9]{{3}}{_GAP}[0-9]{{2}}领)(?![0-9A-Za-z])"
)
# These look like much else, so that a plate must be spoken of.
_NAMED = re.compile(
    r"[空海北沈兰济南广成VZKHBSLJNGCW使0-9](?<![0-9A-Za-z].)"
    rf"(?:(?<=[空海北沈兰济南广成])[A-Z]{_GAP}[0-9A-Z]{{5}}|(?<=[VZKHBSLJNGC])[A-Z]{_GAP}[0-9]{{5}}"
    rf"|(?<=W)J{_GAP}[0-9]{{2}}{_GAP}[0-9]{{4}}[0-9A-Z]|(?<=使){_GAP}[0-9]{{6}}"
    r"|(?<=[0-9])[0-9]{5}使)(?![0-9A-Za-z])"
)
_PLATE_WORD = re.compile(r"[车号牌军Pp](?:牌|照|号|辆|车|late)")
_MASKED = re.compile(rf"[{_PLACES}][A-HJ-Z][·]?(?=[A-Z0-9]*\*{{2,}})[A-Z0-9*]{{5,6}}(?![A-Z0-9*])")
_NEW_ENERGY = "DFABCEGHJK"
_MOST_LETTERS = 3


def find_plates(flat: str, tables: Tables) -> Iterator[Finding]:
    """Plates in a flat text."""
    for match in _USUAL.finditer(flat):
        end = _end(flat, match)
        if end and not words_around(flat, tables, match.start(), end).of_thing:
            yield _finding(flat, match.start(), end)
    spoken_of = bool(_PLATE_WORD.search(flat))
    for pattern in (_ODD, _NAMED) if spoken_of else (_ODD,):
        for match in pattern.finditer(flat):
            before = words_around(flat, tables, *match.span()).before
            if pattern is _ODD or _PLATE_WORD.search(before):
                yield _finding(flat, *match.span())
    for match in _MASKED.finditer(flat) if "**" in flat else ():
        yield Finding(match.start(), match.end(), "plate", match[0], "masked")


def _finding(flat: str, start: int, end: int) -> Finding:
    written = flat[start:end]
    value = as_digits(re.sub(r"[ ·•・.-]", "", written)).upper()
    return Finding(start, end, "plate", value, "plain" if value in written.upper() else "hidden")


def _end(flat: str, match: re.Match[str]) -> int:
    """Where the plate ends, 0 where it is none: six signs behind the letters for new energy, five
    for others, four before a character such as 警."""
    places = [at for at in range(*match.span("body")) if re.match(_SIGN, flat[at])]
    if match["kind"] and len(places) == 4:
        return match.end()
    apart = len(places) == 6 and places[5] - places[4] > 1 and places[4] - places[3] == 1
    for length in (5, 6) if apart else (6, 5):
        if length > len(places):
            continue
        end = places[length - 1] + 1
        if flat[end : end + 1].isascii() and flat[end : end + 1].isalnum():
            continue
        if _is_body("".join(flat[at] for at in places[:length])):
            return end
    return 0


def _is_body(signs: str) -> bool:
    told = sum(not sign.isascii() for sign in signs)
    if told and any(sign.isdecimal() for sign in signs):
        # 云A12345一辆
        return False
    body = as_digits(signs).upper()
    figures = sum(sign.isdecimal() for sign in body)
    if len(body) == 6:
        return figures >= 4 and (body[0] in _NEW_ENERGY or body[5] in _NEW_ENERGY)
    return figures >= 1 and len(body) - figures <= _MOST_LETTERS
