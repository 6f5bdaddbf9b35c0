"""Fits the model of declining on labelled answers: logistic regression over what holds of them.

    python -m govllm.build abstention

The held-back answers are not read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set

import numpy as np

from govllm.hallucination.abstention.features import features_of
from govllm.hallucination.abstention.model import SCALE

# A feature counts when it holds of so many answers; of those that do the heaviest are kept.
_RARE = 3
_KEPT = 20_000
# Inverse strength of the penalty, and what an answer must score more than: the best of a few in
# cross-validation over the development answers.
_C = 0.3
_BAR = 0.0


def fit(answers: Sequence[str], abstaining: Sequence[bool]) -> str:
    """The content of `data/abstention.json`."""
    told = [features_of(answer) for answer in answers]
    counts = Counter(feature for features in told for feature in features)
    known = sorted(feature for feature, count in counts.items() if count >= _RARE)
    learned = _learned(told, abstaining, known)
    heaviest = sorted(known, key=lambda feature: (-abs(learned[feature]), feature))[:_KEPT]
    weights = _learned(told, abstaining, sorted(heaviest))
    rounded = {feature: round(weight, 4) for feature, weight in sorted(weights.items())}
    return json.dumps(rounded, ensure_ascii=False, indent=0) + "\n"


def _learned(
    told: Sequence[Set[str]], abstaining: Sequence[bool], known: Sequence[str]
) -> Mapping[str, float]:
    from scipy.sparse import csr_matrix, diags
    from sklearn.linear_model import LogisticRegression

    places = {feature: at for at, feature in enumerate(known)}
    rows = [
        sorted(places[feature] for feature in features if feature in places) for features in told
    ]
    ends = np.cumsum([0, *map(len, rows)])
    held = np.concatenate([np.array(row, dtype=int) for row in rows])
    table = csr_matrix((np.ones(len(held)), held, ends), shape=(len(rows), len(known)))
    scaled = diags([SCALE / max(1, len(row)) ** 0.5 for row in rows]) @ table
    model = LogisticRegression(C=_C, max_iter=1000).fit(scaled, np.array(abstaining))
    weights = dict(zip(known, model.coef_[0].tolist(), strict=True))
    return {**weights, "bias": float(model.intercept_[0]) - _BAR}
