"""A caller's script: what he can tell, how questions about it are recognised, what he says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from govllm.domain import Sample

Role = Literal["needed", "optional", "idle", "told"]


@dataclass(frozen=True, slots=True)
class Slot:
    """One thing that a caller can tell.

    Attributes:
        name: unique in its script.
        role: needed (nobody has said it and the answer hangs on it); optional (it may be asked for:
            whether the answer hangs on it shows only once something else is known); idle (the
            answer does not hang on it); told (the caller's opening words say it).
        patterns: regular expressions; a question that one of them is found in asks for this. They
            are looked for in lower case, without spaces, full-width signs made half-width.
        asks: an example of such a question.
        reply: what the caller says to it.
    """

    name: str
    role: Role
    patterns: tuple[str, ...]
    asks: str
    reply: str


@dataclass(frozen=True, slots=True)
class Script:
    """What a caller can tell and what he says to anything else.

    Attributes:
        unknown: to questions about anything else, one after the other.
        unclear: to messages that neither ask nor answer, likewise.
    """

    slots: tuple[Slot, ...]
    unknown: tuple[str, ...]
    unclear: tuple[str, ...]

    @property
    def needed(self) -> tuple[Slot, ...]:
        """What has to be asked before there can be an answer."""
        return tuple(slot for slot in self.slots if slot.role == "needed")


def script_of(sample: Sample) -> Script:
    """The script in a dialogue's target, which has been checked."""
    target: Mapping[str, Any] = sample.target
    rows: Sequence[Mapping[str, Any]] = target["slots"]
    return Script(
        tuple(
            Slot(row["name"], row["role"], tuple(row["patterns"]), row["asks"], row["reply"])
            for row in rows
        ),
        tuple(target["unknown"]),
        tuple(target["unclear"]),
    )
