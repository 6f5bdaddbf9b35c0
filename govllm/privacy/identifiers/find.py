"""Identifiers: from runs of digits and letters, and the words around them, to classes.

Every run is first read as it stands, then together with its neighbours (blanks, dashes, line
breaks between the groups), then as digits told in words. Check digits decide where there are any.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govllm.privacy.classes import CLASSES, Finding, Tier
from govllm.privacy.identifiers import numbers
from govllm.privacy.identifiers.masked import find_masked
from govllm.privacy.identifiers.pieces import SPOKEN, Pieces, kind_of_pieces
from govllm.privacy.identifiers.spoken import stretches
from govllm.privacy.identifiers.tokens import Chain, chains, is_apart, words_around
from govllm.privacy.identifiers.words import Words
from govllm.privacy.tables import Tables

_CHECKED = frozenset(kind for kind, row in CLASSES.items() if row.tier is Tier.CHECKED)

# A day of birth and a check character: more digits beside it are another number's.
_BORN = frozenset({"resident_id", "residence_permit"})

# Lengths that some class in pieces has; the longest decides where to stop.
_SHORTEST, _LONGEST = 5, 19
# Cards are of sixteen to nineteen digits, so that the front of one may pass for another.
_SHORTEST_CARD = 16
# 138，0000，3月5日
_UNIT = re.compile(r"[年月日时元岁块点%]|(?<![0-9]{3})[个人次件户级栋]")
_LONGEST_COUNT = 4
# The longest of the pieces in which people say a number: 110105，19491231，002X.
_LONGEST_PIECE = 8
_WRITTEN = re.compile(r"[\x00-\x7f、。·…]*")
_LIST = re.compile(r"[ ]?[、,和及或/ ][ ]?")
_COUNTRY = re.compile(
    r"(?:[(](?:\+[ ]?|00)?86[)][ -]{0,2}|(?:\+[ ]?|(?<![0-9])00)86[ -]{0,2}"
    r"|(?<![0-9A-Za-z.])(?<![0-9],)86-|(?<=[:=\"'号话机是为])86[ ]|(?<=[:=\"'号话机是为] )86[ ])$"
)
_PLUS = re.compile(r"\+$")
# A dash belongs to these.
_DASHED = frozenset({"org_code", "landline"})


def find_identifiers(flat: str, tables: Tables) -> Iterator[Finding]:
    """Identifiers in a text that `characters.plain` has made flat; those found may overlap.

    Args:
        tables: of the same text.
    """
    reader = _Reader(flat, tables)
    for chain in chains(flat):
        yield from reader.read(chain)
    for readings in stretches(flat):
        yield from max((list(reader.read(chain)) for chain in readings), key=len)
    yield from find_masked(flat, tables)


class _Reader:
    """Reads the chains of one text."""

    def __init__(self, flat: str, tables: Tables) -> None:
        self._tables = tables
        self._flat = flat
        # Where the latest run with a class ended, and the class.
        self._named = (0, "")

    def read(self, chain: Chain) -> Iterator[Finding]:
        """The identifiers of a chain: groups that are one by themselves, then groups together."""
        groups = chain.groups
        alone = [self._alone(chain, at) for at in range(len(groups))]
        at = 0
        while at < len(groups):
            last, kind = (at, alone[at]) if alone[at] else self._joined(chain, alone, at)
            if kind and not (chain.spoken and self._is_read(groups[at].start, groups[last].end)):
                yield self._finding(chain, at, last, kind)
            if kind:
                # What has a class is no part of what stands behind.
                alone[at : last + 1] = [kind] * (last + 1 - at)
            at = last + 1

    def _alone(self, chain: Chain, at: int) -> str:
        group = chain.groups[at]
        if not _SHORTEST <= len(group.text) <= _LONGEST:
            return ""
        if not is_apart(self._flat, group.start, group.end, strictly=False):
            return ""
        kind = numbers.kind_of(group.text, self._words(group.start, group.end))
        if kind:
            self._named = (group.end, kind)
        elif numbers.is_form_of(self._named[1], group.text):
            # 护照 E12345678、E12345679
            listed = _LIST.fullmatch(self._flat, self._named[0], group.start)
            kind = self._named[1] if listed else ""
            self._named = (group.end, kind)
        if kind and kind not in _CHECKED and not self._is_whole(chain, at):
            return ""
        return kind

    def _is_whole(self, chain: Chain, at: int) -> bool:
        """Whether a group is no part of a code with dashes in it."""
        group = chain.groups[at]
        if not is_apart(self._flat, group.start, group.end, strictly=True):
            return False
        if at == 0 or chain.gaps[at - 1] != "-":
            return True
        before = chain.groups[at - 1].text
        return before in ("86", "0086") or (before.isdecimal() and 7 <= len(before) != 8)

    def _joined(self, chain: Chain, alone: Sequence[str], at: int) -> tuple[int, str]:
        """The longest identifier that begins with a group and goes on over gaps: its last group
        and its class, or the group itself and ""."""
        best = (at, "")
        groups, gaps = chain.groups, chain.gaps
        start, text = groups[at].start, groups[at].text
        named: bool | None = None
        for last in range(at + 1, len(groups)):
            text += groups[last].text
            if len(text) > _LONGEST or alone[last]:
                break
            if not numbers.is_telling(text):
                if named is None:
                    named = self._words(start, start).of_somebody
                if not named:
                    continue
            end = groups[last].end
            style = SPOKEN if chain.spoken else _style(gaps[at:last])
            count = len(groups[last].text) <= _LONGEST_COUNT and _UNIT.match(self._flat, end)
            if not style or count:
                continue
            isolated = not self._beside(chain, alone, at, last, style)
            pieces = Pieces([group.text for group in groups[at : last + 1]], style, isolated)
            kind = kind_of_pieces(pieces, self._words(start, end))
            runs_on = self._says_more if chain.spoken else self._runs_on
            if not kind or (kind not in _BORN and runs_on(chain, alone, at, last)):
                continue
            if is_apart(self._flat, start, end, strictly=kind not in _CHECKED):
                best = (last, kind)
        return best

    def _words(self, start: int, end: int) -> Words:
        return words_around(self._flat, self._tables, start, end)

    def _is_read(self, start: int, end: int) -> bool:
        """Whether nothing there is told in words, so that it was read before."""
        return bool(_WRITTEN.fullmatch(self._flat, start, end))

    def _runs_on(self, chain: Chain, alone: Sequence[str], at: int, last: int) -> bool:
        """Whether the groups before or behind look like more of the same number."""
        groups, gaps = chain.groups, chain.gaps
        # The groups of a number are of a size: 4 to 1 for the last.
        single = max(len(group.text) for group in groups[at : last + 1]) == 1
        return any(
            len(groups[other].text) in ((1,) if single else range(3 if other < at else 1, 5))
            for other in self._beside(chain, alone, at, last, gaps[at].strip(" ") or " ")
        )

    def _says_more(self, chain: Chain, alone: Sequence[str], at: int, last: int) -> bool:
        """Whether groups told in words are not the whole of a number, or more than it."""
        groups = chain.groups[at : last + 1]
        read = [self._is_read(group.start, group.end) for group in groups]
        if any(len(groups[end].text) == 1 and not read[end] for end in (0, -1)) and (
            any(read) or max(len(group.text) for group in groups) > _LONGEST_PIECE
        ):
            # 张三 138 0000 2719
            return True
        length = sum(len(group.text) for group in groups)
        more = chain.groups[last + 1 : last + 2]
        return (
            length >= _SHORTEST_CARD
            and bool(more)
            and not alone[last + 1]
            and length + len(more[0].text) <= _LONGEST
            and not _UNIT.match(self._flat, more[0].end)
        )

    def _beside(
        self, chain: Chain, alone: Sequence[str], at: int, last: int, style: str
    ) -> Sequence[int]:
        """The groups right before and behind that stand there in the same style and are neither
        identifiers nor counts."""
        return [
            other
            for other, gap in ((at - 1, at - 1), (last + 1, last))
            if 0 <= other < len(chain.groups)
            and not alone[other]
            and (chain.gaps[gap].strip(" ") or " ") in ((style,) if style == "-" else (style, " "))
            and not _UNIT.match(self._flat, chain.groups[other].end)
        ]

    def _finding(self, chain: Chain, at: int, last: int, kind: str) -> Finding:
        groups = chain.groups[at : last + 1]
        start, end = groups[0].start, groups[-1].end
        value = "".join(group.text for group in groups)
        form = "hidden" if chain.spoken or (last > at and kind not in _DASHED) else "plain"
        if kind == "mobile":
            value = numbers.mobile_digits(value)
            before = self._flat[max(0, start - 8) : start]
            country = _COUNTRY.search(before) or _PLUS.search(before)
            start -= len(country[0]) if country else 0
        return Finding(start, end, kind, value, form)


def _style(gaps: Sequence[str]) -> str:
    """What stands in the gaps: one sign for all; a blank for blanks, dashes and dots together,
    where a line may end in one or two of them; "" for any other mixture."""
    styles = {gap.strip(" ") or " " for gap in gaps}
    if len(styles) == 1:
        return styles.pop()
    if sum("\n" in gap for gap in gaps) <= 2:
        styles.discard("\n")
    return " " if styles <= {" ", "-", ".", "·"} else ""
