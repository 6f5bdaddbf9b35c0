"""`python -m govllm.revoke NAME@approved`: take an approval back."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode


def revoke(arguments: Sequence[str]) -> ExitCode:
    """Revoke the version that the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.keys import optional_key
    from govllm.tracking import registration
    from govllm.tracking.choose import chosen_store
    from govllm.tracking.registry import download_evidence, find_version
    from govllm.tracking.session import session

    key = optional_key(given.sign)
    store = chosen_store(None, given.tracking_uri, given.experiment)
    with session(store) as client, tempfile.TemporaryDirectory() as scratch:
        version = find_version(client, given.version)
        if version is None:
            raise UsageError(
                f"no version is registered as {given.version}",
                "name it as NAME@approved or NAME/NUMBER; python -m govllm.history NAME lists them",
            )
        if version.revoked:
            raise UsageError(f"{given.version} was revoked on {version.tags['revoked_at']} already")
        evidence = RunFolder(download_evidence(client, version.run_id, Path(scratch)))
        registration.revoke(client, version, evidence, given.by, given.reason, key)
    print(f"REVOKED {version.name} version {version.number}")
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    from govllm.tracking.options import add_store_options

    parser = argparse.ArgumentParser(
        prog="python -m govllm.revoke",
        description="Revoke an approved version: the deployment check then refuses its weights.",
        epilog="example: python -m govllm.revoke hotline@approved --by 李敏 --reason '投诉复核'",
    )
    parser.add_argument("version", metavar="NAME@approved", help="or NAME/NUMBER")
    parser.add_argument("--by", required=True, metavar="WHO", help="who revokes")
    parser.add_argument("--reason", required=True, metavar="WHY", help="why")
    parser.add_argument("--sign", type=Path, metavar="KEY", help="private key of whoever revokes")
    add_store_options(parser)
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: revoke(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
