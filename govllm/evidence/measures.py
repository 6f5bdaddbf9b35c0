"""From `scores.parquet` to `metrics.json`: metrics, slices, and what the run cost."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from govllm import canonical
from govllm.client.journal import read_rows
from govllm.domain import MetricSpec, Task
from govllm.evidence.scores import lm_eval_results
from govllm.evidence.words import LastWords
from govllm.plan.plan import Plan
from govllm.stats.corrected import freed
from govllm.stats.metric import Metric, ScoreColumn, measure
from govllm.tasks.requests import JUDGE

# A slice smaller than this is named with its count, but its interval would say nothing.
SMALLEST_SLICE = 5


@dataclass(frozen=True, slots=True)
class Usage:
    """What a run cost.

    Attributes:
        requests: settled requests; attempts: tries of them; retried, errors: of these.
        cut: answers that ended for want of tokens.
        shortened: answered prompts that lost their beginning for want of room.
        latency_p50_s, latency_p95_s: of answered attempts; None where there were none.
        seconds: from the first attempt's start to the last one's end, pauses between sessions
            included.
    """

    requests: int
    attempts: int
    errors: dict[str, int]
    cut: int
    shortened: int
    prompt_tokens: int
    completion_tokens: int
    latency_p50_s: float | None
    latency_p95_s: float | None
    first: str | None
    last: str | None

    def as_dict(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found in the answers of a run beside their scores.

    Attributes:
        personal_data: of `govllm.evidence.nowhere`.
        claims: of `govllm.evidence.claims`, None where no task has passages.
        judge: of `govllm.judging.section`, None where no judge was asked.
        confidence: of `govllm.evidence.confidence`.
        quotations: of `govllm.judging.quotations`, None where nothing is quoted.
        robustness: of `govllm.evidence.robustness`.
        lm_eval: its own numbers, None where it measured nothing.
    """

    personal_data: Mapping[str, Any]
    claims: Mapping[str, Any] | None
    judge: Mapping[str, Any] | None
    confidence: Sequence[Mapping[str, Any]]
    quotations: Mapping[str, Any] | None
    robustness: Sequence[Mapping[str, Any]]
    lm_eval: Sequence[Mapping[str, Any]] | None


def lm_eval_figures(plan: Plan, words: LastWords) -> list[Mapping[str, Any]] | None:
    """What lm-eval itself would print of its tasks; None where there are none."""
    measured = [planned.lm_eval for planned in plan.tasks if planned.lm_eval is not None]
    if not measured:
        return None
    return [figure for task in measured for figure in lm_eval_results(task, words).figures]


def measure_all(plan: Plan, scores: Path, words: LastWords) -> list[Metric]:
    """Every metric of every task, whole and by slice, in the plan's order.

    Args:
        words: the journal's, from which lm-eval takes its own figures.
    """
    table = pq.read_table(scores)
    found: list[Metric] = []
    for planned in plan.tasks:
        if planned.lm_eval is not None:
            found += lm_eval_results(planned.lm_eval, words).metrics
            continue
        of_task = table.filter(pc.equal(table["task"], planned.task.id))
        for spec in planned.task.metrics:
            found += _measure_score(plan, planned.task, spec, of_task)
    return found


def _measure_score(plan: Plan, task: Task, spec: MetricSpec, of_task: pa.Table) -> Iterator[Metric]:
    rows = of_task.filter(pc.equal(of_task["score"], spec.score))
    if spec.where:
        rows = rows.filter([spec.covers(json.loads(s)) for s in rows["slices"].to_pylist()])
    column = _column(rows)
    seed = plan.settings.seed
    records = [plan.content["checks"][name] for name in spec.instruments]
    yield freed(measure(task.id, spec, column, seed), records)
    if spec.aggregate != "mean":
        return
    slices = [json.loads(s) for s in rows["slices"].to_pylist()]
    for name in task.slices:
        values = [s.get(name) for s in slices]
        for value in sorted({v for v in values if v is not None}):
            chosen = np.array([v == value for v in values])
            if chosen.sum() >= SMALLEST_SLICE:
                part = _part(column, chosen)
                yield freed(measure(task.id, spec, part, seed, f"{name}={value}"), records)


def _column(rows: pa.Table) -> ScoreColumn:
    clusters = rows["cluster"].combine_chunks().dictionary_encode()
    codes = clusters.indices.to_numpy(zero_copy_only=False) if len(rows) else np.zeros(0)
    return ScoreColumn(
        rows["value"].to_numpy(zero_copy_only=False).astype(np.float64),
        codes.astype(np.int64),
        rows["predicted"].to_pylist(),
        rows["expected"].to_pylist(),
    )


def _part(column: ScoreColumn, chosen: np.ndarray[Any, Any]) -> ScoreColumn:
    kept: Sequence[int] = np.flatnonzero(chosen).tolist()
    return ScoreColumn(
        column.values[chosen],
        column.clusters[chosen],
        [column.predicted[i] for i in kept],
        [column.expected[i] for i in kept],
    )


def usage_of(journal: Path, plan_sha256: str) -> Usage:
    """What the journal says a run cost, a judge's part left out."""
    latencies: list[float] = []
    errors: dict[str, int] = {}
    places: set[int] = set()
    attempts = cut = shortened = prompt = completion = 0
    first = last = None
    for _, row in read_rows(journal, plan_sha256) if journal.exists() else ():
        if row["task"].startswith(JUDGE):
            continue
        attempts += 1
        places.add(hash((row["task"], row["sample"], row["epoch"], row["part"])))
        first = first or row["time"]
        last = row["time"]
        if row["error"] is not None:
            code = row["error"]["code"]
            errors[code] = errors.get(code, 0) + 1
            continue
        cut += row["finish"] == "length"
        shortened += bool(row.get("left_out"))
        prompt += row["tokens"]["prompt"]
        completion += row["tokens"]["completion"]
        latencies.append(row["latency_s"])
    p50, p95 = np.quantile(latencies, [0.5, 0.95]) if latencies else (None, None)
    return Usage(
        len(places), attempts, errors, cut, shortened, prompt, completion,
        None if p50 is None else float(p50), None if p95 is None else float(p95), first, last,
    )  # fmt: skip


def write_metrics(
    plan: Plan,
    metrics: Sequence[Metric],
    usage: Usage,
    findings: Findings,
    path: Path,
) -> None:
    """Write `metrics.json`.

    Args:
        findings: what was found in the answers beside their scores.
    """
    canonical.write_json(
        path,
        {
            "metrics": [m.as_dict() for m in metrics if not m.slice],
            "slices": [m.as_dict() for m in metrics if m.slice],
            "baselines": {p.task.id: p.task.baseline for p in plan.tasks},
            "usage": usage.as_dict(),
            "personal_data": findings.personal_data,
            "claims": findings.claims,
            "judge": findings.judge,
            "confidence": findings.confidence,
            "quotations": findings.quotations,
            "robustness": findings.robustness,
            "lm_eval": findings.lm_eval,
        },
    )
