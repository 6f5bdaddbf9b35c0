"""What a candidate loses where the same is asked in other words: paired differences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from govllm.domain import MetricSpec
from govllm.plan.plan import Plan
from govllm.stats.paired import Pairs, difference
from govllm.tasks.perturb import PERTURBATIONS, twin_of

_KEYS = ["sample", "epoch"]


def robustness(plan: Plan, scores: Path) -> list[dict[str, Any]]:
    """What `metrics.json` says of each task and change that was asked: for every metric that is a
    mean the value without and with the change over the same samples, and the difference."""
    twins = [(p.task, told) for p in plan.tasks if (told := twin_of(p.task.id))]
    if not twins:
        return []
    table = pq.read_table(scores)
    found = []
    for twin, (name, kind) in twins:
        for spec in twin.metrics:
            if spec.aggregate == "mean" and not spec.where:
                joined = _joined(table, name, twin.id, spec)
                found.append(
                    {
                        "task": name,
                        "change": kind,
                        "title": PERTURBATIONS[kind].title.as_dict(),
                        "metric": spec.name,
                        "metric_title": spec.title.as_dict(),
                        "direction": spec.direction,
                        "unit": spec.unit,
                        **_compared(spec, joined, plan.settings.seed),
                    }
                )
    return found


def _joined(table: pa.Table, name: str, twin: str, spec: MetricSpec) -> pa.Table:
    def of(task: str) -> pa.Table:
        rows = table.filter(
            pc.and_(pc.equal(table["task"], task), pc.equal(table["score"], spec.score))
        )
        return rows.select([*_KEYS, "cluster", "value"])

    return (
        of(twin)
        .join(of(name), keys=_KEYS, right_suffix="_plain")
        .sort_by([(key, "ascending") for key in _KEYS])
    )


def _compared(spec: MetricSpec, joined: pa.Table, seed: int) -> Mapping[str, Any]:
    plain, changed = (
        joined[name].to_numpy(zero_copy_only=False).astype(np.float64)
        for name in ("value_plain", "value")
    )
    clusters = np.unique(joined["cluster"].to_pylist(), return_inverse=True)[1]
    pairs = Pairs(plain, changed, clusters.astype(np.int64))
    return {
        "plain": _mean(plain, spec.worst),
        "changed": _mean(changed, spec.worst),
        "difference": asdict(difference(spec, pairs, seed)),
    }


def _mean(values: np.ndarray[Any, Any], worst: float) -> float | None:
    """Errors at their worst."""
    return float(np.where(np.isnan(values), worst, values).mean()) if len(values) else None
