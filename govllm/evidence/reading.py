"""A run's documents in memory, with the look-ups that pages for readers need."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from govllm import canonical
from govllm.evidence.folder import RunFolder
from govllm.governance.judged import JUDGE_TASK, SPECS, STATEMENTS
from govllm.plan.roots import journal_root

Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a run's folder says of it, texts of answers aside.

    Attributes:
        sealed: `plan.json`; plan: its content; plan_sha256: of the file as it lies there.
        verdict, metrics: the documents of these names.
    """

    sealed: Document
    plan_sha256: str
    verdict: Document
    metrics: Document

    @property
    def plan(self) -> Document:
        plan: Document = self.sealed["content"]
        return plan

    @property
    def journal_root(self) -> str:
        """What the journal's first row links to."""
        return journal_root(self.plan, self.plan_sha256)

    @property
    def policy(self) -> Document:
        policy: Document = self.plan["profile"]["policy"]
        return policy

    @property
    def n_errored(self) -> int:
        """Samples of the whole run that have no score."""
        first = {m["task"]: m["n_errored"] for m in reversed(self.metrics["metrics"])}
        return sum(first.values())

    def task(self, name: str) -> Document | None:
        """The plan's record of a task; None where this run left it out."""
        return next((t for t in self.plan["tasks"] if t["id"] == name), None)

    def spec(self, task: str, metric: str) -> Document | None:
        """A metric's declaration."""
        if task == JUDGE_TASK:
            known = {**SPECS, STATEMENTS.name: STATEMENTS}.get(metric)
            return None if known is None else asdict(known)
        record = self.task(task)
        specs: Sequence[Document] = () if record is None else record["metrics"]
        return next((s for s in specs if s["name"] == metric), None)

    def metric(self, task: str, name: str, part: str = "") -> Document | None:
        """A measured metric, of the whole task or of one of its slices."""
        if task == JUDGE_TASK:
            return self._of_judge(name)
        found: Sequence[Document] = self.metrics["slices" if part else "metrics"]
        wanted = (task, name, part)
        return next((m for m in found if (m["task"], m["name"], m["slice"]) == wanted), None)

    def _of_judge(self, name: str) -> Document | None:
        section = self.metrics["judge"]
        if section is None:
            return None
        rows: Sequence[Document] = [*section["metrics"], *filter(None, [section["statements"]])]
        return next((row for row in rows if row["name"] == name), None)

    def gate_policy(self, gate: str) -> Document:
        """A gate as the profile states it."""
        return next(g for g in self.policy["gates"] if g["id"] == gate)


def read_run(folder: RunFolder) -> Reading:
    """Read a judged run's plan, verdict and metrics."""
    return Reading(
        canonical.read_json(folder.plan),
        canonical.file_digest(folder.plan),
        canonical.read_json(folder.verdict),
        canonical.read_json(folder.metrics),
    )


def best_of(spec: Document) -> float:
    """The best value of a declared metric."""
    return float(spec["high"] if spec["direction"] == "higher" else spec["low"])
