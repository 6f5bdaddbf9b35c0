"""Health of a person: illness, injury, disability, pregnancy, operations, conditions of the mind.

Every illness, injury, treatment and limit that is told is looked at; one is a finding where its
sentence, the field of a form or the heading of a column tells whose it is. What is said of nobody
is left alone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.health_forms import values_in
from govllm.privacy.facts.health_mentions import Mention, mentions_in
from govllm.privacy.facts.health_nobody import is_general
from govllm.privacy.facts.health_persons import is_told

# Columns of what somebody teaches, treats or is on duty for.
_TAUGHT = re.compile(
    r"题目|主题|课程|科室|专业|擅长|方向|职务|职称|岗位|服务|门诊|项目名|药品|内容"
)


def find_health(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's health in a flat text."""
    mentions = mentions_in(flat)
    ends = [mention.end for mention in mentions]
    values = [value for value in sorted(values_in(flat)) if _says_more(value, mentions, ends)]
    for start, end in values:
        yield Finding(start, end, "health", flat[start:end])
    stops = [end for _, end in values]
    for mention in mentions:
        start, end = mention.start, mention.end
        at = bisect_right(stops, start)
        if at < len(values) and values[at][0] < end:
            continue
        cell = columns.cell(start)
        if cell and _TAUGHT.search(cell.heading):
            continue
        if is_told(flat, mention) or (cell and not is_general(flat, end)):
            yield Finding(start, end, "health", flat[start:end])


def _says_more(value: tuple[int, int], mentions: list[Mention], ends: list[int]) -> bool:
    """Whether what a form gives is more than the illnesses in it that are known."""
    start, end = value
    known = 0
    for at in range(bisect_right(ends, start), len(mentions)):
        mention = mentions[at]
        if mention.start >= end:
            break
        known += min(end, mention.end) - max(start, mention.start)
    return 2 * known < end - start
