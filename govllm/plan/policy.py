"""Whether a policy can decide at all: its values, and the tasks that it decides over."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from govllm.capability.names import local_folders, same_files
from govllm.config.schema import GateSettings, ProfileSettings, Settings
from govllm.errors import UsageError, nearest
from govllm.governance.controls import Status
from govllm.plan.select import OWN_SUITE, PlannedTask
from govllm.resources import evalsets_dir
from govllm.tasks.load import load_task, task_folders

USES = ("demonstration", "internal_office", "public_service", "decision_support")

# Of a threshold: as of a control, and one's own judgement.
STATUSES = (*get_args(Status), "own")


def check_policy(profile: ProfileSettings) -> None:
    """Refuse values that would decide nothing, or for ever: a tolerance that is not a number is
    never exceeded, and evidence whose age limit is not one never expires.

    Raises:
        UsageError: naming the profile, the gate and the field.
    """
    name = f"profile {profile.name}"
    if profile.use not in USES:
        raise UsageError(f"{name}: unknown use {profile.use!r}", nearest(profile.use, USES))
    if not 0.0 <= profile.max_error_share <= 1.0:
        raise UsageError(
            f"{name}: max_error_share is {profile.max_error_share:g}", "give a share from 0 to 1"
        )
    days = profile.max_evidence_age_days
    if not (math.isfinite(days) and days > 0.0):
        raise UsageError(
            f"{name}: max_evidence_age_days is {days:g}", "give a number of days above 0"
        )
    for gate in profile.gates:
        _check_gate(gate)


def _check_gate(gate: GateSettings) -> None:
    name = f"gate {gate.id!r}"
    if not math.isfinite(gate.threshold):
        raise UsageError(f"{name}: threshold is {gate.threshold:g}", "give a number")
    if gate.min_samples < 1:
        raise UsageError(
            f"{name}: min_samples is {gate.min_samples}", "give 1 or more: nothing is never enough"
        )
    if not _is_told(gate.source):
        raise UsageError(f"{name}: source is {gate.source!r}", "give a text, or {zh: …, en: …}")
    if gate.status not in STATUSES:
        raise UsageError(f"{name}: unknown status {gate.status!r}", nearest(gate.status, STATUSES))


def _is_told(source: object) -> bool:
    texts = [source.get("zh"), source.get("en")] if isinstance(source, Mapping) else [source]
    return all(isinstance(text, str) and text.strip() for text in texts)


def replaced_tasks(settings: Settings, planned: Iterable[PlannedTask]) -> tuple[str, ...]:
    """The tasks that bear a shipped task's name and are not that task.

    Profiles and the catalogue speak of tasks by name. Other items under the same name, from
    `paths.evalsets`, are as much another policy as another threshold.
    """
    if settings.paths.evalsets is None:
        return ()
    shipped, measured = task_folders(evalsets_dir()), local_folders(evalsets_dir())
    return tuple(
        p.task.id
        for p in planned
        if p.task.suite != OWN_SUITE
        and (
            p.task.digest != load_task(shipped[p.task.id], p.task.suite).task.digest
            if p.task.id in shipped
            else p.task.id in measured and not same_files(p.task.folder, measured[p.task.id])
        )
    )


def undecidable(profile: ProfileSettings) -> Sequence[str]:
    """The required controls that no gate of the profile answers to: with them there is no pass."""
    named = {name for gate in profile.gates for name in gate.clauses}
    return [name for name in profile.required_controls if name not in named]
