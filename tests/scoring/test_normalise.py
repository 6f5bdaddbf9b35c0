"""Reading numbers, dates, digits and JSON out of what people and models write."""

from __future__ import annotations

import datetime
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.scoring.normalise import (
    chinese_number,
    digits,
    json_object,
    parse_date,
    parse_number,
    text,
)

_NUMERALS = "零一二三四五六七八九"
_FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


def written(n: int) -> str:
    """`n` (0 ≤ n < 10^12) in Chinese characters, by the rules taught in school."""
    if n == 0:
        return "零"
    words = ""
    for power, name in ((10**8, "亿"), (10**4, "万"), (1, "")):
        section, n = divmod(n, power)
        if section:
            if words and (section < 1000 or words.endswith("零")):
                words = words.rstrip("零") + "零"
            words += _below_myriad(section) + name
        elif words and n:
            words = words.rstrip("零") + "零"
    return words


def _below_myriad(n: int) -> str:
    words, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, n = divmod(n, power)
        if digit:
            words += ("零" if gap and words else "") + _NUMERALS[digit] + name
            gap = False
        else:
            gap = True
    return words


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (10, "一十"),
        (101, "一百零一"),
        (3020, "三千零二十"),
        (120_000_000, "一亿二千万"),
        (20_030_405, "二千零三万零四百零五"),
        (100_000_008, "一亿零八"),
    ],
)
def test_the_writer_of_numerals_is_right(n: int, words: str) -> None:
    assert written(n) == words


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_are_read_back(n: int) -> None:
    assert chinese_number(written(n)) == n
    assert parse_number(f"一共{written(n)}元。") == n


@given(st.integers(0, 9999), st.integers(1, 99))
def test_chinese_decimals_and_myriads(whole: int, hundredths: int) -> None:
    fraction = f"{hundredths:02}"
    words = f"{written(whole)}点{''.join(_NUMERALS[int(d)] for d in fraction)}"
    assert chinese_number(words) == pytest.approx(whole + hundredths / 100)
    assert chinese_number(words + "万") == pytest.approx((whole + hundredths / 100) * 1e4)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=11))
def test_numerals_read_one_by_one(word: list[int]) -> None:
    assert chinese_number("".join(_NUMERALS[d] for d in word)) == int("".join(map(str, word)))


@pytest.mark.parametrize(
    ("said", "meant"),
    [("三千二", 3200), ("一万五", 15000), ("一百五", 150), ("两百零五", 205), ("十五", 15),
     ("二十五", 25), ("一万亿", 1e12), ("三千零二", 3002), ("百分之二十五", 0.25),
     ("百分之12.5", 0.125), ("3万5千元", 35000), ("1亿2000万", 1.2e8), ("5千", 5000),
     ("25%", 0.25), ("-4.5", -4.5), ("1,234,567.5", 1234567.5), ("约３．５万元", 35000)],
)  # fmt: skip
def test_numbers_as_people_say_them(said: str, meant: float) -> None:
    assert parse_number(said) == pytest.approx(meant)


@pytest.mark.parametrize(
    "words",
    ["", "没有", "1或2", "1, 2", "3-5", "一到三", "2026-03-05", "12,34", "万", "点", "百"[:0]],
)
def test_no_number_or_two_are_none(words: str) -> None:
    assert parse_number(words) is None


@given(st.integers(-(10**15), 10**15), st.sampled_from(["{}", "{:,}", "答案是{:,}。", "= {} 元"]))
def test_arabic_numbers_are_read_back(n: int, form: str) -> None:
    assert parse_number(form.format(n)) == n
    assert parse_number(form.format(n).translate(_FULL_WIDTH)) == n


@given(st.floats(0.001, 1e9))
def test_decimals_are_read_back(value: float) -> None:
    assert parse_number(f"{value:.3f}") == pytest.approx(value, abs=5e-4)


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_hedging_is_no_number(one: int, two: int) -> None:
    assert parse_number(f"{one} 或者 {two}") == (one if one == two else None)


DATE_FORMS = (
    "{0.year:04}-{0.month:02}-{0.day:02}",
    "{0.year:04}年{0.month}月{0.day}日",
    "{0.year:04}/{0.month}/{0.day}",
    "{0.year:04}.{0.month:02}.{0.day:02}",
    "发生在 {0.year:04} 年 {0.month} 月 {0.day} 日上午9点。",
)


@given(
    st.dates(datetime.date(1000, 1, 1), datetime.date(9999, 12, 31)), st.sampled_from(DATE_FORMS)
)
def test_dates_are_read_back(date: datetime.date, form: str) -> None:
    assert parse_date(form.format(date)) == date
    assert parse_date(form.format(date).translate(_FULL_WIDTH)) == date


@given(st.dates(datetime.date(1000, 1, 1)), st.dates(datetime.date(1000, 1, 1)))
def test_two_dates_are_none(one: datetime.date, two: datetime.date) -> None:
    assert parse_date(f"{one}或{two}") == (one if one == two else None)


@pytest.mark.parametrize(
    "words", ["", "昨天", "2026-02-30", "2026-13-01", "0000-01-01", "12026-03-05", "2026-03-051"]
)
def test_what_is_no_date(words: str) -> None:
    assert parse_date(words) is None


@given(
    st.text(alphabet="0123456789", min_size=1, max_size=20), st.sampled_from(["-", " ", "，", ""])
)
def test_digits_survive_what_stands_between_them(number: str, between: str) -> None:
    said = between.join(number)
    assert digits(said) == number
    assert digits(f"电话：{said.translate(_FULL_WIDTH)}") == number


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=8,
)
WRAPPINGS = (
    "{}",
    "```json\n{}\n```",
    "```\n{}\n```\n以上是结果。",
    "好的，结果如下：\n{}",
    "思考{{未完}} … {}",
    '{}\n另外还有 {{"a": 1}}',
    "  \n{}  ",
)


@given(st.dictionaries(st.text(max_size=5), JSON_VALUES, max_size=4), st.sampled_from(WRAPPINGS))
def test_json_is_found_in_prose_and_code_fences(value: dict[str, object], wrapping: str) -> None:
    for ascii_only in (True, False):
        told = json.dumps(value, ensure_ascii=ascii_only, indent=2 if ascii_only else None)
        assert json_object(wrapping.format(told)) == value


@pytest.mark.parametrize("words", ["", "没有", "[1, 2]", '{"a": 1', "{a: 1}", "{", "}{", '"{}'[:1]])
def test_what_is_no_json_object(words: str) -> None:
    assert json_object(words) is None


@given(st.text(max_size=60))
def test_normal_text_stays_normal(words: str) -> None:
    once = text(words)
    assert text(f"  {words} 。!\n") == once
    assert not any(c.isspace() for c in once)


@pytest.mark.parametrize(
    ("one", "two"),
    [("ＡＢＣ１２", "abc12"), ("桂园路 18号", "桂园路18号"), ("“王”女士。", "王女士")],
)
def test_the_same_text(one: str, two: str) -> None:
    assert text(one) == text(two)


HOSTILE = (
    "一" * 6000,
    "一" + "亿" * 60,
    "9" * 6000,
    '{"a":' * 20_000,
    "[" * 50_000,
    "{" * 3000,
    "\x00\ud800",
    "1," * 3000,
    "零" * 6000 + "万",
    "9" * 5000 + "亿",
)


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_no_answer_can_break_a_reader(words: str) -> None:
    for read in (text, digits, parse_number, parse_date, json_object):
        read(words)


@given(
    st.text(
        alphabet="零一二三四五六七八九十百千万亿点两幺〇0123456789.,%+-年月日{}[]\"': ", max_size=40
    )
)
def test_readers_take_any_text(words: str) -> None:
    parse_number(words)
    chinese_number(words)
    parse_date(words)
    json_object(words)
