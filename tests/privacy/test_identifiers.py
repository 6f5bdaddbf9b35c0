"""Identifiers in every form are found, and nothing that only looks like one is."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum import luhn

from govllm.privacy import checkdigits, invent
from govllm.privacy.scan import scan

MAKERS: dict[str, Callable[[random.Random], str]] = {
    "resident_id": invent.resident_id,
    "residence_permit": invent.residence_permit,
    "foreign_permit": invent.foreign_permit,
    "social_credit_code": invent.social_credit_code,
    "bank_card": invent.bank_card,
    "mobile": invent.mobile,
    "plate": invent.plate,
    "email": invent.email,
    "ip": invent.ip,
}
# A word near by that such a number never stands without.
NAMED: dict[str, tuple[Callable[[random.Random], str], str]] = {
    "org_code": (invent.org_code, "组织机构代码："),
    "landline": (invent.landline, "联系电话："),
    "passport": (invent.passport, "护照号码"),
    "hk_mo_permit": (invent.hk_mo_permit, "往来港澳通行证"),
    "home_return": (invent.home_return, "回乡证号"),
    "taiwan_permit": (invent.taiwan_permit, "台胞证号："),
    "social_security": (invent.social_security, "社会保障号："),
    "medical_card": (invent.medical_card, "就诊卡号"),
    "wechat": (invent.wechat, "微信号："),
    "qq": (invent.qq, "QQ："),
    "birth_date": (invent.birth_date, "出生日期："),
}
FRAMES = (
    "{}", "他留的是{}没错", "（{}）", "|{}|", "记录：{}，请核对。", "第一行\n{}\n第三行", "“{}”",
)  # fmt: skip
RANDOM = st.randoms(use_true_random=False)
REPEATED = settings(max_examples=60, derandomize=True, deadline=None)

FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
WRITTEN = str.maketrans("0123456789", "〇一二三四五六七八九")
CAPITAL = str.maketrans("0123456789", "零壹贰叁肆伍陆柒捌玖")


def kinds_at(text: str, value: str) -> list[str]:
    """The classes found at exactly the place of a value."""
    place = (text.index(value), text.index(value) + len(value))
    return [f.kind for f in scan(text) if (f.start, f.end) == place]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("kind", MAKERS)
@REPEATED
@given(rng=RANDOM)
def test_found_without_a_word_before_it(kind: str, frame: str, rng: random.Random) -> None:
    value = MAKERS[kind](rng)
    assert kinds_at(frame.format(value), value) == [kind], (frame, value)


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("kind", NAMED)
@REPEATED
@given(rng=RANDOM)
def test_found_behind_its_word(kind: str, frame: str, rng: random.Random) -> None:
    maker, word = NAMED[kind]
    value = maker(rng)
    text = frame.format(word + value)
    assert kinds_at(text, value) == [kind], text


@REPEATED
@given(
    place=st.sampled_from(invent.PROVINCES),
    county=st.integers(1, 9999),
    born=st.dates(min_value=__import__("datetime").date(1900, 1, 1)),
    order=st.integers(0, 999),
)
def test_every_resident_number_is_found(place: int, county: int, born: object, order: int) -> None:
    if born.year > 2100:  # type: ignore[attr-defined]
        return
    body = f"{place}{county:04d}{born:%Y%m%d}{order:03d}"
    value = body + checkdigits.resident_check(body)
    for written in (value, value.lower()):
        assert kinds_at(f"证件{written}，", written) == ["resident_id"]


def grouped(value: str, gap: str) -> str:
    return gap.join((value[:3], value[3:7], value[7:]))


HIDDEN: dict[str, Callable[[str], str]] = {
    "full width": lambda v: v.translate(FULL_WIDTH),
    "spoken": lambda v: v.translate(SPOKEN),
    "written": lambda v: v.translate(WRITTEN),
    "capital": lambda v: v.translate(CAPITAL),
    "blanks": lambda v: grouped(v, " "),
    "dashes": lambda v: grouped(v, "-"),
    "dots": lambda v: grouped(v, "."),
    "lines": lambda v: grouped(v, "\n"),
    "long dashes": lambda v: grouped(v, "—"),
    "spoken in groups": lambda v: grouped(v.translate(SPOKEN), "，"),
    "country": lambda v: f"+86{v}",
    "country and blank": lambda v: f"+86 {v}",
}


@pytest.mark.parametrize("how", HIDDEN)
@REPEATED
@given(rng=RANDOM)
def test_a_hidden_mobile_number_is_found_with_its_value(how: str, rng: random.Random) -> None:
    value = invent.mobile(rng)
    for frame in FRAMES[1:]:
        text = frame.format(HIDDEN[how](value))
        assert value in [f.value[-11:] for f in scan(text) if f.kind == "mobile"], text


@pytest.mark.parametrize("how", ["full width", "spoken", "written", "capital"])
@REPEATED
@given(rng=RANDOM)
def test_a_hidden_resident_number_is_found(how: str, rng: random.Random) -> None:
    value = invent.resident_id(rng)
    text = f"号码是{HIDDEN[how](value)}。"
    if value.endswith("X") and how != "full width":
        return
    assert value in [f.value for f in scan(text) if f.kind == "resident_id"], text


@pytest.mark.parametrize("gap", [" ", "-", "\n"])
@REPEATED
@given(rng=RANDOM)
def test_numbers_in_groups_are_found(gap: str, rng: random.Random) -> None:
    person, card = invent.resident_id(rng), invent.bank_card(rng)
    apart = gap.join((person[:6], person[6:14], person[14:]))
    assert person in [f.value for f in scan(f"证件{apart}。") if f.kind == "resident_id"]
    apart = gap.join(card[at : at + 4] for at in range(0, len(card), 4))
    assert card in [f.value for f in scan(f"卡号{apart}。") if f.kind == "bank_card"]


@pytest.mark.parametrize(
    ("text", "kind"),
    [("138****2719", "mobile"), ("1101**********001X", "resident_id")],
)
def test_what_is_masked_already_is_called_so(text: str, kind: str) -> None:
    assert [(f.kind, f.form) for f in scan(f"号码{text}。")] == [(kind, "masked")]


CHECKED = ("resident_id", "residence_permit", "social_credit_code")


@pytest.mark.parametrize("kind", CHECKED)
@REPEATED
@given(rng=RANDOM, place=st.integers(0, 16), step=st.integers(1, 8))
def test_one_wrong_digit_is_no_identifier(
    kind: str, rng: random.Random, place: int, step: int
) -> None:
    value = MAKERS[kind](rng)
    if not value[place].isdecimal():
        return
    wrong = f"{value[:place]}{(int(value[place]) + step) % 10}{value[place + 1 :]}"
    assert kind not in [f.kind for f in scan(f"号码{wrong}。")], wrong


@REPEATED
@given(rng=RANDOM, place=st.integers(6, 14), step=st.integers(1, 8))
def test_a_card_with_a_wrong_digit_is_none(rng: random.Random, place: int, step: int) -> None:
    value = invent.bank_card(rng)
    wrong = f"{value[:place]}{(int(value[place]) + step) % 10}{value[place + 1 :]}"
    assert not luhn.is_valid(wrong)
    assert "bank_card" not in [f.kind for f in scan(f"银行卡{wrong}。")]


@REPEATED
@given(rng=RANDOM)
def test_a_date_that_is_none_makes_no_resident(rng: random.Random) -> None:
    value = invent.resident_id(rng)
    body = f"{value[:10]}{rng.choice(('0230', '1301', '0431', '0000', '0132'))}{value[14:17]}"
    wrong = body + checkdigits.resident_check(body)
    assert "resident_id" not in [f.kind for f in scan(f"身份证{wrong}。")]


@pytest.mark.parametrize("kind", ["resident_id", "mobile", "bank_card"])
@REPEATED
@given(rng=RANDOM)
def test_inside_a_longer_run_of_figures_is_nothing(kind: str, rng: random.Random) -> None:
    value = MAKERS[kind](rng)
    for text in (f"流水{value}55555。", f"流水9{value}44444。", f"0.{value}", f"id_{value}"):
        assert kind not in [f.kind for f in scan(text)], text


ORDERS = ("工单编号", "订单号", "合同编号：", "发票号码 ", "受理号", "快递单号：", "流水号")


@pytest.mark.parametrize("word", ORDERS)
@REPEATED
@given(rng=RANDOM)
def test_order_numbers_are_nobody_s(word: str, rng: random.Random) -> None:
    for number in (invent.mobile(rng), invent.digits(rng, 10), f"YZ{invent.digits(rng, 14)}"):
        assert scan(f"{word}{number}，请查收。") == [], (word, number)


@pytest.mark.parametrize(
    "text",
    [
        "云政办发〔2026〕12号文件要求，自2026年3月1日起施行。",
        "根据《城市供水条例》第二十三条第一款，处五百元以上五千元以下罚款。",
        "预算金额1350000.00元，合同价12345678元，完成率98.76%。",
        "请拨打12345、110或96123，工作时间8:30至17:30。",
        "系统升级至v2.10.3.4版，坐标104.0657,30.6598。",
        "水表读数00138452，上月00138001，用水451立方米。",
        "全市共有13800人参加，较上年增长15.3%，其中女性6721人。",
        "会议定于2026年11月27日14:00在三楼302会议室召开。",
        "一百三十八户居民、二百一十五名学生受益。",
        "K1380次列车、G2719次，B12路公交改道。",
        "设备型号HX-13800002719A，批次20261127001。",
        "东经104度，北纬30度，海拔1380米。",
        "身高175、体重68公斤，血压138/89。",
        "第13800号公告与第138号公告一并废止。",
        "热线2026年受理诉求138000件，办结137271件。",
        "三三两两的行人，一二三四五六七层都没有灯。",
    ],
)
def test_figures_of_ordinary_texts_are_nobody_s(text: str) -> None:
    assert scan(text) == []


@given(st.text(max_size=200))
@settings(max_examples=200, derandomize=True, deadline=None)
def test_no_text_breaks_a_scan(text: str) -> None:
    for found in scan(text):
        assert 0 <= found.start < found.end <= len(text)


def test_the_check_characters_of_known_numbers() -> None:
    """Numbers that standards and registers publish as examples."""
    assert checkdigits.resident("11010519491231002X")
    assert checkdigits.social_credit("91350100M000100Y43")
    assert checkdigits.organisation("D2143569") == "X"
    assert checkdigits.card("4532015112830366")
