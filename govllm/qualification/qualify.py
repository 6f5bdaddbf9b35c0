"""Qualification: every metric must put simulated candidates where they belong.

For each task a candidate that is right, one that is wrong at a known rate and one that is
useless are scored with the task's own scorers. The metric must equal the value computed from the
known labels by other means, move one way as the rate of errors grows, and reach both ends. A
metric whose scale is upside down, whose score has another name, or whose scorer accepts
everything is found here, before anything is asked.
"""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, get_args

import numpy as np

from govllm.domain import MetricSpec, Sample, Task
from govllm.errors import UsageError
from govllm.qualification.expected import expected_value
from govllm.qualification.simulate import Manner, simulated
from govllm.scoring.score import Score
from govllm.scoring.table import POOLED, score_all
from govllm.stats.metric import ScoreColumn, measure
from govllm.tasks.items import ItemFile

# Rates of wrong samples that are tried; 0 and 1 are the perfect and the worst candidate.
RATES = (0.0, 0.1, 0.3, 0.5, 1.0)

# A qualification looks at no more samples than this, so that a plan stays quick to make.
MOST_SAMPLES = 1000

_CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class MetricRecord:
    """How one metric did.

    Attributes:
        metric: its name.
        values: measured per manner of error and rate, as (manner, rate, measured, expected).
        faults: what is wrong, in words; empty where it qualifies.
    """

    metric: str
    values: tuple[tuple[str, float, float, float], ...]
    faults: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Qualification:
    """The record of one task, which travels with the evidence.

    Attributes:
        task, task_sha256: which task, as it was.
        n_samples: samples the simulated candidates answered.
        metrics: one record each.
    """

    task: str
    task_sha256: str
    n_samples: int
    metrics: tuple[MetricRecord, ...]

    @property
    def qualified(self) -> bool:
        return all(not m.faults for m in self.metrics)

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "qualified": self.qualified}

    def require(self) -> None:
        """Refuse a task that did not qualify.

        Raises:
            UsageError: naming the metrics and what is wrong with them.
        """
        faults = [f"{m.metric}: {fault}" for m in self.metrics for fault in m.faults]
        if faults:
            raise UsageError(
                f"{self.task} does not qualify ({'; '.join(faults)})",
                "mend the task's metrics or items",
            )


def qualify(task: Task, items: ItemFile, seed: int) -> Qualification:
    """Try a task's metrics on simulated candidates. An empty task has nothing to qualify on, and
    cannot pass a gate for want of samples."""
    rng = random.Random(f"{seed}:qualify:{task.id}")  # noqa: S311
    ordinals = list(range(len(items)))
    rng.shuffle(ordinals)
    # Where samples lean on each other, fewer of them would be another task.
    pooled = any(name in POOLED for name in task.scorers)
    samples = list(items.read(sorted(ordinals if pooled else ordinals[:MOST_SAMPLES])))
    if not samples:
        return Qualification(task.id, task.digest, 0, ())
    order = list(range(len(samples)))
    rng.shuffle(order)
    scored: dict[Manner, Scored] = {
        manner: _scored(task, samples, manner) for manner in get_args(Manner)
    }
    records = tuple(_try(task, spec, samples, order, scored) for spec in task.metrics)
    return Qualification(task.id, task.digest, len(samples), records)


Scored = list[dict[str, Score]]


def _scored(task: Task, samples: Sequence[Sample], manner: Manner) -> Scored:
    return score_all(task, [(sample, simulated(task, sample, manner)) for sample in samples])


def _try(
    task: Task,
    spec: MetricSpec,
    samples: Sequence[Sample],
    order: Sequence[int],
    scored: dict[Manner, Scored],
) -> MetricRecord:
    covered = [i for i in order if spec.covers(samples[i].slices)]
    if not covered:
        return MetricRecord(spec.name, (), (f"no sample is in {dict(spec.where)}",))
    if any(spec.score not in scored["right"][i] for i in covered):
        known = ", ".join(sorted(scored["right"][covered[0]]))
        return MetricRecord(
            spec.name, (), (f"no scorer gives a score {spec.score!r} (there are: {known})",)
        )
    values: list[tuple[str, float, float, float]] = []
    faults: list[str] = []
    manners: tuple[Manner, ...] = ("wrong", "useless")
    ends = []
    for manner in manners:
        curve = []
        for rate in RATES:
            wrong = set(covered[: math.floor(rate * len(covered))])
            mixed = [scored[manner if i in wrong else "right"][i][spec.score] for i in covered]
            measured = _measured(task, spec, mixed)
            among = {place for place, i in enumerate(covered) if i in wrong}
            expected = expected_value(task, spec, [samples[i] for i in covered], among, manner)
            values.append((manner, rate, measured, expected))
            curve.append(measured)
            if abs(measured - expected) > _CLOSE:
                faults.append(f"{manner} at {rate:g}: measured {measured:.6g}, not {expected:.6g}")
        ends.append(curve[-1])
        steps = [b - a for a, b in pairwise(curve)]
        away = 1.0 if spec.direction == "lower" else -1.0
        if any(step * away < -_CLOSE for step in steps):
            faults.append(f"{manner}: does not move towards {spec.worst:g} as errors grow")
        best = expected_value(task, spec, [samples[i] for i in covered], (), manner)
        if abs(curve[0] - best) > _CLOSE:
            faults.append(f"a perfect candidate measures {curve[0]:.6g}, not {best:g}")
    if all(abs(end - spec.worst) > _CLOSE for end in ends):
        faults.append(f"a useless candidate measures {ends[-1]:.6g}, not {spec.worst:g}")
    return MetricRecord(spec.name, tuple(values), tuple(dict.fromkeys(faults)))


def _measured(task: Task, spec: MetricSpec, scores: Sequence[Score]) -> float:
    column = ScoreColumn(
        np.array([s.value for s in scores]),
        np.arange(len(scores)),
        [s.predicted for s in scores],
        [s.expected for s in scores],
    )
    estimate = measure(task.id, spec, column, seed=0).estimate
    return math.nan if estimate is None else estimate
