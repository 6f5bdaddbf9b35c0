"""Texts that are nearly alike: MinHash finds candidates, exact overlap decides."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

# Shingles of so many characters; half of what two near-duplicates have, they share.
SHINGLE = 5
ALIKE = 0.5
_PERMUTATIONS = 128
_SPACE = re.compile(r"\s+")
# A text that so many clusters show word for word is the task's (a rule), not the item's; within
# lists (passages, entries) one that two show is enough.
_SHARED_BY, _LISTED_BY = 3, 2


def own_words(inputs: Sequence[Mapping[str, Any]], clusters: Sequence[str]) -> list[str]:
    """What each item says of its own: its input's texts without those that several clusters show
    word for word."""
    told = [list(texts_of(each)) for each in inputs]
    by_cluster = {
        (text, cluster) for texts, cluster in zip(told, clusters, strict=True) for text, _ in texts
    }
    shown = Counter(text for text, _ in by_cluster)
    return [
        "\n".join(t for t, listed in texts if shown[t] < (_LISTED_BY if listed else _SHARED_BY))
        for texts in told
    ]


def texts_of(value: Any, depth: int = 0) -> Iterator[tuple[str, bool]]:
    """Every text, and whether it stands within a list or an object of `value`."""
    if isinstance(value, str):
        yield value, depth > 1
    elif isinstance(value, Mapping | Sequence):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from texts_of(each, depth + 1)


def shingles(text: str) -> frozenset[str]:
    """Every run of `SHINGLE` characters; the whole of a shorter text."""
    flat = _SPACE.sub("", text)
    runs = (flat[at : at + SHINGLE] for at in range(max(1, len(flat) - SHINGLE + 1)))
    return frozenset(run for run in runs if run)


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Jaccard's: shared shingles of all."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if both else 0.0


def near(
    texts: Sequence[str], groups: Sequence[str], others: Iterable[tuple[str, str]] = ()
) -> list[int]:
    """The texts (by position) that are nearly alike to one of another group.

    Args:
        groups: of each text; texts of one group may be alike.
        others: further texts with their groups, which are not asked for themselves.
    """
    from datasketch import MinHash, MinHashLSH

    rows = [*zip(texts, groups, strict=True), *others]
    sets = [shingles(text) for text, _ in rows]
    # Found with room to spare below what counts, since MinHash only estimates.
    index = MinHashLSH(threshold=ALIKE * 0.7, num_perm=_PERMUTATIONS)
    hashes = []
    for at, held in enumerate(sets):
        sketch = MinHash(num_perm=_PERMUTATIONS)
        sketch.update_batch([run.encode() for run in sorted(held)])
        hashes.append(sketch)
        index.insert(at, sketch)
    return [
        at
        for at in range(len(texts))
        if any(
            rows[found][1] != rows[at][1] and overlap(sets[at], sets[found]) >= ALIKE
            for found in index.query(hashes[at])
        )
    ]
