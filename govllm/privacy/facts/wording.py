"""What the rules on facts share: word lists, and the sentence in which something stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from govllm.privacy.classes import Finding
from govllm.privacy.names import load_model, read_lists

# No mark of a sentence's end is looked for further away: the time of a scan stays linear.
_REACH = 120
_ENDS = "。;!?\n"
_EDGES = " ,、|"


@cache
def words_of(name: str) -> frozenset[str]:
    """The words of `data/<name>.txt`: apart by blanks, lines that begin with # left out."""
    text = (files("govllm.privacy") / "data" / f"{name}.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


def one_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first; words of one beginning share it, so that
    a search takes about as long for a thousand words as for ten."""
    tree: dict[str, list[str]] = {}
    for word in set(words):
        tree.setdefault(word[0], []).append(word[1:])
    branches = []
    for first, rests in sorted(tree.items()):
        more = [rest for rest in rests if rest]
        tail = one_of(more) if more else ""
        optional = "?" if more and "" in rests else ""
        branches.append(f"{re.escape(first)}{tail}{optional}")
    return f"(?:{'|'.join(branches)})"


def mirrored(words: Iterable[str]) -> str:
    """A pattern of any of the words in a text that is read from its end."""
    return one_of(word[::-1] for word in words)


def last_of(words: Iterable[str], *others: str) -> str:
    """A pattern of the last character of any of the words, or of others that begin with a
    character that is told.

    A search for it looks at few characters of a text twice, unlike one for words that may begin
    with nearly every common character.
    """
    ends: dict[str, dict[int, set[str]]] = {}
    for word in set(words):
        ends.setdefault(word[-1], {}).setdefault(len(word), set()).add(word)
    branches = []
    for last, sizes in sorted(ends.items()):
        behind = (
            "" if 1 in sizes else "|".join(f"(?<={one_of(w)})" for _, w in sorted(sizes.items()))
        )
        branches.append(re.escape(last) + (f"(?:{behind})" if behind else ""))
    return f"(?:{'|'.join([*branches, *others])})"


def shortest_ends(words: Iterable[str]) -> set[str]:
    """The words that end as no other of them does: of 公司 and 有限公司 the first."""
    all_ = set(words)
    return {w for w in all_ if not any(w[at:] in all_ for at in range(1, len(w)))}


def around(marks: re.Pattern[str], flat: str, before: int, after: int) -> Iterator[tuple[int, int]]:
    """The stretches of a text around marks; those that touch are one."""
    start = end = -1
    for match in marks.finditer(flat):
        if match.start() - before > end:
            if end >= 0:
                yield start, end
            start = max(0, match.start() - before)
        end = min(len(flat), match.end() + after)
    if end >= 0:
        yield start, end


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
    floor, ceiling = max(0, start - _REACH), min(len(flat), end + _REACH)
    opening = max(flat.rfind(mark, floor, start) for mark in _ENDS)
    closing = min((at for mark in _ENDS if (at := flat.find(mark, end, ceiling)) >= 0),
                  default=ceiling)  # fmt: skip
    return max(opening + 1, floor), closing


_NO_GIVEN = frozenset("某先女总老师姓")
_HAN = re.compile(r"[\u4e00-\u9fff]")


def family_names() -> str:
    """The first characters of family names."""
    singles, compound, _ = read_lists()
    return singles + "".join(name[0] for name in compound)


def is_named(flat: str, at: int) -> bool:
    """Whether a place begins as the name of a person does: cheap, and wrong now and then."""
    model = load_model()
    pair = flat[at : at + 2]
    if pair in model.compound or "·" in flat[at + 1 : at + 8]:
        return True
    if len(pair) < 2 or pair[0] not in model.surnames or pair[1] in _NO_GIVEN:
        return False
    known = pair in model.words or flat[at : at + 3] in model.words
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
