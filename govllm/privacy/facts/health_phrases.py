"""What is told of a body in words of every day, where no illness is named: 看不见, 摔断锁骨.

Each phrase is looked for around a mark only, a word that it cannot do without. A phrase is whole,
or it is weak: a weak one (离不了氧气, 每周透析三次) says enough beside an illness or as what a form
gives, not by itself.
"""

from __future__ import annotations

from collections.abc import Iterator

from govllm.privacy.facts.health_signs import SIGNS
from govllm.privacy.facts.health_treatments import TREATMENTS
from govllm.privacy.facts.wording import merged

_FAMILIES = (*SIGNS, *TREATMENTS)

# What the phrases cannot do without; the weak ones are looked for beside something else only.
MARKS = frozenset().union(*(family.marks for family in _FAMILIES if not family.weak))
WEAK_MARKS = frozenset().union(*(family.marks for family in _FAMILIES if family.weak))
_OF_MARK = {
    mark: tuple(at for at, family in enumerate(_FAMILIES) if mark in family.marks)
    for mark in MARKS | WEAK_MARKS
}
_ENDS = sorted({len(mark) for mark in _OF_MARK})
# How far from its mark a phrase may begin and end.
_BEFORE, _AFTER = 14, 12


def phrases(flat: str, ends: list[int]) -> Iterator[tuple[int, int, bool]]:
    """Where a phrase stands, and whether it is weak, given where marks end in a text."""
    stretches: dict[int, list[tuple[int, int]]] = {}
    for end in ends:
        for size in _ENDS:
            for at in _OF_MARK.get(flat[end - size : end], ()):
                around = max(0, end - _BEFORE), min(len(flat), end + _AFTER)
                stretches.setdefault(at, []).append(around)
    for at, places in stretches.items():
        family = _FAMILIES[at]
        for start, stop in merged(places):
            for match in family.pattern.finditer(flat, start, stop):
                yield match.start(), match.end(), family.weak
