"""The run by the guideline's scenarios: the tasks that look at each, and what they came to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from govllm.evidence.card.tasks import MetricView, TaskView
from govllm.tasks.perturb import twin_of


@dataclass(frozen=True, slots=True)
class Result:
    """A task of a scenario.

    Attributes:
        place: of the task among the page's, for the link to it.
        first: its first metric, the one that it is named by.
    """

    place: int
    task: TaskView
    first: MetricView


def by_scenario(tasks: Sequence[TaskView]) -> list[tuple[str, tuple[Result, ...]]]:
    """Every scenario that a task of the run names, in the order in which they come; a task may
    stand under several."""
    results = [
        (str(scenario), Result(place, task, task.metrics[0]))
        for place, task in enumerate(tasks)
        if task.metrics and not twin_of(task.record["id"])
        for scenario in task.record["scenarios"]
    ]
    return [
        (name, tuple(result for scenario, result in results if scenario == name))
        for name in dict.fromkeys(scenario for scenario, _ in results)
    ]
