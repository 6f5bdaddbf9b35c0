"""`python -m govllm.redact RUN OUT`: a copy for third parties without texts, or one text of it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode


def redact(arguments: Sequence[str]) -> ExitCode:
    """Write what the arguments ask for."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm import canonical
    from govllm.evidence import redaction
    from govllm.evidence.folder import RunFolder

    folder = RunFolder(given.run)
    if not folder.is_recorded():
        raise UsageError(f"{folder.path} holds no finished run", "name a finished run's folder")
    if given.disclose is None:
        rows = redaction.redact(folder, RunFolder(given.out))
        print(f"{given.out}  {rows} rows without texts; check it with python -m govllm.verify")
    else:
        task, sample = given.disclose
        if given.out.exists():
            raise UsageError(f"{given.out} is there already", "name a file that is not")
        canonical.write_json(given.out, redaction.disclosure(folder, (task, sample, given.epoch)))
        print(f"{given.out}  the texts of {task} {sample}, with what proves them")
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.redact",
        description="Copy a finished run for third parties with every text replaced by its salted "
        "digest: the copy still verifies. With --disclose, write the texts of one sample instead, "
        "which whoever has the copy can check against it.",
        epilog="examples:\n"
        "  python -m govllm.redact runs/candidate-may for-the-auditor\n"
        "  python -m govllm.redact runs/candidate-may sample.json --disclose hotline/dispatch ID\n"
        "  python -m govllm.verify for-the-auditor --key signing.pub --disclosed sample.json",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument("out", type=Path, help="a new folder; with --disclose, a new file")
    parser.add_argument(
        "--disclose", nargs=2, metavar=("TASK", "SAMPLE"), help="the sample whose texts to write"
    )
    parser.add_argument("--epoch", type=int, default=0, help="of that sample (default: 0)")
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: redact(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
