"""`python -m govllm.keys new DIR`: make a pair of keys to sign evidence and decisions with."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.exits import ExitCode


def make(arguments: Sequence[str]) -> ExitCode:
    """Make what the arguments name."""
    given = _parser().parse_args(arguments)
    from govllm.evidence.keys import PASSPHRASE, PRIVATE, PUBLIC, new_pair, passphrase

    secret = passphrase()
    public = new_pair(given.folder, secret)
    print(f"{given.folder / PRIVATE}  keep it to yourself")
    print(f"{given.folder / PUBLIC}  give it to whoever verifies")
    print(f"fingerprint {public.key_id}")
    if secret is None:
        print(f"not encrypted: set {PASSPHRASE} to encrypt the next one", file=sys.stderr)
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.keys",
        description="Make a pair of ed25519 keys. Its passphrase is taken from the environment "
        "variable GOVLLM_KEY_PASSPHRASE; without one the private key is not encrypted.",
        epilog="example: GOVLLM_KEY_PASSPHRASE=… python -m govllm.keys new keys",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="write signing.key and signing.pub")
    new.add_argument("folder", type=Path, metavar="DIR", help="a folder that holds no keys yet")
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: make(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
