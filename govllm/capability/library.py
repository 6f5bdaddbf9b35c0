"""Finding and loading lm-eval's tasks, with one clear line where that fails."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from govllm.capability.apart import SEEDS, apart, cache_folder
from govllm.capability.names import FILE, FOREIGN
from govllm.config.schema import LmEvalSettings
from govllm.errors import DeclarationError, GovllmError, UsageError
from govllm.jsonl import json_lines

LmTask = Any  # lm_eval.api.task.Task
LmGroup = Any  # lm_eval.api.group.Group

# What a data set that is not on this machine ends in, by library and age of the cache.
_ABSENT = re.compile(
    r"Couldn't (?:reach|find)|OfflineMode|offline mode|doesn't exist on the Hub|Cannot send"
)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A task or group of lm-eval.

    Attributes:
        name: `suite/task`, as it was asked for.
        leaves: its tasks by lm-eval's names; one where it is no group.
        groups: it and the groups in it by lm-eval's names; none where it is a task.
        about: what a shipped task says of itself for readers.
        folder: of a suite's task; None for others.
    """

    name: str
    leaves: Mapping[str, LmTask]
    groups: Mapping[str, LmGroup]
    about: Mapping[str, Any]
    folder: Path | None

    @property
    def own_name(self) -> str:
        """What lm-eval calls it."""
        return next(iter(self.leaves)) if self.folder else self.name.partition("/")[2]

    @property
    def group(self) -> LmGroup | None:
        return self.groups.get(self.own_name)


def load_local(name: str, folder: Path) -> Loaded:
    """A suite's task from its own folder: `lm_eval.yaml`, and the items that it names beside it.

    Raises:
        DeclarationError: where a file is not there or not of its form.
        UsageError: where lm-eval refuses it.
    """
    path = folder / FILE
    declared = _declaration(path)
    splits = {
        split: _rows(folder / Path(file).name) for split, file in _files(path, declared).items()
    }
    with apart(), _told(name):
        from datasets import Dataset, DatasetDict
        from lm_eval.api.task import ConfigurableTask

        sets = DatasetDict({split: Dataset.from_list(rows) for split, rows in splits.items()})
        config = {k: v for k, v in declared.items() if not k.startswith("dataset_")}
        config["custom_dataset"] = lambda **_: sets
        task = ConfigurableTask(config=config)
        _prepared(task, None)
    _check(name, {task.task_name: task})
    return Loaded(name, {task.task_name: task}, {}, declared.get("metadata") or {}, folder)


def _declaration(path: Path) -> dict[str, Any]:
    if not path.is_file():
        raise DeclarationError(path, None, "", "no such file")
    try:
        declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        line = (
            error.problem_mark.line + 1
            if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark
            else None
        )
        raise DeclarationError(path, line, "", "not YAML", "mend the line") from None
    if not isinstance(declared, dict) or "task" not in declared:
        raise DeclarationError(path, 1, "task", "missing", "an lm-eval task has a name")
    return declared


def _files(path: Path, declared: Mapping[str, Any]) -> Mapping[str, str]:
    try:
        files: Mapping[str, str] = declared["dataset_kwargs"]["data_files"]
        return {str(split): str(file) for split, file in files.items()}
    except (KeyError, TypeError, AttributeError):
        raise DeclarationError(
            path, None, "dataset_kwargs.data_files", "names no file of items", "write {test: FILE}"
        ) from None


def _rows(path: Path) -> list[dict[str, Any]]:
    if not path.is_file():
        raise DeclarationError(path, None, "", "no such file")
    rows = [row for _, row in json_lines(path)]
    if not rows:
        raise DeclarationError(path, None, "", "holds no items")
    return rows


def load_foreign(name: str, settings: LmEvalSettings) -> Loaded:
    """Any task or group of lm-eval's own, or of `lm_eval.include_path`, by name.

    Raises:
        UsageError: for an unknown name, a data set that is not in this machine's cache, or what
            cannot be asked or has no figure of its own.
    """
    include = settings.include_path
    if include is not None and not Path(include).is_dir():
        raise UsageError(f"lm_eval.include_path: no folder {include}", "name a folder of tasks")
    own = name.partition("/")[2]
    with apart():
        manager = _manager_with(own, include)
        entry = manager.task_index.get(own)
    if entry is None:
        near = difflib.get_close_matches(own, manager.all_tasks, n=1)
        mend = f"did you mean '{FOREIGN}/{near[0]}'?" if near else "lm-eval ls tasks lists them"
        raise UsageError(f"lm-eval has no task {own!r}", mend)
    if entry.kind.name == "TAG":
        raise UsageError(
            f"{name} is a tag of lm-eval's and has no figure of its own",
            f"name its tasks: {_some(entry.tags)}",
        )
    with apart(), _told(name):
        found = manager.load([own])
        for task in found["tasks"].values():
            _prepared(task, settings.num_fewshot)
    loaded = Loaded(name, found["tasks"], found.get("groups") or {}, {}, None)
    _check(name, loaded.leaves)
    if loaded.group is not None and not loaded.group.has_aggregation:
        raise UsageError(
            f"{name} is a group to which lm-eval gives no figure of its own",
            f"name its members: {_some(loaded.group.child_names)}",
        )
    return loaded


def _some(names: Sequence[str] | set[str]) -> str:
    told = [f"{FOREIGN}/{name}" for name in sorted(names)]
    return ", ".join(told[:6]) + (" …" if len(told) > 6 else "")


@lru_cache(maxsize=4)
def _manager(include: str | None, with_own: bool) -> Any:
    from lm_eval.tasks import TaskManager

    return TaskManager(include_path=include, include_defaults=with_own)


def _manager_with(name: str, include: str | None) -> Any:
    """The user's folder alone where it has the whole task: to read lm-eval's 15,000 files takes
    long."""
    if include is not None and _is_whole(name, _manager(include, False).task_index):
        return _manager(include, False)
    return _manager(include, True)


def _is_whole(name: str, index: Mapping[str, Any]) -> bool:
    """Whether an index holds a task, or a group with all that is in it."""
    entry = index.get(name)
    if entry is None or entry.kind.name in ("TASK", "PY_TASK"):
        return entry is not None
    members = (entry.cfg or {}).get("task")
    # A tag may have further tasks elsewhere.
    if entry.kind.name != "GROUP" or not isinstance(members, list):
        return False
    return all(isinstance(member, str) and _is_whole(member, index) for member in members)


def _prepared(task: LmTask, num_fewshot: int | None) -> None:
    """As `lm_eval.evaluator.simple_evaluate` prepares a task."""
    declared = task.get_config("num_fewshot")
    if num_fewshot is not None and declared != 0:
        task.set_config(key="num_fewshot", value=num_fewshot)
    elif declared is None:
        task.set_config(key="num_fewshot", value=0)
    task.set_fewshot_seed(seed=SEEDS["fewshot"])


def _check(name: str, leaves: Mapping[str, LmTask]) -> None:
    for leaf, task in leaves.items():
        if getattr(task, "UNSAFE_CODE", False):
            raise UsageError(f"{name}: {leaf} runs code that a candidate writes, which is not done")
        if getattr(task, "MULTIMODAL", False):
            raise UsageError(f"{name}: {leaf} shows pictures or sound, which are not sent")


@contextmanager
def _told(name: str) -> Iterator[None]:
    """What lm-eval, or a library that it leans on, says of a task that it cannot load."""
    try:
        yield
    except GovllmError:
        raise
    except ModuleNotFoundError as error:
        raise UsageError(
            f"{name} needs the Python package {error.name!r}, which is not installed"
        ) from None
    # Tasks are other people's code, and each fails in its own way.
    except Exception as error:  # noqa: BLE001
        said = _said(error)
        if _ABSENT.search(said):
            own = name.partition("/")[2]
            raise UsageError(
                f"{name}: its data set is not in this machine's Hugging Face cache, "
                f"{cache_folder()} ({said})",
                f"fill a cache where there is a connection (HF_HOME=DIR lm-eval run --model dummy "
                f"--tasks {own} --limit 1), bring DIR here and set HF_HOME=DIR",
            ) from None
        raise UsageError(f"{name}: lm-eval cannot use it ({said})") from None


def _said(error: BaseException) -> str:
    """An error's first line, and that of what it comes from."""
    first = error
    while error.__cause__ is not None:
        error = error.__cause__
    told = []
    for each in dict.fromkeys((first, error)):
        line = (str(each).strip().splitlines() or [""])[0]
        told.append(f"{type(each).__name__}: {line}" if line else type(each).__name__)
    return " < ".join(told)
