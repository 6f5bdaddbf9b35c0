"""`python -m govllm.track RUN`: log a finished run to MLflow, later or again."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.evidence.folder import RunFolder
from govllm.exits import ExitCode

if TYPE_CHECKING:
    from govllm.tracking.store import Store


def log(arguments: Sequence[str]) -> ExitCode:
    """Log the run that the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.tracking.record import read_plan
    from govllm.tracking.track import log_run

    folder = RunFolder(given.run)
    read_plan(folder)
    store = _store(folder, given.tracking_uri, given.experiment)
    with folder.locked():
        log_run(folder, store, lambda line: print(line))
    return ExitCode.PASS


def _store(folder: RunFolder, uri: str | None, experiment: str | None) -> Store:
    """The store that was asked for, else the one the run was planned for, else the configured."""
    from govllm.config.compose import composed
    from govllm.tracking.store import Store, noted_store, store_of

    settings = composed([])
    meant = noted_store(folder) or store_of(settings.tracking, settings.paths)
    default = settings.tracking.experiment if meant is None else meant.experiment
    uri = uri or (None if meant is None else meant.uri)
    if uri is None:
        raise UsageError("tracking is off in the configuration", "give --tracking-uri URI")
    return Store(uri, experiment or default)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.track",
        description="Log a finished run to MLflow. Logging it again doubles nothing.",
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument(
        "--tracking-uri",
        metavar="URI",
        help="a server's address or a database, such as sqlite:///runs/mlflow.db "
        "(default: where the run was to be logged, else the configured store)",
    )
    parser.add_argument("--experiment", metavar="NAME", help="MLflow's experiment")
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: log(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
