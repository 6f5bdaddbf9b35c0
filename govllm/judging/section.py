"""What `metrics.json` says of a judge's word on the answers of a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np

from govllm.evidence.shown import Veil, veil_of
from govllm.evidence.words import LastWords
from govllm.governance.judged import JUDGE_TASK, SPECS, STATEMENTS, unfit
from govllm.judging.answers import Said
from govllm.judging.cases import cases_of
from govllm.judging.referee import judge_of
from govllm.judging.settle import Judgement, settle
from govllm.plan.plan import Plan
from govllm.stats.corrected import freed
from govllm.stats.intervals import CONFIDENCE, Clustered, gate_bounds, share_interval
from govllm.stats.metric import Metric, ScoreColumn, measure

# So many statements that no passage bears out are shown.
_WORST = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A judge's word on a run.

    Attributes:
        section: what `metrics.json` says of it.
        metrics: what gates on the judge can look at.
    """

    section: Mapping[str, Any]
    metrics: tuple[Metric, ...]


def judged(plan: Plan, words: LastWords, said: Mapping[str, Said]) -> Judged | None:
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
    by_metric = {name: [each for each in done if each.metric == name] for name in judge[1]}
    metrics = {name: _metric(name, rows, plan.settings.seed) for name, rows in by_metric.items()}
    record = plan.content["judge"]["qualification"]
    faithful = by_metric.get(STATEMENTS.score, [])
    statements = unsupported(faithful, record)
    shown = [
        {
            **metric.as_dict(),
            "title": SPECS[name].title.as_dict(),
            "errors": dict(sorted(Counter(j.error for j in by_metric[name] if j.error).items())),
        }
        for name, metric in metrics.items()
    ]
    section = {
        "answers": len(cases),
        "metrics": shown,
        "statements": None
        if statements is None
        else {
            **statements.as_dict(),
            "statements": sum(len(j.verdicts) for j in faithful),
            "unsupported": sum(not holds for j in faithful for _, holds in j.verdicts),
            "examples": list(_examples(faithful, veil_of(plan.content))),
        },
        "unfit": unfit(plan.content["judge"], plan.settings.profile.judge_bar),
    }
    return Judged(section, (*metrics.values(), *([statements] if statements else ())))


def barred(plan: Plan) -> dict[str, Mapping[str, str]]:
    """Whether gates on the judge may decide: why not, under the task that they name. A part of a
    run without a judge leaves them out, as it does other tasks."""
    document = plan.content.get("judge")
    if document is None and plan.scope == "partial":
        return {}
    why = unfit(document, plan.settings.profile.judge_bar)
    return {} if why is None else {JUDGE_TASK: why}


def _metric(name: str, judgements: Sequence[Judgement], seed: int) -> Metric:
    codes: dict[tuple[str, str], int] = {}
    column = ScoreColumn(
        np.array([np.nan if j.value is None else min(1.0, j.value) for j in judgements]),
        np.array(
            [codes.setdefault((j.case.task, j.case.cluster), len(codes)) for j in judgements],
            dtype=np.int64,
        ),
        [None] * len(judgements),
        [None] * len(judgements),
    )
    return measure(JUDGE_TASK, SPECS[name], column, seed)


def unsupported(judgements: Sequence[Judgement], record: Mapping[str, Any] | None) -> Metric | None:
    """The share of statements that the judge finds no support for, by clusters of answers.

    A judgement that errored stands for as many statements as the others have on average, all of
    them unsupported at one end and none at the other.

    Args:
        record: of the judge on labelled answers; None leaves the rate uncorrected.
    """
    told = [j for j in judgements if j.error is None and j.verdicts]
    if not told:
        return None
    errored = [j for j in judgements if j.error is not None]
    typical = sum(len(j.verdicts) for j in told) / len(told)
    ends = []
    for each in (typical, 0.0):
        rows: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
        for j, bad, n in (
            *((j, sum(not holds for _, holds in j.verdicts), len(j.verdicts)) for j in told),
            *((j, each, typical) for j in errored),
        ):
            row = rows[j.case.task, j.case.cluster]
            row[0] += bad
            row[1] += n
        ends.append(np.array(list(rows.values()), dtype=float))
    shares = [Clustered(end[:, 0], end[:, 1], binary=False) for end in ends]
    both = [share_interval(share) for share in shares]
    gates = [gate_bounds(share) for share in shares]
    metric = Metric(
        JUDGE_TASK, STATEMENTS.name, "", shares[0].mean, both[1].lower, both[0].upper, CONFIDENCE,
        gates[1].lower, gates[0].upper, both[0].method, STATEMENTS.direction, STATEMENTS.worst,
        STATEMENTS.best, STATEMENTS.unit, len(told) + len(errored), len(told), len(errored),
        len(ends[0]), float(len(ends[0])),
    )  # fmt: skip
    return metric if record is None else freed(metric, [record])


def _examples(judgements: Sequence[Judgement], veil: Veil) -> Iterator[dict[str, str]]:
    found = (
        (each.case, statement)
        for each in judgements
        for statement, holds in each.verdicts
        if not holds
    )
    for case, statement in islice(found, _WORST):
        yield {
            "task": case.task,
            "sample": case.sample,
            "statement": veil.text(case.task, statement),
        }
