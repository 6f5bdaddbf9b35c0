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
    lost = {i for i in wrong if not _spared(task, spec, samples[i], manner)}
    kept = sum(
        (_gained(task, spec, sample) for i, sample in enumerate(samples) if i not in lost),
        Fraction(0),
    )
    return spec.worst + (spec.best - spec.worst) * float(kept / len(samples))


def _gained(task: Task, spec: MetricSpec, sample: Sample) -> Fraction:
    """How far towards the best value a perfect candidate comes: all the way, but for the message
    it needs to ask in before it can answer."""
    if task.kind != "dialogue" or spec.score != "turns" or not _is_missing(sample):
        return Fraction(1)
    return 1 - Fraction(1, task.max_turns - 1)


def _is_missing(sample: Sample) -> bool:
    return any(slot["role"] == "needed" for slot in sample.target["slots"])


# Kinds whose useless candidate declines where it should answer; the wrong one invents.
_DECLINABLE = frozenset({"grounded", "closed"})


def _spared(task: Task, spec: MetricSpec, sample: Sample, manner: str) -> bool:
    """Whether a sample that was answered wrongly loses nothing on a score all the same."""
    # `parsed` asks only whether there was an answer of the right form, `invariant` whether it was
    # the same to all variants: wrong candidates are both.
    if spec.score in ("parsed", "invariant"):
        return manner == "wrong"
    if task.kind == "dialogue":
        # A false answer at once asks for nothing; where nothing is missing, that is all there is.
        asked = spec.score == "needless" or (spec.score == "slots" and not _is_missing(sample))
        return manner == "wrong" and asked
    if task.kind not in _DECLINABLE:
        return False
    declines = manner == "useless" and sample.target["answer"] is not None
    return (spec.score == "refused" and not declines) or (
        spec.score in ("unsupported", "invented") and declines
    )


def _macro_f1(
    task: Task, spec: MetricSpec, samples: Sequence[Sample], wrong: Collection[int], manner: str
) -> float:
    true = [_labels(spec, sample) for sample in samples]
    told: list[str | None] = [
        right[0]
        if i not in wrong
        else None
        if manner == "useless"
        else _mistaken(task, spec, right)
        for i, right in enumerate(true)
    ]
    f1 = []
    true_labels = [right[0] for right in true]
    for label in sorted({label for label in true_labels if label is not None}):
        hits = sum(t == p == label for t, p in zip(true_labels, told, strict=True))
        f1.append(Fraction(2 * hits, true_labels.count(label) + told.count(label)))
    return math.fsum(map(float, f1)) / len(f1)


def _labels(spec: MetricSpec, sample: Sample) -> list[str | None]:
    """The right labels of a sample, the one that counts first; None is none."""
    target = sample.target if isinstance(sample.target, str) else sample.target[spec.score]
    return list(target) if isinstance(target, list) else [target]


def _mistaken(task: Task, spec: MetricSpec, right: Sequence[str | None]) -> str:
    """The label that the wrong candidate names: in a field the first that is not right, else the
    one behind the right one."""
    labels = list(task.labels[spec.score])
    if task.fields:
        return next(label for label in labels if label not in right)
    return labels[(labels.index(str(right[0])) + 1) % len(labels)]
