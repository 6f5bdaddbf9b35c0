"""Gates: does a metric's bound, not its estimate, reach the threshold?"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

from govllm.config.schema import GateSettings
from govllm.stats.intervals import samples_to_decide
from govllm.stats.metric import Metric
from govllm.stats.paired import Difference

GateVerdict = Literal["pass", "fail", "insufficient", "error", "not_run"]


@dataclass(frozen=True, slots=True)
class GateResult:
    """What a gate decided, with the numbers it decided on.

    Attributes:
        id, task, metric, slice: what was gated.
        estimate: the metric's; None where nothing was scored.
        lower, upper: one-sided bounds at `confidence`.
        rule: in words of the bound, such as `lower >= 0.4`.
        verdict: `not_run` only where a partial run left the gate's task out.
        needed: independent samples that would decide an insufficient gate; None where none would.
        clauses: ids of the controls the gate answers to.
        reason: why, in one sentence for readers, in Chinese and English.
        kind: `threshold`, or `regression`, whose numbers are those of the difference from the
            incumbent.
        incumbent: digest of the plan it was compared with, or None.
    """

    id: str
    task: str
    metric: str
    slice: str
    estimate: float | None
    lower: float
    upper: float
    confidence: float
    n_planned: int
    n_scored: int
    n_errored: int
    rule: str
    threshold: float
    verdict: GateVerdict
    needed: int | None
    clauses: tuple[str, ...]
    reason: dict[str, str]
    kind: str = "threshold"
    incumbent: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"clauses": list(self.clauses)}


def perfect_bound(clusters: int, confidence: float = 0.95) -> float:
    """The share that a spotless result on so many independent seeds shows: tail^(1/clusters)."""
    return float((1.0 - confidence) ** (1.0 / clusters)) if clusters > 0 else 0.0


def reachable(threshold: float, worst: float, best: float, clusters: int) -> bool:
    """Whether even a perfect result on the planned samples could pass a gate."""
    shown = worst + (best - worst) * perfect_bound(clusters)
    return shown >= threshold if best > worst else shown < threshold


def decide(gate: GateSettings, metric: Metric | None) -> GateResult:
    """The verdict of one gate.

    Utility (higher is better) passes when the lower bound reaches the threshold; a rate of harm
    (lower is better) when the upper bound stays under it. It fails when the other bound shows
    that it cannot pass. In between it is insufficient. Nothing measured is never a pass.
    """
    if metric is None:
        return _not_run(gate)
    higher = metric.direction == "higher"
    rule = f"lower >= {gate.threshold:g}" if higher else f"upper < {gate.threshold:g}"
    verdict = _verdict(gate, metric, higher)
    needed = _needed(gate, metric) if verdict == "insufficient" else None
    return GateResult(
        id=gate.id,
        task=gate.task,
        metric=gate.metric,
        slice=gate.slice,
        estimate=metric.estimate,
        lower=metric.gate_lower,
        upper=metric.gate_upper,
        confidence=metric.confidence,
        n_planned=metric.n_planned,
        n_scored=metric.n_scored,
        n_errored=metric.n_errored,
        rule=rule,
        threshold=gate.threshold,
        verdict=verdict,
        needed=needed,
        clauses=gate.clauses,
        reason=_reason(gate, metric, verdict, needed),
    )


def _verdict(gate: GateSettings, metric: Metric, higher: bool) -> GateVerdict:
    if metric.n_scored == 0:
        return "error" if metric.n_errored else "insufficient"
    if not all(map(math.isfinite, (metric.estimate or 0.0, metric.gate_lower, metric.gate_upper))):
        return "error"
    if higher:
        if metric.gate_upper < gate.threshold:
            return "fail"
        enough = metric.gate_lower >= gate.threshold
    else:
        if metric.gate_lower >= gate.threshold:
            return "fail"
        enough = metric.gate_upper < gate.threshold
    return "pass" if enough and metric.n_scored >= gate.min_samples else "insufficient"


def _needed(gate: GateSettings, metric: Metric) -> int | None:
    if metric.estimate is None:
        return None
    low, high = sorted((metric.worst, metric.best))
    width = high - low
    n = samples_to_decide((metric.estimate - low) / width, (gate.threshold - low) / width)
    return max(n, gate.min_samples) or None


def _reason(
    gate: GateSettings, metric: Metric, verdict: GateVerdict, needed: int | None
) -> dict[str, str]:
    if verdict == "error":
        return {
            "zh": f"{metric.n_errored} 个样本全部出错，没有可判定的结果",
            "en": f"all {metric.n_errored} samples errored: there is nothing to decide on",
        }
    if metric.n_scored == 0:
        return {"zh": "没有样本", "en": "there are no samples"}
    bound, side_zh, side_en = (
        (metric.gate_lower, "下限", "lower bound")
        if (metric.direction == "higher") == (verdict != "fail")
        else (metric.gate_upper, "上限", "upper bound")
    )
    zh = f"单侧95%{side_zh} {bound:.3f}，门槛 {gate.threshold:g}"
    en = f"one-sided 95 % {side_en} {bound:.3f} against the threshold {gate.threshold:g}"
    if verdict == "insufficient" and needed:
        zh += f"；约需 {needed} 个独立样本才能判定"
        en += f"; about {needed} independent samples would decide"
    if metric.n_errored:
        zh += f"；{metric.n_errored} 个样本出错，按最坏和最好两种情形计入"
        en += f"; {metric.n_errored} samples errored and count at both extremes"
    return {"zh": zh, "en": en}


def _unmeasured(gate: GateSettings, verdict: GateVerdict, reason: dict[str, str]) -> GateResult:
    return GateResult(
        gate.id, gate.task, gate.metric, gate.slice, None, 0.0, 1.0, 0.95, 0, 0, 0, "",
        gate.threshold, verdict, None, gate.clauses, reason,
    )  # fmt: skip


def _not_run(gate: GateSettings) -> GateResult:
    reason = {"zh": "本次为部分运行，未执行该任务", "en": "this partial run left the task out"}
    return _unmeasured(gate, "not_run", reason)


def _no_slice(gate: GateSettings) -> GateResult:
    reason = {
        "zh": f"没有切片 {gate.slice} 的指标：样本太少，或名称有误",
        "en": f"nothing was measured for {gate.slice}: too few samples, or a misspelt name",
    }
    return _unmeasured(gate, "insufficient", reason)


@dataclass(frozen=True, slots=True)
class Against:
    """A gated metric's difference from the incumbent's.

    Attributes:
        difference: the candidate's less the incumbent's.
        incumbent: digest of its plan.
    """

    difference: Difference
    incumbent: str


def decide_regression(gate: GateSettings, metric: Metric, against: Against | None) -> GateResult:
    """The verdict of a gate that asks for no more than so much loss against the incumbent.

    It passes when the one-sided bound of the paired difference shows that the loss is smaller than
    the margin, fails when the other shows that it is not. Without an incumbent that answered the
    same questions nothing is shown.
    """
    if against is None or against.difference.n_pairs == 0:
        return replace(_unmeasured(gate, "insufficient", _NO_INCUMBENT), kind="regression")
    d = against.difference
    higher = metric.direction == "higher"
    least, most = (d.gate_lower, d.gate_upper) if higher else (-d.gate_upper, -d.gate_lower)
    verdict: GateVerdict = "insufficient"
    if most < -gate.threshold:
        verdict = "fail"
    elif least > -gate.threshold and d.n_pairs >= gate.min_samples:
        verdict = "pass"
    side = "lower" if higher else "upper"
    sign = "> -" if higher else "< "
    return GateResult(
        gate.id, gate.task, gate.metric, gate.slice, d.estimate, d.gate_lower, d.gate_upper,
        metric.confidence, metric.n_planned, d.n_pairs - d.n_errored, d.n_errored,
        f"{side}(difference) {sign}{gate.threshold:g}", gate.threshold, verdict, None,
        gate.clauses, _loss(gate, d.n_pairs, -most if verdict == "fail" else -least, verdict),
        "regression", against.incumbent,
    )  # fmt: skip


def _loss(gate: GateSettings, pairs: int, loss: float, verdict: GateVerdict) -> dict[str, str]:
    zh, en = ("至少", "at least") if verdict == "fail" else ("至多", "at most")
    return {
        "zh": f"与在用模型逐样本比较（{pairs} 对）：有95%的把握{zh}差 {loss:.3f}，"
        f"允许差 {gate.threshold:g}",
        "en": f"against the incumbent on {pairs} pairs: with 95 % confidence {en} "
        f"{loss:.3f} worse; {gate.threshold:g} is allowed",
    }


_NO_INCUMBENT = {
    "zh": "没有可比较的在用模型：须以 incumbent=运行文件夹 指明回答过同样题目的运行",
    "en": "there is no incumbent to compare with: name a run that was asked the same with "
    "incumbent=RUN",
}


def decide_all(
    gates: Sequence[GateSettings],
    metrics: Sequence[Metric],
    against: Mapping[str, Against] = MappingProxyType({}),
    barred: Mapping[str, Mapping[str, str]] = MappingProxyType({}),
) -> list[GateResult]:
    """Every gate of a profile against the metrics at hand, in the profile's order.

    Args:
        against: differences from the incumbent, by the regression gate's id.
        barred: tasks whose metrics may decide nothing, with the reason for readers.

    Only a gate whose whole task was left out is `not_run`. A slice that is not there while its
    task was asked is insufficient: a misspelt name must not take a gate away.
    """
    found = {(m.task, m.name, m.slice): m for m in metrics}
    asked = {m.task for m in metrics}
    results = []
    for gate in gates:
        metric = found.get((gate.task, gate.metric, gate.slice))
        if gate.task in barred:
            results.append(_unmeasured(gate, "insufficient", dict(barred[gate.task])))
        elif metric is None and gate.task in asked:
            results.append(_no_slice(gate))
        elif metric is not None and gate.kind == "regression":
            results.append(decide_regression(gate, metric, against.get(gate.id)))
        else:
            results.append(decide(gate, metric))
    return results
