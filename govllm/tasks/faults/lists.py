"""What can be wrong with lists in targets, and with entries to be ranked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from govllm.domain import Sample, Task
from govllm.errors import nearest
from govllm.scoring.lists import elements_of, wordings

# Fewer steps have no order that a candidate could half know.
_FEWEST_STEPS = 3


def list_faults(task: Task, name: str, wanted: Any) -> Iterator[str]:
    """Why a set or an order that is wanted of a field could not be measured."""
    if not isinstance(wanted, list) or not all(_is_element(element) for element in wanted):
        yield "must be a list of texts (or of lists of wordings, where several are right)"
        return
    said = [w for element in wanted for w in wordings(element)]
    if unreadable := [w for w in said if len(elements_of([w])) != 1]:
        yield f"{unreadable[0]!r} has neither letter, digit nor character"
    elif len(elements_of(said)) < len(said):
        yield "names an element, or a wording of two, twice"
    elif name in task.labels and (unknown := [w for w in said if w not in task.labels[name]]):
        yield f"unknown label {unknown[0]!r}, {nearest(unknown[0], task.labels[name])}"
    elif task.fields[name].type == "order" and len(wanted) < _FEWEST_STEPS:
        yield f"needs {_FEWEST_STEPS} elements or more to have an order"


def _is_element(element: object) -> bool:
    if isinstance(element, str):
        return True
    return isinstance(element, list) and bool(element) and all(isinstance(w, str) for w in element)


def ranking_item(task: Task, sample: Sample) -> Iterator[tuple[str, str]]:
    """What is wrong with entries to be searched."""
    entries, target = sample.input.get("entries"), sample.target
    if not isinstance(entries, list) or not all(
        isinstance(entry, dict) and isinstance(entry.get("id"), str) and entry["id"].isalnum()
        for entry in entries
    ):
        yield "input.entries", "must list objects, each with an id of letters and digits"
        return
    ids = [entry["id"] for entry in entries]
    if len(set(ids)) < len(ids):
        yield "input.entries", "has two entries of one id"
    if not isinstance(target, list) or not target:
        yield "target", "must list the ids of the relevant entries"
    elif len({str(id) for id in target}) < len(target):
        yield "target", "names an entry twice"
    elif unknown := [id for id in target if id not in ids]:
        yield "target", f"unknown entry {unknown[0]!r}, {nearest(str(unknown[0]), ids)}"
    elif len(target) == len(ids):
        yield "target", "names every entry, so that no answer could be wrong"
