"""Identifiers: from a run of digits and letters, and the words before it, to a class.

A run is first read as it stands, then joined with its neighbours (blanks, dashes, line breaks
between the groups), then as spoken digits. Check digits decide where there are any; where a form
is weak (eight digits may be anything) a word such as 护照 must stand near.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from govllm.privacy import checkdigits
from govllm.privacy.classes import Finding
from govllm.privacy.normal import SPOKEN_DIGITS, as_digits

_BEFORE, _AFTER = 16, 10

_MASK = "*＊•●×"
_TOKEN = re.compile(rf"[A-Za-z]{{0,4}}[0-9][0-9A-Za-z{_MASK}]*")
_GAP = re.compile(r"[ \-.·]{1,2}|[ ]?\n[ ]?|")
_SPOKEN_RUN = re.compile(
    rf"[{SPOKEN_DIGITS}0-9](?:[ \-，,、。.\n]{{0,2}}[{SPOKEN_DIGITS}0-9]){{7,}}"
)
_TIMES = re.compile(rf"([两二三四五六23456])个([{SPOKEN_DIGITS}0-9])")

# Mainland China, Taiwan, and Hong Kong, Macau and Taiwan residents' permits (GB/T 2260).
_PROVINCES = frozenset(
    str(code)
    for codes in (
        (*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55)),
        (*range(61, 66), 71, 81, 82, 83),
    )
    for code in codes
)
_NO_PERSON = re.compile(
    r"(?:编号|单号|订单|工单|流水|批次|合同号?|票据?号|发票|凭证|文号|序列号|批号|户号|"
    r"表号|条码|货号|"
    r"型号|案号|受理号|回执|运单|快递|设备号|机号|取件码|验证码|款|元|金额|档号)"
    r"[^，。；;\n]{0,4}[:： ]?[A-Za-z\-]{0,6}$"
)
_CALL = re.compile(
    r"电话|手机|联系|拨打|致电|微信|座机|热线|传真|tel|Tel|TEL|phone|分机|打过?(?:来|我)?$"
)
_WORDS = {
    "passport": re.compile(r"护照|passport", re.I),
    "hk_mo_permit": re.compile(r"通行证|港澳证|签注|往来(?:港澳|台湾)"),
    "home_return": re.compile(r"回乡证|来往内地|通行证|港澳居民|返乡证"),
    "taiwan_permit": re.compile(r"台胞证|来往大陆|台湾居民|台湾.{0,6}通行证"),
    "social_security": re.compile(r"社保|社会保障|社会保险|参保|个人(?:编号|账号)|保障(?:号|卡)"),
    "medical_card": re.compile(
        r"医保(?:卡|号|个人|编号|账)|就诊|诊疗卡|病历|住院号|门诊号|病案|医疗(?:保险)?(?:卡|"
        r"证)|健康卡|登记号"
    ),
    "qq": re.compile(r"(?:QQ|qq|扣扣|企鹅号|Qq)(?:号码?|账号)?[^0-9，。；\n]{0,3}$"),
    "card": re.compile(r"卡|账[户号]|帐[户号]|card|visa|开户", re.I),
    "resident": re.compile(r"身份证|证件|公民身份|身份号"),
}
_PASSPORT = re.compile(r"E[0-9A-HJ-NP-Z]\d{7}|[GDSPHKM]\d{8}|[DSP]E\d{7}|[A-Z]{1,2}\d{6,8}")
_EXIT = re.compile(r"[CW][0-9A-HJ-NP-Z]\d{7}|[LT]\d{8}")
_HOME = re.compile(r"[HM]\d{8}(?:\d\d)?")
_TAIWAN = re.compile(r"\d{8}|\d{10}[A-Z]?")
_SOCIAL = re.compile(r"[A-Z]?\d{8,12}")
_MEDICAL = re.compile(r"[A-Z]{0,2}\d{6,14}")
_USCC = re.compile(r"[1-9A-HJ-NP-RT-UW-Y][1-9A-HJ-NP-RT-UW-Y]\d{6}[0-9A-HJ-NP-RT-UW-Y]{10}")
_MOBILE = re.compile(r"1(?:3\d|4[05-9]|5[0-35-9]|6[2567]|7[0-8]|8\d|9[0-35-9])\d{8}")
_FOREIGN_OLD = re.compile(r"[A-Z]{3}\d{12}")


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    text: str


def find_identifiers(flat: str) -> Iterator[Finding]:
    """Identifiers in a text that `normal.plain` has made flat; those found may overlap."""
    tokens = [_Token(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(flat)]
    taken = -1
    for at, token in enumerate(tokens):
        if token.start < taken:
            continue
        found = _single(flat, token) or _joined(flat, tokens, at)
        if found is not None:
            taken = found.end
            yield found
    for match in _SPOKEN_RUN.finditer(flat):
        yield from _spoken(flat, match.start(), match[0])


def _around(flat: str, start: int, end: int) -> tuple[str, str]:
    return flat[max(0, start - _BEFORE) : start], flat[end : end + _AFTER]


def _single(flat: str, token: _Token) -> Finding | None:
    text = token.text
    length = len(text)
    if length < 5:
        return None
    before, after = _around(flat, token.start, token.end)
    if not _apart(before, after):
        return None
    if any(mark in text for mark in _MASK):
        return _masked(token, text)
    kind = _kind(text.upper(), before, after)
    if kind:
        value = text.upper()
        if kind == "mobile" and length > 11:
            value = value[-11:]
        return Finding(token.end - len(value), token.end, kind, value)
    return None


def _apart(before: str, after: str) -> bool:
    """Whether a run ends where it seems to: no decimals, no part of a longer code or address."""
    if after[:1] in ("@", "%", "‰", "℃") or (after[:1] == "." and after[1:2].isdigit()):
        return False
    return not (before[-1:] in ("@", "_") or (before[-1:] == "." and before[-2:-1].isdigit()))


def _kind(text: str, before: str, after: str) -> str:
    """The class of a compact run, or ""."""
    digits = text.isdecimal()
    length = len(text)
    person = length == 18 and text[:17].isdecimal() and text[17] in "0123456789X"
    if person and (kind := _resident(text)):
        return kind
    if length == 18 and _USCC.fullmatch(text) and checkdigits.social_credit(text):
        return "social_credit_code"
    if length == 15 and _FOREIGN_OLD.fullmatch(text) and text[3:5] in _PROVINCES:
        return "foreign_permit" if checkdigits.foreign_old(text[:14]) == text[14] else ""
    if digits and 15 <= length <= 19:
        if length == 15 and _resident_15(text) and not _NO_PERSON.search(before):
            return "resident_id_15"
        return "bank_card" if _is_card(text, before) else _weak(text, before, after)
    if digits and _is_mobile(text):
        return "" if _NO_PERSON.search(before) and not _CALL.search(before) else "mobile"
    if digits and length in (10, 11, 12) and _is_landline(text) and not _NO_PERSON.search(before):
        # Ten digits may be anything.
        return "landline" if length > 10 or _CALL.search(before) else _weak(text, before, after)
    return _weak(text, before, after)


def _weak(text: str, before: str, after: str) -> str:
    """Classes whose form says little: the word that must stand near decides, the nearest first."""
    forms = (
        ("passport", _PASSPORT), ("hk_mo_permit", _EXIT), ("home_return", _HOME),
        ("taiwan_permit", _TAIWAN), ("social_security", _SOCIAL), ("medical_card", _MEDICAL),
    )  # fmt: skip
    best, place = "", -1
    for kind, form in forms:
        if form.fullmatch(text):
            for match in _WORDS[kind].finditer(before):
                if match.end() > place:
                    best, place = kind, match.end()
    if best:
        return "" if _parted(before[place:]) else best
    if text.isdecimal() and 5 <= len(text) <= 11 and _WORDS["qq"].search(before):
        return "qq"
    if text.isdecimal() and 7 <= len(text) <= 8 and text[0] in "2345678":
        near = before[-8:]
        if re.search(r"(?:电话|座机|固话|号码|拨打|致电)[^0-9，。；\n]{0,4}$", near):
            return "landline"
    return ""


def _parted(between: str) -> bool:
    """Whether what stands between a word and a number takes it elsewhere."""
    return bool(
        re.search(
            r"[。；;\n]|编号为?$(?<!个人编号)(?<!个人编号为)|电话|手机|金额|共计|缴费|时间", between
        )
    )


def _resident(text: str) -> str:
    if not checkdigits.resident(text):
        return ""
    if text[:2] in _PROVINCES and _is_date(text[6:14], 1900):
        return "residence_permit" if text[:2] in ("81", "82", "83") else "resident_id"
    if text[0] == "9" and text[1:3] in _PROVINCES and _is_date(text[6:14], 1900):
        return "foreign_permit"
    return ""


def _resident_15(text: str) -> bool:
    return text[:2] in _PROVINCES and text[2:4] != "00" and _is_date("19" + text[6:12], 1900)


def _is_date(text: str, first: int) -> bool:
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:])
    if not (first <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return False
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def _is_mobile(text: str) -> bool:
    if len(text) in (13, 15) and text.startswith(("86", "0086")):
        text = text[-11:]
    return bool(_MOBILE.fullmatch(text))


def _is_landline(text: str) -> bool:
    if text[0] != "0" or text[1] == "0":
        return False
    area = 3 if text[1] in "12" else 4
    return len(text) - area in (7, 8) and text[area] not in "019"


def _is_card(text: str, before: str) -> bool:
    if not checkdigits.card(text):
        return False
    if text.startswith(("62", "9558", "6013", "603", "6858")) and len(text) >= 16:
        return not _NO_PERSON.search(before) or bool(_WORDS["card"].search(before[-6:]))
    known = (text[0] == "4" and len(text) == 16) or (
        len(text) == 16 and (51 <= int(text[:2]) <= 55 or text[:2] == "35")
    )
    return (known or (text[:2] in ("34", "37") and len(text) == 15)) and bool(
        _WORDS["card"].search(before)
    )


def _masked(token: _Token, text: str) -> Finding | None:
    head = re.match(r"\d*", text)
    marks = sum(char in _MASK for char in text)
    shape = len(text)
    if shape == 11 and text[0] == "1" and 3 <= marks <= 8:
        return Finding(token.start, token.end, "mobile", text, "masked")
    if shape in (15, 18) and head and len(head[0]) >= 1 and marks >= 4:
        return Finding(token.start, token.end, "resident_id", text.upper(), "masked")
    if 16 <= shape <= 19 and marks >= 4:
        return Finding(token.start, token.end, "bank_card", text, "masked")
    return None


def _joined(flat: str, tokens: Sequence[_Token], at: int) -> Finding | None:
    """The longest identifier that begins with this token and goes on over gaps."""
    best = None
    text = tokens[at].text
    gaps: list[str] = []
    for following in range(at + 1, min(at + 8, len(tokens))):
        gap = flat[tokens[following - 1].end : tokens[following].start]
        if not gap or not _GAP.fullmatch(gap):
            break
        gaps.append(gap)
        text += tokens[following].text
        if len(text) > 19:
            break
        start, end = tokens[at].start, tokens[following].end
        before, after = _around(flat, start, end)
        if not _apart(before, after):
            continue
        pieces = [t.text for t in tokens[at : following + 1]]
        if kind := _joined_kind(text.upper(), pieces, gaps, before):
            form = "plain" if kind == "landline" else "hidden"
            best = Finding(start, end, kind, text.upper(), form)
    return best


def _joined_kind(text: str, pieces: Sequence[str], gaps: Sequence[str], before: str) -> str:
    dashed = all(gap == "-" for gap in gaps)
    if not text[:-1].isdecimal():
        return (
            "social_credit_code"
            if (len(text) == 18 and _USCC.fullmatch(text) and checkdigits.social_credit(text))
            else ""
        )
    if len(text) == 18 and text[-1] in "0123456789X" and (kind := _resident(text)):
        return kind
    if not text.isdecimal():
        return ""
    if len(pieces) == 2 and dashed and _is_landline(text) and pieces[0][0] == "0":
        return "landline" if len(pieces[0]) in (3, 4) else ""
    if min(map(len, pieces)) >= 2 and _is_mobile(text) and not _NO_PERSON.search(before):
        return "mobile"
    if len(text) >= 16 and min(map(len, pieces[:-1])) >= 3 and _is_card(text, before):
        return "bank_card"
    return ""


def _spoken(flat: str, start: int, run: str) -> Iterator[Finding]:
    """Identifiers said in digits one by one (幺三八……), blanks and commas in between."""
    if run.isascii():
        return
    places = [at for at, char in enumerate(run) if char not in " -，,、。.\n"]
    digits = as_digits("".join(run[at] for at in places))
    before, _ = _around(flat, start, start + len(run))
    position = 0
    while position < len(digits):
        for length, kinds in ((18, _CHECKED), (19, _CARD), (16, _CARD), (11, _PHONE)):
            text = digits[position : position + length]
            if len(text) != length:
                continue
            kind = (
                _resident(text)
                if kinds is _CHECKED
                else (
                    "bank_card"
                    if kinds is _CARD and _is_card(text, "卡")
                    else "mobile"
                    if kinds is _PHONE and _MOBILE.fullmatch(text)
                    else ""
                )
            )
            if kind and not (kind == "mobile" and _NO_PERSON.search(before)):
                first, last = places[position], places[position + length - 1]
                piece = run[first : last + 1]
                if not piece.isascii():
                    yield Finding(start + first, start + last + 1, kind, text, "hidden")
                position += length - 1
                break
        position += 1


_CHECKED, _CARD, _PHONE = "checked", "card", "phone"
