"""Making the plan: one readable document, fixed before the first request."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import govllm
from govllm import canonical
from govllm.capability.apart import SEEDS
from govllm.capability.describe import version
from govllm.capability.task import Asking, Documents
from govllm.config.compose import policy_digest, policy_of, written_policy_digest
from govllm.config.schema import Settings
from govllm.domain import Sample, Task
from govllm.errors import UsageError
from govllm.governance.controls import load_catalogue
from govllm.governance.gates import reachable
from govllm.governance.verdict import Scope
from govllm.plan.clauses import check_controls
from govllm.plan.environment import code_digest
from govllm.plan.incumbent import Incumbent, read_incumbent
from govllm.plan.policy import check_policy, replaced_tasks
from govllm.plan.select import PlannedTask, check_gates, is_narrowed, load_planned, perturbed_tasks
from govllm.qualification.checks import checks_record
from govllm.qualification.detection import detector_record
from govllm.qualification.qualify import Qualification, qualify
from govllm.serving.provenance import Candidate
from govllm.serving.served import Engine
from govllm.tasks.requests import Request, requests_of

SCHEMA = "govllm-plan/1"

# What lm-eval takes where nobody says how long a prompt may be.
_LM_EVAL_LENGTH = 2048


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
            yield from _samples_of(planned)

    def requests(self) -> Iterator[Request]:
        """Every request that hangs on no other's answer, made as it is drawn."""
        identity, seed = self.identity(), self.settings.seed
        thinking = self.settings.model.thinking_tokens
        for planned in self.tasks:
            if planned.lm_eval is not None:
                yield from planned.lm_eval.requests(identity)
            else:
                for task, sample, epoch in _samples_of(planned):
                    yield from requests_of(
                        task, sample, epoch, identity=identity, seed=seed, thinking=thinking
                    )


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
    if settings.model.thinking_tokens < 0:
        raise UsageError(
            f"model.thinking_tokens is {settings.model.thinking_tokens}", "give 0 or more"
        )
    asking = asking_of(settings, candidate)
    planned = load_planned(settings, asking)
    check_gates(settings, planned)
    twins = perturbed_tasks(planned, settings)
    catalogue = load_catalogue()
    check_controls(settings.profile, catalogue)
    incumbent = read_incumbent(Path(settings.incumbent)) if settings.incumbent else None
    qualification = tuple(
        qualify(p.task, p.items, settings.seed)
        for p in planned
        if not isinstance(p.items, Documents)
    )
    for record in qualification:
        record.require()
    # A twin has its task's scorers, metrics and targets, which have qualified above.
    planned = (*planned, *twins)
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
        "thinking_tokens": settings.model.thinking_tokens,
        "limit": settings.limit,
        "perturb": list(settings.perturb),
        "perturb_samples": settings.perturb_samples,
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
        "ragas": find_spec("ragas") is not None,
        "lm_eval": _lm_eval_record(asking) if any(p.lm_eval for p in planned) else None,
        "unreachable_gates": list(unreachable),
    }
    return Plan(
        settings, candidate, engine, planned, scope, qualification, unreachable, replaced,
        incumbent, canonical.rounded(content),
    )  # fmt: skip


def asking_of(settings: Settings, candidate: Candidate) -> Asking:
    """How lm-eval's tasks are asked in a run of this candidate."""
    given = settings.lm_eval
    length = given.max_length or settings.serving.max_model_len or candidate.context_length
    return Asking(
        given,
        given.tokenizer or candidate.path,
        length or _LM_EVAL_LENGTH,
        settings.limit,
        settings.seed,
    )


def _lm_eval_record(asking: Asking) -> dict[str, Any]:
    return {
        "version": version(),
        "seeds": SEEDS,
        "num_fewshot": asking.settings.num_fewshot,
        "chat_template": asking.settings.chat_template,
        "max_length": asking.max_length,
        "bootstrap_iters": asking.settings.bootstrap_iters,
    }


def _samples_of(planned: PlannedTask) -> Iterator[tuple[Task, Sample, int]]:
    for epoch in range(planned.task.epochs):
        for sample in planned.items.read(planned.ordinals):
            yield planned.task, sample, epoch


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
    if task.answer_by == "text" and not task.variants:
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
        **({"lm_eval": dict(planned.lm_eval.record)} if planned.lm_eval else {}),
    }
