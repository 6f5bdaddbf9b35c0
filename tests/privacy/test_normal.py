"""The plain form of a text keeps every place where it was."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govllm.characters import SPOKEN_DIGITS, as_digits, compact, plain

repeatable = settings(max_examples=300, derandomize=True, deadline=None)


@repeatable
@given(st.text())
def test_every_character_leaves_one_behind(text: str) -> None:
    assert len(plain(text)) == len(as_digits(text)) == len(text)
    assert plain(plain(text)) == plain(text)
    assert as_digits(as_digits(text)) == as_digits(text)


@pytest.mark.parametrize(
    ("text", "flat"),
    [
        ("１３８－ＡＢｃ（）：，；！？", "138-ABc():,;!?"),
        ("a—b–c−d‐e", "a-b-c-d-e"),
        ("138\u00a0000\u3000\u200b0\t\r\n", "138 000  0  \n"),
        ("𝟏𝟛𝟠 ١٣٨ ߁", "138 138 1"),
        ("⼀⽅，金額", "一方,金額"),
        ("￥5", "¥5"),
        ("002Ⅹ", "002X"),
        ("一二三。、“”《》〔2026〕", "一二三。、“”《》〔2026〕"),
    ],
)
def test_plain(text: str, flat: str) -> None:
    assert plain(text) == flat


@repeatable
@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
def test_plain_text_is_left_alone(text: str) -> None:
    assert plain(text) == text


@repeatable
@given(st.characters(categories=["Nd"]))
def test_digits_of_every_script(digit: str) -> None:
    assert plain(digit) == str(unicodedata.decimal(digit))


@pytest.mark.parametrize(
    ("spoken", "digits"),
    [
        ("零一二三四五六七八九", "0123456789"),
        ("〇幺两叁肆伍陆柒捌玖", "0123456789"),
        ("洞幺两三四五六拐八勾", "0123456789"),
        ("⓪①②③④⑤⑥⑦⑧⑨", "0123456789"),
        ("❶➁⑶⒋㈤㊅", "123456"),
        ("貳參陸", "236"),
    ],
)
def test_digits_told_in_words(spoken: str, digits: str) -> None:
    assert as_digits(spoken) == digits
    assert set(spoken) <= set(SPOKEN_DIGITS)


@pytest.mark.parametrize(
    ("text", "core"),
    [
        ("幺三八-0000 二七一九", "13800002719"),
        ("云A·Ｄ12345", "云AD12345"),
        ("wxid_ab12\n", "WXIDAB12"),
        (" 。，\t", ""),
    ],
)
def test_compact(text: str, core: str) -> None:
    assert compact(text) == core
