"""`python -m govllm.verify RUN`: is a run's evidence whole, and who vouches for it?"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode

if TYPE_CHECKING:
    from govllm.evidence.verify import Verification


def check(arguments: Sequence[str]) -> ExitCode:
    """Verify the run that the arguments name, and say what was found."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.trust import trusted_keys
    from govllm.evidence.verify import verify

    folder = RunFolder(given.run)
    if not folder.path.is_dir():
        raise UsageError(f"{folder.path} is no folder", "name a run's folder")
    if not any(path.exists() for path in (folder.plan, folder.digests, folder.statement)):
        raise UsageError(f"{folder.path} holds no evidence", "name the folder of a finished run")
    found = verify(folder, trusted_keys(folder, given.key))
    if given.rescore:
        from govllm.rescore import rescore

        finding = rescore(folder, given.evalsets, given.task_path, given.include_path)
        found = replace(found, findings=(*found.findings, finding))
    if given.disclosed is not None:
        from govllm.evidence.verify import verify_disclosure

        finding = verify_disclosure(folder, given.disclosed)
        found = replace(found, findings=(*found.findings, finding))
    print("\n".join(_lines(found)))
    accepted = found.trusted or (found.intact and not found.signed and given.allow_unsigned)
    return ExitCode.PASS if accepted else ExitCode.FAIL


def _lines(found: Verification) -> list[str]:
    from govllm.evidence.verify import CHECKS

    lines = []
    for finding in found.findings:
        title = CHECKS[finding.check]
        lines.append(f"{'ok   ' if finding.holds else 'FAULT'} {title.zh} · {title.en}")
        lines += [f"      {fault}" for fault in finding.faults]
    if found.trusted:
        word = f"evidence: intact, signed by {found.signed_by}"
    elif not found.intact:
        word = "evidence: NOT INTACT"
    elif found.signed:
        word = "evidence: intact, but signed by nobody trusted"
    else:
        word = "evidence: intact but unsigned"
    return [*lines, word, f"its verdict: {found.verdict} (scope: {found.scope})"]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.verify",
        description="Verify a run's evidence offline, from its folder alone. Exit code 0: intact "
        "and signed by a trusted key; 1: not so.",
        epilog="example: python -m govllm.verify runs/candidate-may --key signing.pub --rescore",
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument(
        "--key", type=Path, action="append", default=[], metavar="PUB",
        help="a trusted public key; may be given several times (default: the keys that the "
        "profile of the same name on this machine trusts, if it is the one of the run)",
    )  # fmt: skip
    parser.add_argument(
        "--allow-unsigned", action="store_true", help="accept evidence that nobody signed"
    )
    parser.add_argument(
        "--rescore", action="store_true",
        help="score the answers anew and compare scores, metrics, verdict and scorecard",
    )  # fmt: skip
    parser.add_argument(
        "--disclosed", type=Path, metavar="FILE",
        help="texts that python -m govllm.redact --disclose wrote: check them against the journal",
    )  # fmt: skip
    parser.add_argument("--evalsets", metavar="DIR", help="eval sets to rescore with")
    parser.add_argument(
        "--task-path", type=Path, metavar="DIR", help="folder of the run's own task"
    )
    parser.add_argument(
        "--include-path", metavar="DIR", help="folder of the run's own lm-eval tasks"
    )
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: check(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
