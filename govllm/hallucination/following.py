"""The sentences of the passages that an answer should have followed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govllm.characters import compact, pairs_of
from govllm.hallucination.numbers import is_told
from govllm.hallucination.quantities import quantities_in

_SENTENCE = re.compile(r"[^。；;\n]+[。；;]?")


def followed(
    question: str, passages: Sequence[Mapping[str, str]], points: Sequence[Sequence[str]]
) -> list[str]:
    """For each point of the right answer the sentence that tells it, the one most like the question
    where several do; none for a point that is worked out from more than one.

    Args:
        points: each in its accepted wordings.
    """
    sentences = [m[0].strip() for p in passages for m in _SENTENCE.finditer(p["text"])]
    asked = pairs_of(question)
    found = []
    for point in points:
        telling = [s for s in sentences if any(_tells(s, wording) for wording in point)]
        if telling:
            found.append(max(telling, key=lambda s: len(asked & pairs_of(s))))
    return list(dict.fromkeys(found))


def _tells(sentence: str, wording: str) -> bool:
    wanted = quantities_in(wording)
    if wanted:
        told = quantities_in(sentence, bare=True)
        return all(is_told(quantity, told) for quantity in wanted)
    return bool(compact(wording)) and compact(wording) in compact(sentence)
