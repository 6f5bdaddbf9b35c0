"""Identifiers that a shape tells: addresses on the net, plates, accounts, codes with a dash, dates
of birth."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator

from govllm.privacy import checkdigits
from govllm.privacy.classes import Finding

_NEAR = 16
_ORG_CODE = re.compile(r"(?<![A-Za-z0-9-])[0-9A-Za-z]{8}-[0-9Xx](?![A-Za-z0-9-])")
_CODE_WORD = re.compile(r"机构代码|组织代码|代码")

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}"
    r"(?:@|[ ]?\(at\)[ ]?|[ ]?\[at\][ ]?|艾特|#)"
    r"(?:[A-Za-z0-9-]{1,63}(?:\.|点|[ ]?\(dot\)[ ]?))+(?:[A-Za-z]{2,15})(?![A-Za-z0-9])"
)
_IPV4 = re.compile(r"(?<![0-9.A-Za-z])(?:\d{1,3}\.){3}\d{1,3}(?![0-9.]|[A-Za-z])")
# A colon that belongs to the words before it is no part of it.
_IPV6 = re.compile(
    r"(?<![0-9A-Fa-f.])(?<![0-9A-Fa-f]:)[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{2,37}(?![0-9A-Fa-f:.])"
)
_PLATE = re.compile(
    r"(?:[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使][A-HJ-NP-Za-hj-"
    r"np-z]|WJ[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])"
    r"[·•.\- ]?[A-HJ-NP-Za-hj-np-z0-9](?:[ \-·]?[A-HJ-NP-Za-hj-np-z0-9]){3}"
    r"(?:[ ]?[A-HJ-NP-Za-hj-np-z0-9]{1,2}|[ ]?[警挂学港澳使领])(?![A-Za-z0-9])"
)
_WECHAT = re.compile(
    r"(?:微信(?:号|账号|ID|id)?|薇信|V信|v信|vx|VX|Vx|wx|WX|加v|加V|WeChat|wechat)"
    r"(?:号|账号|也?是|就是|为|同号|叫|搜|加|ID|id|[ :：,，\-(（]){0,4}"
    r"(?P<id>[A-Za-z][A-Za-z0-9_-]{5,19})(?![A-Za-z0-9_@-])"
)
_WXID = re.compile(r"(?<![A-Za-z0-9_])wxid_[A-Za-z0-9_-]{4,16}(?![A-Za-z0-9_-])")
_LANDLINE = re.compile(r"[(]0\d{2,3}[)][ -]?[2-8]\d{6,7}(?:[- ]?转?\d{1,4}(?=[^0-9]|$))?(?!\d)")
_DAY = (
    r"(?:(?:19|20)\d\d(?:年|[-/.])(?:0?[1-9]|1[0-2])(?:月|[-/.])(?:(?:[12]\d|3[01]|0?[1-9])日?)?"
    r"|(?:19|20)\d\d年(?:0?[1-9]|1[0-2])月|(?:19|20)\d{6}"
    r"|[一二][九〇零][〇零一二三四五六七八九]{2}年[一二三四五六七八九十]{1,2}月(?:[一二三"
    r"四五六七八九十]{1,3}日)?)"
)
_BIRTH = re.compile(
    rf"(?:(?:出生(?:日期|年月日?|时间|于|在)?|生日(?:期)?|生于|诞辰|DOB)(?:是|为|在|[:：|"
    rf"\s,，(（]){{0,3}}(?:农历|阳历|公历)?(?P<a>{_DAY}))"
    rf"|(?P<b>{_DAY})(?=(?:[ ]?(?:出?生(?!产|效|活|态|意|源|鲜|成)|出世|诞生)))"
)


def find_patterns(flat: str) -> Iterator[Finding]:
    """What is told by its shape in a text that `normal.plain` has made flat."""
    for match in _EMAIL.finditer(flat):
        value = re.sub(r"[ ]?[(\[]at[)\]][ ]?|艾特|#", "@", match[0])
        value = re.sub(r"点|[ ]?\(dot\)[ ]?", ".", value)
        form = "plain" if value == match[0] else "hidden"
        yield Finding(match.start(), match.end(), "email", value, form)
    for pattern in (_IPV4, _IPV6):
        for match in pattern.finditer(flat):
            if _is_ip(match[0], flat[max(0, match.start() - 6) : match.start()]):
                yield Finding(match.start(), match.end(), "ip", match[0])
    for match in _PLATE.finditer(flat):
        value = re.sub(r"[·•.\- ]", "", match[0]).upper()
        if _is_plate(value):
            yield Finding(match.start(), match.end(), "plate", value)
    for pattern in (_WECHAT, _WXID):
        for match in pattern.finditer(flat):
            start, end = match.span("id" if pattern is _WECHAT else 0)
            yield Finding(start, end, "wechat", flat[start:end])
    for match in _LANDLINE.finditer(flat):
        yield Finding(match.start(), match.end(), "landline", re.sub(r"\D", "", match[0]))
    for match in _ORG_CODE.finditer(flat):
        if _is_org_code(match[0], flat[max(0, match.start() - _NEAR) : match.start()]):
            yield Finding(match.start(), match.end(), "org_code", match[0].replace("-", ""))
    for match in _BIRTH.finditer(flat):
        start, end = match.span("a" if match["a"] else "b")
        yield Finding(start, end, "birth_date", flat[start:end])


def _is_ip(text: str, before: str) -> bool:
    if re.search(r"[vV版本号]$|版本[:： ]?$|[Vv]er", before):
        return False
    if ":" in text and not ("::" in text or text.count(":") == 7):
        return False
    if text.strip(":0") == "":
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return ":" not in text or sum(c in "0123456789abcdefABCDEF" for c in text) >= 4


def _is_org_code(text: str, before: str) -> bool:
    """Whether the check character holds, and letters or a word before it tell it from a sum."""
    body, check = text.upper().split("-")
    told = not body.isdecimal() or _CODE_WORD.search(before)
    return bool(told) and checkdigits.organisation(body) == check


def _is_plate(value: str) -> bool:
    """Five places after the letter, six for new energy; a regular plate has at most two letters
    in them (GA 36)."""
    body = value[3:] if value.startswith("WJ") else value[2:]
    if body[-1] in "警挂学港澳使领":
        return len(body) == 5
    if len(body) == 6:
        letters = body[0] in "DFABCEGHJK" or body[5] in "DFABCEGHJK"
        return letters and sum(c.isdigit() for c in body) >= 4
    return len(body) == 5 and sum(c.isalpha() for c in body) <= 3 and any(c.isdigit() for c in body)
