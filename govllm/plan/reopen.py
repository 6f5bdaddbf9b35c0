"""A sealed plan made usable again: for scoring its answers anew, on another machine and later."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govllm.capability.names import is_foreign
from govllm.capability.task import Asking
from govllm.config.compose import frozen
from govllm.config.schema import (
    LmEvalSettings,
    ModelSettings,
    PathSettings,
    ProfileSettings,
    Settings,
)
from govllm.errors import UsageError
from govllm.plan.plan import Plan
from govllm.plan.select import OWN_SUITE, PlannedTask, perturbed_twin, planned_task
from govllm.serving.provenance import Candidate
from govllm.serving.served import Engine
from govllm.tasks.perturb import twin_of


def reopen(
    content: Mapping[str, Any],
    evalsets: str | None,
    task_path: Path | None,
    include_path: str | None = None,
) -> Plan:
    """The plan of a sealed document, its tasks read from this machine's eval sets.

    Args:
        content: of `plan.json`.
        evalsets: folder of suites; None takes the shipped ones.
        task_path: folder of the run's own task, where it has one.
        include_path: folder of the run's own lm-eval tasks, where it has some.

    Raises:
        UsageError: where a task is not here, or not the one that was asked.
    """
    profile: ProfileSettings = frozen(ProfileSettings, content["profile"]["policy"])
    settings = Settings(
        ModelSettings(thinking_tokens=content["thinking_tokens"]),
        profile=profile,
        seed=content["seed"],
        limit=content["limit"],
        perturb=tuple(content["perturb"]),
        perturb_samples=content["perturb_samples"],
        paths=PathSettings(evalsets=evalsets),
        lm_eval=_lm_eval(content, include_path),
    )
    # Nothing more is asked, so that neither tokenizer nor length are needed.
    asking = Asking(settings.lm_eval, None, 0, settings.limit, settings.seed, to_ask=False)
    engine = content["engine"]
    return Plan(
        settings,
        Candidate(**content["candidate"]),
        Engine(
            engine["name"], engine["version"], engine["distribution"], engine["answer_flags"]
        ),
        tuple(_task(record, settings, task_path, asking) for record in content["tasks"]),
        content["scope"],
        (),
        tuple(content["unreachable_gates"]),
        tuple(content.get("replaced_tasks", ())),
        None,
        content,
    )  # fmt: skip


def _lm_eval(content: Mapping[str, Any], include_path: str | None) -> LmEvalSettings:
    sealed = content.get("lm_eval")
    if sealed is None:
        return LmEvalSettings()
    asked = ("num_fewshot", "chat_template", "bootstrap_iters")
    return LmEvalSettings(include_path, **{name: sealed[name] for name in asked})


def _task(
    record: Mapping[str, Any], settings: Settings, task_path: Path | None, asking: Asking
) -> PlannedTask:
    name, change = twin_of(record["id"]) or (record["id"], None)
    own = name.startswith(f"{OWN_SUITE}/")
    if own and task_path is None:
        raise UsageError(f"{name} is a task of the run's own", "name its folder with --task-path")
    planned = planned_task(name, settings, task_path if own else None, asking)
    if change and (twin := perturbed_twin(planned, change, settings)) is not None:
        planned = twin
    if planned.task.digest != record["sha256"]:
        raise UsageError(
            f"{name} here is not the task that was asked (version {planned.task.version} here, "
            f"{record['version']} then)",
            "rescore with the eval sets of that time: "
            + ("--include-path DIR" if is_foreign(name) else "--evalsets DIR or --task-path DIR"),
        )
    return planned
