"""Strategies for valid identifiers of every class, wider than `invent`: all provinces, all ages,
all issuers."""

from __future__ import annotations

import re
import string
from datetime import date

from hypothesis import strategies as st
from stdnum import luhn
from stdnum.cn import uscc

from govllm.privacy.identifiers import checkdigits
from govllm.privacy.identifiers.numbers import AREA, PROVINCES

Drawn = st.SearchStrategy[str]

_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PLATE_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
PLATE_PLACES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"
_MOBILE_PREFIXES = [
    f"1{head}{tail}"
    for head, tails in (
        ("3", string.digits), ("4", "014569789"), ("5", "012356789"), ("6", "2567"),
        ("7", "012345678"), ("8", string.digits), ("9", "01235678"),
    )
    for tail in tails
]  # fmt: skip
_CARD_PREFIXES = ("62", "6222", "6228", "6217", "9558", "6013", "6014", "603", "81")


def digits(fewest: int, most: int | None = None) -> Drawn:
    return st.text(string.digits, min_size=fewest, max_size=most or fewest)


def days(first: int = 1900, last: int = 2025) -> st.SearchStrategy[date]:
    return st.dates(date(first, 1, 1), date(last, 12, 31))


_provinces = st.sampled_from(sorted(PROVINCES))


@st.composite
def resident_id(draw: st.DrawFn) -> str:
    body = f"{draw(_provinces)}{draw(digits(4))}{draw(days()):%Y%m%d}{draw(digits(3))}"
    return body + checkdigits.resident_check(body)


@st.composite
def residence_permit(draw: st.DrawFn) -> str:
    place = draw(st.sampled_from(["810000", "820000", "830000"]))
    body = f"{place}{draw(days()):%Y%m%d}{draw(digits(3))}"
    return body + checkdigits.resident_check(body)


@st.composite
def foreign_permit(draw: st.DrawFn) -> str:
    if draw(st.booleans()):
        body = f"9{draw(_provinces)}{draw(digits(3))}{draw(days()):%Y%m%d}{draw(digits(3))}"
        return body + checkdigits.resident_check(body)
    country = draw(st.text(string.ascii_uppercase, min_size=3, max_size=3))
    body = f"{country}{draw(_provinces)}{draw(digits(2))}{draw(days(1930)):%y%m%d}{draw(digits(1))}"
    return body + checkdigits.foreign_old(body)


@st.composite
def resident_id_15(draw: st.DrawFn) -> str:
    place = f"{draw(_provinces)}{draw(st.integers(1, 90)):02}{draw(digits(2))}"
    return f"{place}{draw(days(1900, 1999)):%y%m%d}{draw(digits(3))}"


@st.composite
def org_code(draw: st.DrawFn) -> str:
    """With letters MA in front, so that no word is needed."""
    body = "MA" + draw(st.text(_CODE, min_size=6, max_size=6))
    return f"{body}-{checkdigits.organisation(body)}"


@st.composite
def org_code_of_digits(draw: st.DrawFn) -> str:
    body = draw(st.text("0123456789ABCDEFGHJKL", min_size=8, max_size=8))
    return f"{body}-{checkdigits.organisation(body)}"


@st.composite
def social_credit_code(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["11", "12", "13", "19", "21", "31", "51", "52", "53", "91", "92",
                                 "93", "A1", "N1", "N2", "Y1"]))  # fmt: skip
    body = draw(digits(8) | st.text(_CODE, min_size=8, max_size=8))
    body = f"{kind}{draw(_provinces)}{draw(digits(4))}{body}{checkdigits.organisation(body)}"
    return body + uscc.calc_check_digit(body)


@st.composite
def bank_card(draw: st.DrawFn) -> str:
    prefix, length = draw(st.sampled_from(_CARD_PREFIXES)), draw(st.sampled_from([16, 17, 18, 19]))
    body = prefix + draw(digits(length - 1 - len(prefix)))
    return body + luhn.calc_check_digit(body)


@st.composite
def mobile(draw: st.DrawFn) -> str:
    return draw(st.sampled_from(_MOBILE_PREFIXES)) + draw(digits(8))


@st.composite
def landline(draw: st.DrawFn) -> tuple[str, str]:
    """The area's code and the number."""
    area = draw(st.sampled_from(["10", "20", "21", "22", "23", "24", "25", "27", "28", "29"])
                | st.integers(310, 999).map(str).filter(re.compile(AREA).match))  # fmt: skip
    length = 8 if len(area) == 2 else draw(st.sampled_from([7, 8]))
    return f"0{area}", draw(st.sampled_from("2345678")) + draw(digits(length - 1))


@st.composite
def plate(draw: st.DrawFn) -> str:
    front = draw(st.sampled_from(PLATE_PLACES)) + draw(st.sampled_from(_PLATE_LETTERS + "O"))
    kind = draw(st.sampled_from(["usual", "small", "large", "end", "WJ", "army", "consul"]))
    figures = draw(digits(5))
    letters = draw(st.text(_PLATE_LETTERS, min_size=2, max_size=2))
    energy = draw(st.sampled_from("DFABCEGHJK"))
    return {
        "usual": front + draw(st.permutations(letters + figures[:3]).map("".join)),
        "small": front + energy + (letters + figures)[draw(st.integers(1, 2)) :][:1] + figures[:4],
        "large": front + figures + energy,
        "end": front + figures[:4] + draw(st.sampled_from("警挂学港澳领")),
        "WJ": f"WJ{front[0]}{figures[:4]}{draw(st.sampled_from('XBTSHJD0123'))}",
        "army": f"军{letters[0]}{figures}",
        "consul": f"{front[0]}{figures}领",
    }[kind]


def _joined(*parts: Drawn) -> Drawn:
    return st.tuples(*parts).map("".join)


_letter = st.sampled_from("ABCDEFGHJKLMNPQRSTUVWXYZ")
passport = (
    _joined(st.just("E"), digits(1) | _letter, digits(7))
    | _joined(st.sampled_from("GDSP"), digits(8))
    | _joined(st.sampled_from(["DE", "SE", "PE", "MA", "KJ"]), digits(7))
    | _joined(_letter, digits(8))
)
hk_mo_permit = _joined(st.sampled_from("CW"), digits(1) | _letter, digits(7)) | _joined(
    st.sampled_from("LT"), digits(8)
)
home_return = _joined(st.sampled_from("HM"), digits(8) | digits(10))
taiwan_permit = digits(8) | digits(10)
social_security = _joined(st.sampled_from([*"ABCDEFGHJK", ""]), digits(8, 12))
medical_card = _joined(st.sampled_from(["", "M", "Y", "YB"]), digits(8, 12))
qq = _joined(st.sampled_from("123456789"), digits(4, 9))
wechat = _joined(
    st.sampled_from(["wxid_", "li_", "Chen-", "happy", "a"]),
    st.text(string.ascii_letters + string.digits + "_", min_size=5, max_size=12),
).filter(lambda text: not text.isalpha())
email = _joined(
    st.text(string.ascii_lowercase + string.digits, min_size=2, max_size=12),
    st.sampled_from(["", ".li", "_01", "-x", "+tag"]),
    st.sampled_from(["@qq.com", "@163.com", "@mail.example.cn", "@yunzhou.example.org"]),
)
ip = (
    st.tuples(st.integers(32, 223), *[st.integers(0, 255)] * 3)
    .filter(lambda parts: parts[0] != 127)
    .map(lambda parts: ".".join(map(str, parts)))
) | st.tuples(st.integers(4096, 65535), st.integers(4096, 65535)).map(
    lambda parts: f"2001:db8:{parts[0]:x}::{parts[1]:x}"
)
