"""Where a person works or worked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts import schools_ways
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.organisations import (
    ORGANISATION_END,
    is_pupils,
    is_school,
    names_in,
)
from govllm.privacy.facts.work_lists import (
    in_answer,
    in_cell,
    in_field,
    in_life,
    in_list,
    in_row,
    is_signed,
    values,
)
from govllm.privacy.facts.work_ways import says_so
from govllm.wordlists import one_of, words_of

_HEADING = re.compile(
    r"^(?!.*(?:[(]元|金额|单位[:(]|计量|建设单位|施工单位|监理|责任单位|承办|主办|牵头|报送|发证"
    r"|签发|处罚|收款|送押|送达|移送|办案|鉴定|管辖|检测|承训))"
    r".*(?:单位|就业|雇主|公司|供职|平台|从哪来|到哪去|去向|做什么|上班|打工|东家|厂|来自|派出|任职|门店|现职|原职|工作)"
)


# 待过海坤模具、捷锐光电; 任教育局科员、文化局副局长.
_AND = re.compile(rf"(?:{one_of(words_of('privacy', 'posts'))})?[、和]")


_CHILD = re.compile(
    r"(?:孩子|小孩|娃|儿子|女儿|闺女|孙[子女]|外孙女?|侄[子女]|外甥女?|学生|同学)[^,。;\n]{0,4}[在到去进上读念]$"
)
_STAFF = re.compile(
    r"[^,。;\n]{0,12}?(?:工作|上班|任|当|教(?!室|育局)|老师|教师|校长|保安|食堂|宿管|保洁|后勤|职|退休|编|实习|干[了过活]|做[了过饭])"
)


def find_work(flat: str, columns: Columns) -> Iterator[Finding]:
    """Organisations where somebody works, in a flat text."""
    last = -1
    for begin, end in names_in(ORGANISATION_END, flat, (0, len(flat))):
        # What holds of the one holds of the other.
        joined = 0 <= last < begin <= last + 12 and _AND.fullmatch(flat, last, begin)
        if (joined or _employs(flat, begin, end)) and not _learns(flat, begin, end):
            last = end
            yield Finding(begin, end, "employer", flat[begin:end])
    for begin, end in values(flat):
        if not ORGANISATION_END.search(flat, begin, end):
            yield Finding(begin, end, "employer", flat[begin:end])
    for cell in columns.cells(_HEADING):
        end = in_cell(flat, cell)
        if end > cell.start:
            yield Finding(cell.start, end, "employer", flat[cell.start : end])


def _learns(flat: str, begin: int, end: int) -> bool:
    """Whether an organisation is a school where somebody learns."""
    if not is_school(flat, begin, end):
        return False
    if schools_ways.says_so(flat, begin, end):
        return True
    # 孩子在云州三小...: unless work is told of, children are there to learn.
    return bool(_CHILD.search(flat, max(0, begin - 14), begin)) and not _STAFF.match(flat, end)


def _employs(flat: str, begin: int, end: int) -> bool:
    """Whether what stands around an organisation says that somebody works there."""
    if in_field(flat, begin, end) or says_so(flat, begin, end):
        return True
    if in_list(flat, begin, end) or in_life(flat, begin, end):
        return not is_pupils(flat, begin, end)
    return in_row(flat, begin, end) or in_answer(flat, begin, end) or is_signed(flat, begin, end)
