"""`python -m govllm.waive RUN`: take the risk of a failed gate, in one's own name, for a time."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.errors import UsageError, nearest
from govllm.exits import ExitCode


def waive(arguments: Sequence[str]) -> ExitCode:
    """Write the waiver that the arguments describe."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm import canonical
    from govllm.evidence.decisions import append_decision, decide, moment_of
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.keys import optional_key

    folder = RunFolder(given.run)
    try:
        moment_of(given.expires)
    except ValueError:
        raise UsageError(
            f"--expires {given.expires!r} is no day", "write it as 2027-03-31"
        ) from None
    key = optional_key(given.sign)
    if not folder.verdict.is_file():
        raise UsageError(f"{folder.path} holds no verdict", "name the folder of a finished run")
    gates = canonical.read_json(folder.verdict)["gates"]
    failed = [gate["id"] for gate in gates if gate["verdict"] == "fail"]
    if given.gate not in failed:
        mend = nearest(given.gate, failed) if failed else "no gate of this run failed"
        raise UsageError(f"{given.gate!r} is no failed gate of this run", mend)
    record = decide(
        "waiver", folder, given.by, given.reason, key, gate=given.gate, expires=given.expires
    )
    out = given.out or folder.decisions / "waivers.json"
    append_decision(out, record)
    print(f"{out}  {'signed' if key else 'not signed'}")
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.waive",
        description="Waive a failed gate of a run: for this evaluation of this candidate alone, "
        "until a date. The file is what `python -m govllm.gate RUN --waivers FILE` reads.",
        epilog="example: python -m govllm.waive runs/candidate-may --gate ticket-form --by 李敏 "
        "--reason '前端会重排格式' --expires 2027-03-31 --sign keys/signing.key",
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument("--gate", required=True, metavar="ID", help="the failed gate")
    parser.add_argument("--by", required=True, metavar="WHO", help="who takes the risk")
    parser.add_argument("--reason", required=True, metavar="WHY", help="why it is taken")
    parser.add_argument("--expires", required=True, metavar="DATE", help="its last day")
    parser.add_argument("--sign", type=Path, metavar="KEY", help="private key of whoever waives")
    parser.add_argument(
        "--out", type=Path, metavar="FILE",
        help="file to add the waiver to (default: decisions/waivers.json in the run's folder)",
    )  # fmt: skip
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: waive(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
