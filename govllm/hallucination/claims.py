"""What an answer says that can be checked against its sources without a judge, and what fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from govllm.hallucination.citations import Shelf, citations_in
from govllm.hallucination.entities import entities_in
from govllm.hallucination.numbers import checked_numbers

Family = Literal["number", "citation", "entity", "contradiction"]


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """A number, a citation or a body at its place in an answer.

    Attributes:
        fault: why it does not hold, "" where it does.
    """

    start: int
    end: int
    family: Family
    words: str
    fault: str


def claims_in(answer: str, sources: Sequence[str], shelf: Shelf) -> list[Claim]:
    """The claims of an answer, in order.

    Args:
        sources: what supports numbers and bodies: the passages and the question.
        shelf: the documents that can be cited.
    """
    return sorted(_claims(answer, sources, shelf))


def _claims(answer: str, sources: Sequence[str], shelf: Shelf) -> Iterator[Claim]:
    for quantity, told in checked_numbers(answer, sources):
        fault = "" if told else "no source tells this number"
        yield Claim(quantity.start, quantity.end, "number", quantity.words, fault)
    for citation in citations_in(answer, shelf):
        yield Claim(citation.start, citation.end, "citation", citation.words, citation.fault)
    for entity in entities_in(answer, sources):
        fault = "" if entity.told else "no source names it"
        yield Claim(entity.start, entity.end, "entity", entity.words, fault)
