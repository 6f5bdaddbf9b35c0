"""Debts in the fields of a form and of a notice: 欠水费:617.40元, 负债情况:信用社2万元."""

from __future__ import annotations

import re
from collections.abc import Iterator

# How the name of a firm or a body ends.
FIRM_NAME = re.compile(
    "(?:公司|工厂|厂|商行|经营部|门市部?|合作社|集团|中心|酒店|宾馆|超市|饭店|事务所|学校|学院|医院)"
    r"(?:\([^()]{1,8}\))?$"
)
_VALUE = r"[ ]?(?:\([^()\n]{1,6}\))?[ ]?:[ ]?(?=([^\n|。_□]{1,60}))"
# A field that tells of a debt by itself.
_OWED = re.compile(
    r"(?:欠(?:缴|交|付|租|物业|款人)?[\u4e00-\u9fff]{0,4}|"
    + "".join(
        f"{what}(?:情况|金额|总额|合计|明细|说明|数额)?|"
        for what in ("负债", "债务", "外债", "赊账")
    )
    + r"逾期(?:情况|金额|总额|天数|期数|本金|本息|次数)|剩余(?:未还)?本金"
    r"|未[还缴交付履][\u4e00-\u9fff]{0,4})" + _VALUE
)
# One that does beside it.
_BESIDE = re.compile(
    r"(?:应[还缴付补][\u4e00-\u9fff]{0,3}|滞纳金|违约金|罚息|利息|当前应还|最低还款额?)" + _VALUE
)
# Without one of these there is no field for a debt.
_ANY = re.compile("[欠债逾催赊]|剩余|未[还缴交付履]|失信|被执行人")
_DUNS = re.compile("欠|催[缴收]|逾期|拖[欠]")
_NEAR = 60
# What the publication of a defaulter gives.
_DEFAULTER = re.compile(
    r"(?:义务|执行标的|失信(?:被执行人)?(?:行为)?(?:的)?(?:具体)?情形)[\u4e00-\u9fff]{0,3}" + _VALUE
)
_LISTED = re.compile("失信|被执行人")
_FIGURE = re.compile(r"[0-9一二三四五六七八九十两几]")
_NONE = re.compile(r"无|没|0(?![.0-9])|不|否|未")
_NO_VALUE = re.compile(r"上浮|利率|应当|不得|满|看|按|每[日天]|^[^\u4e00-\u9fff]*[)]")
# The next field of the same line.
_NEXT = re.compile(
    r"(?<=[0-9元块万期天月]) | +[\u4e00-\u9fff][^: ]{0,11}:| {2}|,[\u4e00-\u9fff]{2,6}:"
)
_OF_FIRM = re.compile(
    r"(?:户名|名称|单位名|纳税人|被执行人|企业)[^:\n]{0,6}:[^\n ]{0,30}"
    r"(?:公司|厂|店|中心|合作社|部)"
)
_REACH = 200
# A value that tells a sum tells it early; a rule does not.
_FIRST = 14


def fields_of_debts(flat: str) -> Iterator[tuple[int, int]]:
    """What a form gives in a field for debts."""
    if ":" not in flat or not _ANY.search(flat):
        return
    for field in _OWED.finditer(flat):
        yield from _value(flat, field)
    if _DUNS.search(flat):
        for field in _BESIDE.finditer(flat):
            if _DUNS.search(flat, max(0, field.start() - _NEAR), field.start()):
                yield from _value(flat, field)
    if _LISTED.search(flat):
        for field in _DEFAULTER.finditer(flat):
            if not _OF_FIRM.search(flat, max(0, field.start() - _REACH), field.start()):
                start, end = _stretch(field)
                yield start, end


def _value(flat: str, field: re.Match[str]) -> Iterator[tuple[int, int]]:
    start, end = _stretch(field)
    if not _FIGURE.search(flat, start, min(end, start + _FIRST)) or _NONE.match(flat, start):
        return
    if _NO_VALUE.search(flat[start:end]):
        return
    if not _OF_FIRM.search(flat, max(0, start - _REACH), start):
        yield start, end


def _stretch(field: re.Match[str]) -> tuple[int, int]:
    """The value of a field, without the next one of its line."""
    after = _NEXT.search(field.string, field.start(1), field.end(1))
    return field.start(1), after.start() if after else field.end(1)
