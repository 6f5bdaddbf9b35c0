"""Sealing: the plan is on disk, whole and hashed, before the first request."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.plan.environment import environment
from govllm.plan.plan import Plan
from govllm.plan.roots import journal_root


@dataclass(frozen=True, slots=True)
class Seal:
    """A sealed plan.

    Attributes:
        sha256: of `plan.json`; the journal's first link.
        run_id: of this run, unlike any other of the same plan.
        content: the plan's document.
    """

    sha256: str
    run_id: str
    content: dict[str, Any]

    @property
    def journal_root(self) -> str:
        """What the journal's first row links to."""
        return journal_root(self.content, self.sha256)

    @property
    def content_sha256(self) -> str:
        return canonical.digest(self.content)


def seal(plan: Plan, path: Path) -> Seal:
    """Write `plan.json` and return its seal."""
    document = {
        "run_id": uuid.uuid4().hex,
        "sealed_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "content_sha256": plan.content_sha256,
        # Beside the content: a run may go on with other flags of these, as they change no answer,
        # and on another machine.
        "flags": dict(plan.engine.flags),
        "environment": environment(),
        "content": plan.content,
    }
    canonical.write_json(path, document)
    return read_seal(path)


def read_seal(path: Path) -> Seal:
    """The seal of a plan that is on disk."""
    document = canonical.read_json(path)
    return Seal(canonical.file_digest(path), document["run_id"], document["content"])
