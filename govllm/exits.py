"""Exit codes of every command: the one enum and the one mapping."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status says. Other people's CI scripts lean on these numbers."""

    PASS = 0
    FAIL = 1
    USAGE = 2
    INSUFFICIENT = 3
    BROKE = 4


# Where several apply the earlier one wins: a gate that fails is known to fail whatever else went
# wrong, and "insufficient" must never hide an error.
_PRECEDENCE = (
    ExitCode.FAIL,
    ExitCode.BROKE,
    ExitCode.USAGE,
    ExitCode.INSUFFICIENT,
    ExitCode.PASS,
)

_BY_VERDICT = {
    "pass": ExitCode.PASS,
    "fail": ExitCode.FAIL,
    "insufficient": ExitCode.INSUFFICIENT,
    "error": ExitCode.BROKE,
}


def worst(codes: Iterable[ExitCode]) -> ExitCode:
    """The code that stands for all of `codes`; of none at all it is `BROKE`: nothing ran."""
    given = set(codes)
    return next((code for code in _PRECEDENCE if code in given), ExitCode.BROKE)


def of_verdict(verdict: str) -> ExitCode:
    """The exit code of a verdict; an unknown word is `BROKE`, never a pass."""
    return _BY_VERDICT.get(verdict, ExitCode.BROKE)
