"""Retrieval: the ids an answer names, best first, against those that are relevant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from govllm.domain import Answer, Sample, Task
from govllm.scoring.score import Score, binary

CUTOFFS = (1, 3, 5)


def ids_of(sample: Sample) -> list[str]:
    """The ids of the entries that are shown."""
    return [str(entry["id"]) for entry in sample.input["entries"]]


def ranked(answer: str, ids: Sequence[str]) -> list[str]:
    """The known ids that an answer names, each once, in its order. An id within a longer word or
    number is none."""
    # To compile a pattern of all of them takes longer than to look for each.
    there = [id for id in ids if id in answer]
    if not there:
        return []
    longest = "|".join(re.escape(id) for id in sorted(there, key=len, reverse=True))
    named = re.findall(rf"(?<![A-Za-z0-9])(?:{longest})(?![A-Za-z0-9])", answer)
    return list(dict.fromkeys(named))


def score_ranking(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `recall_1`, `recall_3`, `recall_5` (share of the relevant entries among the first k,
    of at most k that could be), `reciprocal_rank` (of the first relevant one; Voorhees, TREC-8),
    `parsed` (an entry was named)."""
    relevant = set(sample.target)
    order = ranked(answers[0].text, ids_of(sample))
    rank = next((at for at, id in enumerate(order, 1) if id in relevant), None)
    recalls = {
        f"recall_{k}": Score(len(relevant & set(order[:k])) / min(k, len(relevant)))
        for k in CUTOFFS
    }
    first = Score(
        0.0 if rank is None else 1.0 / rank, ", ".join(order[:5]), ", ".join(sample.target)
    )
    return recalls | {"reciprocal_rank": first, "parsed": binary(bool(order))}
