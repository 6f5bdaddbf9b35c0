"""`python -m govllm.track RUN`: log a finished run to MLflow, later or again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.evidence.folder import RunFolder
from govllm.exits import ExitCode


def log(arguments: Sequence[str]) -> ExitCode:
    """Log the run that the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.tracking.choose import chosen_store
    from govllm.tracking.record import read_plan
    from govllm.tracking.track import log_run

    folder = RunFolder(given.run)
    read_plan(folder)
    store = chosen_store(folder, given.tracking_uri, given.experiment)
    with folder.locked():
        log_run(folder, store, lambda line: print(line), given.traces)
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    from govllm.tracking.options import add_store_options

    parser = argparse.ArgumentParser(
        prog="python -m govllm.track",
        description="Log a finished run to MLflow. Logging it again doubles nothing.",
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument(
        "--traces", type=int, default=10, metavar="N", help="answers of each kind and gate (10)"
    )
    add_store_options(parser)
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: log(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
