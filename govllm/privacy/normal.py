"""One character for one: texts brought to a plain form in which offsets stay what they were."""

from __future__ import annotations

import re
import unicodedata

_DASHES = "‐‑‒–—―−－﹣"
_SPOKEN = {
    **dict(zip("零一二三四五六七八九", "0123456789", strict=True)),
    **dict(zip("〇壹贰叁肆伍陆柒捌玖", "0123456789", strict=True)),
    **dict(zip("０１２３４５６７８９", "0123456789", strict=True)),
    **dict(zip("⓪①②③④⑤⑥⑦⑧⑨", "0123456789", strict=True)),
    "幺": "1", "么": "1", "两": "2", "俩": "2", "拐": "7", "洞": "0", "勾": "9", "陸": "6",
    "貳": "2", "參": "3",
}  # fmt: skip


def _plain_table() -> dict[int, str]:
    table = {}
    for code in (*range(0xFF01, 0xFF5F), 0x3000, *range(0x2460, 0x2469)):
        plain = unicodedata.normalize("NFKC", chr(code))
        if (len(plain) == 1 and code < 0x2460) or code >= 0x3000:
            table[code] = plain
    for dash in _DASHES:
        table[ord(dash)] = "-"
    for blank in "\u00a0\u2002\u2003\u2009\u200b\ufeff\t":
        table[ord(blank)] = " "
    return table


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
