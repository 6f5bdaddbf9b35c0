"""`python -m govllm.privacy scan|mask FILES`: personal data in a bureau's own files."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path

from govllm import canonical
from govllm.config.cli import guarded
from govllm.errors import UsageError, nearest
from govllm.exits import ExitCode
from govllm.privacy.bureau.files import Job, Portion, expand, look_through, portions
from govllm.privacy.bureau.formats.registry import READ
from govllm.privacy.bureau.progress import Progress
from govllm.privacy.bureau.report import FileReport, summary
from govllm.privacy.bureau.tags import STYLES, Tag, by_class
from govllm.privacy.bureau.workers import Batch, Found, found_in
from govllm.privacy.classes import CLASSES
from govllm.privacy.ner import load_finder


def privacy(arguments: Sequence[str]) -> ExitCode:
    """Do what the arguments name. A file that cannot be read is named, and the others go on."""
    given = _parser().parse_args(arguments)
    copying = given.command == "mask"
    jobs = _jobs(given.files, given.out if copying else None)
    tag = STYLES[given.style]() if copying else by_class
    if given.ner is not None:
        load_finder(given.ner)
    looked = found_in(portions(jobs), _kinds(given.kinds), given.jobs, given.ner)
    reports = list(_reports(jobs, looked, tag))
    read = [report for report in reports if report is not None]
    broken = len(reports) - len(read)
    if len(jobs) > 1:
        print("\n".join(summary(read, broken)))
    if given.json is not None:
        _write_json(given.json, read)
    if broken:
        return ExitCode.USAGE
    found = any(report.counts for report in read)
    return ExitCode.FAIL if found and not copying else ExitCode.PASS


def _jobs(files: Sequence[Path], out: Path | None) -> list[Job]:
    jobs, passed = expand(files, out)
    if passed:
        kinds = ", ".join(f"{n} {ending}" for ending, n in sorted(passed.items()))
        print(f"govllm: passed over in folders, not looked into: {kinds}", file=sys.stderr)
    if not jobs:
        raise UsageError("no file that could be looked into", f"readable are {', '.join(READ)}")
    return jobs


def _reports(
    jobs: Sequence[Job], looked: Generator[tuple[Batch[Portion], list[Found]], None, None], tag: Tag
) -> Iterator[FileReport | None]:
    """The report of every file, None for one that could not be read; each is told at once."""
    sizes = [job.path.stat().st_size for job in jobs]
    # Closed whatever happens: it has processes.
    with closing(looked), Progress(sum(sizes)) as progress:
        for job, batches in groupby(looked, key=lambda row: row[0].of.job):
            try:
                report = look_through(job, batches, tag, progress)
            except UsageError as error:
                progress.say(f"govllm: {error}", to_errors=True)
                yield None
            else:
                _tell(report, progress)
                yield report
            progress.file_done(sizes[job.number])


def _tell(report: FileReport, progress: Progress) -> None:
    progress.say("\n".join(report.lines()))
    for part in report.unread:
        progress.say(f"govllm: warning: {report.path}: {part}", to_errors=True)


def _write_json(path: Path, reports: Sequence[FileReport]) -> None:
    rows = [report.as_dict() for report in reports]
    try:
        canonical.write_atomic(path, json.dumps(rows, ensure_ascii=False, indent=2) + "\n")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be written ({error.strerror})", "name another --json"
        ) from None


def _kinds(given: str | None) -> tuple[str, ...]:
    if given is None:
        return tuple(CLASSES)
    for name in given.split(","):
        if name not in CLASSES:
            raise UsageError(f"unknown class {name!r}", nearest(name, CLASSES))
    return tuple(given.split(","))


def _processes(given: str) -> int:
    if not given.isdigit() or int(given) < 1:
        raise argparse.ArgumentTypeError("a number of processes, one at least")
    return int(given)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.privacy",
        description="Find personal data in text, CSV, TSV, JSON, JSONL, XLSX and DOCX files, or "
        "write copies without it. Values are shown by their ends alone. Exit code: 0 nothing found "
        "(or copies written), 1 something found, 2 a file could not be read, 4 stopped.",
        epilog="examples:\n"
        "  python -m govllm.privacy scan tickets.xlsx letters/\n"
        "  python -m govllm.privacy mask tickets.csv --out masked --style pseudonym\n"
        "  python -m govllm.privacy scan letters/ --kinds name --ner spacy:zh_core_web_trf",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    look = commands.add_parser("scan", help="report what the files hold")
    copy = commands.add_parser("mask", help="write masked copies")
    for command in (look, copy):
        command.add_argument(
            "files",
            nargs="+",
            type=Path,
            metavar="FILE",
            help=f"files ({', '.join(READ)}) or folders of them",
        )
        command.add_argument("--kinds", metavar="A,B", help="these classes alone (default: all)")
        command.add_argument("--json", type=Path, metavar="OUT", help="the report as JSON too")
        command.add_argument(
            "--jobs",
            type=_processes,
            default=len(os.sched_getaffinity(0)),
            metavar="N",
            help="processes that look through files (default: one for each CPU)",
        )
        command.add_argument(
            "--ner",
            metavar="MODEL",
            help="a library's model of names beside the rules: spacy:MODEL, or MODULE:FUNCTION",
        )
    copy.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the copies")
    copy.add_argument(
        "--style",
        choices=list(STYLES),
        default="tag",
        help="what stands for a value: its class, 〔手机号〕; a pseudonym that is the same for the "
        "same value, 〔手机号1〕; or a part of it, 138******** (default: tag)",
    )
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(
        lambda: privacy(sys.argv[1:]), "copies that are there are whole; the others are not begun"
    )


if __name__ == "__main__":
    sys.exit(main())
