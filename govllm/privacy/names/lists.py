"""Family names, and the characters of given names, as they lie in `govllm/privacy/data`."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from govllm.wordlists import lines_of

HAN = "\u4e00-\u9fff"

# In a list ordered by how common its members are, the share of a place falls about as 1 / (20 +
# place); what is on no list gets a quarter of the last one's share.
_HEAD, _OFF_LIST = 20, 4
# How often every character has been seen at least: what is rare in our texts need not be in others.
_SEEN = 20


@dataclass(frozen=True, slots=True)
class Lists:
    """What the files hold, commonest first.

    Attributes:
        singles: family names of one character.
        doubtful: those that are ordinary words nearly always.
        compound: family names of two.
        given: characters of given names.
    """

    singles: Sequence[str]
    doubtful: frozenset[str]
    compound: frozenset[str]
    given: Sequence[str]


@cache
def read_lists() -> Lists:
    """The lists that are shipped."""
    families, given = lines_of("privacy", "surnames"), lines_of("privacy", "given")
    return Lists(
        _once("".join(row for row in families if not row.startswith("?") and " " not in row)),
        frozenset("".join(row[1:] for row in families if row.startswith("?"))),
        frozenset(" ".join(row for row in families if " " in row).split()),
        _once("".join(given)),
    )


def _once(row: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row))


@dataclass(frozen=True, slots=True)
class Odds:
    """Natural log-odds of a character in names against ordinary text.

    Attributes:
        off_list: of a character that is neither on the list nor in the text.
    """

    of: Mapping[str, float]
    off_list: float

    def __call__(self, char: str) -> float:
        return self.of.get(char, self.off_list)


def odds_of(listed: Sequence[str], ordinary: Counter[str]) -> Odds:
    """The odds of a list's characters, from counts of characters in ordinary text."""
    total = sum(ordinary.values())
    shares = [1.0 / (_HEAD + place) for place in range(len(listed))]
    whole = sum(shares)
    low = math.log(shares[-1] / whole / _OFF_LIST)

    def common(char: str) -> float:
        return math.log((ordinary[char] + _SEEN) / total)

    odds = {char: low - common(char) for char in ordinary}
    odds |= {
        char: math.log(share / whole) - common(char)
        for char, share in zip(listed, shares, strict=True)
    }
    return Odds(odds, low - math.log(_SEEN / total))


def count_characters(texts: Iterable[str]) -> Counter[str]:
    """How often each Chinese character stands in texts."""
    han = re.compile(f"[{HAN}]")
    return Counter(char for text in texts for char in han.findall(text))
