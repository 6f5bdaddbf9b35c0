"""Which tasks a run asks, and which of their samples."""

from __future__ import annotations

import random
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from govllm.capability.library import load_foreign, load_local
from govllm.capability.names import is_foreign, local_folders
from govllm.capability.task import Asking, Documents, LmEvalTask
from govllm.config.schema import Settings
from govllm.domain import Task
from govllm.errors import UsageError, nearest
from govllm.governance.judged import JUDGE_TASK, check_judge_gate
from govllm.resources import evalsets_dir
from govllm.tasks.items import ItemFile
from govllm.tasks.load import find_task, load_task, task_folders
from govllm.tasks.perturb import PERTURBATIONS, perturbed

OWN_SUITE = "own"
GATE_KINDS = ("threshold", "regression")


@dataclass(frozen=True, slots=True)
class PlannedTask:
    """A task with the samples that will be asked.

    Attributes:
        ordinals: positions of the planned samples in the item file, in the order of asking.
        lm_eval: what asks and scores it where that is lm-eval; None for the house's own tasks.
    """

    task: Task
    items: ItemFile | Documents
    ordinals: array[int]
    lm_eval: LmEvalTask | None = None

    @property
    def n_planned(self) -> int:
        """Samples times epochs."""
        return len(self.ordinals) * self.task.epochs


def wanted_tasks(settings: Settings) -> tuple[str, ...]:
    """The names of the tasks to run: the profile's, or what the run is narrowed to.

    Raises:
        UsageError: for a task that is not there, or none of the profile's.
    """
    evalsets = _evalsets(settings)
    of_profile = tuple(name for suite in settings.profile.suites.values() for name in suite.tasks)
    if settings.tasks is not None:
        known = _folders(evalsets)
        for name in settings.tasks:
            if name not in known and not is_foreign(name):
                raise UsageError(f"unknown task {name!r}", nearest(name, known))
        return tuple(dict.fromkeys(settings.tasks))
    if settings.suite is not None:
        return settings.suite.tasks
    return tuple(dict.fromkeys(of_profile))


def is_narrowed(settings: Settings) -> bool:
    """Whether the run leaves out something that the profile asks for."""
    return (
        settings.limit is not None
        or settings.tasks is not None
        or settings.suite is not None
        or settings.task_path is not None
    )


def load_planned(settings: Settings, asking: Asking) -> tuple[PlannedTask, ...]:
    """Load the wanted tasks and choose their samples.

    Args:
        asking: how lm-eval's tasks are asked.

    Raises:
        UsageError: for an unknown task or a broken declaration or item, with file and line.
    """
    if settings.limit is not None and settings.limit < 1:
        raise UsageError(f"limit={settings.limit} leaves nothing to ask", "give 1 or more")
    if settings.task_path is not None and settings.tasks is None and settings.suite is None:
        names: tuple[str, ...] = ()
    else:
        names = wanted_tasks(settings)
    planned = [planned_task(name, settings, None, asking) for name in names]
    if settings.task_path is not None:
        folder = Path(settings.task_path)
        if not folder.is_dir():
            raise UsageError(
                f"task_path: no folder {folder}", "give the folder that holds task.yaml"
            )
        planned.append(_planned(folder, OWN_SUITE, settings))
    return tuple(planned)


def perturbed_tasks(planned: Sequence[PlannedTask], settings: Settings) -> tuple[PlannedTask, ...]:
    """The twins of the planned tasks in each change that is asked for, over a part of their
    samples.

    Raises:
        UsageError: for an unknown change, or a number of samples below 1.
    """
    for kind in settings.perturb:
        if kind not in PERTURBATIONS:
            raise UsageError(f"perturb: unknown change {kind!r}", nearest(kind, PERTURBATIONS))
    if settings.perturb and settings.perturb_samples < 1:
        raise UsageError(
            f"perturb_samples={settings.perturb_samples} asks nothing again", "give 1 or more"
        )
    return tuple(
        twin
        for each in planned
        if each.task.perturb
        for kind in dict.fromkeys(settings.perturb)
        if (twin := perturbed_twin(each, kind, settings)) is not None
    )


def perturbed_twin(planned: PlannedTask, kind: str, settings: Settings) -> PlannedTask | None:
    """A task's twin in one change over a seeded part of its planned samples, so that each has its
    pair; None where the change does nothing to them."""
    if isinstance(planned.items, Documents):
        return None
    order = list(planned.ordinals)
    random.Random(f"{settings.seed}:perturb:{planned.task.id}").shuffle(order)  # noqa: S311
    chosen = order[: settings.perturb_samples]
    twin = perturbed(planned.task, planned.items, chosen, kind, settings.seed)
    return None if twin is None else PlannedTask(*twin)


def check_gates(settings: Settings, planned: tuple[PlannedTask, ...]) -> None:
    """Refuse gates on metrics that do not exist: they could never decide.

    Raises:
        UsageError: naming the gate and the nearest metric.
    """
    tasks = {p.task.id: p.task for p in planned}
    folders, by_lm_eval = task_folders(_evalsets(settings)), local_folders(_evalsets(settings))
    seen: set[str] = set()
    for gate in settings.profile.gates:
        if gate.id in seen:
            raise UsageError(f"profile {settings.profile.name}: two gates are called {gate.id!r}")
        seen.add(gate.id)
        if is_foreign(gate.task) or gate.task in by_lm_eval:
            raise UsageError(
                f"gate {gate.id!r}: {gate.task} is measured by lm-eval, whose metrics are reported "
                "and gate nothing",
                "take the gate out of the profile",
            )
        if gate.kind not in GATE_KINDS:
            raise UsageError(
                f"gate {gate.id!r}: unknown kind {gate.kind!r}", nearest(gate.kind, GATE_KINDS)
            )
        if gate.kind == "regression" and not gate.threshold > 0.0:
            raise UsageError(
                f"gate {gate.id!r}: a regression gate's threshold is how much worse it may be",
                "give a number above 0",
            )
        if gate.task == JUDGE_TASK:
            check_judge_gate(gate, settings.judge)
        elif gate.task in tasks:
            task = tasks[gate.task]
            if task.metric(gate.metric) is None:
                known = [m.name for m in task.metrics]
                raise UsageError(
                    f"gate {gate.id!r}: {gate.task} has no metric {gate.metric!r}",
                    nearest(gate.metric, known),
                )
        elif gate.task not in folders:
            raise UsageError(
                f"gate {gate.id!r}: unknown task {gate.task!r}", nearest(gate.task, folders)
            )
        elif not is_narrowed(settings):
            raise UsageError(
                f"gate {gate.id!r}: the profile's suites do not hold {gate.task}",
                "add its suite to the profile",
            )


def planned_task(name: str, settings: Settings, own: Path | None, asking: Asking) -> PlannedTask:
    """One task by name, with the samples that the settings choose of it.

    Args:
        own: folder of a task of one's own; None for one of a suite.
        asking: how lm-eval's tasks are asked.

    Raises:
        UsageError: for an unknown task or a broken declaration or item.
    """
    suite = name.partition("/")[0]
    if own is None and suite == OWN_SUITE:
        # Only such tasks may claim controls that the catalogue does not map to them.
        raise UsageError(
            f"{name}: no suite may be called {OWN_SUITE!r}", "that name is kept for task_path=DIR"
        )
    evalsets = _evalsets(settings)
    if is_foreign(name):
        return _by_lm_eval(LmEvalTask(load_foreign(name, asking.settings), asking))
    if own is None and (local := local_folders(evalsets).get(name)) is not None:
        return _by_lm_eval(LmEvalTask(load_local(name, local), asking))
    folder = find_task(evalsets, name) if own is None else own
    return _planned(folder, suite, settings)


def _by_lm_eval(found: LmEvalTask) -> PlannedTask:
    return PlannedTask(found.task, found.documents, found.ordinals, found)


def _folders(evalsets: Path) -> dict[str, Path]:
    return task_folders(evalsets) | local_folders(evalsets)


def _evalsets(settings: Settings) -> Path:
    return Path(settings.paths.evalsets) if settings.paths.evalsets else evalsets_dir()


def _planned(folder: Path, suite: str, settings: Settings) -> PlannedTask:
    loaded = load_task(folder, suite)
    n = len(loaded.items)
    ordinals = array("I", range(n))
    if settings.limit is not None and settings.limit < n:
        order = list(range(n))
        random.Random(f"{settings.seed}:{loaded.task.id}").shuffle(order)  # noqa: S311
        ordinals = array("I", order[: settings.limit])
    return PlannedTask(loaded.task, loaded.items, ordinals)
