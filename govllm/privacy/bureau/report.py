"""What files hold, by class: how many, where first, and one value by its ends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govllm.privacy.bureau.formats.cell import Cell
from govllm.privacy.classes import CLASSES, Finding
from govllm.privacy.mask import mask, masked_value

_SHOWN_PLACES = 3


@dataclass(slots=True)
class FileReport:
    """What one file holds.

    Attributes:
        size: bytes.
        unread: what it holds beside, which was not looked into.
    """

    path: Path
    size: int
    unread: Sequence[str] = ()
    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, cell: Cell, finding: Finding) -> None:
        """Count a finding; its value is kept by its ends alone."""
        kind = finding.kind
        self.counts[kind] += 1
        self.examples.setdefault(kind, masked_value(kind, finding.value))
        places = self.places.setdefault(kind, [])
        if len(places) < _SHOWN_PLACES:
            # A sheet or a field can bear somebody's name.
            place = mask(cell.place)
            if place not in places:
                places.append(place)

    def as_dict(self) -> dict[str, object]:
        found = [
            {
                "class": kind,
                "sensitive": CLASSES[kind].sensitive,
                "count": count,
                "places": self.places[kind],
                "example": self.examples[kind],
            }
            for kind, count in sorted(self.counts.items())
        ]
        return {
            "file": str(self.path),
            "bytes": self.size,
            "found": found,
            "unread": list(self.unread),
        }

    def lines(self) -> Iterator[str]:
        """The report for people."""
        yield f"{self.path}: {self.counts.total()} found"
        for kind, count in self.counts.most_common():
            places = ", ".join(self.places[kind])
            yield f"{_row(kind, count)}  {self.examples[kind]}  ({places})"
        for part in self.unread:
            yield f"  warning: {part}"


def summary(reports: Sequence[FileReport], broken: int) -> Iterator[str]:
    """All files together: how many hold something, and what, sensitive classes apart.

    Args:
        broken: files that could not be read.
    """
    total: Counter[str] = Counter()
    for report in reports:
        total.update(report.counts)
    holding = sum(1 for report in reports if report.counts)
    warned = sum(1 for report in reports if report.unread)
    yield (
        f"{len(reports) + broken} files: {holding} with findings, {broken} not read, "
        f"{warned} with parts not looked into; {total.total()} found"
    )
    sensitive = [kind for kind in total if CLASSES[kind].sensitive]
    yield from _block("敏感个人信息 sensitive (PIPL, article 28)", sensitive, total)
    yield from _block("其他 others", [kind for kind in total if kind not in sensitive], total)


def _block(title: str, kinds: Iterable[str], total: Counter[str]) -> Iterator[str]:
    rows = sorted(kinds, key=lambda kind: (-total[kind], kind))
    if rows:
        yield f"{title}: {sum(total[kind] for kind in rows)}"
    yield from (_row(kind, total[kind]) for kind in rows)


def _row(kind: str, count: int) -> str:
    title = CLASSES[kind].title
    return f"  {count:6}  {title.zh} {title.en}"
