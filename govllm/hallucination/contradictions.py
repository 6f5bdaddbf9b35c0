"""Quantities that an answer puts to a case for which the fact table says another value.

A number may stand in the passages and still be told of the wrong case. Of the facts in its unit,
the one which the words around a quantity (and the question) are most like is taken for the one that
it speaks of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from govllm.characters import pairs_of
from govllm.hallucination.numbers import is_told
from govllm.hallucination.quantities import Quantity, quantities_in

# How much more the words must be like another fact than like any that says the same value, and how
# much like it at least: fitted on the development answers.
_MARGIN, _LEAST = 0.05, 0.12
# What a word of the question is worth beside one around the quantity, and a number of the condition
# beside a word.
_ASKED, _COUNTED = 0.3, 0.5
_SENTENCE = re.compile(r"[^。！？!?\n；;]+")
_AHEAD = re.compile(r"[，,。；;！？!?\n]")


@dataclass(frozen=True, slots=True)
class Told:
    """A fact: of what, in which case, what of it, and the value with its unit."""

    subject: str
    condition: str
    attribute: str
    value: str


def contradicted(question: str, answer: str, facts: Sequence[Told]) -> list[Quantity]:
    """The quantities of an answer that contradict the facts, in order."""
    table = [(fact, quantities_in(fact.value)[:1]) for fact in facts]
    known = [(fact, values[0]) for fact, values in table if values]
    found = []
    for quantity, context in _in_context(answer):
        rivals = [(fact, value) for fact, value in known if _comparable(value, quantity)]
        if rivals and _is_contradicted(quantity, context, question, rivals):
            found.append(quantity)
    return found


def _is_contradicted(
    quantity: Quantity, context: str, question: str, rivals: Sequence[tuple[Told, Quantity]]
) -> bool:
    likeness = [(_likeness(fact, context, question), fact, value) for fact, value in rivals]
    same = [score for score, _, value in likeness if is_told(quantity, [value])]
    other = [score for score, _, value in likeness if not is_told(quantity, [value])]
    if not other or max(other) < _LEAST:
        return False
    return not same or max(other) > max(same) + _MARGIN


def _comparable(one: Quantity, other: Quantity) -> bool:
    return one.unit == other.unit or {one.unit, other.unit} == {"日", "工作日"}


def _in_context(answer: str) -> Iterator[tuple[Quantity, str]]:
    """Each quantity with the words that it is told with: from the last one of its unit, or the
    beginning of the sentence, to the end of the clause."""
    for sentence in _SENTENCE.finditer(answer):
        inside = [
            quantity
            for quantity in quantities_in(answer)
            if sentence.start() <= quantity.start < sentence.end()
        ]
        last: dict[str, int] = {}
        for quantity in inside:
            start = last.get(quantity.unit, sentence.start())
            ahead = _AHEAD.search(answer, quantity.end)
            stop = ahead.start() if ahead else len(answer)
            yield quantity, answer[start : quantity.start] + answer[quantity.end : stop]
            last[quantity.unit] = quantity.end


def _likeness(fact: Told, context: str, question: str) -> float:
    words = pairs_of(f"{fact.subject}{fact.condition}{fact.attribute}")
    if not words:
        return 0.0
    here, asked = pairs_of(context), pairs_of(question)
    shared = sum(1.0 if pair in here else _ASKED * (pair in asked) for pair in words)
    return shared / len(words) + _COUNTED * _counted(fact, f"{context}，{question}")


def _counted(fact: Told, text: str) -> float:
    """Numbers of the case that are told, less those told that are not the case's."""
    wanted = quantities_in(fact.condition)
    told = quantities_in(text)
    units = {quantity.unit for quantity in wanted}
    if not wanted:
        return 0.0
    there = sum(is_told(quantity, told) for quantity in wanted) / len(wanted)
    strange = [q for q in told if q.unit in units and not is_told(q, wanted)]
    return there - 0.5 * bool(strange)
