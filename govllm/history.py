"""`python -m govllm.history NAME`: who approved which version when, on which evidence."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode

if TYPE_CHECKING:
    from govllm.tracking.registry import Version


def history(arguments: Sequence[str]) -> ExitCode:
    """Print the history of the model that the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.tracking.choose import chosen_store
    from govllm.tracking.registry import versions_of
    from govllm.tracking.session import session

    store = chosen_store(None, given.tracking_uri, given.experiment)
    with session(store) as client:
        versions = versions_of(client, given.name)
    if not versions:
        raise UsageError(
            f"no model is registered as {given.name!r}", "python -m govllm.register registers one"
        )
    if given.json:
        print(json.dumps([asdict(v) for v in versions], ensure_ascii=False, indent=1))
    else:
        print("\n".join(line for version in versions for line in _lines(version)))
    return ExitCode.PASS


def _lines(version: Version) -> Iterator[str]:
    from govllm.tracking.registry import moment

    def tag(name: str) -> str:
        return version.tags.get(name, "?")

    yield f"{version.name} {version.number}  {_state(version)}"
    yield f"  {moment(version.created_ms)}  {tag('approved_by')}: {tag('reason')}"
    yield (
        f"  {tag('verdict')}, profile {tag('profile')} ({tag('use')}), waivers {tag('waivers')}, "
        f"evidence {tag('evidence')} until {tag('evidence_expires')}"
    )
    yield f"  statement {tag('statement_sha256')}, weights {tag('weights_sha256')}"
    if version.revoked:
        yield f"  revoked {tag('revoked_at')} {tag('revoked_by')}: {tag('revoked_reason')}"


def _state(version: Version) -> str:
    if version.revoked:
        return "已撤销 revoked"
    return "现行 approved" if version.current else "已替换 replaced"


def _parser() -> argparse.ArgumentParser:
    from govllm.tracking.options import add_store_options

    parser = argparse.ArgumentParser(
        prog="python -m govllm.history",
        description="List a registered model's versions: approved when, by whom, on which "
        "evidence, and what was revoked.",
        epilog="example: python -m govllm.history hotline",
    )
    parser.add_argument("name", help="of the registered model")
    parser.add_argument("--json", action="store_true", help="as JSON")
    add_store_options(parser)
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: history(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
