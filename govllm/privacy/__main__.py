"""`python -m govllm.privacy scan|mask FILES`: personal data in a bureau's own files."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.errors import GovllmError, UsageError, nearest
from govllm.exits import ExitCode
from govllm.privacy.classes import CLASSES
from govllm.privacy.files import (
    FileReport,
    by_class,
    expand,
    mask_file,
    pseudonyms,
    scan_file,
)


def privacy(arguments: Sequence[str]) -> ExitCode:
    """Do what the arguments name. A file that cannot be read is named, and the others go on."""
    given = _parser().parse_args(arguments)
    kinds = _kinds(given.kinds)
    tag = pseudonyms() if given.command == "mask" and given.pseudonyms else by_class
    reports, broken = [], 0
    for path in expand(given.files):
        began = time.monotonic()
        try:
            if given.command == "scan":
                report = scan_file(path, kinds)
            else:
                report = mask_file(path, given.out / path.name, kinds, tag)
        except GovllmError as error:
            broken += 1
            print(f"govllm: {error}", file=sys.stderr)
            continue
        _progress(report, time.monotonic() - began)
        reports.append(report)
        print("\n".join(_lines(report)), flush=True)
    if given.json is not None:
        rows = [report.as_dict() for report in reports]
        given.json.write_text(json.dumps(rows, ensure_ascii=False, indent=2) + "\n", "utf-8")
    if broken:
        return ExitCode.USAGE
    found = any(report.counts for report in reports)
    return ExitCode.FAIL if given.command == "scan" and found else ExitCode.PASS


def _kinds(given: str | None) -> tuple[str, ...]:
    if given is None:
        return tuple(CLASSES)
    for name in given.split(","):
        if name not in CLASSES:
            raise UsageError(f"unknown class {name!r}", nearest(name, CLASSES))
    return tuple(given.split(","))


def _progress(report: FileReport, seconds: float) -> None:
    speed = report.size / 1e6 / max(seconds, 1e-6)
    print(
        f"govllm: {report.path} read, {report.size / 1e6:.2f} MB in {seconds:.1f} s "
        f"({speed:.2f} MB/s)",
        file=sys.stderr,
        flush=True,
    )


def _lines(report: FileReport) -> list[str]:
    lines = [f"{report.path}: {report.counts.total()} found"]
    for kind, count in report.counts.most_common():
        title, places = CLASSES[kind].title, ", ".join(report.places[kind])
        lines.append(f"  {count:6}  {title.zh} {title.en}  {report.examples[kind]}  ({places})")
    return lines


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.privacy",
        description="Find personal data in text, CSV, TSV, JSON and JSONL files, or write copies "
        "without it. Values are shown by their ends alone. Exit code: 0 nothing found (or copies "
        "written), 1 something found, 2 a file could not be read.",
        epilog="examples:\n"
        "  python -m govllm.privacy scan tickets.csv letters/\n"
        "  python -m govllm.privacy mask tickets.csv --out masked --pseudonyms",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    look = commands.add_parser("scan", help="report what the files hold")
    copy = commands.add_parser("mask", help="write masked copies")
    for command in (look, copy):
        command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="files or folders")
        command.add_argument("--kinds", metavar="A,B", help="these classes alone (default: all)")
        command.add_argument("--json", type=Path, metavar="OUT", help="the report as JSON too")
    copy.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder of the copies")
    copy.add_argument(
        "--pseudonyms", action="store_true", help="the same value gets the same tag, as 〔姓名1〕"
    )
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: privacy(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
