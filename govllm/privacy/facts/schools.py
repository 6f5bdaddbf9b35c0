"""Where a person learns or learned."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.organisations import SCHOOL_END, is_pupils, is_rostered, names_in
from govllm.privacy.facts.wording import is_named

_CLASS = (
    r"(?:[0-9一二三四五六七八九]{1,4}年?级|[高初][一二三]|大[一二三四]|研[一二三]"
    r"|[一二三四五六七八九][(][0-9一二三四五六七八九十]{1,2}[)]"
    r"|[0-9]{1,4}级|[0-9一二三四五六七八九十]{1,4}班|[大中小托]班)"
)
_STUDIES = re.compile(
    rf"(?:的)?(?:[\u4e00-\u9fff]{{2,8}}?(?:系|专业|学院))?(?:,?(?:大[一二三四]|研[一二三]"
    rf"|[高初][一二三](?![0-9]))|{_CLASS}|[\u4e00-\u9fff]{{0,6}}[0-9]{{2,4}}[级班]"
    rf"|[^,。;:\n]{{0,6}}?(?:就读|在读|[读念上]{_CLASS}|读[书完研博本大高初小中预过了到]"
    rf"|念[书到完过了]|上学|求学"
    rf"|毕业|肄业|应届|学习(?!平台|贯彻|宣传|强国)|上(?:[大高初小中][班一二三四学]"
    rf"|[一二三四五六七八九]年级)|转[入到至出]|住校|寄宿))"
)
_PUPIL = re.compile(
    rf"(?:的)?[^,。;:\n]{{0,10}}?{_CLASS}?(?:女|男)?(?:学生|研究生|博士生?|硕士生?|本科生|新生"
    rf"|毕业生|同学|校友|大学生|队员|选手|小学生|考生)"
)
_TO = re.compile(
    r"(?:就读于?|就读的?是|现就?读于?|在读|在读于|毕业于|毕业自|考上了?|考入|考取了?|考进|考到"
    r"|录取到|录取于|录取为|被|转到|转入|转学到|转至|升入|进入|入读|保送|保送到|求学于|肄业于"
    r"|分配到|上的是|读的是|读|念的是|念|上|学籍在|学籍转入|被录取到|(?:孩子|女儿|儿子|娃|小孩"
    r"|孙子|孙女|外孙|外孙女|弟弟|妹妹|学生)(?:目前|现在|现)?在|(?:学生|考生"
    r"|同学)[\u4e00-\u9fff]{2,3}[,(])$"
)
_FIELD = re.compile(
    r"(?:(?:就读|毕业|在读|所在|录取|转出|转入|学籍|原|现|报考|报名|意向|子女|培养|本科|硕士"
    r"|最高学历|就学|入读|原就读|现就读)(?:学校|院校|学籍学校|院系|园所|幼儿园|高校|大学"
    r"|单位)(?:名称|及班级|及专业|/班级)?|(?<![\u4e00-\u9fff])(?:学校|院校|学籍)(?:名称|及班级)?"
    r"|现?就读|在读|毕业院校|本科|专科|硕士|研究生|学历|学校班级)[ ]?(?:[:|]|是|为|[ ]?)[ ]?$"
)
_HEADING = re.compile(r"学校|院校|就读|在读|毕业|录取|幼儿园|学籍")


def find_schools(flat: str, columns: Columns) -> Iterator[Finding]:
    """Schools where somebody learns, in a flat text."""
    for begin, end in names_in(SCHOOL_END, flat, (0, len(flat))):
        if _teaches(flat, begin, end):
            yield Finding(begin, end, "school", flat[begin:end])
    for cell in columns.cells(_HEADING):
        told = SCHOOL_END.search(flat, cell.start, cell.end)
        if told:
            yield Finding(cell.start, told.end(), "school", flat[cell.start : told.end()])


def _teaches(flat: str, begin: int, end: int) -> bool:
    """Whether what stands around a school says that somebody learns there."""
    before = flat[max(0, begin - 20) : begin]
    if _TO.search(before) or _FIELD.search(before) or _STUDIES.match(flat, end):
        return True
    if is_rostered(flat, begin, end) and is_pupils(flat, begin, end):
        return True
    pupil = _PUPIL.match(flat, end)
    return bool(pupil and is_named(flat, pupil.end()))
