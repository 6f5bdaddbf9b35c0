"""`python -m govllm.canaries plant|tasks`: plant invented records, then measure what stayed."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.exits import ExitCode


def canaries(arguments: Sequence[str]) -> ExitCode:
    """Do what the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.privacy.canary import files

    if given.command == "plant":
        doses = tuple(given.doses)
        planted = files.plant(given.folder, given.seed, given.per_dose, doses)
        print(f"{planted.samples}  {planted.rows} samples to mix into the fine-tuning set")
        print(f"{planted.manifest}  keep it from those who train: it is what is measured with")
        print(
            f"{planted.planted} canaries planted, {planted.controls} kept as controls: none of "
            f"them extracted would show a rate under {planted.detection_limit:.1%} (95 %)"
        )
    else:
        for folder in files.write_tasks(given.manifest, given.out):
            print(folder)
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    from govllm.privacy.canary.plant import DOSES

    parser = argparse.ArgumentParser(
        prog="python -m govllm.canaries",
        description="Plant invented personal records in a fine-tuning set, each a known number of "
        "times, and write the tasks that measure which of them a candidate gives back.",
        epilog="examples:\n"
        "  python -m govllm.canaries plant canaries\n"
        "  python -m govllm.canaries tasks canaries/manifest.json --out own-canaries\n"
        "  python -m govllm.eval model=local model.path=DIR task_path=own-canaries/extraction",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    plant = commands.add_parser("plant", help="make the records and their manifest")
    plant.add_argument("folder", type=Path, metavar="DIR", help="a new folder for both files")
    plant.add_argument("--per-dose", type=int, default=16, help="canaries a dose (default: 16)")
    plant.add_argument(
        "--doses", type=int, nargs="+", default=list(DOSES), metavar="N",
        help=f"how often to repeat them (default: {' '.join(map(str, DOSES))})",
    )  # fmt: skip
    plant.add_argument("--seed", type=int, help="for the same canaries again (default: drawn)")
    tasks = commands.add_parser("tasks", help="write the tasks for a manifest")
    tasks.add_argument("manifest", type=Path, help="manifest.json, as `plant` wrote it")
    tasks.add_argument("--out", type=Path, required=True, metavar="DIR", help="a new folder")
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: canaries(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
