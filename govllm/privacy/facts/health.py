"""Health of a person: illness, injury, disability, pregnancy, operations, conditions of the mind.

Every illness, injury, treatment and limit that is told is looked at; one is a finding where its
sentence, the field of a form or the heading of a column tells whose it is. What is said of nobody
is left alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.health_forms import values_in
from govllm.privacy.facts.health_mentions import Mention, mentions_in
from govllm.privacy.facts.health_persons import is_general, is_told


def find_health(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's health in a flat text."""
    mentions = mentions_in(flat)
    values = [value for value in values_in(flat) if _says_more(value, mentions)]
    for start, end in values:
        yield Finding(start, end, "health", flat[start:end])
    for mention in mentions:
        start, end = mention.start, mention.end
        if any(first < end and start < last for first, last in values):
            continue
        if is_told(flat, mention) or _in_column(flat, columns, mention):
            yield Finding(start, end, "health", flat[start:end])


def _says_more(value: tuple[int, int], mentions: list[Mention]) -> bool:
    """Whether what a form gives is more than the illnesses in it that are known."""
    start, end = value
    known = sum(
        min(end, mention.end) - max(start, mention.start)
        for mention in mentions
        if mention.start < end and start < mention.end
    )
    return 2 * known < end - start


def _in_column(flat: str, columns: Columns, mention: Mention) -> bool:
    """Whether a mention stands in the row of somebody, and speaks of them."""
    return columns.cell(mention.start) is not None and not is_general(flat, mention.end)
