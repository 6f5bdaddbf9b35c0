"""The commands on finished runs that the READMEs show: what each needs first, and ends with."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from govllm import (
    canaries,
    compare,
    gate,
    history,
    labels,
    redact,
    refuse,
    register,
    rejudge,
    report,
    revoke,
    verify,
    waive,
)
from govllm.exits import ExitCode
from govllm.privacy.__main__ import privacy


def _canaries(words: Sequence[str]) -> ExitCode:
    """Tasks are written for what was planted before."""
    if words[0] == "tasks":
        canaries.canaries(["plant", str(Path(words[1]).parent)])
    return canaries.canaries(words)


def _privacy(words: Sequence[str]) -> ExitCode:
    """A bureau's own table lies there before; a scan that finds something exits as a gate does."""
    Path(words[1]).write_text("联系电话,事项\n13800002719,路灯不亮\n", encoding="utf-8")
    assert privacy(words) is (ExitCode.FAIL if words[0] == "scan" else ExitCode.PASS)
    return ExitCode.PASS


# By command: what must have been done before, and what it ends with.
WAIVE, REGISTER = "python -m govllm.waive ", "python -m govllm.register "
DECIDING: dict[str, tuple[Callable[[Sequence[str]], ExitCode], tuple[str, ...], ExitCode, str]] = {
    "verify": (verify.check, (), ExitCode.PASS, "evidence: intact, signed by"),
    "waive": (waive.waive, (), ExitCode.PASS, "waivers.json  signed"),
    "gate": (gate.gate, (WAIVE, REGISTER), ExitCode.PASS, "PASS"),
    "register": (register.register, (), ExitCode.PASS, "APPROVED hotline version 1"),
    "history": (history.history, (REGISTER,), ExitCode.PASS, "hotline 1  现行 approved"),
    "revoke": (revoke.revoke, (REGISTER,), ExitCode.PASS, "REVOKED hotline version 1"),
    "refuse": (refuse.refuse, (), ExitCode.PASS, "REFUSED runs/failed-may"),
    "report": (report.report, (), ExitCode.PASS, "report.docx"),
    # The office's runs have twenty samples a task, and the gates ask for 400.
    "rejudge": (rejudge.rejudge, (), ExitCode.INSUFFICIENT, "exploratory: never registrable"),
    # Logged by the registration, and nobody has looked at it yet.
    "labels": (labels.fetch, (REGISTER,), ExitCode.INSUFFICIENT, "nobody has labelled"),
    "redact": (redact.redact, (), ExitCode.PASS, "rows without texts"),
    "privacy": (_privacy, (), ExitCode.PASS, "tickets.csv: 1 found"),
    "canaries": (_canaries, (), ExitCode.PASS, "canaries"),
    # Twenty pairs cannot show so small a margin.
    "compare": (compare.compare, (), ExitCode.INSUFFICIENT, "更好 better"),
}


def name_of(command: str) -> str:
    """`verify` of `python -m govllm.verify …`."""
    found = re.match(r"python -m govllm\.(\w+)", command)
    return found[1] if found else ""
