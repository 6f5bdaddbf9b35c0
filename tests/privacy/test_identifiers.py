"""Identifiers are found in every form that people write and say them in."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from datetime import date
from time import perf_counter

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from govllm.characters import plain
from govllm.privacy import invent
from govllm.privacy.scan import scan
from tests.privacy import drawn
from tests.privacy.written import (
    AS_IS,
    BARE,
    BEHIND_WORDS,
    IN_PIECES,
    LABELLED,
    NUMERALS,
    SHORT_CUTS,
    Writing,
    assert_found,
    cut,
    found,
    in_pieces,
    repeatable,
    told,
)


@pytest.mark.parametrize("kind", IN_PIECES)
@repeatable
@given(data=st.data())
def test_numbers_are_found_without_a_word_in_every_writing(kind: str, data: st.DataObject) -> None:
    values, writings = IN_PIECES[kind]
    value = data.draw(values)
    written = data.draw(st.sampled_from(writings))(value)
    # 1300000 and, in the next line, 2019 are a count and a year.
    assume(not re.fullmatch(r"1[0-9]{6}\n(?:19|20)[0-9]{2}", written))
    assert_found(kind, value, written, data.draw(st.sampled_from(BARE)))


@repeatable
@given(drawn.social_credit_code(), st.sampled_from(SHORT_CUTS), st.sampled_from(BARE))
def test_credit_codes(value: str, write: Writing, frame: str) -> None:
    assume(not value.isdecimal())
    assert_found("social_credit_code", value, write(value), frame)


@repeatable
@given(drawn.foreign_permit(), st.sampled_from((*SHORT_CUTS[:4],)), st.sampled_from(BARE))
def test_permanent_residence_cards(value: str, write: Writing, frame: str) -> None:
    assert_found("foreign_permit", value, write(value), frame)


@repeatable
@given(
    drawn.org_code(),
    st.sampled_from((*AS_IS, str.lower, lambda v: v.replace("-", " - "))),
    st.sampled_from(BARE),
)
def test_organisation_codes_that_begin_with_ma(value: str, write: Writing, frame: str) -> None:
    assert_found("org_code", value.replace("-", ""), write(value), frame)


@repeatable
@given(drawn.org_code_of_digits(), st.booleans(), st.sampled_from(LABELLED))
def test_organisation_codes_behind_their_word(value: str, dashed: bool, frame: str) -> None:
    bare = value.replace("-", "")
    assume(any(char.isdecimal() for char in bare[:8]))
    assert_found("org_code", bare, value if dashed else bare, frame, "组织机构代码")


@repeatable
@given(
    drawn.mobile(),
    st.sampled_from(
        ["+86", "+86 ", "+86-", "0086", "0086 ", "86-", "(+86)", "（+86）", "(86)", "86"]
    ),
    st.sampled_from(in_pieces(3, 4)[:6]),
    st.sampled_from(BARE),
)
def test_mobile_numbers_with_the_code_of_the_country(
    value: str, country: str, write: Writing, frame: str
) -> None:
    apart = write is not str and country in ("0086", "86", "0086 ")
    written = country + (value if apart else write(value))
    assert_found("mobile", value, written, frame)


@repeatable
@given(drawn.resident_id_15(), st.sampled_from(AS_IS), st.sampled_from(BARE))
def test_old_resident_numbers(value: str, write: Writing, frame: str) -> None:
    assert_found("resident_id_15", value, write(value), frame)


@repeatable
@given(
    drawn.landline(),
    st.sampled_from(["{}-{}", "({}){}", "（{}）{}", "{} {}", "{}—{}", "({}) {}", "{}{}", "{}－{}"]),
    st.sampled_from(["", "-801", "转801", " 转 801", "（转801）", "分机801", "ext.801"]),
    st.sampled_from(BARE),
)
def test_landlines(parts: tuple[str, str], form: str, extension: str, frame: str) -> None:
    value = "".join(parts) + ("-801" if extension else "")
    assert_found("landline", value, form.format(*parts) + extension, frame)


@repeatable
@given(drawn.landline(), st.sampled_from(["+86-{}-{}", "+86 {} {}", "0086-{}-{}", "(+86){}{}"]),
       st.sampled_from(BARE))  # fmt: skip
def test_landlines_from_abroad(parts: tuple[str, str], form: str, frame: str) -> None:
    assert_found("landline", "".join(parts), form.format(parts[0][1:], parts[1]), frame)


@repeatable
@given(
    drawn.landline(),
    st.sampled_from([str, lambda v: f"{v[:-4]}-{v[-4:]}", told]),
    st.sampled_from(["电话", "座机", "传真", "联系电话", "办公电话", "Tel", "家里电话"]),
    st.sampled_from(LABELLED),
)
def test_local_numbers_behind_a_word(
    parts: tuple[str, str], write: Writing, label: str, frame: str
) -> None:
    assert_found("landline", parts[1], write(parts[1]), frame, label)


@repeatable
@given(
    drawn.plate(),
    st.sampled_from([
        *AS_IS, str.lower, lambda v: f"{v[:2]}·{v[2:]}", lambda v: f"{v[:2]} {v[2:]}",
        lambda v: f"{v[:2]}-{v[2:]}", lambda v: f"{v[0]} {v[1]} {v[2:]}", told,
    ]),
    st.sampled_from((*BARE, "{}号车", "{}的白色轿车", "车牌{}，", "尾号限行，{}。")),
)  # fmt: skip
def test_plates(value: str, write: Writing, frame: str) -> None:
    odd = not re.match(r"[\u4e00-\u9fff][A-Z]", value)
    written = value if odd else write(value)
    assert_found("plate", value, written, frame)


_WORD_WRITINGS: Sequence[Writing] = (
    *AS_IS, str.lower, lambda v: " ".join(cut(v, 4)), lambda v: "-".join(cut(v, 3)), told, " ".join,
    lambda v: told(v, NUMERALS[2]),
)  # fmt: skip


@pytest.mark.parametrize("kind", BEHIND_WORDS)
@repeatable
@given(data=st.data())
def test_numbers_that_need_a_word_are_found_behind_it(kind: str, data: st.DataObject) -> None:
    values, labels = BEHIND_WORDS[kind]
    value, frame = data.draw(values), data.draw(st.sampled_from(LABELLED))
    apart = kind == "wechat" or "\t" in frame
    write = data.draw(st.sampled_from(AS_IS if apart else _WORD_WRITINGS))
    written = write(value)
    label = data.draw(st.sampled_from(labels))
    assume(not (label.isascii() and kind == "passport" and "{label}{}" in frame))
    # Eleven digits may be a mobile number, and a letter with a blank behind it a word.
    assume(not re.search(r"1[3-9][0-9]{9}", value))
    assert_found(kind, value, written, frame, label)


@repeatable
@given(drawn.email, st.sampled_from([
    *AS_IS, lambda v: v.replace("@", "(at)").replace(".", "(dot)"), lambda v: v.replace("@", " @ "),
    lambda v: v.replace("@", "#"), lambda v: v.replace("@", "艾特"), lambda v: v.replace("@",
    "[at]"),
]), st.sampled_from((*BARE, "邮箱{}", "发到{}吧", "email:{},")))  # fmt: skip
def test_email(value: str, write: Writing, frame: str) -> None:
    assume(".pdf" not in frame and not (frame.startswith("email") and write is AS_IS[1]))
    assert_found("email", value, write(value), frame)


@repeatable
@given(drawn.ip, st.sampled_from((*BARE[:-2], "IP为{}，", "从{}登录", "{}:8080", "IP：{}/24")))
def test_ip(value: str, frame: str) -> None:
    assume(":" not in value or "8080" not in frame)
    assert_found("ip", value, value, frame)


_BORN: Sequence[Callable[..., str]] = (
    "{0:%Y-%m-%d}".format, "{0.year}年{0.month}月{0.day}日".format, "{0:%Y/%m/%d}".format,
    "{0:%Y.%m.%d}".format, "{0.year} 年 {0.month} 月 {0.day} 日".format, "{0:%Y%m%d}".format,
    "{0:%Y}年{0:%m}月{0:%d}日".format, "{0.year}-{0.month}-{0.day}".format,
    "{0.year}年{0.month}月{0.day}号".format,
)  # fmt: skip


def counted(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        (told(str(tens)) if tens > 1 else "")
        + "十" * (tens > 0)
        + (told(str(ones)) if ones else "")
    )


@repeatable
@given(
    drawn.days(1900, 2025),
    st.sampled_from([
        *_BORN,
        lambda d: f"{told(str(d.year), '〇一二三四五六七八九')}年{counted(d.month)}月"
        f"{counted(d.day)}日",
    ]),
    st.sampled_from([
        *LABELLED, "，{}生，", "男，{}出生，汉族", "{}出生于云州", "生于{}，", "出生于{}",
        "是{}生的",
        "李某（{}生）", "（{}出生）", "birth_date: {}", "生日：农历{}",
    ]),
    st.sampled_from(["出生日期", "出生年月", "生日", "出生时间", "出生年月日", "出生"]),
)  # fmt: skip
def test_birth_dates(day: date, write: Callable[[date], str], frame: str, label: str) -> None:
    written = write(day)
    assume(not ("\t" in frame and " " in written))
    assert_found("birth_date", f"{day:%Y-%m-%d}", written, frame, label)


@repeatable
@given(
    drawn.days(1900, 2025), st.sampled_from(["{0.year}年{0.month}月", "{0:%Y}-{0:%m}", "{0:%Y.%m}"])
)
def test_birth_dates_without_a_day(day: date, form: str) -> None:
    assert_found("birth_date", f"{day:%Y-%m}", form.format(day), "出生年月：{}，")


def masked(value: str, front: int, back: int, mark: str) -> str:
    return value[:front] + mark * (len(value) - front - back) + value[len(value) - back :]


@repeatable
@given(
    st.one_of(
        st.tuples(st.just("mobile"), drawn.mobile(), st.just(3), st.sampled_from([2, 3, 4])),
        st.tuples(st.just("resident_id"), drawn.resident_id(), st.integers(1, 10), st.integers(1,
            4)),
        st.tuples(st.just("bank_card"), drawn.bank_card().filter(lambda v: len(v) != 18),
                  st.sampled_from([4, 6]), st.sampled_from([3, 4])),
    ),
    st.sampled_from(["*", "＊", "●", "•", "×", "x", "X", "■"]),
    st.sampled_from(BARE[:-1]),
)  # fmt: skip
def test_what_is_partly_masked(drawn_: tuple[str, str, int, int], mark: str, frame: str) -> None:
    kind, value, front, back = drawn_
    written = masked(value, front, back, mark)
    assert_found(kind, plain(written).upper(), written, frame)
    assert all(f.form == "masked" for f in found(frame.format(written)))


@pytest.mark.parametrize(("text", "kind", "values"), [
    ("护照号E12345678、E12345679和G12345678", "passport", ["E12345678", "E12345679", "G12345678"]),
    ("0999-8123456、8123457", "landline", ["09998123456", "8123457"]),
    ("幺三八，零零零零，二七幺九", "mobile", ["13800002719"]),
    ("一三八 四个零 二七一九", "mobile", ["13800002719"]),
    ("138 然后 0000 再 2719", "mobile", ["13800002719"]),
    ("电话一三八零零零零二七一九一共打了三次", "mobile", ["13800002719"]),
    ("为什么一三八零零零零二七一九打不通", "mobile", ["13800002719"]),
    ("13800002719一共打了两次", "mobile", ["13800002719"]),
    ("13800002719/13900002718", "mobile", ["13800002719", "13900002718"]),
    ("一三八零零零零二七一九，一三九零零零零二七一八", "mobile", ["13800002719", "13900002718"]),
    ("E12345678（护照）", "passport", ["E12345678"]),
    ("车牌号云A幺二三四五", "plate", ["云A12345"]),
    ("云A12345一辆、云AD12345两辆", "plate", ["云A12345", "云AD12345"]),
    ("使014·578", "plate", ["使014578"]),
    ("abc***@163.com", "email", ["abc***@163.com"]),
    ("张三 tel13800002719", "mobile", ["13800002719"]),
    ("１３８００００２７１９", "mobile", ["13800002719"]),
    ("1️⃣3️⃣8️⃣0️⃣0️⃣0️⃣0️⃣2️⃣7️⃣1️⃣9️⃣", "mobile", ["13800002719"]),
    ("138\u200b0000\u200b2719", "mobile", ["13800002719"]),
    ("身份证11010519491231002Ⅹ", "resident_id", ["11010519491231002X"]),
    ("邮箱一二三四五六艾特qq点com", "email", ["123456@qq.com"]),
    ("IP是一九二点零点二点一", "ip", ["192.0.2.1"]),
    ("登录IP192.0.2.1", "ip", ["192.0.2.1"]),
    ("加QQ吧123456", "qq", ["123456"]),
    ("123456（QQ）", "qq", ["123456"]),
    ("坐席：社保号您报一下？\n市民：6535239816", "social_security", ["6535239816"]),
    ("问：您的医保卡号是多少？\n答：嗯，67543086", "medical_card", ["67543086"]),
    ("问：护照号多少？\n答：社保号6535239816", "social_security", ["6535239816"]),
    ("问：出生日期？\n答：1991/12/10", "birth_date", ["1991-12-10"]),
    ("出生日期应为1991.12.10", "birth_date", ["1991-12-10"]),
    ("业务|证号\n回乡证换发|H25228920", "home_return", ["H25228920"]),
    ("单位;机构代码\n甲厂;33668740-8\n乙厂;22756251-8", "org_code", ["336687408", "227562518"]),
    ("甲厂 组织机构代码33668740-8 23,418元", "org_code", ["336687408"]),
    ("3幢2单元303 138-0000-2719", "mobile", ["13800002719"]),
    ("524399 19461124 9633 138 0000 2719", "resident_id", ["524399194611249633", "13800002719"]),
])  # fmt: skip
def test_examples(text: str, kind: str, values: list[str]) -> None:
    results = found(text)
    assert [f.value for f in results] == values
    assert results[0].kind == kind


_DRAWN = {
    "resident_id": invent.resident_id, "residence_permit": invent.residence_permit,
    "foreign_permit": invent.foreign_permit, "social_credit_code": invent.social_credit_code,
    "bank_card": invent.bank_card, "mobile": invent.mobile, "landline": invent.landline,
    "plate": invent.plate, "email": invent.email, "resident_id_15": invent.resident_id_15,
}  # fmt: skip


@pytest.mark.parametrize("kind", _DRAWN)
@repeatable
@given(seed=st.integers(0, 10**6), frame=st.sampled_from(BARE[:-2]))
def test_what_is_invented_is_found(kind: str, seed: int, frame: str) -> None:
    written = _DRAWN[kind](random.Random(seed))
    front, _, _ = frame.replace("{{", "{").partition("{}")
    places = [(f.kind, f.start, f.end) for f in found(frame.format(written))]
    assert places == [(kind, len(front), len(front) + len(written))]


def test_a_tab_stands_between_cells_and_in_no_number() -> None:
    text = "姓名\t卡号\t天数\n张三丰\t6299 0092 5979 1901\t35\n李四光\t6299 0092 5979 1901\t120"
    assert [f.value for f in scan(text) if f.kind == "bank_card"] == ["6299009259791901"] * 2


HOSTILE = ("1 " * 5000, "1" * 50_000, "一" * 20_000, "一，" * 20_000, "13800002719 " * 2000,
    "(" * 20_000,
           "a@a." * 5000, "1.1." * 5000, "*" * 20_000, "1*" * 10_000, "1**" * 10_000,
           "云A" * 10_000, "::" * 10_000,
           "云A1-1-1-" * 3000, "A" * 50_000, "aB3" * 10_000, "护照" * 10_000, "|" * 20_000,
           "姓名|电话\n" * 3000,
           "三个" * 10_000, "然后" * 10_000, "1然后" * 5000, "\n" * 20_000, "1\n" * 10_000,
           "微信" * 10_000,
           "1990年1月" * 3000, "出生" * 10_000, "0999-" * 5000, "86 " * 10_000, "x" * 20_000,
           "1x" * 10_000,
           "a." * 10_000 + "@", "问：社保号多少？\n答：6535239816\n" * 2000,
           "嗯" * 20_000 + "\n问:1",
           "姓名 电话 " * 3000 + "\n1 2 ")  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_text_holds_the_reader_up(text: str) -> None:
    begun = perf_counter()
    found(text)
    assert perf_counter() - begun < 5


@repeatable
@given(st.text("0123456789一二三零个然后.-*×@()（）xXE云A护照电话：:，、|\n \t", max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    for finding in found(text):
        assert 0 <= finding.start < finding.end <= len(text)
        assert finding.value


@given(st.text(max_size=200))
@settings(max_examples=100, derandomize=True, deadline=None)
def test_no_text_breaks_a_scan(text: str) -> None:
    for finding in scan(text):
        assert 0 <= finding.start < finding.end <= len(text)
