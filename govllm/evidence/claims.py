"""What answers over passages say that no passage tells, by family of claim, without a judge.

Of each family: claims and those that do not hold, per 100; and the share of answers with any, as
found and freed of the check's own errors on the held-back answers (`govllm.stats.corrected`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any

import numpy as np

from govllm.corpus.load import load_corpus
from govllm.domain import Sample, Task
from govllm.evidence.words import LastWords, answer_of, error_of
from govllm.hallucination.abstention import abstains
from govllm.hallucination.claims import Claim
from govllm.hallucination.contradictions import Told, contradicted
from govllm.hallucination.quantities import quantities_in
from govllm.plan.plan import Plan
from govllm.qualification.checks import REGULATIONS, told_facts
from govllm.resources import evalsets_dir
from govllm.scoring.grounded import claims_of
from govllm.stats.corrected import Bounded, corrected
from govllm.stats.intervals import Clustered, share_interval
from govllm.tasks.perturb import twin_of

# Kinds of task whose answers lean on passages.
KINDS = frozenset({"grounded", "summary"})
# A family of claims, and the check that is measured for it.
FAMILIES = {
    "number": "numbers",
    "citation": "citations",
    "entity": "entities",
    "contradiction": "contradictions",
}

Counts = Counter[str]


def claims(plan: Plan, words: LastWords) -> dict[str, Any] | None:
    """What `metrics.json` says of claims from nowhere; None where no task has passages."""
    if not any(planned.task.kind in KINDS for planned in plan.tasks):
        return None
    by_cluster: dict[tuple[str, str], Counts] = defaultdict(Counter)
    for task, sample, _, answer in answers_over_passages(plan, words):
        counts = by_cluster[task.id, sample.cluster]
        counts["answers"] += 1
        counts["declined"] += abstains(answer)
        found = [*claims_of(sample, answer), *_against_facts(sample, answer)]
        for family in FAMILIES:
            told = [claim for claim in found if claim.family == family]
            wrong = sum(bool(claim.fault) for claim in told)
            counts.update({family: len(told), f"{family} wrong": wrong})
            counts[f"{family} answers"] += bool(wrong)
    clusters = list(by_cluster.values())
    return {
        "answers": sum(counts["answers"] for counts in clusters),
        "clusters": len(clusters),
        "declined": _share(clusters, "declined", "answers"),
        "families": {
            family: _family(family, clusters, plan.content["checks"][check])
            for family, check in FAMILIES.items()
        },
    }


def answers_over_passages(plan: Plan, words: LastWords) -> Iterator[tuple[Task, Sample, int, str]]:
    """The answers that lean on passages, each with its task, sample and epoch; not those to changed
    questions, which repeat others."""
    with words.answers() as said_of:
        for task, sample, epoch in plan.samples():
            if task.kind in KINDS and not twin_of(task.id):
                said = said_of((task.id, sample.id, epoch))
                if error_of(task, sample, said) is None:
                    yield task, sample, epoch, answer_of(said[0]).text


def _against_facts(sample: Sample, answer: str) -> Iterator[Claim]:
    """The quantities of an answer beside the facts of the passages shown, where they are articles
    of the shipped corpus; one's own passages have no facts."""
    table = _fact_table()
    facts = [
        fact
        for p in sample.input["passages"]
        for fact in table.get((p["number"], p["article"]), ())
    ]
    if not facts:
        return
    against = {q.start for q in contradicted(sample.input["question"], answer, facts)}
    for quantity in quantities_in(answer):
        fault = "contradicts the fact table" if quantity.start in against else ""
        yield Claim(quantity.start, quantity.end, "contradiction", quantity.words, fault)


@cache
def _fact_table() -> Mapping[tuple[str, str], Sequence[Told]]:
    """Every fact of the shipped corpus, by the number of its document and of its article."""
    corpus = load_corpus(evalsets_dir() / REGULATIONS)
    facts = told_facts(corpus)
    table: dict[tuple[str, str], list[Told]] = defaultdict(list)
    for document, fact in corpus.facts():
        table[document.number, fact.article].append(facts[f"{document.id}/{fact.id}"])
    return table


def _family(family: str, clusters: Sequence[Counts], record: Mapping[str, Any]) -> dict[str, Any]:
    found = _share(clusters, f"{family} answers", "answers")
    freed = None
    if found is not None:
        freed = corrected(
            Bounded(**found), Bounded.of(record, "sensitivity"), Bounded.of(record, "specificity")
        )
    return {
        "claims": sum(counts[family] for counts in clusters),
        "wrong": sum(counts[f"{family} wrong"] for counts in clusters),
        "share_of_claims": _share(clusters, f"{family} wrong", family),
        "share_of_answers": found,
        "corrected": None if freed is None else asdict(freed),
    }


def _share(clusters: Sequence[Counts], part: str, whole: str) -> dict[str, float] | None:
    """None where there is nothing to take a share of."""
    rows = np.array(
        [(counts[part], counts[whole]) for counts in clusters if counts[whole]], dtype=float
    ).reshape(-1, 2)
    if not len(rows):
        return None
    clustered = Clustered(rows[:, 0], rows[:, 1], binary=True)
    bounds = share_interval(clustered)
    return asdict(Bounded(clustered.mean, bounds.lower, bounds.upper))
