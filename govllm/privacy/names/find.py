"""Names of people in a text.

A name that was found once in a text is found wherever it stands again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from govllm.privacy.classes import Finding
from govllm.privacy.names.features import TITLED, Around
from govllm.privacy.names.lists import HAN, read_lists
from govllm.privacy.names.model import best, cover, load_model
from govllm.privacy.names.scripts import find_other_names
from govllm.privacy.names.segments import PERSON, UNKNOWN, sort_of
from govllm.privacy.tables import Tables
from govllm.wordlists import sections_of

# Fitted: precision and recall are about even there on the development passages.
ENOUGH = -1.5

# What a form says before a name, and a table over a column of them. The colon is looked for first,
# so that the search is quick.
_LABELS = sorted(sections_of("privacy", "cues")["form"])
_FIELD = re.compile(
    rf"[:：|](?:{'|'.join(f'(?<={label}.)' for label in _LABELS)})[ ]?"
    rf"(?P<name>[{HAN}]{{2,4}})(?=[，。；、,;（()）|\s/]|$)"
)
_COLUMN = re.compile("|".join(_LABELS))
_FULL = re.compile(f"[{HAN}]{{2,4}}")
_NO_NAME = sections_of("privacy", "cues")["no name"]
_SURE = float("inf")
# Facts in words say nothing of what stands beside them.
_UNTOLD = frozenset({"health", "criminal", "credit"})


def find_names(flat: str, tables: Tables, found: Sequence[Finding] = ()) -> Iterator[Finding]:
    """Names in a flat text.

    Args:
        tables: of the same text.
        found: what other rules have found; names do not overlap it.
    """
    covered = bytearray(len(flat))
    for finding in found:
        cover(covered, finding.start, finding.end)
    others = list(find_other_names(flat))
    chosen = best(((_SURE, start, end) for start, end in others), bytearray(covered))
    for start, end in others:
        cover(covered, start, end)
    told = [*_in_fields(flat), *_in_columns(flat, tables)]
    names = best(((_SURE, start, end) for start, end in told), covered)
    beside = [finding for finding in found if finding.kind not in _UNTOLD]
    around = Around(tables, {f.start for f in beside}, {f.end for f in beside}, covered)
    names += best(load_model().scored(flat, around, ENOUGH), covered)
    chosen += names
    chosen += best(_again(flat, {flat[start:end] for start, end in names}, covered), covered)
    for start, end in sorted(chosen):
        yield Finding(start, end, "name", flat[start:end])


def _in_fields(flat: str) -> Iterator[tuple[int, int]]:
    """What stands where a form says that a name follows, and is no word (户主：同上)."""
    for match in _FIELD.finditer(flat):
        name = match["name"]
        if _formed(name) and sort_of(name) in (UNKNOWN, PERSON):
            yield match.span("name")


def _in_columns(flat: str, tables: Tables) -> Iterator[tuple[int, int]]:
    """What stands in a column of names, words as well: 时光 is somebody there."""
    for cell in tables.cells(_COLUMN):
        name = flat[cell.start : cell.end]
        if _COLUMN.fullmatch(cell.heading) and _FULL.fullmatch(name) and _formed(name):
            yield cell.start, cell.end


def _formed(name: str) -> bool:
    """Whether a full name could be written so."""
    if name in _NO_NAME or TITLED.match(name):
        return False
    lists = read_lists()
    compound = name[:2] in lists.compound
    family = compound or name[0] in lists.singles or name[0] in lists.doubtful
    return compound or (family and len(name) < 4)


def _again(
    flat: str, names: set[str], covered: bytearray
) -> Iterator[tuple[float, int, int]]:  # fmt: skip
    """Every other place of names of three characters and more; shorter ones may be parts of
    words."""
    for name in names:
        if len(name) > 2:
            at = flat.find(name)
            while at >= 0:
                if not covered[at]:
                    yield float(len(name)), at, at + len(name)
                at = flat.find(name, at + len(name))
