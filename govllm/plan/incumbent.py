"""The incumbent: the run that a profile's regression gates compare with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.client.journal import read_rows
from govllm.errors import JournalError, UsageError
from govllm.plan.roots import journal_root


@dataclass(frozen=True, slots=True)
class Incumbent:
    """A finished run, as the new plan names it.

    Attributes:
        scores: its `scores.parquet`.
        plan_sha256, scores_sha256: of its files.
        tasks: sha256 of every task it asked, by name.
    """

    scores: Path
    name: str
    plan_sha256: str
    scores_sha256: str
    weights_sha256: str | None
    tasks: dict[str, str]

    def sealed(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "plan_sha256": self.plan_sha256,
            "scores_sha256": self.scores_sha256,
            "weights_sha256": self.weights_sha256,
            "tasks": self.tasks,
        }


def read_incumbent(folder: Path) -> Incumbent:
    """Read a run that others are to be compared with, its journal's chain checked.

    Raises:
        UsageError: where the folder holds no finished run, or one that does not hang together.
    """
    plan, scores, verdict = (
        folder / name for name in ("plan.json", "scores.parquet", "verdict.json")
    )
    for path in (plan, scores, verdict):
        if not path.is_file():
            raise UsageError(
                f"incumbent: {folder} holds no {path.name}", "name the folder of a finished run"
            )
    sha256 = canonical.file_digest(plan)
    try:
        content = canonical.read_json(plan)["content"]
        if canonical.read_json(verdict)["plan_sha256"] != sha256:
            raise UsageError(f"incumbent: the verdict in {folder} was reached on another plan")
        journal = folder / "journal.jsonl"
        root = journal_root(content, sha256)
        for _ in read_rows(journal, root) if journal.exists() else ():
            pass
        return Incumbent(
            scores,
            content["candidate"]["name"],
            sha256,
            canonical.file_digest(scores),
            content["candidate"]["weights_sha256"],
            {task["id"]: task["sha256"] for task in content["tasks"]},
        )
    except JournalError as error:
        raise UsageError(f"incumbent: {error.what}", "its answers cannot be relied on") from None
    except (ValueError, LookupError, TypeError) as error:
        raise UsageError(f"incumbent: {folder} cannot be read ({error})") from None
