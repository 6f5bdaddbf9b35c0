"""From a task's folder to a `Task` and its items; and finding the tasks that are shipped."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from govllm import canonical
from govllm.domain import Bilingual, FieldSpec, Generation, MetricSpec, Sample, Task
from govllm.errors import DeclarationError, UsageError, nearest
from govllm.scoring.table import POOLED, scorers
from govllm.stats.aggregate import AGGREGATES
from govllm.tasks.baseline import read_baseline
from govllm.tasks.declaration import LabelsFrom, TaskDeclaration, Text
from govllm.tasks.documents import documents_of
from govllm.tasks.items import ItemFile, index_items
from govllm.tasks.kinds import Kind, kinds
from govllm.tasks.prompts import messages, template_fault
from govllm.tasks.sourcemap import line_of, read_yaml, validated


@dataclass(frozen=True, slots=True)
class LoadedTask:
    """A task with its items."""

    task: Task
    items: ItemFile


def task_folders(evalsets: Path) -> dict[str, Path]:
    """Every task below a folder of suites, as `suite/task` to its folder."""
    found = sorted(evalsets.glob("*/*/task.yaml"))
    return {f"{p.parent.parent.name}/{p.parent.name}": p.parent for p in found}


def find_task(evalsets: Path, name: str) -> Path:
    """The folder of the task called `suite/task`.

    Raises:
        UsageError: where there is none, naming the nearest.
    """
    folders = task_folders(evalsets)
    if name not in folders:
        raise UsageError(f"unknown task {name!r}", nearest(name, folders))
    return folders[name]


def load_task(folder: Path, suite: str) -> LoadedTask:
    """Read and validate a task's declaration and all of its items.

    Raises:
        DeclarationError: at the first fault, with file, line and field.
    """
    path = folder / "task.yaml"
    if not path.is_file():
        raise DeclarationError(path, None, "", "no such file", "a task's folder holds task.yaml")
    raw, node = read_yaml(path)
    declared = validated(TaskDeclaration, raw, path, node)
    known = kinds()
    if declared.kind not in known:
        fault = f"unknown kind {declared.kind!r}, {nearest(declared.kind, known)}"
        raise DeclarationError(path, line_of(node, ["kind"]), "kind", fault)
    kind = known[declared.kind]
    task = replace(
        _resolved(declared, kind, folder, suite, _labels(declared, path, node)),
        documents=documents_of(declared.documents, path, node),
    )
    for field, fault in (*kind.declaration_faults(task), *_reference_faults(task)):
        raise DeclarationError(path, line_of(node, _steps(field)), field, fault)

    items, seen = _validated_items(task, kind)
    for position, name in enumerate(task.slices):
        if len(items) and name not in seen | task.labels.keys() | task.fields.keys():
            field = f"slices.{position}"
            fault = f"no item has a slice {name!r}, {nearest(name, seen | task.labels.keys())}"
            raise DeclarationError(path, line_of(node, _steps(field)), field, fault)
    task = replace(task, items_digest=items.digest)
    digest = canonical.digest(
        {
            "declaration": task.declaration_digest,
            "labels": [[name, list(names.items())] for name, names in task.labels.items()],
            **({"documents": task.documents} if task.documents else {}),
            "items": items.digest,
        }
    )
    return LoadedTask(replace(task, digest=digest, baseline=read_baseline(task)), items)


# Items that were found valid, by file, size, time and what they were held against: a command that
# lists all tasks, or plans twice, reads each of them once.
_VALID: dict[tuple[object, ...], tuple[ItemFile, set[str]]] = {}


def _validated_items(task: Task, kind: Kind) -> tuple[ItemFile, set[str]]:
    """A task's items, and the slices that they name.

    Raises:
        DeclarationError: at the first broken item.
    """
    path = (task.folder / "items.jsonl").resolve()
    labels = [[name, list(names)] for name, names in task.labels.items()]
    against = canonical.digest([task.id, task.declaration_digest, labels, dict(task.documents)])
    stat = path.stat() if path.is_file() else None
    key = (path, stat and (stat.st_size, stat.st_mtime_ns, stat.st_ino), against, kind.item_faults)
    if key not in _VALID:
        seen: set[str] = set()

        def item_faults(sample: Sample) -> list[tuple[str, str]]:
            seen.update(sample.slices)
            return _item_faults(task, kind, sample)

        _VALID[key] = (index_items(task.folder / "items.jsonl", item_faults), seen)
    return _VALID[key]


def _steps(field: str) -> list[int | str]:
    return [int(step) if step.isdigit() else step for step in field.split(".")]


def _item_faults(task: Task, kind: Kind, sample: Sample) -> list[tuple[str, str]]:
    faults = [
        *_variant_faults(task, sample),
        *_perturb_faults(task, sample),
        *kind.item_faults(task, sample),
    ]
    if task.answer_by != "text" and len(sample.choices) < 2:
        faults.append(("choices", f"answer_by: {task.answer_by} needs at least two choices"))
    if not faults:
        try:
            for part in range(task.n_requests(sample) if task.variants else 1):
                messages(task, sample, part)
        except ValueError as error:
            faults.append(("input", str(error)))
    return faults


def _perturb_faults(task: Task, sample: Sample) -> Iterator[tuple[str, str]]:
    for name in task.perturb:
        if not isinstance(sample.input.get(name), str | list):
            yield f"input.{name}", "task.yaml names it under `perturb`: must be a text or a list"


def _variant_faults(task: Task, sample: Sample) -> Iterator[tuple[str, str]]:
    if not task.variants:
        return
    variants = sample.input.get(task.variants)
    if not isinstance(variants, list) or len(variants) < 2:
        yield f"input.{task.variants}", "must list two variants or more"
    elif not all(isinstance(variant, dict) for variant in variants):
        yield f"input.{task.variants}", "must list objects that fill the prompt"


def _reference_faults(task: Task) -> list[tuple[str, str]]:
    faults = []
    if task.repeats > 1 and (task.answer_by != "text" or not task.generation.temperature):
        fault = "needs answers by text at a temperature above 0, or all answers are the same"
        faults.append(("repeats", fault))
    if task.variants and (task.answer_by != "text" or task.repeats > 1):
        fault = "each variant is asked once, for an answer by text"
        faults.append(("prompt.variants", fault))
    if task.max_turns and task.kind != "dialogue":
        faults.append(("max_turns", "only a task of kind dialogue has turns"))
    for field, source in (
        ("prompt.system", task.system),
        ("prompt.user", task.user),
        ("prompt.prefix", task.prefix),
    ):
        if fault := template_fault(source):
            faults.append((field, fault))
    known = [*scorers(), *POOLED]
    for position, name in enumerate(task.scorers):
        if name not in known:
            faults.append(
                (f"scorers.{position}", f"unknown scorer {name!r}, {nearest(name, known)}")
            )
    seen: set[str] = set()
    for position, metric in enumerate(task.metrics):
        if metric.aggregate not in AGGREGATES:
            fault = (
                f"unknown aggregate {metric.aggregate!r}, {nearest(metric.aggregate, AGGREGATES)}"
            )
            faults.append((f"metrics.{position}.aggregate", fault))
        elif metric.aggregate == "macro_f1" and metric.score not in _label_scores(task):
            known_scores = _label_scores(task)
            fault = (
                f"macro_f1 needs the score of a label set, {nearest(metric.score, known_scores)}"
            )
            faults.append((f"metrics.{position}.score", fault))
        if metric.name in seen:
            faults.append((f"metrics.{position}.name", f"{metric.name!r} is named twice"))
        seen.add(metric.name)
    return faults


def _label_scores(task: Task) -> Collection[str]:
    """Scores that compare one label with another."""
    if not task.fields:
        return task.labels
    # Of several variants' labels none is the answer's.
    one = task.kind == "extraction"
    return [name for name, field in task.fields.items() if one and field.type == "label"]


def _bilingual(text: Text) -> Bilingual:
    return Bilingual(text.zh, text.en)


def _resolved(
    declared: TaskDeclaration,
    kind: Kind,
    folder: Path,
    suite: str,
    labels: Mapping[str, Mapping[str, str]],
) -> Task:
    metrics = tuple(
        MetricSpec(
            name=m.name,
            score=m.score,
            aggregate=m.aggregate,
            direction=m.direction,
            low=m.range[0],
            high=m.range[1],
            unit=m.unit,
            title=_bilingual(m.title) if m.title else Bilingual(m.name, m.name),
            where=m.where,
            instruments=m.instruments,
        )
        for m in declared.metrics
    )
    return Task(
        suite=suite,
        name=declared.name,
        version=declared.version,
        kind=declared.kind,
        title=_bilingual(declared.title)
        if declared.title
        else Bilingual(declared.name, declared.name),
        intended_use=_bilingual(declared.intended_use),
        limits=_bilingual(declared.limits),
        source=_bilingual(declared.source),
        license=declared.license,
        scenarios=declared.scenarios,
        system=declared.prompt.system,
        user=declared.prompt.user,
        turns=declared.prompt.turns,
        variants=declared.prompt.variants,
        documents={},
        prefix=declared.prompt.prefix,
        generation=Generation(**declared.generation.model_dump()),
        labels=labels,
        fields={name: FieldSpec(f.type, f.tolerance) for name, f in declared.fields.items()},
        answer=FieldSpec(declared.answer.type, declared.answer.tolerance),
        answer_by=declared.answer_by,
        scorers=tuple(s.name for s in declared.scorers) or (kind.scorer,),
        metrics=metrics or kind.metrics,
        slices=declared.slices,
        epochs=declared.epochs,
        repeats=declared.repeats,
        perturb=declared.perturb,
        max_turns=declared.max_turns,
        folder=folder,
        declaration_digest=canonical.file_digest(folder / "task.yaml"),
        items_digest="",
        digest="",
        baseline=None,
    )


def _labels(
    declared: TaskDeclaration, path: Path, node: yaml.Node | None
) -> dict[str, Mapping[str, str]]:
    resolved: dict[str, Mapping[str, str]] = {}
    for name, given in declared.labels.items():
        if isinstance(given, LabelsFrom):
            line = line_of(node, ["labels", name])
            if not (path.parent / given.file).is_file():
                fault = f"no file {given.file}"
                mend = "give its place as seen from the task's folder"
                raise DeclarationError(path, line, f"labels.{name}.from", fault, mend)
            try:
                resolved[name] = _labels_from(given, path.parent)
            except (AttributeError, KeyError, TypeError) as error:
                fault = f"{given.file} does not hold what this names ({error})"
                raise DeclarationError(path, line, f"labels.{name}", fault) from None
        else:
            resolved[name] = given
    return resolved


def _labels_from(given: LabelsFrom, folder: Path) -> dict[str, str]:
    table, _ = read_yaml((folder / given.file).resolve())
    entries: Sequence[Mapping[str, Any]] = table[given.list] if given.list else [table]
    if given.names is not None:
        lists = [entry[given.names] for entry in entries]
        if not all(isinstance(names, list) for names in lists):
            raise TypeError(f"{given.names} is not a list")
        return {str(label): "" for names in lists for label in names}
    if given.name is None:
        raise KeyError("name")
    described = given.description
    return {str(e[given.name]): str(e[described]) if described else "" for e in entries}
