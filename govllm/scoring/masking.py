"""Masking: is everything personal gone from a text, and is the rest of it still there?

What must stay is counted in pairs of neighbouring characters outside of the labels, letters and
figures alone; what is kept of them is the longest common subsequence with the answer's pairs, so
order counts and what an answer adds does not. Single characters would not do: two Chinese texts
that have nothing in common share a tenth of theirs in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from govllm.domain import Answer, Sample, Task
from govllm.privacy.classes import groups_of
from govllm.privacy.leaks import Secret, secrets_of
from govllm.privacy.mask import PLACEHOLDER, masked_value
from govllm.privacy.remains import left
from govllm.scoring import normalise
from govllm.scoring.score import Score, binary

# An answer that keeps less of the text than this is another text (a refusal, silence, a summary).
# It has rid the text of nothing, or the best masker would be the one that says nothing.
FLOOR = 0.5
# From here on a masked text can be used in place of the original. Both bounds are our own.
USABLE = 0.9


def score_masking(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `kept` (share of what must stay), `usable` (1 where all pieces are gone and enough is
    kept); where the text holds personal data, `gone` (share of its pieces that are gone) and the
    same for each group of classes that it holds, as `gone_names`.

    Thoughts before the answer are not looked at: what is handed on is the answer.
    """
    answer = answers[0].text
    kept = share_kept(sample.target["masked"], answer)
    pieces = tuple(dict.fromkeys(secrets_of(sample.target["secrets"])))
    # What is told of a piece is masked, so that the score itself leaks nothing.
    told: Sequence[Secret] = left(answer, pieces)
    stay: Sequence[Secret] = told
    if kept < FLOOR:
        kept, stay = 0.0, pieces
    scores = {"kept": Score(kept), "usable": binary(not stay and kept >= USABLE)}
    if pieces:
        said = "、".join(f"{s.kind} {masked_value(s.kind, s.value)}" for s in told)
        scores["gone"] = Score(_share_gone(pieces, stay), said or None)
    for group in dict.fromkeys(g for piece in pieces for g in groups_of(piece.kind)):
        of_group = [piece for piece in pieces if group in groups_of(piece.kind)]
        scores[f"gone_{group}"] = Score(_share_gone(of_group, stay))
    return scores


def _share_gone(pieces: Sequence[Secret], stay: Sequence[Secret]) -> float:
    return sum(piece not in stay for piece in pieces) / len(pieces)


def share_kept(masked: str, answer: str) -> float:
    """The share of a rightly masked text's own pairs of characters that an answer has in order."""
    wanted = list(pairs(masked))
    return common(wanted, list(pairs(answer))) / len(wanted) if wanted else 0.0


def pairs(text: str) -> Iterator[str]:
    """Neighbouring letters, figures and Chinese characters, none across a placeholder."""
    for part in PLACEHOLDER.split(text):
        yield from (first + second for first, second in pairwise(normalise.text(part)))


def common(first: Sequence[str], second: Sequence[str]) -> int:
    """Length of the longest common subsequence.

    Bit-parallel, as in Hyyrö, "Bit-parallel LCS-length computation revisited" (2004): one addition
    on a number of `len(first)` bits for each element of `second`; the zeros are the length.
    """
    places: dict[str, int] = {}
    for at, element in enumerate(first):
        places[element] = places.get(element, 0) | 1 << at
    every = (1 << len(first)) - 1
    row = every
    for element in second:
        met = row & places.get(element, 0)
        row = (row + met | row - met) & every
    return len(first) - row.bit_count()
