"""What personal data a bureau's own files hold, and copies of them without it."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from govllm.errors import UsageError
from govllm.privacy.classes import CLASSES, Finding
from govllm.privacy.formats import FORMATS, Cell, encoding_of, format_of
from govllm.privacy.mask import masked_value
from govllm.privacy.scan import scan

_SHOWN_PLACES = 3

Tag = Callable[[Finding], str]


@dataclass(slots=True)
class FileReport:
    """What one file holds: by class how many, where first, and one value by its ends.

    Attributes:
        size: bytes.
    """

    path: Path
    size: int
    counts: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    examples: dict[str, str] = field(default_factory=dict)

    def add(self, cell: Cell, finding: Finding) -> None:
        """Count a finding; its value is kept by its ends alone."""
        kind = finding.kind
        self.counts[kind] += 1
        self.examples.setdefault(kind, masked_value(kind, finding.value))
        places = self.places.setdefault(kind, [])
        if len(places) < _SHOWN_PLACES and cell.place not in places:
            places.append(cell.place)

    def as_dict(self) -> dict[str, object]:
        found = [
            {"class": k, "count": n, "places": self.places[k], "example": self.examples[k]}
            for k, n in sorted(self.counts.items())
        ]
        return {"file": str(self.path), "bytes": self.size, "found": found}


def expand(given: Sequence[Path]) -> Iterator[Path]:
    """The files, those of folders in order; in a folder what nobody here can read is left out.

    Raises:
        UsageError: for what is not there.
    """
    for path in given:
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file())
            yield from (p for p in inside if p.suffix.lower() in FORMATS)
        elif path.is_file():
            yield path
        else:
            raise UsageError(f"{path} is not there", "name files or folders")


def find_in(cell: Cell, kinds: Collection[str]) -> list[Finding]:
    """Findings in a cell, read with its header before it; places are the cell's own."""
    lead = f"{cell.header}：" if cell.header else ""
    return [
        Finding(f.start - len(lead), f.end - len(lead), f.kind, f.value, f.form)
        for f in scan(lead + cell.text, kinds)
        if f.start >= len(lead)
    ]


def scan_file(path: Path, kinds: Collection[str] = CLASSES.keys()) -> FileReport:
    """Read a file and report what it holds.

    Raises:
        UsageError: for a file that cannot be read, naming place and mend.
    """
    report = FileReport(path, path.stat().st_size)
    for _ in _copied(path, kinds, report, lambda _: ""):
        pass
    return report


def mask_file(path: Path, out: Path, kinds: Collection[str], tag: Tag) -> FileReport:
    """Write a masked copy, whole or not at all.

    Raises:
        UsageError: for a file that cannot be read, or a copy that is there already.
    """
    if out.exists():
        raise UsageError(f"{out} is there already", "name another folder with --out")
    report = FileReport(path, path.stat().st_size)
    out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = out.with_name(f".{out.name}.partial")
    partial.unlink(missing_ok=True)
    handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding=encoding_of(path), newline="") as stream:
            stream.writelines(_copied(path, kinds, report, tag))
            stream.flush()
            os.fsync(stream.fileno())
        partial.rename(out)
    finally:
        partial.unlink(missing_ok=True)
    return report


def _copied(path: Path, kinds: Collection[str], report: FileReport, tag: Tag) -> Iterator[str]:
    def change(cell: Cell) -> str:
        pieces, position = [], 0
        for finding in find_in(cell, kinds):
            report.add(cell, finding)
            pieces += [cell.text[position : finding.start], tag(finding)]
            position = finding.end
        return "".join([*pieces, cell.text[position:]])

    copy = format_of(path)
    with path.open(encoding=encoding_of(path), newline="") as stream:
        yield from copy(path, stream, change)


def by_class(finding: Finding) -> str:
    """A value's class in its place: `〔手机号〕`."""
    return f"〔{CLASSES[finding.kind].title.zh}〕"


def pseudonyms() -> Tag:
    """A tag that is the same for the same value, so that records still join: `〔手机号1〕`. Which
    value has which is kept in memory alone."""
    known: dict[tuple[str, str], int] = {}
    numbers: Counter[str] = Counter()

    def tag(finding: Finding) -> str:
        key = (finding.kind, hashlib.sha256(finding.value.encode()).hexdigest())
        if key not in known:
            numbers[finding.kind] += 1
            known[key] = numbers[finding.kind]
        return f"〔{CLASSES[finding.kind].title.zh}{known[key]}〕"

    return tag
