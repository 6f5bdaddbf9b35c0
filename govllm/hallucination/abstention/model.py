"""A linear model of declining, fitted on labelled answers by `python -m govllm.build abstention`.

What counts is what an answer comes to. One that declines and then answers all the same does not
abstain, and neither does one that answers a part and declines the rest; one that only says where
else to ask does.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from govllm.hallucination.abstention.features import features_of

# As many features hold of a long answer as of several short ones; the sum is scaled by their root.
SCALE = 10.0
_WORD = re.compile(r"[^\W\d_]{2}")


def abstains(answer: str) -> bool:
    """Whether an answer declines and gives nothing beside. One without words is no abstention."""
    return bool(_WORD.search(answer)) and score_of(answer) > 0


def score_of(answer: str) -> float:
    """The log-odds that an answer abstains."""
    weights = load_weights()
    known = [weights[feature] for feature in features_of(answer) if feature in weights]
    return weights["bias"] + math.fsum(known) * SCALE / math.sqrt(max(1, len(known)))


@cache
def load_weights() -> Mapping[str, float]:
    """The shipped weights by feature, with that of "bias"."""
    text = (files("govllm.hallucination") / "data" / "abstention.json").read_text("utf-8")
    weights: dict[str, float] = json.loads(text)
    return weights
