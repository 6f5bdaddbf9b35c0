"""Several answers to one question: do they come to the same?

A model that knows says the same each time it is asked; one that invents says another thing each
time (Manakul et al., SelfCheckGPT, EMNLP 2023, arXiv 2303.08896). No source is needed for that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from govllm.domain import Answer, Sample, Task
from govllm.hallucination.abstention import abstains
from govllm.hallucination.quantities import quantities_in
from govllm.scoring import normalise
from govllm.scoring.points import conclusion_of
from govllm.scoring.score import Score

_DECLINED = "declined"


def score_consistency(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `consistent`, 1 where all answers of a sample come to the same and 0 where no two
    do; the others lie between by the number of answers that come to the commonest."""
    gists = [_gist(answer.text) or at for at, answer in enumerate(answers)]
    commonest = max(Counter(gists).values())
    return {"consistent": Score((commonest - 1) / max(1, len(answers) - 1))}


def _gist(answer: str) -> frozenset[object] | str:
    """What an answer comes to: that it declines, its quantities, or where it has none its words.
    One that is no single sentence comes to all that it says, an empty one to nothing."""
    conclusion = conclusion_of(answer)
    if abstains(answer):
        return _DECLINED
    quantities = frozenset(quantity.key for quantity in quantities_in(conclusion))
    return quantities or normalise.text(conclusion or answer)
