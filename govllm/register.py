"""`python -m govllm.register RUN`: approve a candidate, or be told why it cannot be."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from govllm.config.cli import guarded
from govllm.exits import ExitCode


def register(arguments: Sequence[str]) -> ExitCode:
    """Register the run that the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.evidence.admission import known_weights
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.keys import optional_key
    from govllm.evidence.standing import standing_of
    from govllm.evidence.trust import trusted_keys
    from govllm.tracking.choose import chosen_store
    from govllm.tracking.registration import Approval, faults_of, register_run
    from govllm.tracking.session import session

    folder = RunFolder(given.run)
    approval = Approval(given.name, given.by, given.reason, optional_key(given.sign))
    standing = standing_of(folder, trusted_keys(folder, given.key), given.waivers)
    store = chosen_store(folder, given.tracking_uri, given.experiment)
    weights = given.weights or known_weights(folder)
    with folder.locked(), session(store) as client:
        faults = faults_of(client, store, standing, approval, weights, datetime.now(UTC))
        if faults:
            print("\n".join(faults))
            print(f"REFUSED {folder.path}")
            return _code(standing.verdict)
        version = register_run(client, store, standing, approval)
    print(f"APPROVED {version.name} version {version.number}, alias approved")
    return ExitCode.PASS


def _code(verdict: object) -> ExitCode:
    """A refusal never ends as a pass does; where the verdict itself forbids it, by its code."""
    code = getattr(verdict, "exit_code", ExitCode.FAIL)
    return ExitCode.FAIL if code is ExitCode.PASS else ExitCode(code)


def _parser() -> argparse.ArgumentParser:
    from govllm.tracking.options import add_store_options

    parser = argparse.ArgumentParser(
        prog="python -m govllm.register",
        description="Register a run's candidate in MLflow and move the alias `approved` to it. "
        "Refused without intact evidence by a trusted key, a verdict of pass (or valid waivers), "
        "complete scope, the very weights on disk, and evidence young enough.",
        epilog="example: python -m govllm.register runs/candidate-may --name hotline --by 李敏 "
        "--reason '第三季度评审通过' --key keys/signing.pub",
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument("--name", required=True, help="of the registered model")
    parser.add_argument("--by", required=True, metavar="WHO", help="who approves")
    parser.add_argument("--reason", required=True, metavar="WHY", help="why")
    parser.add_argument(
        "--key", type=Path, action="append", default=[], metavar="PUB",
        help="a trusted public key; may be given several times",
    )  # fmt: skip
    parser.add_argument("--waivers", type=Path, metavar="FILE", help="waivers to apply")
    parser.add_argument(
        "--weights", type=Path, metavar="DIR",
        help="the candidate's checkpoint (default: where it lay when it was evaluated)",
    )  # fmt: skip
    parser.add_argument("--sign", type=Path, metavar="KEY", help="private key of the approver")
    add_store_options(parser)
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: register(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
