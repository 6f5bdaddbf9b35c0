"""Trivial baselines: what majority guessing and keyword statistics reach on an eval set.

A set that TF-IDF solves measures keyword matching; a candidate that does not beat it has shown
nothing. Both are fitted on the task's `train.jsonl`, which shares no seed with its items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np

from govllm import canonical
from govllm.domain import Bilingual, MetricSpec, Sample
from govllm.errors import DeclarationError, UsageError
from govllm.stats.metric import ScoreColumn, measure
from govllm.tasks.declaration import TaskDeclaration
from govllm.tasks.items import train_of
from govllm.tasks.load import LoadedTask
from govllm.tasks.sourcemap import read_yaml, validated

_ACCURACY = MetricSpec(
    "accuracy", "correct", "mean", "higher", 0.0, 1.0, "share", Bilingual("准确率", "Accuracy")
)


def build_baselines(loaded: LoadedTask, seed: int = 0) -> dict[str, Any]:
    """Fit and measure a task's baselines; the record that `baseline.json` holds.

    Raises:
        UsageError: where the task declares none or has no train split.
    """
    folder = loaded.task.folder
    raw, node = read_yaml(folder / "task.yaml")
    declared = validated(TaskDeclaration, raw, folder / "task.yaml", node).baselines
    if declared is None:
        raise UsageError(f"{loaded.task.id} declares no baselines", "add `baselines:` to task.yaml")
    train = train_of(folder)
    if not train:
        path = folder / "train.jsonl"
        raise DeclarationError(path, None, "", "no train split", "baselines are fitted on it")
    items = list(loaded.items.read(range(len(loaded.items))))
    read = (
        [str(s.input[declared.input]) for s in train],
        [str(s.input[declared.input]) for s in items],
    )
    told = (
        [str(s.target[declared.score]) for s in train],
        [str(s.target[declared.score]) for s in items],
    )
    guesses = {
        "majority": [Counter(told[0]).most_common(1)[0][0]] * len(items),
        "tfidf_logreg": _tfidf(*read, told[0], seed),
    }
    return {
        "items_sha256": loaded.items.digest,
        "train_sha256": canonical.file_digest(folder / "train.jsonl"),
        "n_train": len(train),
        "score": declared.score,
        "results": {
            name: _measured(loaded, items, predicted, told[1], seed)
            for name, predicted in guesses.items()
        },
    }


def _tfidf(
    train: Sequence[str], items: Sequence[str], labels: Sequence[str], seed: int
) -> list[str]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    # Characters and pairs of them: Chinese needs no word segmentation for this to be strong.
    model = make_pipeline(
        TfidfVectorizer(analyzer="char", ngram_range=(1, 3), min_df=2, sublinear_tf=True),
        LogisticRegression(C=10.0, max_iter=2000, random_state=seed),
    )
    model.fit(list(train), list(labels))
    return [str(label) for label in model.predict(list(items))]


def _measured(
    loaded: LoadedTask,
    items: Sequence[Sample],
    predicted: Sequence[str],
    expected: Sequence[str],
    seed: int,
) -> dict[str, Any]:
    clusters = {c: i for i, c in enumerate(dict.fromkeys(s.cluster for s in items))}
    column = ScoreColumn(
        np.array([float(p == e) for p, e in zip(predicted, expected, strict=True)]),
        np.array([clusters[s.cluster] for s in items]),
        predicted,
        expected,
    )
    metric = measure(loaded.task.id, _ACCURACY, column, seed).as_dict()
    return {
        k: metric[k] for k in ("estimate", "lower", "upper", "confidence", "method", "n_scored")
    }
