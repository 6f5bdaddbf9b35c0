"""Terms of the city's policies, which a beginning that is not told never completes."""

from __future__ import annotations

from datetime import date

from govllm.government.days import months_after


def completed(since: date | None, months: int, on: date) -> bool:
    """Whether a term that began on a day is full; a beginning that is not told completes none."""
    return since is not None and months_after(since, months) <= on


def within(since: date | None, months: int, on: date) -> bool:
    """Whether a day still lies in a term, its last day included; likewise."""
    return since is not None and since <= on <= months_after(since, months)
