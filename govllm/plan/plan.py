"""Making the plan: one readable document, fixed before the first request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import govllm
from govllm import canonical
from govllm.config.compose import policy_digest, policy_of, written_policy_digest
from govllm.config.schema import Settings
from govllm.domain import Sample, Task
from govllm.governance.controls import load_catalogue
from govllm.governance.gates import reachable
from govllm.governance.verdict import Scope
from govllm.plan.clauses import check_controls
from govllm.plan.environment import code_digest
from govllm.plan.incumbent import Incumbent, read_incumbent
from govllm.plan.policy import check_policy, replaced_tasks
from govllm.plan.select import PlannedTask, check_gates, is_narrowed, load_planned
from govllm.qualification.checks import checks_record
from govllm.qualification.detection import detector_record
from govllm.qualification.qualify import Qualification, qualify
from govllm.serving.provenance import Candidate
from govllm.serving.served import Engine
from govllm.tasks.requests import Request, requests_of

SCHEMA = "govllm-plan/1"


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be asked, of whom, how it is scored and which gates decide.

    Attributes:
        settings: as composed.
        candidate, engine: who answers.
        tasks: with their planned samples.
        scope: complete, partial or exploratory.
        qualification: one record a task.
        unreachable: ids of gates that even a perfect result could not pass.
        replaced: tasks that bear a shipped task's name and are not that task.
        incumbent: the run that regression gates compare with, or None.
        content: the document that is sealed.
    """

    settings: Settings
    candidate: Candidate
    engine: Engine
    tasks: tuple[PlannedTask, ...]
    scope: Scope
    qualification: tuple[Qualification, ...]
    unreachable: tuple[str, ...]
    replaced: tuple[str, ...]
    incumbent: Incumbent | None
    content: Mapping[str, Any]

    @property
    def content_sha256(self) -> str:
        """Equal for two runs exactly when they ask and decide the same."""
        return canonical.digest(self.content)

    @property
    def n_planned(self) -> int:
        return sum(p.n_planned for p in self.tasks)

    @property
    def n_requests(self) -> int:
        """Requests of the run; a conversation counts as one, since its length shows as it goes."""
        return sum(_requests_per_sample(p) for p in self.tasks)

    def identity(self) -> str:
        """Digest of the candidate, its engine and the flags that can change answers."""
        sealed = self.candidate.sealed()
        return canonical.digest(
            {
                "candidate": {
                    k: sealed[k]
                    for k in (
                        "name",
                        "weights_sha256",
                        "tokenizer_sha256",
                        "chat_template_sha256",
                        "config_sha256",
                    )
                },
                "engine": [self.engine.name, self.engine.version],
                "flags": dict(self.engine.answer_flags),
            }
        )

    def samples(self) -> Iterator[tuple[Task, Sample, int]]:
        """Every planned sample in every epoch, in the order of asking."""
        for planned in self.tasks:
            for epoch in range(planned.task.epochs):
                for sample in planned.items.read(planned.ordinals):
                    yield planned.task, sample, epoch

    def requests(self) -> Iterator[Request]:
        """Every request that hangs on no other's answer, made as it is drawn."""
        identity = self.identity()
        for task, sample, epoch in self.samples():
            yield from requests_of(task, sample, epoch, identity=identity, seed=self.settings.seed)


def make_plan(
    settings: Settings,
    candidate: Candidate,
    engine: Engine,
    judge: Mapping[str, Any] | None = None,
) -> Plan:
    """Resolve the settings into a plan.

    Args:
        judge: what is sealed of a judge, None where there is none.

    Raises:
        UsageError: for anything in configuration, tasks or items that is wrong, and for a task
            that does not qualify.
    """
    check_policy(settings.profile)
    planned = load_planned(settings)
    check_gates(settings, planned)
    catalogue = load_catalogue()
    check_controls(settings.profile, catalogue)
    incumbent = read_incumbent(Path(settings.incumbent)) if settings.incumbent else None
    qualification = tuple(qualify(p.task, p.items, settings.seed) for p in planned)
    for record in qualification:
        record.require()
    clusters = {p.task.id: _clusters(p) for p in planned}
    unreachable = tuple(
        gate.id
        for gate in settings.profile.gates
        for p in planned
        if gate.task == p.task.id
        and gate.kind == "threshold"
        and (spec := p.task.metric(gate.metric)) is not None
        and not reachable(gate.threshold, spec.worst, spec.best, clusters[gate.task])
    )
    written = written_policy_digest(settings.profile.name, settings.searched)
    replaced = replaced_tasks(settings, planned)
    scope: Scope = "exploratory" if replaced else _scope(settings, written)
    content = {
        "schema": SCHEMA,
        "code_version": govllm.__version__,
        "code_sha256": code_digest(),
        "seed": settings.seed,
        "limit": settings.limit,
        "scope": scope,
        "reveal": settings.evidence.reveal,
        "candidate": candidate.sealed(),
        "engine": engine.sealed(),
        "profile": {
            "policy": policy_of(settings.profile),
            "policy_sha256": policy_digest(settings.profile),
            "written_policy_sha256": written,
        },
        "replaced_tasks": list(replaced),
        "incumbent": incumbent.sealed() if incumbent else None,
        "supersedes": None,
        "controls": {
            "catalogue_sha256": catalogue.digest,
            "frameworks": {
                f.id: {"version": f.version, "edition": f.edition, "title": f.title.as_dict()}
                for f in catalogue.frameworks
            },
            "records": [control.sealed() for control in catalogue.controls],
        },
        "tasks": [_task_record(p, clusters[p.task.id]) for p in planned],
        "qualification": [record.as_dict() for record in qualification],
        "detector": detector_record(),
        "checks": checks_record(),
        "judge": judge,
        "unreachable_gates": list(unreachable),
    }
    return Plan(
        settings, candidate, engine, planned, scope, qualification, unreachable, replaced,
        incumbent, canonical.rounded(content),
    )  # fmt: skip


def _scope(settings: Settings, written: str | None) -> Scope:
    if policy_digest(settings.profile) != written:
        return "exploratory"
    return "partial" if is_narrowed(settings) else "complete"


def _clusters(planned: PlannedTask) -> int:
    if len(planned.ordinals) == len(planned.items):
        return planned.items.clusters
    return len({sample.cluster for sample in planned.items.read(planned.ordinals)})


def _requests_per_sample(planned: PlannedTask) -> int:
    task = planned.task
    if task.answer_by == "text":
        return planned.n_planned * task.repeats
    return sum(map(task.n_requests, planned.items.read(planned.ordinals))) * task.epochs


def _task_record(planned: PlannedTask, clusters: int) -> dict[str, Any]:
    task = planned.task
    return {
        "id": task.id,
        "version": task.version,
        "kind": task.kind,
        "title": task.title.as_dict(),
        "intended_use": task.intended_use.as_dict(),
        "limits": task.limits.as_dict(),
        "source": task.source.as_dict(),
        "license": task.license,
        "scenarios": list(task.scenarios),
        "sha256": task.digest,
        "declaration_sha256": task.declaration_digest,
        "items_sha256": task.items_digest,
        "prompt": {
            "system": task.system,
            "user": task.user,
            "turns": task.turns,
            "prefix": task.prefix,
        },
        "labels": {name: dict(labels) for name, labels in task.labels.items()},
        "generation": asdict(task.generation),
        "answer_by": task.answer_by,
        "scorers": list(task.scorers),
        "metrics": [asdict(m) for m in task.metrics],
        "slices": list(task.slices),
        "epochs": task.epochs,
        "repeats": task.repeats,
        "max_turns": task.max_turns,
        "n_items": len(planned.items),
        "n_planned": planned.n_planned,
        "n_clusters": clusters,
        "baseline": task.baseline,
    }
