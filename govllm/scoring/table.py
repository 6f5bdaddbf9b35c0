"""The one table of scorers: what `scorers:` in a task may name."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points
from types import MappingProxyType

from govllm.scoring.choice import score_choice
from govllm.scoring.extraction import score_fields
from govllm.scoring.free_text import score_checks
from govllm.scoring.labels import score_labels
from govllm.scoring.score import Scorer
from govllm.scoring.short_answer import score_short_answer

_BUILT_IN: dict[str, Scorer] = {
    "labels": score_labels,
    "fields": score_fields,
    "choice": score_choice,
    "short_answer": score_short_answer,
    "checks": score_checks,
}


def scorers() -> Mapping[str, Scorer]:
    """Every scorer by name: the built-in ones and those that packages add by entry point."""
    table = dict(_BUILT_IN)
    for point in entry_points(group="govllm.scorers"):
        table.setdefault(point.name, point.load())
    return MappingProxyType(table)
