"""A judge's answers: what it is asked, and what the journal holds of what it said.

They stand in the run's own journal, behind the candidate's, under `judge/<task>`, so that they are
chained, masked, redacted and gone on with like these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from govllm.client.journal import read_rows
from govllm.tasks.requests import JUDGE, Request

_form = msgspec.json.Encoder(order="sorted").encode
_PART = 12  # hex digits of a key: a sample's prompts do not share them


@dataclass(frozen=True, slots=True)
class Judge:
    """Whom is asked, and how.

    Attributes:
        identity: what can change its answers: weights or address and name, engine, sampling.
        max_tokens: of one answer.
    """

    identity: Mapping[str, Any]
    max_tokens: int

    def key(self, prompt: str) -> str:
        """sha256 of everything that can change an answer."""
        counts = {"judge": dict(self.identity), "max_tokens": self.max_tokens, "prompt": prompt}
        return hashlib.sha256(_form(counts)).hexdigest()

    def request(self, place: tuple[str, str, int], prompt: str) -> Request:
        """A prompt about a sample, as it is asked."""
        task, sample, epoch = place
        key = self.key(prompt)
        sampling = {"temperature": 0.0, "top_p": 1.0, "max_tokens": self.max_tokens, "seed": 0}
        asked = ({"role": "user", "content": prompt},)
        part = int(key[:_PART], 16)
        return Request(f"{JUDGE}{task}", sample, epoch, part, "chat", asked, sampling, key)


@dataclass(frozen=True, slots=True)
class Said:
    """What a judge said to one prompt: a text, or why there is none."""

    text: str = ""
    error: str | None = None


def said_in(journal: Path, root: str, settled: bool = False) -> dict[str, Said]:
    """A judge's last word by key.

    Args:
        settled: leave out what failed for a reason that may have passed.

    Raises:
        JournalError: where the chain does not hold.
    """
    found: dict[str, Said] = {}
    for _, row in read_rows(journal, root) if journal.exists() else ():
        if not row["task"].startswith(JUDGE):
            continue
        if settled and row["error"] is not None and row["error"]["kind"] == "retriable":
            found.pop(row["key"], None)
        else:
            found[row["key"]] = _said(row)
    return found


def _said(row: Mapping[str, Any]) -> Said:
    if row["error"] is not None:
        return Said(error=row["error"]["code"])
    if row["finish"] == "length":
        return Said(error="cut")
    return Said(row["answer"])
