"""What stands right before and behind a place where a name could stand, told in a word."""

from __future__ import annotations

import re
import string
from typing import Literal

from govllm.wordlists import sections_of

_LISTS = sections_of("privacy", "cues")
LABELS, ROLES = _LISTS["labels"], _LISTS["roles"]
_TOLD_OF_PEOPLE = (
    "男|女|身份证|公民身份|电话|手机|联系|现年|汉族|回族|满族|苗族|彝族|藏族|壮族|出生|生于|住|家住|"
    "户籍|工号|证件|职务|性别"
)
_DEMOGRAPHIC = re.compile(rf"[(,， ]{{0,2}}(?:{_TOLD_OF_PEOPLE}|[0-9]{{1,3}}岁)")
_DEMOGRAPHIC_FIRST = frozenset("(,， 0123456789").union(w[0] for w in _TOLD_OF_PEOPLE.split("|"))
_BEHIND = _LISTS["behind"] | _LISTS["short behind"]
EDGE = frozenset("，。；：、！？,.;:!?（）()【】[]《》“”\"'‘’|/\\<>=-—~…\n\t *_#")
# Who speaks in a transcript: what follows is speech.
_SPEAKER = re.compile(
    r"(?:^|\n)[ ]?(?:来电人|话务员|坐席|座席|客服|接线员|用户|市民|群众|工作人员|民警|医生|护士|"
    r"记者|问|答|甲|乙)[:：][ ]?$"
)
_LEADING = ":：是为|\n （("
_LOOK_BACK = 8


Before = Literal["edge", "label", "role", "cue", "speaker", "digit", "inside"]
Behind = Literal["edge", "title", "cue", "ascii", "inside"]
Frame = tuple[Before, Behind]
_TOLD: tuple[Before, ...] = ("inside", "cue", "role", "label")


def before(flat: str, start: int) -> Before:
    """What stands before a place: label, role, cue (a short word), speaker, edge, digit, inside."""
    if not start:
        return "edge"
    left = flat[start - 1]
    if left in _BY_LAST or left in _LEADING:
        window = flat[max(0, start - _LOOK_BACK) : start]
        if left in ":： " and _SPEAKER.search(window):
            return "speaker"
        told = _role(window)
        bare = window.rstrip(_LEADING)
        if len(window) - 4 < len(bare) < len(window):
            told = max(told, _role(bare))
        if told:
            return _TOLD[told]
    if left in EDGE:
        return "edge"
    return "digit" if left.isdigit() else "inside"


def _role(window: str) -> int:
    """3 for a label, 2 for a role, 1 for a short word, 0 for none at the end of a window."""
    for word, told in _BY_LAST.get(window[-1:], ()):
        if window.endswith(word):
            return told
    return 0


def _by_last() -> dict[str, tuple[tuple[str, int], ...]]:
    ranks = {word: 2 if len(word) > 1 else 1 for word in ROLES} | dict.fromkeys(LABELS, 3)
    rows: dict[str, list[tuple[str, int]]] = {}
    for word in sorted(ranks, key=lambda word: (-len(word), word)):
        rows.setdefault(word[-1], []).append((word, ranks[word]))
    return {last: tuple(row) for last, row in rows.items()}


# The words by their last characters, the longest first.
_BY_LAST = _by_last()


# What the character behind a place tells by itself; "" at the end of a text. Later rows go before.
_BY_FIRST: dict[str, Behind] = {}
_BY_FIRST |= {word[0]: "inside" for word in (*_BEHIND, *_DEMOGRAPHIC_FIRST)}
_BY_FIRST |= dict.fromkeys(string.ascii_letters + string.digits, "ascii")
_BY_FIRST |= dict.fromkeys((*EDGE, ""), "edge")
_BY_FIRST |= {word: "cue" for word in _BEHIND if len(word) == 1}


def behind(flat: str, end: int) -> Behind:
    """What stands behind a place: title (or another word on a person), cue, edge, ascii, inside."""
    right = flat[end : end + 1]
    # It is asked for every place where a name could stand, and most stand inside.
    if right not in _BY_FIRST:
        return "inside"
    if flat[end : end + 2] in _BEHIND or (
        right in _DEMOGRAPHIC_FIRST and _DEMOGRAPHIC.match(flat, end)
    ):
        return "title"
    return _BY_FIRST[right]
