"""`python -m govllm.refuse RUN`: put on record that a candidate is not approved, and why."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.exits import ExitCode


def refuse(arguments: Sequence[str]) -> ExitCode:
    """Record the refusal that the arguments describe."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.keys import optional_key
    from govllm.tracking.choose import chosen_store
    from govllm.tracking.registration import refuse_run
    from govllm.tracking.session import session

    folder, key = RunFolder(given.run), optional_key(given.sign)
    store = chosen_store(folder, given.tracking_uri, given.experiment)
    with folder.locked(), session(store) as client:
        path = refuse_run(client, store, folder, given.by, given.reason, key)
    print(f"REFUSED {folder.path}, on record in {path}")
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    from govllm.tracking.options import add_store_options

    parser = argparse.ArgumentParser(
        prog="python -m govllm.refuse",
        description="Put on record, beside its evidence and in MLflow, that a candidate is "
        "refused.",
        epilog="example: python -m govllm.refuse runs/candidate-may --by 李敏 --reason 派单有偏差",
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument("--by", required=True, metavar="WHO", help="who refuses")
    parser.add_argument("--reason", required=True, metavar="WHY", help="why")
    parser.add_argument("--sign", type=Path, metavar="KEY", help="private key of whoever refuses")
    add_store_options(parser)
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: refuse(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
