"""Errors that a person reads: what is wrong, where, and how to mend it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from pathlib import Path

from govllm.exits import ExitCode


class GovllmError(Exception):
    """Something went wrong that the user should read as one clear line, without a traceback.

    Args:
        what: the fault, in one sentence without a full stop.
        mend: what to do about it, likewise; empty where nothing useful can be said.
    """

    exit_code = ExitCode.BROKE

    def __init__(self, what: str, mend: str = "") -> None:
        super().__init__(f"{what}; {mend}" if mend else what)
        self.what = what
        self.mend = mend


class UsageError(GovllmError):
    """Wrong use or wrong configuration: the user's next move mends it (exit 2)."""

    exit_code = ExitCode.USAGE


class DeclarationError(UsageError):
    """A declared file (task, item, profile) is broken at a known place.

    Args:
        path: the file.
        line: 1-based line, or None where the file as a whole is meant.
        field: dotted path of the field at fault, or "".
    """

    def __init__(self, path: Path, line: int | None, field: str, what: str, mend: str = "") -> None:
        place = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{place}: {field + ': ' if field else ''}{what}", mend)
        self.path = path
        self.line = line
        self.field = field


class ServingError(GovllmError):
    """The candidate's server did not start, died, or cannot be reached (exit 4)."""


class SilenceError(GovllmError):
    """The candidate gave no answer at all for too long (exit 4)."""


class JournalError(GovllmError):
    """A journal's chain does not hold, or it belongs to another plan (exit 4)."""


def nearest(word: str, known: Iterable[str]) -> str:
    """A "did you mean" clause for a misspelt word; lists what is known where nothing is near."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return f"known: {', '.join(names)}" if names else "none are known"
