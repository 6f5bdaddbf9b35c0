"""How well the detector finds what is labelled: precision, recall and F1 of every class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from govllm.privacy.classes import CLASSES, Finding
from govllm.privacy.passages import Label, Passage
from govllm.privacy.scan import scan

# Where a fact or an address begins is a matter of taste: enough of it must be found.
_LOOSE = frozenset({"address", "employer", "school", "health", "criminal", "credit"})
_ENOUGH = 0.5


@dataclass(frozen=True, slots=True)
class Counts:
    """Of one class in one passage or in many."""

    hits: int = 0
    false: int = 0
    missed: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(self.hits + other.hits, self.false + other.false, self.missed + other.missed)

    @property
    def precision(self) -> float:
        return self.hits / (self.hits + self.false) if self.hits + self.false else 1.0

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed) if self.hits + self.missed else 1.0

    @property
    def f1(self) -> float:
        """2 TP / (2 TP + FP + FN); 1 where there was nothing and nothing was found."""
        whole = 2 * self.hits + self.false + self.missed
        return 2 * self.hits / whole if whole else 1.0


def agrees(label: Label, finding: Finding) -> bool:
    """Whether a finding is what is labelled: the same place, or for words enough of it."""
    if label.kind != finding.kind:
        return False
    if label.kind not in _LOOSE:
        return (label.start, label.end) == (finding.start, finding.end)
    common = min(label.end, finding.end) - max(label.start, finding.start)
    whole = max(label.end, finding.end) - min(label.start, finding.start)
    return common >= _ENOUGH * whole


def compare(labels: Iterable[Label], found: Iterable[Finding]) -> dict[str, Counts]:
    """Counts by class of one passage; a label is found once."""
    open_ = list(labels)
    hits, false = Counter[str](), Counter[str]()
    for finding in found:
        if finding.form == "masked":
            continue
        match = next((label for label in open_ if agrees(label, finding)), None)
        if match is None:
            false[finding.kind] += 1
        else:
            open_.remove(match)
            hits[finding.kind] += 1
    missed = Counter(label.kind for label in open_)
    kinds = hits.keys() | false.keys() | missed.keys()
    return {kind: Counts(hits[kind], false[kind], missed[kind]) for kind in kinds}


def count_passages(
    passages: Iterable[Passage], kinds: Collection[str] = CLASSES.keys()
) -> dict[str, list[Counts]]:
    """Counts by class, one entry for each passage that holds or was said to hold the class."""
    found: dict[str, list[Counts]] = {kind: [] for kind in kinds}
    for passage in passages:
        for kind, counts in compare(passage.labels, scan(passage.text, kinds)).items():
            found[kind].append(counts)
    return found
