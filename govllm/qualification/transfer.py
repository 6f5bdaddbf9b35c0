"""Baselines that fit every task: the commonest answer, and that of the most similar text.

A candidate that reads nothing gives the commonest answer; one that matches words gives that of the
training item whose text is most like the question's.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from govllm.domain import Answer, MetricSpec, Sample, Task
from govllm.qualification.alike import own_words
from govllm.qualification.simulate import simulated
from govllm.scoring.table import score_all
from govllm.stats.metric import ScoreColumn, measure

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
    shares of the way from its worst to its best; None where answers cannot be carried over, or
    there is nothing to carry them over from.

    Args:
        train: what they are fitted on, the items themselves where there is none; of either without
            the cluster of the item that is answered.
    """
    spec = next((m for m in task.metrics if m.direction == "higher" and not m.where), None)
    if task.kind not in KINDS or task.answer_by != "text" or spec is None:
        return None
    source = train or items
    same = np.array([[item.cluster == s.cluster for s in source] for item in items])
    if same.all(axis=1).any():
        return None
    pool = [simulated(task, sample, "right") for sample in source]
    fitted = {"majority": _commonest(items, source, pool), "nearest": _nearest(items, source, same)}
    return {
        name: _reached(task, spec, items, [pool[at] for at in places])
        for name, places in fitted.items()
    }


def _reached(
    task: Task, spec: MetricSpec, items: Sequence[Sample], answers: Sequence[Sequence[Answer]]
) -> float:
    """The metric of these answers, by its own aggregate."""
    fitted = [_fitted(task, s, a) for s, a in zip(items, answers, strict=True)]
    scores = [each[spec.score] for each in score_all(task, list(zip(items, fitted, strict=True)))]
    _, clusters = np.unique([item.cluster for item in items], return_inverse=True)
    column = ScoreColumn(
        np.array([score.value for score in scores]),
        clusters,
        [score.predicted for score in scores],
        [score.expected for score in scores],
    )
    reached: float = measure(task.id, spec, column, seed=0).as_dict()["estimate"]
    return (reached - spec.low) / (spec.high - spec.low)


def _form(answers: Sequence[Answer]) -> str:
    return json.dumps([answer.text for answer in answers[:1]], ensure_ascii=False)


def _fitted(task: Task, sample: Sample, answers: Sequence[Answer]) -> list[Answer]:
    """An answer to another item, said to each of this item's requests."""
    return [Answer(answers[0].text, part=part) for part in range(task.n_requests(sample))]


def _commonest(
    items: Sequence[Sample], source: Sequence[Sample], pool: Sequence[Sequence[Answer]]
) -> list[int]:
    """For each item the place of the answer that is commonest in the other clusters."""
    forms = [_form(answers) for answers in pool]
    places = {}
    for cluster in {item.cluster for item in items}:
        others = (f for f, s in zip(forms, source, strict=True) if s.cluster != cluster)
        places[cluster] = forms.index(Counter(others).most_common(1)[0][0])
    return [places[item.cluster] for item in items]


def _nearest(
    items: Sequence[Sample], source: Sequence[Sample], same: NDArray[np.bool_]
) -> list[int]:
    """For each item the place of the source item of another cluster whose words are most like its
    own."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = [*items, *source]
    texts = own_words([s.input for s in rows], [s.cluster for s in rows])
    table = TfidfVectorizer(analyzer="char", ngram_range=(1, 3), sublinear_tf=True)
    vectors = table.fit_transform([text or "—" for text in texts])
    likeness = (vectors[: len(items)] @ vectors[len(items) :].T).toarray()
    likeness[same] = -1.0
    return [int(at) for at in likeness.argmax(axis=1)]
