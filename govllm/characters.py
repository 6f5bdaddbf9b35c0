"""One character for one: texts brought to a plain form in which offsets stay what they were."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise

_DASHES = "‐‑‒–—―−－﹣﹘"
# No-break and thin blanks, and what is not seen at all: joiners, marks of direction, the frame of
# a keycap. They are blanks here, because every character must leave one behind.
_BLANKS = "\t\r\v\f\u00a0\u00ad\u1680\u180e\u20e3\u202f\u205f\u3000\ufe0e\ufe0f\ufeff" + "".join(
    map(chr, (*range(0x2000, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)))
)
_LINE_ENDS = "\u0085\u2028\u2029"

_SPOKEN = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    **dict(zip("０１２３４５６７８９", "0123456789", strict=True)),
    **dict(zip("⓪①②③④⑤⑥⑦⑧⑨", "0123456789", strict=True)),
    **dict(zip("⓿❶❷❸❹❺❻❼❽❾", "0123456789", strict=True)),
    **dict(zip("➀➁➂➃➄➅➆➇➈", "123456789", strict=True)),
    **dict(zip("➊➋➌➍➎➏➐➑➒", "123456789", strict=True)),
    **dict(zip("⑴⑵⑶⑷⑸⑹⑺⑻⑼", "123456789", strict=True)),
    **dict(zip("⒈⒉⒊⒋⒌⒍⒎⒏⒐", "123456789", strict=True)),
    **dict(zip("㈠㈡㈢㈣㈤㈥㈦㈧㈨", "123456789", strict=True)),
    **dict(zip("㊀㊁㊂㊃㊄㊅㊆㊇㊈", "123456789", strict=True)),
    "幺": "1", "么": "1", "弌": "1", "壱": "1", "两": "2", "兩": "2", "俩": "2", "貳": "2",
    "弍": "2", "參": "3", "叄": "3", "弎": "3", "陸": "6", "拐": "7", "洞": "0", "勾": "9",
}  # fmt: skip


def _plain_table() -> dict[int, str]:
    table = {}
    # Full-width signs, the radicals that stand for characters in texts out of PDF files, and the
    # digits of every script.
    odd = [*range(0xFF01, 0xFF5F), *range(0x2F00, 0x2FD6), *range(0xF900, 0xFAFF), 0xFFE5]
    odd += [code for code in range(0x80, 0x20000) if unicodedata.category(chr(code)) == "Nd"]
    for code in odd:
        digit = unicodedata.decimal(chr(code), None)
        as_one = unicodedata.normalize("NFKC", chr(code)) if digit is None else str(digit)
        if len(as_one) == 1:
            table[code] = as_one
    table |= {ord(dash): "-" for dash in _DASHES}
    table |= {ord(blank): " " for blank in _BLANKS}
    table |= {ord(end): "\n" for end in _LINE_ENDS}
    # The Roman ten of an identity card's check character.
    return table | {ord("Ⅹ"): "X", ord("ⅹ"): "x"}


_PLAIN = _plain_table()
_NUMERALS = {ord(char): digit for char, digit in _SPOKEN.items()}

SPOKEN_DIGITS = "".join(_SPOKEN)


def plain(text: str) -> str:
    """Full-width letters, digits and signs to half-width, dashes to one, odd blanks to blanks.

    The result has the length of the text, so that an offset in one is an offset in the other.
    """
    return text.translate(_PLAIN)


def as_digits(text: str) -> str:
    """Spoken, capital and circled digits to Arabic ones, one for one."""
    return text.translate(_NUMERALS)


_APART = re.compile(r"[\s\W_]+")


def compact(text: str) -> str:
    """Digits, letters and Chinese characters alone, spoken digits as Arabic ones, capitals."""
    return _APART.sub("", as_digits(plain(text))).upper()


def pairs_of(text: str) -> set[str]:
    """Pairs of neighbouring letters, digits and characters, all other signs left out."""
    signs = [sign for sign in text if sign.isalnum()]
    return {a + b for a, b in pairwise(signs)}
