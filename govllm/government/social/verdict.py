"""Whether conditions are met, failed, or cannot be told, and what follows from all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

# A condition is met (True), failed (False), or hangs on facts that nobody told.
Outcome = bool | frozenset[str]

NUMBERS = ("（一）", "（二）", "（三）", "（四）", "（五）", "（六）")


@dataclass(frozen=True, slots=True)
class Benefit:
    """One benefit that a person may have or not.

    Attributes:
        conditions: from facts to an outcome for each condition, in the order of their numbers.
        document: the rule's id.
        about: the names of the facts that can be missing.
    """

    conditions: Callable[[Any], tuple[Outcome, ...]]
    document: str
    about: tuple[str, ...]


def unknown(*facts: str) -> Outcome:
    """The outcome of a condition that hangs on these facts."""
    return frozenset(facts)


def verdict(outcomes: tuple[Outcome, ...]) -> Mapping[str, Any]:
    """The answer's fields: one failed condition decides, whatever else is not known."""
    failed = [number for number, met in zip(NUMBERS, outcomes, strict=False) if met is False]
    missing = sorted({fact for met in outcomes if isinstance(met, frozenset) for fact in met})
    if failed:
        return {"结论": "不符合", "不符合的条件": failed, "缺少的信息": []}
    if missing:
        return {"结论": "须补充信息", "不符合的条件": [], "缺少的信息": missing}
    return {"结论": "符合", "不符合的条件": [], "缺少的信息": []}


def told(value: bool | None, fact: str) -> Outcome:
    """A yes or a no, where it was told."""
    return unknown(fact) if value is None else value


def term(
    holds: Callable[[date, int, date], bool],
    since: date | Literal[False] | None,
    months: int,
    on: date,
    fact: str,
) -> Outcome:
    """Whether a term is full (`completed`) or a day lies in it (`within`), where its beginning was
    told; False is one that never was."""
    if since is None:
        return unknown(fact)
    return since is not False and holds(since, months, on)
