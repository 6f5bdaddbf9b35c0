"""The options of a command line that name an MLflow store; imports nothing heavy, for `--help`."""

from __future__ import annotations

import argparse


def add_store_options(parser: argparse.ArgumentParser) -> None:
    """Add `--tracking-uri` and `--experiment`."""
    parser.add_argument(
        "--tracking-uri",
        metavar="URI",
        help="a server's address or a database, such as sqlite:///runs/mlflow.db "
        "(default: where the run was to be logged, else the configured store)",
    )
    parser.add_argument("--experiment", metavar="NAME", help="MLflow's experiment")
