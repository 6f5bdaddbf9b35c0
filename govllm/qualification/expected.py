"""What a metric must say of a simulated candidate, computed from the labels alone.

This is the independent side of qualification: it uses no scorer, no parser and none of the
statistics, only the targets and which samples were answered wrongly.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from fractions import Fraction

from govllm.domain import MetricSpec, Sample, Task


def expected_value(
    task: Task, spec: MetricSpec, samples: Sequence[Sample], wrong: Collection[int], manner: str
) -> float:
    """The metric's right value where exactly the samples in `wrong` were answered in `manner`."""
    if spec.aggregate == "macro_f1":
        return _macro_f1(task, spec, samples, wrong, manner)
    # A score named `parsed` asks only whether there was an answer of the right form.
    lost = 0 if spec.score == "parsed" and manner == "wrong" else len(wrong)
    share = Fraction(len(samples) - lost, len(samples))
    return spec.worst + (spec.best - spec.worst) * float(share)


def _macro_f1(
    task: Task, spec: MetricSpec, samples: Sequence[Sample], wrong: Collection[int], manner: str
) -> float:
    labels = list(task.labels[spec.score])
    true = [s.target if isinstance(s.target, str) else s.target[spec.score] for s in samples]
    told: list[str | None] = [
        label
        if i not in wrong
        else None
        if manner == "useless"
        else labels[(labels.index(label) + 1) % len(labels)]
        for i, label in enumerate(true)
    ]
    f1 = []
    for label in sorted(set(true)):
        hits = sum(t == p == label for t, p in zip(true, told, strict=True))
        f1.append(Fraction(2 * hits, true.count(label) + told.count(label)))
    return math.fsum(map(float, f1)) / len(f1)
