"""What personal data a bureau's own files hold, and copies of them without it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govllm.errors import UsageError
from govllm.privacy.bureau.formats.cell import Cell, Edit, Source
from govllm.privacy.bureau.formats.registry import NAMED, open_source
from govllm.privacy.bureau.progress import Progress
from govllm.privacy.bureau.report import FileReport
from govllm.privacy.bureau.tags import Tag
from govllm.privacy.bureau.workers import Batch, Found

# Characters that one process looks through at a time: a fraction of a second.
_CHUNK = 16_000


@dataclass(frozen=True, slots=True)
class Job:
    """A file to look through, and where its copy goes, if it has one.

    Attributes:
        number: its place in the command; a file can be given twice.
    """

    number: int
    path: Path
    out: Path | None


@dataclass(frozen=True, slots=True)
class Portion:
    """What a batch of cells belongs to.

    Attributes:
        outcome: the opened file, or why reading ended here.
        position: bytes of the file behind the batch.
    """

    job: Job
    outcome: Source | UsageError
    position: int = 0


Looked = Iterator[tuple[Batch[Portion], list[Found]]]


def expand(given: Sequence[Path], out: Path | None) -> tuple[list[Job], Counter[str]]:
    """The files, those of folders in order; copies of a folder's files keep their folders.

    Returns:
        Also what was passed over in folders because nobody here can read it: by ending, how many.

    Raises:
        UsageError: for what is not there.
    """
    found: list[tuple[Path, Path]] = []
    passed: Counter[str] = Counter()
    for path in given:
        if path.is_dir():
            for inside in sorted(p for p in path.rglob("*") if p.is_file()):
                ending = inside.suffix.lower()
                if ending not in NAMED:
                    passed[ending or "no ending"] += 1
                # Excel and Word leave such a note beside a file that is open.
                elif not inside.name.startswith("~$"):
                    found.append((inside, inside.relative_to(path)))
        elif path.is_file():
            found.append((path, Path(path.name)))
        else:
            raise UsageError(f"{path} is not there", "name files or folders")
    jobs = [Job(n, path, out / name if out else None) for n, (path, name) in enumerate(found)]
    return jobs, passed


def portions(jobs: Iterable[Job]) -> Iterator[Batch[Portion]]:
    """The cells of all files in batches; every file has one batch at least."""
    claimed: set[Path] = set()
    for job in jobs:
        try:
            if job.out is not None:
                _claim(job.out, claimed)
            source = open_source(job.path)
            yield Batch(Portion(job, source))
            for cells in _chunks(source.cells()):
                yield Batch(Portion(job, source, source.position), cells)
        except UsageError as error:
            yield Batch(Portion(job, error))
        except OSError as error:
            unread = f"{job.path} cannot be read ({error.strerror})"
            yield Batch(Portion(job, UsageError(unread, "see where it lies and who may read it")))


def _claim(out: Path, claimed: set[Path]) -> None:
    if out.exists():
        raise UsageError(f"{out} is there already", "name another folder with --out")
    if out in claimed:
        raise UsageError(
            f"{out} would be the copy of two files", "name their folder in place of them"
        )
    claimed.add(out)


def _chunks(cells: Iterator[Cell]) -> Iterator[list[Cell]]:
    chunk: list[Cell] = []
    size = 0
    for cell in cells:
        chunk.append(cell)
        # Even the emptiest cell is looked at.
        size += len(cell.text) + 10
        if size >= _CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def look_through(job: Job, looked: Looked, tag: Tag, progress: Progress) -> FileReport:
    """Report what a file holds, and write its copy where it has one.

    Args:
        looked: the file's batches with their findings.

    Raises:
        UsageError: for a file that cannot be read, naming place and mend, or a copy that cannot be
            written.
    """
    source = _opened(next(looked)[0])
    report = FileReport(job.path, job.path.stat().st_size, source.unread)
    found = _found(looked, report, progress)
    if job.out is None:
        for _ in found:
            pass
    else:
        _write(job.out, _copied(job, source, found, tag))
    return report


def _opened(batch: Batch[Portion]) -> Source:
    if isinstance(batch.of.outcome, UsageError):
        raise batch.of.outcome
    return batch.of.outcome


def _found(looked: Looked, report: FileReport, progress: Progress) -> Iterator[tuple[Cell, Found]]:
    for batch, findings in looked:
        _opened(batch)
        for cell, found in zip(batch.cells, findings, strict=True):
            for finding in found:
                report.add(cell, finding)
            yield cell, found
        progress.at(batch.of.position)


def _copied(
    job: Job, source: Source, found: Iterator[tuple[Cell, Found]], tag: Tag
) -> Iterator[bytes]:
    """The copy; it is read beside the cells that are looked through, and they must be the same."""
    changed = UsageError(f"{job.path} was changed while it was read", "give the command again")

    def change(cell: Cell) -> list[Edit]:
        seen, findings = next(found, (None, ()))
        if seen is None or seen.text != cell.text:
            raise changed
        return [Edit(f.start, f.end, tag(f)) for f in findings]

    yield from source.copy(change)
    if next(found, None) is not None:
        raise changed


def _write(out: Path, content: Iterator[bytes]) -> None:
    """Write a copy, whole or not at all, and for its owner alone."""
    try:
        out.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write_whole(out, content)
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written ({error.strerror})", "name another folder with --out"
        ) from None


def _write_whole(out: Path, content: Iterator[bytes]) -> None:
    partial = out.with_name(f".{out.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.rename(out)
    finally:
        partial.unlink(missing_ok=True)
