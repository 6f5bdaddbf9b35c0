"""`python -m govllm.gate`: one exit code for CI and for deployment."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode


def gate(arguments: Sequence[str]) -> ExitCode:
    """Decide on the run, or on the registered model, that the arguments name."""
    given = _parser().parse_args(arguments)
    if (given.run is None) == (given.registered is None):
        raise UsageError("name a run's folder or --registered NAME@approved", "see --help")
    if given.registered is not None:
        if given.weights is None:
            raise UsageError("--registered needs the weights", "add --weights DIR")
        return _deployment(given)
    return _run(given)


def _run(given: argparse.Namespace) -> ExitCode:
    """The verdict, waivers applied; evidence that is not intact decides nothing."""
    # Imported here so that `--help` answers at once.
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.scorecard import write_amended
    from govllm.evidence.standing import standing_of
    from govllm.evidence.trust import trusted_keys

    folder = RunFolder(given.run)
    found = standing_of(folder, trusted_keys(folder, given.key), given.waivers)
    if found.verdict is None:
        print("\n".join(f"evidence: {fault}" for fault in found.verification.faults()))
        print("BROKE evidence is not intact")
        return ExitCode.BROKE
    for check in found.waivers:
        print(f"waiver of {check.gate}: {check.fault or 'counts'}")
    for reason in found.verdict.reasons:
        print(f"{reason['zh']} · {reason['en']}")
    if given.waivers is not None:
        print(f"scorecard with waivers: {write_amended(found)}")
    suffix = " with waivers" if found.passes and found.waived else ""
    print(f"{found.verdict.verdict.upper()}{suffix} {folder.path}")
    return found.verdict.exit_code


def _deployment(given: argparse.Namespace) -> ExitCode:
    from govllm.tracking.choose import chosen_store
    from govllm.tracking.deployment import deployment_faults
    from govllm.tracking.session import session

    store = chosen_store(None, given.tracking_uri, given.experiment)
    with session(store) as client, tempfile.TemporaryDirectory() as scratch:
        faults = deployment_faults(
            client, given.registered, given.weights, given.key, Path(scratch), datetime.now(UTC)
        )
    print("\n".join(faults or [f"{given.registered} may run on {given.weights}"]))
    print("FAIL" if faults else "PASS")
    return ExitCode.FAIL if faults else ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    from govllm.tracking.options import add_store_options

    parser = argparse.ArgumentParser(
        prog="python -m govllm.gate",
        description="Decide by exit code: on a run (0 where its verdict is pass or every failed "
        "gate is validly waived), or on whether weights are those of a registered model whose "
        "evidence still verifies, has not expired and was not revoked.",
        epilog="examples: python -m govllm.gate runs/candidate-may --waivers waivers.json --key "
        "officer.pub; python -m govllm.gate --registered hotline@approved --weights /models/a",
    )
    parser.add_argument("run", type=Path, nargs="?", help="the run's folder")
    parser.add_argument("--waivers", type=Path, metavar="FILE", help="waivers to apply")
    parser.add_argument(
        "--key", type=Path, action="append", default=[], metavar="PUB",
        help="a trusted public key; may be given several times",
    )  # fmt: skip
    parser.add_argument("--registered", metavar="NAME@approved", help="a registered model")
    parser.add_argument("--weights", type=Path, metavar="DIR", help="the checkpoint to deploy")
    add_store_options(parser)
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: gate(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
