"""A plan's steps in one order: by stage and code, then moved as the plan says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Step(Generic[F]):
    """A step of article 四: its code, its stage and when it is done."""

    code: str
    stage: int
    applies: Callable[[F], bool]


@dataclass(frozen=True, slots=True)
class Move(Generic[F]):
    """A move of article 五: a step goes directly before or after another, or to an end."""

    code: str
    where: Literal["before", "after", "first", "last"]
    anchor: str
    when: Callable[[F], bool]


@dataclass(frozen=True, slots=True)
class Plan(Generic[F]):
    """A plan: the document's id, its steps and its moves in the order they are made."""

    document: str
    steps: tuple[Step[F], ...]
    moves: tuple[Move[F], ...]


def ordered(plan: Plan[F], facts: F) -> list[str]:
    """The steps that an incident needs, in order.

    Raises:
        ValueError: where a step is to stand by one that is not done, so that no order is right.
    """
    done = sorted((s.stage, s.code) for s in plan.steps if s.applies(facts))
    order = [code for _, code in done]
    for move in plan.moves:
        if move.code not in order or not move.when(facts):
            continue
        order.remove(move.code)
        order.insert(_place(move, order), move.code)
    return order


def _place(move: Move[F], order: list[str]) -> int:
    if move.where == "first":
        return 0
    if move.where == "last":
        return len(order)
    if move.anchor not in order:
        raise ValueError(f"{move.code} is moved to {move.anchor}, which is not among the steps")
    return order.index(move.anchor) + (move.where == "after")
