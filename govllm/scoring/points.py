"""Answers to questions with known points: the answer proper, and whether it has them.

The answer proper is what follows `答案：`, or the first line: one sentence, with the points of the
target and no other quantity of their kinds but those of the question, so that naming all that the
passages tell is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from govllm.hallucination.numbers import is_told
from govllm.hallucination.quantities import quantities_in
from govllm.scoring import normalise

# The wordings of each point, any of which is right.
Points = Sequence[Sequence[str]]

# A sentence; more is a list of everything.
LONGEST = 120
_LEAD = re.compile(r"答案\s*[:：]\s*")
_NEGATED = frozenset("不未无没非")


def conclusion_of(answer: str) -> str:
    """The answer proper: behind the one `答案：`, else the first line that says something; "" where
    there are several answers, or one that is no sentence."""
    leads = list(_LEAD.finditer(answer))
    if len(leads) > 1:
        return ""
    rest = answer[leads[0].end() :] if leads else answer
    line = next((line.strip() for line in rest.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST else ""


def has_point(text: str, point: Sequence[str]) -> bool:
    """Whether a text has a point in any of its wordings; amounts, dates and terms by value."""
    said = quantities_in(text)
    for wording in point:
        quantities = quantities_in(wording)
        if quantities and all(is_told(quantity, said) for quantity in quantities):
            return True
        if not quantities and _says(text, wording):
            return True
    return False


def _says(words: str, wording: str) -> bool:
    """Whether words stand there, and are neither denied (不可以 does not say 可以) nor a part of a
    longer number or date."""
    text, wanted = normalise.text(words), normalise.text(wording)
    at = text.find(wanted)
    while wanted and at >= 0:
        left, right = text[at - 1 : at], text[at + len(wanted) : at + len(wanted) + 1]
        longer = (left.isdigit() and wanted[0].isdigit()) or (
            right.isdigit() and (wanted[-1].isdigit() or wanted[-1] in "年月")
        )
        if left not in _NEGATED and not longer:
            return True
        at = text.find(wanted, at + 1)
    return False


def is_one_answer(conclusion: str, points: Sequence[Sequence[str]], question: str) -> bool:
    """Whether no quantity of the points' kinds stands there that is neither a point nor asked."""
    wanted: list[Any] = [q for point in points for wording in point for q in quantities_in(wording)]
    known = [*wanted, *quantities_in(question, bare=True)]
    units = {quantity.unit for quantity in wanted}
    return all(
        is_told(quantity, known) for quantity in quantities_in(conclusion) if quantity.unit in units
    )
