"""The one table of scorers: what `scorers:` in a task may name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.metadata import entry_points
from types import MappingProxyType

from govllm.domain import Task
from govllm.errors import UsageError
from govllm.scoring.choice import score_choice
from govllm.scoring.closed import score_closed
from govllm.scoring.consistency import score_consistency
from govllm.scoring.dialogue import score_dialogue
from govllm.scoring.edits import score_edits
from govllm.scoring.exposure import Answered, score_exposure
from govllm.scoring.extraction import score_fields
from govllm.scoring.free_text import score_checks
from govllm.scoring.grounded import score_grounded
from govllm.scoring.labels import score_labels
from govllm.scoring.leaks import score_leaks
from govllm.scoring.masking import score_masking
from govllm.scoring.ranking import score_ranking
from govllm.scoring.score import Score, Scorer
from govllm.scoring.short_answer import score_short_answer
from govllm.scoring.summary import score_summary
from govllm.scoring.varied import score_varied

_BUILT_IN: dict[str, Scorer] = {
    "labels": score_labels,
    "fields": score_fields,
    "varied": score_varied,
    "ranking": score_ranking,
    "edits": score_edits,
    "choice": score_choice,
    "short_answer": score_short_answer,
    "checks": score_checks,
    "leaks": score_leaks,
    "masking": score_masking,
    "grounded": score_grounded,
    "closed": score_closed,
    "summary": score_summary,
    "consistency": score_consistency,
    "dialogue": score_dialogue,
}

# Scorers that see all samples of a task at once, since one sample's score leans on the others.
PooledScorer = Callable[[Sequence[Answered]], list[dict[str, Score]]]
POOLED: Mapping[str, PooledScorer] = MappingProxyType({"exposure": score_exposure})


def score_all(task: Task, answered: Sequence[Answered]) -> list[dict[str, Score]]:
    """All scores of many samples that have all of their answers, in their order."""
    table = scorers()
    found: list[dict[str, Score]] = [{} for _ in answered]
    for name in task.scorers:
        if name in POOLED:
            results = POOLED[name](answered)
        else:
            results = [dict(table[name](task, *each)) for each in answered]
        for scores, result in zip(found, results, strict=True):
            scores.update(result)
    return found


def scorers() -> Mapping[str, Scorer]:
    """Every scorer by name: the built-in ones and those that packages add by entry point.

    Raises:
        UsageError: where a package takes the name of one that is there.
    """
    return MappingProxyType({**_BUILT_IN, **_added()})


# To read what every installed package offers takes milliseconds, and each sample is scored.
@cache
def _added() -> dict[str, Scorer]:
    table: dict[str, Scorer] = {}
    for point in entry_points(group="govllm.scorers"):
        if point.name in {*_BUILT_IN, *POOLED, *table}:
            fault = f"{point.value} calls its scorer {point.name!r}, as another one is called"
            raise UsageError(fault, "mend the package, or uninstall it")
        table[point.name] = point.load()
    return table
