"""`python -m govllm.report RUN`: the run as a self-assessment that can be filed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode


def report(arguments: Sequence[str]) -> ExitCode:
    """Write the report of the run that the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.report import write_report

    folder = RunFolder(given.run)
    if not folder.is_recorded():
        raise UsageError(f"{folder.path} holds no finished run", "name a finished run's folder")
    out = given.out or folder.path / "report.docx"
    try:
        write_report(folder, out)
    except OSError as error:
        raise UsageError(
            f"{out} cannot be written ({error.strerror})", "name another --out"
        ) from None
    print(out)
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.report",
        description="Write report.docx: the run in the shape of a security self-assessment.",
        epilog="example: python -m govllm.report runs/candidate-may --out 自评估报告.docx",
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument(
        "--out", type=Path, metavar="FILE", help="(default: report.docx in the run's folder)"
    )
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: report(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
