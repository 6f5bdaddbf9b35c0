"""ragas' metric that needs no judge and fits: do the words that an answer quotes stand in its
passages? Looked at in every run with passages, where ragas is installed."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from govllm.domain import Bilingual, MetricSpec
from govllm.evidence.claims import answers_over_passages
from govllm.evidence.words import LastWords
from govllm.plan.plan import Plan
from govllm.stats.metric import ScoreColumn, measure

SPEC = MetricSpec(
    "quoted_spans_alignment", "quoted_spans_alignment", "mean", "higher", 0.0, 1.0, "share",
    Bilingual("引文与条文一致率（ragas）", "Quotations that stand in the passages (ragas)"),
)  # fmt: skip
_CORNERS = str.maketrans("「」『』", "“”“”")
# Fewer signs name something rather than quote it: “云州办”.
_FEWEST = 6
_QUOTED = re.compile(rf"“[^“”\n]{{{_FEWEST},}}”")


def quotations(plan: Plan, words: LastWords) -> dict[str, Any] | None:
    """What `metrics.json` says of quotations, over the answers that quote; None where ragas was not
    there when the plan was made, or nothing is quoted."""
    if not plan.content["ragas"]:
        return None
    codes: dict[tuple[str, str], int] = {}
    values, clusters = [], []
    for cluster, value in _aligned(plan, words):
        values.append(value)
        clusters.append(codes.setdefault(cluster, len(codes)))
    if not values:
        return None
    nothing = [None] * len(values)
    column = ScoreColumn(np.array(values), np.array(clusters, dtype=np.int64), nothing, nothing)
    metric = measure("ragas", SPEC, column, plan.settings.seed)
    return {**metric.as_dict(), "title": SPEC.title.as_dict()}


def _aligned(plan: Plan, words: LastWords) -> Iterator[tuple[tuple[str, str], float]]:
    for task, sample, _, answer in answers_over_passages(plan, words):
        quoted = _QUOTED.findall(answer.translate(_CORNERS))
        if quoted:
            # ragas counts words between spaces: signs of Chinese are set apart for it.
            said = " ".join(f"“{_apart(span.strip('“”'))}”" for span in quoted)
            sources = [_apart(p["text"].translate(_CORNERS)) for p in sample.input["passages"]]
            yield (task.id, sample.cluster), asyncio.run(_score(said, sources))


async def _score(said: str, sources: list[str]) -> float:
    # Imported here: it takes seconds, and most runs quote nothing.
    from govllm.judging.ragas_metrics import quoted_spans

    return await quoted_spans(said, sources)


def _apart(text: str) -> str:
    return " ".join(sign for sign in text if sign not in "“”\"' \n")
