"""The metrics that a judge can be asked for, without importing what works them out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.domain import Bilingual, MetricSpec


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
