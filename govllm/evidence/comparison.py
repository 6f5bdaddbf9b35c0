"""Two runs side by side: the same samples, answered by two candidates."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from govllm.domain import Bilingual, MetricSpec
from govllm.errors import UsageError
from govllm.evidence.folder import RunFolder
from govllm.evidence.measures import SMALLEST_SLICE
from govllm.evidence.reading import Document, Reading, read_run
from govllm.governance.gates import Against
from govllm.stats.aggregate import AGGREGATES
from govllm.stats.macro_f1 import class_counts
from govllm.stats.paired import Difference, Pairs, difference, holm, macro_f1_difference

_KEYS = ("sample", "epoch")


@dataclass(frozen=True, slots=True)
class Compared:
    """One metric of a task, or of a slice of it, in both runs.

    Attributes:
        one, two: its estimates over the pairs, as each run's own documents have them for the
            whole task; None for slices.
        difference: of the second less the first.
        only_one, only_two: samples that only one of the runs planned.
        p_adjusted: the exact p over seeds, adjusted for all whole-task metrics compared; None
            for slices.
    """

    task: str
    metric: str
    slice: str
    title: Bilingual
    unit: str
    direction: str
    one: float | None
    two: float | None
    difference: Difference
    only_one: int
    only_two: int
    p_adjusted: float | None

    @property
    def finding(self) -> str:
        """`better`, `worse` or `open`: what the two-sided interval shows of the second run."""
        low, high = self.difference.lower, self.difference.upper
        if low > 0.0 or high < 0.0:
            return "better" if (low > 0.0) == (self.direction == "higher") else "worse"
        return "open"

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "finding": self.finding}


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that two runs have in common.

    Attributes:
        left_out: tasks that are not compared, with the reason.
        usage: tokens, latencies and seconds of both runs, by name.
    """

    one: str
    two: str
    metrics: tuple[Compared, ...]
    left_out: tuple[tuple[str, str], ...]
    usage: tuple[tuple[str, float | None, float | None], ...]


_USAGE = (
    "requests", "attempts", "prompt_tokens", "completion_tokens", "latency_p50_s",
    "latency_p95_s",
)  # fmt: skip


def compare_runs(one: RunFolder, two: RunFolder) -> Comparison:
    """Compare two recorded runs, paired by task, sample and epoch.

    Raises:
        UsageError: where one is not finished, both are the same, or nothing is common to both.
    """
    first, second = _read(one), _read(two)
    if first.sealed["run_id"] == second.sealed["run_id"]:
        raise UsageError("both folders hold the same run", "name two runs")
    common, left_out = _common(first, second)
    if not common:
        raise UsageError(
            "the two runs have no task in common that asked the same",
            "; ".join(f"{task}: {why}" for task, why in left_out) or "they asked no tasks",
        )
    tables = [pq.read_table(folder.scores) for folder in (one, two)]
    found = [c for task in common for c in _task(task, first, second, tables)]
    whole = [c for c in found if not c.slice]
    adjusted = iter(holm([c.difference.p_seeds for c in whole]))
    named = tuple(_adjusted(c, adjusted) for c in found)
    usage = tuple(
        (name, first.metrics["usage"][name], second.metrics["usage"][name]) for name in _USAGE
    )
    return Comparison(
        first.verdict["candidate"]["name"], second.verdict["candidate"]["name"], named,
        tuple(left_out), usage,
    )  # fmt: skip


def _adjusted(compared: Compared, adjusted: Iterator[float]) -> Compared:
    if compared.slice:
        return compared
    values = {name: getattr(compared, name) for name in compared.__slots__}
    return Compared(**{**values, "p_adjusted": next(adjusted)})


def _read(folder: RunFolder) -> Reading:
    if not folder.is_recorded():
        raise UsageError(
            f"{folder.path} holds no finished run", "name the folder of a finished run"
        )
    return read_run(folder)


def _common(one: Reading, two: Reading) -> tuple[list[Document], list[tuple[str, str]]]:
    """Tasks that were the same to the letter in both runs, and why others were not."""
    common, left_out = [], []
    for record in one.plan["tasks"]:
        other = two.task(record["id"])
        if other is None:
            left_out.append((record["id"], "only the first run asked it"))
        elif other["sha256"] != record["sha256"]:
            left_out.append(
                (record["id"], f"version {record['version']} against {other['version']}: "
                 "other items, prompt or scorers")
            )  # fmt: skip
        else:
            common.append(record)
    asked = {record["id"] for record in one.plan["tasks"]}
    left_out += [
        (record["id"], "only the second run asked it")
        for record in two.plan["tasks"]
        if record["id"] not in asked
    ]
    return common, left_out


def spec_of(record: Mapping[str, Any]) -> MetricSpec:
    """A metric's declaration from a plan's record of it."""
    return MetricSpec(**{**record, "title": Bilingual(**record["title"])})


def _task(
    task: Document, one: Reading, two: Reading, tables: Sequence[pa.Table]
) -> Iterator[Compared]:
    for record in task["metrics"]:
        spec = spec_of(record)
        # What lm-eval alone can take has no value by sample to pair.
        if spec.aggregate not in AGGREGATES:
            continue
        joined, only = joined_scores(task["id"], spec.score, tables)
        metrics = [run.metric(task["id"], spec.name) for run in (one, two)]
        estimates = [None if m is None else m["estimate"] for m in metrics]
        seed = two.plan["seed"]
        found = _difference(spec, joined, seed)
        yield Compared(
            task["id"], spec.name, "", spec.title, spec.unit, spec.direction,
            estimates[0], estimates[1], found, *only, None,
        )  # fmt: skip
        if spec.aggregate == "mean":
            for name, part in _slices(joined, task["slices"]):
                yield Compared(
                    task["id"], spec.name, name, spec.title, spec.unit, spec.direction,
                    None, None, _difference(spec, part, seed), 0, 0, None,
                )  # fmt: skip


def joined_scores(
    task: str, score: str, tables: Sequence[pa.Table]
) -> tuple[pa.Table, tuple[int, int]]:
    """One score of a task in both runs, sample by sample, and how many only one of them has.

    The columns of the first run end in `_one`, those of the second in `_two`.
    """
    sides = []
    for table in tables:
        rows = table.filter(pc.and_(pc.equal(table["task"], task), pc.equal(table["score"], score)))
        sides.append(rows.select([*_KEYS, "cluster", "slices", "value", "predicted", "expected"]))
    joined = sides[0].join(
        sides[1], list(_KEYS), join_type="inner", left_suffix="_one", right_suffix="_two"
    )
    order = joined.sort_by([(key, "ascending") for key in _KEYS])
    return order, (len(sides[0]) - len(order), len(sides[1]) - len(order))


def pairs_of(joined: pa.Table) -> Pairs:
    """Joined scores as arrays."""
    clusters = joined["cluster_two"].combine_chunks().dictionary_encode()
    codes = clusters.indices.to_numpy(zero_copy_only=False) if len(joined) else np.zeros(0)
    one, two = (
        joined[name].to_numpy(zero_copy_only=False).astype(np.float64)
        for name in ("value_one", "value_two")
    )
    return Pairs(one, two, codes.astype(np.int64))


def against_incumbent(plan: Document, folder: RunFolder) -> Iterator[Compared]:
    """Every whole-task metric of the tasks that the incumbent was asked to the letter as well.

    Args:
        plan: the content of `plan.json`, which names an incumbent.
    """
    tables = [pq.read_table(path) for path in (folder.incumbent, folder.scores)]
    asked = plan["incumbent"]["tasks"]
    for task in plan["tasks"]:
        if asked.get(task["id"]) != task["sha256"]:
            continue
        for spec in map(spec_of, task["metrics"]):
            if spec.aggregate not in AGGREGATES:
                continue
            joined, only = joined_scores(task["id"], spec.score, tables)
            yield Compared(
                task["id"], spec.name, "", spec.title, spec.unit, spec.direction, None, None,
                _difference(spec, joined, plan["seed"]), *only, None,
            )  # fmt: skip


def differences(plan: Document, folder: RunFolder) -> dict[str, Against]:
    """The difference from the incumbent for every regression gate whose task both were asked to
    the letter, by the gate's id.

    Args:
        plan: the content of `plan.json`.
    """
    incumbent = plan["incumbent"]
    gates = [g for g in plan["profile"]["policy"]["gates"] if g["kind"] == "regression"]
    if incumbent is None or not gates:
        return {}
    tables = [pq.read_table(path) for path in (folder.incumbent, folder.scores)]
    tasks = {task["id"]: task for task in plan["tasks"]}
    found = {}
    for gate in gates:
        task = tasks.get(gate["task"])
        if task is None or incumbent["tasks"].get(gate["task"]) != task["sha256"]:
            continue
        spec = spec_of(next(m for m in task["metrics"] if m["name"] == gate["metric"]))
        joined, _ = joined_scores(task["id"], spec.score, tables)
        parts = dict(_slices(joined, task["slices"])) if gate["slice"] else {"": joined}
        if (part := parts.get(gate["slice"])) is not None:
            found[gate["id"]] = Against(
                _difference(spec, part, plan["seed"]), incumbent["plan_sha256"]
            )
    return found


def _difference(spec: MetricSpec, joined: pa.Table, seed: int) -> Difference:
    pairs = pairs_of(joined)
    found = difference(spec, pairs, seed)
    if spec.aggregate == "mean" or not len(joined):
        return found
    # Of a macro F1 the pairs' tests stand as they are; estimate and interval are its own.
    labels = [joined[f"{kind}_{side}"].to_pylist() for kind in ("predicted", "expected")
              for side in ("one", "two")]  # fmt: skip
    names = {label: n for n, label in enumerate(sorted({x for col in labels for x in col if x}))}
    codes = [np.array([names.get(x, -1) for x in column]) for column in labels]
    counts = [
        class_counts(codes[side], codes[2 + side], pairs.clusters, len(names)) for side in (0, 1)
    ]
    bounds = macro_f1_difference(counts[0], counts[1])
    values = {name: getattr(found, name) for name in found.__slots__}
    return Difference(
        **{
            **values,
            "estimate": (bounds.lower + bounds.upper) / 2.0,
            "lower": bounds.lower,
            "upper": bounds.upper,
            "gate_lower": bounds.lower,
            "gate_upper": bounds.upper,
        }
    )


def _slices(joined: pa.Table, names: Sequence[str]) -> Iterator[tuple[str, pa.Table]]:
    belongs = [json.loads(text) for text in joined["slices_two"].to_pylist()]
    for name in names:
        values = [slices.get(name) for slices in belongs]
        for value in sorted({v for v in values if v is not None}):
            chosen = [v == value for v in values]
            if sum(chosen) >= SMALLEST_SLICE:
                yield f"{name}={value}", joined.filter(pa.array(chosen))
