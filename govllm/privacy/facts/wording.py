"""What the rules on facts share: where to look, the sentence around a place, names of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.names.lists import read_lists
from govllm.privacy.names.segments import PERSON, UNKNOWN, sort_of

# No mark of a sentence's end is looked for further away: the time of a scan stays linear.
_REACH = 120
_SENTENCE = re.compile(r"[^。;!?\n]*")
_EDGES = " ,、|"


def around(marks: re.Pattern[str], flat: str, before: int, after: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text around marks; those that touch are one."""
    start = end = -1
    for match in marks.finditer(flat):
        first, last = match.span()
        if first - before > end:
            if end >= 0:
                yield start, end
            start = max(0, first - before)
        end = last + after
    if end >= 0:
        yield start, min(len(flat), end)


def merged(stretches: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Stretches in order, those that overlap as one."""
    last: tuple[int, int] | None = None
    for start, end in sorted(stretches):
        if last and start <= last[1]:
            last = last[0], max(end, last[1])
            continue
        if last:
            yield last
        last = start, end
    if last:
        yield last


def sentence_of(flat: str, start: int, end: int) -> tuple[int, int]:
    """The bounds of the sentence around a place."""
    before = _SENTENCE.match(flat[max(0, start - _REACH) : start][::-1])
    after = _SENTENCE.match(flat, end, end + _REACH)
    return start - (before.end() if before else 0), after.end() if after else end


_NO_GIVEN = frozenset("某先女总老师姓")
_HAN = re.compile(r"[\u4e00-\u9fff]")


# The rarer ones are ordinary words more often than names.
_COMMON = 320


def family_names() -> str:
    """The first characters of common family names."""
    lists = read_lists()
    return "".join([*lists.singles[:_COMMON], *sorted({name[0] for name in lists.compound})])


_FAMILY = frozenset(family_names())


def is_named(flat: str, at: int) -> bool:
    """Whether a place begins as the name of a person does: cheap, and wrong now and then."""
    pair = flat[at : at + 2]
    if pair in read_lists().compound or "·" in flat[at + 1 : at + 8]:
        return True
    if len(pair) < 2 or pair[0] not in _FAMILY or pair[1] in _NO_GIVEN:
        return False
    words = (pair, flat[at : at + 3])
    known = any(sort_of(word) not in (UNKNOWN, PERSON) for word in words)
    return bool(_HAN.match(pair[1])) and not known


_LONGEST_NAME = 4
_NAME_BEFORE = re.compile(r"(?<![\u4e00-\u9fff])[\u4e00-\u9fff·]{2,12}$")


def is_named_before(flat: str, end: int) -> bool:
    """Whether what stands before a place, back to a mark or a blank, looks like a name."""
    name = _NAME_BEFORE.search(flat, max(0, end - 16), end)
    if name is None or (end - name.start() > _LONGEST_NAME and "·" not in name[0]):
        return False
    return is_named(flat, name.start())


def finding(kind: str, flat: str, start: int, end: int) -> Finding:
    """A finding without blanks and commas at its ends."""
    while start < end and flat[start] in _EDGES:
        start += 1
    while end > start and flat[end - 1] in _EDGES:
        end -= 1
    return Finding(start, end, kind, flat[start:end])
