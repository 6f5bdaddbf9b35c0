"""When a candidate declines, and how sure it is: accuracy against coverage, and calibration.

An answer's confidence is the mean probability of its tokens, the n-th root of that of the whole
(Malinin & Gales, ICLR 2021); of a choice by log-probability, the share of the chosen one.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np

from govllm.domain import Sample, Task
from govllm.evidence.examples import read_scored
from govllm.evidence.words import LastWords
from govllm.hallucination.abstention import abstains
from govllm.plan.plan import Plan
from govllm.stats.calibration import calibration
from govllm.stats.corrected import Bounded
from govllm.stats.intervals import Clustered, share_interval
from govllm.tasks.perturb import twin_of

# Of each kind the score that says whether an answer is right.
RIGHT = {
    "grounded": "right",
    "closed": "right",
    "choice": "correct",
    "short_answer": "correct",
    "classification": "exact",
    "extraction": "exact",
}
# Kinds in which declining is told.
_DECLINING = frozenset({"grounded", "closed"})


@dataclass(frozen=True, slots=True)
class _Answered:
    cluster: str
    right: float
    declined: bool
    answerable: bool
    confidence: float | None


def confidence(plan: Plan, words: LastWords, scores: Path) -> list[dict[str, Any]]:
    """What `metrics.json` says of each task whose answers can be declined or have a confidence."""
    told = _answered(plan, words, scores)
    return [
        section
        for planned in plan.tasks
        if not twin_of(planned.task.id)
        and (section := _section(planned.task, told[planned.task.id], plan.settings.seed))
    ]


def _answered(plan: Plan, words: LastWords, scores: Path) -> Mapping[str, Sequence[_Answered]]:
    right = {
        scored.place: (scored.cluster, row.value)
        for scored in read_scored(scores)
        for row in scored.scores
        if row.value is not None and row.name == _right_of(plan, scored.task)
    }
    found: dict[str, list[_Answered]] = defaultdict(list)
    with words.reader() as rows_of:
        for task, sample, epoch in plan.samples():
            place = (task.id, sample.id, epoch)
            if place not in right:
                continue
            cluster, value = right[place]
            rows = rows_of(place)
            declined = task.kind in _DECLINING and abstains(rows[0]["answer"])
            sure = None if declined else _sureness(task, sample, rows)
            answerable = task.kind not in _DECLINING or sample.target["answer"] is not None
            found[task.id].append(_Answered(cluster, value, declined, answerable, sure))
    return found


def _right_of(plan: Plan, name: str) -> str | None:
    kinds: Iterator[str] = (p.task.kind for p in plan.tasks if p.task.id == name)
    return RIGHT.get(next(kinds, ""))


def _sureness(task: Task, sample: Sample, rows: Sequence[Mapping[str, Any]]) -> float | None:
    logprobs = [row["logprob"] for row in rows]
    if any(value is None for value in logprobs):
        return None
    if task.answer_by != "text":
        shares = [math.exp(value - max(logprobs)) for value in logprobs]
        return max(shares) / math.fsum(shares)
    tokens = rows[0]["tokens"]["completion"]
    return min(1.0, math.exp(logprobs[0] / tokens)) if tokens else None


def _section(task: Task, answered: Sequence[_Answered], seed: int) -> dict[str, Any] | None:
    sure = [each for each in answered if each.confidence is not None]
    codes: dict[str, int] = {}
    found = calibration(
        [each.confidence for each in sure if each.confidence is not None],
        [each.right for each in sure],
        [codes.setdefault(each.cluster, len(codes)) for each in sure],
        seed,
    )
    answerable = [each for each in answered if each.answerable]
    declining = task.kind in _DECLINING and bool(answerable)
    if not declining and found is None:
        return None
    return {
        "task": task.id,
        "title": task.title.as_dict(),
        "answers": len(answered),
        "answerable": len(answerable),
        "coverage": _share(answerable, lambda e: not e.declined) if declining else None,
        "right_where_given": _share([e for e in answerable if not e.declined], lambda e: e.right)
        if declining
        else None,
        "calibration": None if found is None else asdict(found),
    }


def _share(answered: Sequence[_Answered], holds: Any) -> dict[str, float] | None:
    if not answered:
        return None
    rows: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for each in answered:
        rows[each.cluster][0] += float(holds(each))
        rows[each.cluster][1] += 1.0
    table = np.array(list(rows.values()))
    clustered = Clustered(table[:, 0], table[:, 1], binary=True)
    bounds = share_interval(clustered)
    return asdict(Bounded(clustered.mean, bounds.lower, bounds.upper))
