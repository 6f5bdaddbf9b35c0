"""What of a run's texts may be shown: everything that leaves for a page, a table or a trace goes
through a veil. The journal keeps the texts as they came."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from govllm.characters import SPOKEN_DIGITS
from govllm.client.journal import TEXTS
from govllm.privacy.mask import mask

# Kinds of task whose texts hold planted records: there the detector is not relied on alone.
_PLANTED = frozenset({"leak", "exposure", "masking"})
# What a rule may not know for an identifier: a run of figures, or of figures in words.
_FIGURES = re.compile(rf"[0-9０-９](?:[ \-]?[0-9０-９Xx]){{4,}}|[{SPOKEN_DIGITS}]{{6,}}")

# A resident's number or a card with a slip in it has no check digit that holds, and an owner.
_LONG = re.compile(r"(?<![0-9])[0-9]{14,18}[0-9Xx](?![0-9])")

# An amount, a day, codes of labels (`K002, K017`): nothing personal has so few figures or letters
# in such an order, and most of what fields hold is of this kind. A test draws many and scans them.
_CODE = r"[A-Za-z]{1,2}[0-9]{1,3}(?:-[0-9])?"
_BARE = re.compile(
    r"-?[0-9]{1,6}(?:\.[0-9]{1,4})?|20[0-9]{2}-[01][0-9]-[0-3][0-9]"
    rf"|{_CODE}(?:(?:, |[、=]){_CODE})*"
)

# The same system prompt stands before every sample of a task.
_KEPT = 512


@dataclass(frozen=True, slots=True)
class Veil:
    """How texts of one run are shown.

    Attributes:
        reveal: as they are; the plan says so, and the scorecard says that the plan does.
        strict: tasks in which every run of five figures or more is masked too.
    """

    reveal: bool
    strict: frozenset[str]

    def text(self, task: str, text: str) -> str:
        """A text of this task as it may be shown: personal data replaced by its class."""
        if self.reveal:
            return text
        strict = task in self.strict
        return text if not strict and _BARE.fullmatch(text) else _veiled(text, strict)

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A journal row with its texts as they may be shown."""
        return {**row, **{k: self._of(row["task"], row[k]) for k in TEXTS if row.get(k)}}

    def _of(self, task: str, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(task, value)
        return [{**message, "content": self.text(task, message["content"])} for message in value]


def veil_of(plan: Mapping[str, Any]) -> Veil:
    """The veil that a plan's content asks for."""
    strict = frozenset(task["id"] for task in plan["tasks"] if task["kind"] in _PLANTED)
    return Veil(bool(plan["reveal"]), strict)


@lru_cache(maxsize=_KEPT)
def _veiled(text: str, strict: bool) -> str:
    return (_FIGURES if strict else _LONG).sub("〔号码〕", mask(text))
