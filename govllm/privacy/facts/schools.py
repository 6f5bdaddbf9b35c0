"""Where a person learns or learned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.organisations import SCHOOL_END, is_pupils, names_in, of_teachers
from govllm.privacy.facts.schools_ways import says_so
from govllm.privacy.facts.work_lists import in_list

_HEADING = re.compile(r"学校|院校|就读|在读|毕业|录取|幼儿园|学籍|母校|去向|考[上入取]|上学")


def find_schools(flat: str, columns: Columns) -> Iterator[Finding]:
    """Schools where somebody learns, in a flat text."""
    last = -1
    for begin, end in names_in(SCHOOL_END, flat, (0, len(flat))):
        # 先后在一中、三中读书: what holds of the one holds of the other.
        if (last == begin - 1 and flat[last] in "、和") or _teaches(flat, begin, end):
            last = end
            yield Finding(begin, end, "school", flat[begin:end])
    for cell in columns.cells(_HEADING):
        told = SCHOOL_END.search(flat, cell.start, cell.end)
        if told and not of_teachers(flat, cell.start):
            yield Finding(cell.start, told.end(), "school", flat[cell.start : told.end()])


def _teaches(flat: str, begin: int, end: int) -> bool:
    """Whether what stands around a school says that somebody learns there."""
    if says_so(flat, begin, end):
        return True
    return in_list(flat, begin, end) and is_pupils(flat, begin, end)
