"""What `metrics.json` says of a judge's word on the answers of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from govllm.evidence.scores import LastWords
from govllm.evidence.shown import Veil, veil_of
from govllm.judging.answers import Said
from govllm.judging.cases import cases_of
from govllm.judging.metrics import SPECS
from govllm.judging.referee import judge_of
from govllm.judging.settle import Judgement, settle
from govllm.plan.plan import Plan
from govllm.stats.corrected import Bounded, corrected
from govllm.stats.intervals import Clustered, share_interval
from govllm.stats.metric import ScoreColumn, measure

# So many statements that no passage bears out are shown.
_WORST = 10


def judged(plan: Plan, words: LastWords, said: Mapping[str, Said]) -> dict[str, Any] | None:
    """A judge's word on a run, worked out anew from the journal; None without a judge.

    Returns:
        by metric the mean with its interval and counts, errors at both extremes, and why they
        erred; and of faithfulness the statements that no passage bears out, per 100, as found and
        freed of the judge's own errors where it was qualified.
    """
    judge = judge_of(plan)
    if judge is None:
        return None
    cases = list(cases_of(plan, words))
    done, _ = settle(cases, judge[1], judge[0], said)
    record = plan.content["judge"]["qualification"]
    seed = plan.settings.seed
    return {
        "answers": len(cases),
        "metrics": [_metric(name, done, seed) for name in judge[1]],
        "statements": _statements(
            [d for d in done if d.metric == "faithfulness"], record, veil_of(plan.content)
        ),
    }


def _metric(name: str, judgements: Sequence[Judgement], seed: int) -> dict[str, Any]:
    of_metric = [each for each in judgements if each.metric == name]
    codes: dict[tuple[str, str], int] = {}
    column = ScoreColumn(
        np.array([np.nan if j.value is None else min(1.0, j.value) for j in of_metric]),
        np.array(
            [codes.setdefault((j.case.task, j.case.cluster), len(codes)) for j in of_metric],
            dtype=np.int64,
        ),
        [None] * len(of_metric),
        [None] * len(of_metric),
    )
    errors = Counter(each.error for each in of_metric if each.error is not None)
    metric = measure("judge", SPECS[name], column, seed)
    return {
        **metric.as_dict(),
        "title": SPECS[name].title.as_dict(),
        "errors": dict(sorted(errors.items())),
    }


def _statements(
    judgements: Sequence[Judgement], record: Mapping[str, Any] | None, veil: Veil
) -> dict[str, Any] | None:
    clusters: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    worst: list[dict[str, str]] = []
    for each in judgements:
        counts = clusters[each.case.task, each.case.cluster]
        counts[0] += sum(not holds for _, holds in each.verdicts)
        counts[1] += len(each.verdicts)
        worst += [
            {
                "task": each.case.task,
                "sample": each.case.sample,
                "statement": veil.text(each.case.task, statement),
            }
            for statement, holds in each.verdicts
            if not holds
        ]
    rows = np.array([row for row in clusters.values() if row[1]], dtype=float).reshape(-1, 2)
    if not len(rows):
        return None
    bounds = share_interval(Clustered(rows[:, 0], rows[:, 1], binary=False))
    share = float(rows[:, 0].sum() / rows[:, 1].sum())
    found = Bounded(share, bounds.lower, bounds.upper)
    freed = (
        None
        if record is None
        else corrected(found, Bounded.of(record, "sensitivity"), Bounded.of(record, "specificity"))
    )
    return {
        "statements": int(rows[:, 1].sum()),
        "unsupported": int(rows[:, 0].sum()),
        "share": asdict(found),
        "corrected": None if freed is None else asdict(freed),
        "examples": worst[:_WORST],
    }
