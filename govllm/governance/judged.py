"""What a judge can be asked for and gated on, and whether its word may decide at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from govllm.config.schema import GateSettings, JudgeBarSettings, JudgeSettings
from govllm.domain import Bilingual, MetricSpec
from govllm.errors import UsageError, nearest

# The task that gates on a judge's word name.
JUDGE_TASK = "judge"


def _spec(name: str, zh: str, en: str, lower: bool = False) -> MetricSpec:
    title = Bilingual(f"{zh}（ragas）", f"{en} (ragas)")
    direction = "lower" if lower else "higher"
    return MetricSpec(name, name, "mean", direction, 0.0, 1.0, "share", title)  # type: ignore[arg-type]


SPECS: Mapping[str, MetricSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            _spec("faithfulness", "忠实度", "Faithfulness"),
            _spec("factual_correctness", "事实正确性", "Factual correctness"),
            _spec("answer_relevancy", "切题度", "Answer relevancy"),
            _spec("context_precision", "条文精确率", "Context precision"),
            _spec("context_recall", "条文召回率", "Context recall"),
            _spec("noise_sensitivity", "噪声敏感度", "Noise sensitivity", lower=True),
        )
    }
)

# Beside ragas' own: the share of all statements that no passage bears out, which the judge's
# faithfulness tells and its measured errors correct.
STATEMENTS = MetricSpec(
    "unsupported_statements", "faithfulness", "mean", "lower", 0.0, 1.0, "share",
    Bilingual("无依据陈述率（裁判）", "Statements without support (judge)"),
)  # fmt: skip


def check_judge_gate(gate: GateSettings, judge: JudgeSettings | None) -> None:
    """Refuse a gate on a metric that no judge has, or that this one is not asked for.

    Raises:
        UsageError: naming the gate.
    """
    known = [*SPECS, STATEMENTS.name]
    if gate.metric not in known or gate.slice or gate.kind != "threshold":
        raise UsageError(
            f"gate {gate.id!r}: a judge has no such metric, slice or kind of gate",
            nearest(gate.metric, known),
        )
    asked = STATEMENTS.score if gate.metric == STATEMENTS.name else gate.metric
    if judge is not None and asked not in judge.metrics:
        raise UsageError(
            f"gate {gate.id!r}: the judge is not asked for {asked}",
            f"add it to judge.metrics: [{', '.join([*judge.metrics, asked])}]",
        )


def unfit(judge: Mapping[str, Any] | None, bar: JudgeBarSettings) -> Mapping[str, str] | None:
    """Why a judge's word decides no gate, for readers; None where it may.

    Args:
        judge: what the plan seals of it.
        bar: the least that the lower bounds of its agreement with labelled answers must reach.
    """
    if judge is None:
        return {
            "zh": "没有裁判模型：须以 judge=endpoint 或 judge=vllm 指定",
            "en": "there is no judge: name one with judge=endpoint or judge=vllm",
        }
    record = judge["qualification"]
    if record is None:
        return {
            "zh": "裁判模型没有用标注数据检验过，不得参与判定（python -m govllm.qualify_judge）",
            "en": "the judge was not qualified on labelled answers, so its word decides nothing "
            "(python -m govllm.qualify_judge)",
        }
    short = list(_short_of(record, bar))
    if not short:
        return None
    told = "，".join(f"{name} {lower:.2f} < {least:g}" for name, lower, least in short)
    return {
        "zh": f"裁判模型未达到方案要求（95%区间下限：{told}），不得参与判定",
        "en": f"the judge stays under the profile's bar (lower end of the 95 % interval: {told}), "
        "so its word decides nothing",
    }


def _short_of(
    record: Mapping[str, Any], bar: JudgeBarSettings
) -> Sequence[tuple[str, float, float]]:
    figures = {
        "kappa": bar.kappa,
        "sensitivity": bar.sensitivity,
        "specificity": bar.specificity,
    }
    lowers = {name: record[f"{name}_lower"] for name in figures}
    return [
        (name, lowers[name] or 0.0, least)
        for name, least in figures.items()
        if lowers[name] is None or lowers[name] < least
    ]
