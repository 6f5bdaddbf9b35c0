"""Baselines that fit every task: the commonest answer, and that of the most similar text.

A candidate that reads nothing gives the commonest answer; one that matches words gives that of the
training item whose text is most like the question's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import numpy as np

from govllm.domain import Answer, Sample, Task
from govllm.qualification.alike import own_words
from govllm.qualification.simulate import simulated
from govllm.scoring.table import score_all

# Kinds whose right answer to one item is an answer to another.
KINDS = frozenset(
    {
        "classification", "extraction", "varied", "retrieval", "choice", "short_answer",
        "free_text", "proofread", "grounded", "closed", "summary",
    }
)  # fmt: skip


def baselines(
    task: Task, items: Sequence[Sample], train: Sequence[Sample]
) -> dict[str, float] | None:
    """What the two baselines reach on the task's first metric that higher values are better on, as
    shares of the way from its worst to its best; None where answers cannot be carried over.

    Args:
        train: what they are fitted on; where there is none, the items of other clusters.
    """
    spec = next((m for m in task.metrics if m.direction == "higher" and not m.where), None)
    if task.kind not in KINDS or task.answer_by != "text" or spec is None:
        return None
    source = train or items
    pool = [simulated(task, sample, "right") for sample in source]
    commonest = Counter(_form(answers) for answers in pool).most_common(1)[0][0]
    majority = next(answers for answers in pool if _form(answers) == commonest)
    likeliest = _nearest(items, source, apart=not train)

    def value(answers: Sequence[Sequence[Answer]]) -> float:
        fitted = [_fitted(task, s, a) for s, a in zip(items, answers, strict=True)]
        scores = score_all(task, list(zip(items, fitted, strict=True)))
        mean = float(np.mean([each[spec.score].value for each in scores]))
        return (mean - spec.low) / (spec.high - spec.low)

    return {
        "majority": value([majority] * len(items)),
        "nearest": value([pool[at] for at in likeliest]),
    }


def _form(answers: Sequence[Answer]) -> str:
    return json.dumps([answer.text for answer in answers[:1]], ensure_ascii=False)


def _fitted(task: Task, sample: Sample, answers: Sequence[Answer]) -> list[Answer]:
    """An answer to another item, said to each of this item's requests."""
    return [Answer(answers[0].text, part=part) for part in range(task.n_requests(sample))]


def _nearest(items: Sequence[Sample], source: Sequence[Sample], apart: bool) -> list[int]:
    """For each item the place of the source item whose words are most like its own.

    Args:
        apart: whether items of the same cluster are left out.
    """
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = [*items, *source]
    texts = own_words([s.input for s in rows], [s.cluster for s in rows])
    table = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    vectors = table.fit_transform([text or "—" for text in texts])
    likeness = (vectors[: len(items)] @ vectors[len(items) :].T).toarray()
    if apart:
        same = np.array([[i.cluster == s.cluster for s in source] for i in items])
        likeness[same] = -1.0
    return [int(at) for at in likeness.argmax(axis=1)]
