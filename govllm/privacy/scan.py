"""One scan of a text: every rule, what overlaps settled, in the order of the text."""

from __future__ import annotations

import base64
import binascii
import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter

from govllm.characters import SPOKEN_DIGITS, plain
from govllm.privacy import addresses, facts
from govllm.privacy.classes import CLASSES, Finding, Tier
from govllm.privacy.identifiers import find_identifiers
from govllm.privacy.identifiers.patterns import find_patterns
from govllm.privacy.names import find_names
from govllm.privacy.tables import Tables

# A finder of others: a library's model of names, say. Its findings lie in the text as it was given.
Finder = Callable[[str], Iterable[Finding]]

_RANK = {kind: list(Tier).index(row.tier) for kind, row in CLASSES.items()}
# Without one of these there is no identifier, in whatever words.
_FIGURE_OR_LETTER = re.compile(rf"[0-9A-Za-z*{SPOKEN_DIGITS}]")
_READ = {kind for kind, row in CLASSES.items() if row.tier is Tier.LANGUAGE}


def scan(
    text: str, kinds: Collection[str] = CLASSES.keys(), extra: Finder | None = None
) -> list[Finding]:
    """Personal data in a text.

    Args:
        kinds: classes to look for.
        extra: finds more, which then stands before the names that we find.

    Returns:
        Findings by place; no two overlap.
    """
    flat = plain(text)
    cells = _with_tabs(flat, text) if "\t" in text else flat
    tables = Tables(cells)
    found: list[Finding] = []
    if _FIGURE_OR_LETTER.search(flat):
        found += [*find_identifiers(cells, tables), *find_patterns(cells, tables)]
    # What is read from the words takes no place from identifiers.
    if not _READ.isdisjoint(kinds):
        found += addresses.find_addresses(flat)
        found += facts.find_facts(flat, tables)
    if extra is not None:
        found += extra(text)
    clear = settle(found)
    if "name" in kinds:
        # They overlap nothing.
        clear = sorted([*clear, *find_names(flat, tables, clear)], key=attrgetter("start"))
    return [finding for finding in clear if finding.kind in kinds]


def _with_tabs(flat: str, text: str) -> str:
    """A flat text with the tabs of the text as it was: blanks may stand in a number, a tab stands
    between two cells."""
    pieces, at = [], 0
    for piece in text.split("\t"):
        pieces.append(flat[at : at + len(piece)])
        at += len(piece) + 1
    return "\t".join(pieces)


def settle(found: Iterable[Finding]) -> list[Finding]:
    """Of findings that overlap the surer one, then the longer one."""
    kept: list[Finding] = []
    starts: list[int] = []
    for finding in sorted(found, key=_precedence):
        at = bisect_left(starts, finding.end)
        if at == 0 or kept[at - 1].end <= finding.start:
            kept.insert(at, finding)
            starts.insert(at, finding.start)
    return kept


def _precedence(finding: Finding) -> tuple[int, int, int, str]:
    return _RANK[finding.kind], finding.start - finding.end, finding.start, finding.kind


_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{12,}={0,2}(?![A-Za-z0-9+/=])")


def decoded(text: str) -> Sequence[str]:
    """Other readings of a text: its base64 parts decoded, and the whole of it reversed.

    For those who ask whether something is hidden in a text, not only whether it stands in it.
    """
    readings = [text[::-1]]
    for match in _BASE64.finditer(text):
        body = match[0].rstrip("=")
        try:
            raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
            readings.append(raw.decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return readings
