"""What is no identifier is not found as one: wrong check digits, parts of longer runs, numbers of
things."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum import luhn

from govllm.privacy.identifiers import checkdigits
from govllm.privacy.identifiers.numbers import PROVINCES
from govllm.privacy.scan import scan
from tests.privacy import drawn
from tests.privacy.written import (
    AS_IS,
    BARE,
    BEHIND_WORDS,
    IN_PIECES,
    NUMERALS,
    SHORT_CUTS,
    Writing,
    found,
    repeatable,
    told,
)


def kinds(text: str) -> set[str]:
    return {f.kind for f in found(text)}


WITH_CHECK_DIGITS: dict[str, tuple[st.SearchStrategy[str], Sequence[Writing]]] = {
    **{k: v for k, v in IN_PIECES.items() if k != "mobile"},
    "social_credit_code": (drawn.social_credit_code(), SHORT_CUTS),
    "foreign_permit": (drawn.foreign_permit(), SHORT_CUTS),
    "org_code": (drawn.org_code(), AS_IS),
}


@pytest.mark.parametrize("kind", WITH_CHECK_DIGITS)
@repeatable
@given(data=st.data())
def test_one_wrong_digit_is_no_identifier(kind: str, data: st.DataObject) -> None:
    values, writings = WITH_CHECK_DIGITS[kind]
    value = data.draw(values)
    figures = [at for at, char in enumerate(value) if char.isdecimal()]
    assume(figures)
    at = data.draw(st.sampled_from(figures))
    wrong = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != value[at]))
    changed = value[:at] + wrong + value[at + 1 :]
    written = data.draw(st.sampled_from(writings))(changed)
    assert kind not in kinds(data.draw(st.sampled_from(BARE)).format(written))


@pytest.mark.parametrize("kind", ["resident_id", "residence_permit", "social_credit_code"])
@repeatable
@given(data=st.data())
def test_two_digits_changed_over_are_no_identifier(kind: str, data: st.DataObject) -> None:
    value = data.draw(WITH_CHECK_DIGITS[kind][0])
    at = data.draw(st.integers(0, 16))
    assume(value[at] != value[at + 1] and (kind == "social_credit_code" or value[at + 1] != "X"))
    changed = value[:at] + value[at + 1] + value[at] + value[at + 2 :]
    assert kind not in kinds(data.draw(st.sampled_from(BARE)).format(changed))


@repeatable
@given(
    st.sampled_from(["11", "50", "810000", "911"]), drawn.digits(14),
    st.sampled_from(["19001301", "19990230", "20010229", "19870431", "20230100", "17990101",
        "20990101"]),
    drawn.digits(3), st.sampled_from(BARE),
)  # fmt: skip
def test_days_that_are_none(place: str, more: str, day: str, last: str, frame: str) -> None:
    body = (place + more)[:6] + day + last
    text = frame.format(body + checkdigits.resident_check(body))
    assert not kinds(text) & {"resident_id", "residence_permit", "foreign_permit"}


@repeatable
@given(
    st.sampled_from(["00", "01", "10", "16", "20", "24", "30", "38", "47", "55", "60", "66", "70",
        "72",
                     "80", "84", "8100", "8201", "90", "910", "916", "99"]),
    drawn.digits(6), drawn.days(), drawn.digits(3), st.sampled_from(BARE),
)  # fmt: skip
def test_provinces_that_are_none(place: str, more: str, day: date, last: str, frame: str) -> None:
    front = (place + more)[:6]
    assume(front not in ("810000", "820000", "830000"))
    assume(front[0] != "9" or front[1:3] not in PROVINCES)
    body = f"{front}{day:%Y%m%d}{last}"
    text = frame.format(body + checkdigits.resident_check(body))
    assert not kinds(text) & {"resident_id", "residence_permit", "foreign_permit"}


ALONE: dict[str, st.SearchStrategy[str]] = {
    "resident_id": drawn.resident_id(), "residence_permit": drawn.residence_permit(),
    "social_credit_code": drawn.social_credit_code(), "mobile": drawn.mobile(),
    "resident_id_15": drawn.resident_id_15(), "bank_card": drawn.bank_card(),
    "foreign_permit": drawn.foreign_permit(), "landline": drawn.landline().map("".join),
}  # fmt: skip


@pytest.mark.parametrize("kind", ALONE)
@repeatable
@given(data=st.data())
def test_parts_of_longer_runs_are_none(kind: str, data: st.DataObject) -> None:
    value = data.draw(ALONE[kind])
    form = data.draw(st.sampled_from([
        "{n}{v}", "{v}{n}", "{v}.{n}", "{n}.{v}", "0x{v}", "a3f{v}", "{v}c0de", "{v}@example.com",
        "{v}%", "{n}{v}{n}",
    ]))  # fmt: skip
    # So long that what comes out is no identifier of another length.
    number = data.draw(drawn.digits(20, 25) if kind == "bank_card" else drawn.digits(9, 12))
    text = data.draw(st.sampled_from(BARE[:-2])).format(form.format(v=value, n=number))
    assert kind not in kinds(text), text


@pytest.mark.parametrize(
    "kind", ["resident_id", "residence_permit", "social_credit_code", "mobile"]
)
@repeatable
@given(data=st.data())
def test_a_digit_too_few_or_too_many(kind: str, data: st.DataObject) -> None:
    value = data.draw(ALONE[kind])
    at = data.draw(st.integers(0, len(value) - 1))
    longer = value[:at] + data.draw(st.sampled_from("123456789")) + value[at:]
    shorter = value[:at] + value[at + 1 :]
    write = data.draw(st.sampled_from((str, told, AS_IS[1], lambda v: told(v, NUMERALS[1]))))
    for changed in (longer, shorter):
        # 86 138… is the country's code and the number.
        assume(not re.fullmatch(r"(?:00)?86.*", changed))
        assert kind not in kinds(data.draw(st.sampled_from(BARE)).format(write(changed)))


THINGS = (
    "工单编号", "订单号", "订单编号", "合同编号", "发票号", "发票号码", "发票代码", "运单号",
    "快递单号", "流水号",
    "交易流水号", "受理编号", "案号", "表号", "户号", "序列号", "设备编号", "批次号", "凭证号",
    "准考证号", "学号",
    "工号", "档案号", "条形码", "货号", "型号", "取件码", "保单号", "回执编号", "票据号",
    "收据编号", "许可证编号",
    "备案编号", "商户号", "订单", "工单", "IMEI", "SN", "serial", "order_no", "invoice_number",
)  # fmt: skip
_BEHIND_THINGS = (
    "{label}：{}", "{label}{}，", "{label}为{}。", '{{"{label}": "{}"}}', "{label}（{}）",
    "{label}:YZ{}",
    "序号|{label}|备注\n1|{}|无\n2|{}|无", "{label} {}",
)  # fmt: skip


def of_nobody(number: str) -> str:
    """Digits with the last of them such that no check digit holds by chance."""
    return next(
        changed
        for last in "0123456789"
        if not luhn.is_valid(changed := number[:-1] + last)
        and not (len(changed) == 18 and checkdigits.resident(changed))
        and not (len(changed) == 18 and checkdigits.social_credit(changed))
    )


@repeatable
@given(
    st.one_of(drawn.digits(5, 24), drawn.mobile(), drawn.landline().map("".join)),
    st.sampled_from(THINGS), st.sampled_from(_BEHIND_THINGS),
)  # fmt: skip
def test_numbers_of_things(number: str, label: str, frame: str) -> None:
    assume(len(number) not in (15, 18) or number[:2] not in PROVINCES)
    number = of_nobody(number)
    assert found(frame.format(number, number, label=label)) == []


@repeatable
@given(drawn.bank_card(), st.sampled_from(THINGS), st.sampled_from(_BEHIND_THINGS))
def test_order_numbers_that_luhn_passes(number: str, label: str, frame: str) -> None:
    assume(len(number) != 18)
    assert found(frame.format(number, number, label=label)) == []


@repeatable
@given(
    st.integers(0, 10**12), st.integers(0, 99),
    st.sampled_from(["¥{0}.{1:02}", "{0:,}元", "{0}元", "{0}.{1:02}万元", "￥{0:,}.{1:02}",
        "{0}美元", "{0}%",
                     "{0}人次", "{0}公里", "{0}平方米", "{0:,}", "金额{0}", "合计：{0}", "${0}",
                     "{0}吨", "{0}亿"]),
)  # fmt: skip
def test_sums_and_statistics(number: int, part: int, form: str) -> None:
    assert found(f"共计{form.format(number, part)}，同比增长5.3%") == []


@repeatable
@given(drawn.days(1990, 2049), st.times(), st.integers(0, 9999), st.sampled_from([
    "{d:%Y-%m-%d} {t:%H:%M:%S}", "{d:%Y%m%d%H}{n:04}",
    "{d:%Y}年{d.month}月{d.day}日{t:%H}时{t:%M}分",
    "{d:%Y/%m/%d}-{d:%Y/%m/%d}", "{d:%Y%m%d}-{d:%Y%m%d}", "自{d:%Y.%m.%d}至{d:%Y.%m.%d}",
    "{t:%H:%M}至{t:%H:%M}",
    "{d:%Y}年第{n}号", "云政办发〔{d:%Y}〕{n}号", "（{d:%Y}）云0102民初{n}号",
    "JD-{d:%Y}-{d:%m}-{n:04}",
    "GB/T {n}-{d:%Y}", "{d:%Y}-{n:04}", "{d:%m-%d}", "{d:%Y%m%d}", "{d:%Y%m%d}{t:%H%M%S}",
    "第{n}条第二款",
    "YZ{d:%Y%m%d}{n:06}", "{d:%Y-%m-%d} {n} {n:04}", "版本{d.month}.{d.day}.{n}",
    "v{d.month}.{d.day}.{d.day}.{n}",
    "LD-{n:04}至LD-{n:04}", "{n}-{n:04}-{d:%Y}", "{d:%Y-%m-%d},{n},{n}", "{n},{d:%Y},{n:04}",
]))  # fmt: skip
def test_dates_times_and_documents(day: date, at: time, number: int, form: str) -> None:
    # 138-0000-2019 is a telephone number.
    assume(not 130 <= number <= 199)
    text = form.format(d=day, t=at, n=number)
    for frame in ("根据{}的规定", "{}", "时间：{}。", "|{}|无|", "记录\n{}\n完"):
        assert found(frame.format(text)) == []


@repeatable
@given(
    st.floats(73, 135),
    st.floats(18, 53),
    st.sampled_from(["{:.6f},{:.6f}", "东经{:.5f}，北纬{:.5f}", "({:.4f} {:.4f})"]),
)
def test_coordinates(east: float, north: float, form: str) -> None:
    assert found(form.format(east, north)) == []


@pytest.mark.parametrize("kind", ["passport", "hk_mo_permit", "home_return", "taiwan_permit",
                                  "social_security", "medical_card", "qq"])  # fmt: skip
@repeatable
@given(data=st.data())
def test_weak_forms_are_nothing_without_a_word(kind: str, data: st.DataObject) -> None:
    value = data.draw(BEHIND_WORDS[kind][0])
    assume(not re.search(r"1[3-9][0-9]{9}", value) and not re.match(r"0[1-9]", value))
    frame = data.draw(st.sampled_from(BARE))
    assume("_" not in frame)
    assert found(frame.format(value)) == []


NOTHING = (
    "打12345或者95588、10086、110，也可拨打12315",
    "依据《条例》第三十七条第二款，处五千元以上二万元以下罚款",
    "云政办发〔2026〕12号", "（2026）云0102执318号", "18路|6:00|21:30|2元\nB3路|6:30|20:00|3元",
    "表号,抄表日期,上期读数,本期读数\n0088213764,2026-02-28,10482,10617", "250ml*12|46.00|60",
    "尺寸1920*1080*3",
    "身份证后四位是一二三X", "后四位2719", "尾号为2719", "一二三四五六七，七六五四三二一",
    "二〇二六年三月五日",
    "一百三十八点五平方米，一千二百七十一户", "三三两两，一五一十，七七八八，九九归一",
    "400-123-4567",
    "客服热线4008123456", "版本2.13.4.10", "4.2.1.3 系统要求", "127.0.0.1和0.0.0.0、255.255.255.0",
    "升级到v10.12.130.44", "上午8点9点10点11点都有", "00:1A:2B:3C:4D:5E", "12:30:45",
    "std::vector<int>",
    "md5: 0cc175b9c0f1b6a831c399e269772661", "sha1 356a192b7913b04c54574d18c28d46e6395428ab",
    "550e8400-e29b-41d4-a716-446655440000", "1700000000000", "京A股12345，新B12路，云A级",
    "苏E1234",
    "微信小程序、微信支付、微信android版", "加微信群", "公众号yunzhou12345", "QQ群",
    "护照遗失，20260305已补办",
    "医保缴费20260305", "社保基数41200000", "出生医学证明2020年1月1日起启用", "2026年3月5日生效",
    "2026年3月5日生产",
    "使用123456使得", "致使123456人受益", "138、1200、2719三个数", "138 2024 2025", "1380000 2026",
    "13,800,002,719",
    "前138后1200共2719件", "SF1390000271900", "ISBN 978-7-111-54742-6", "发票号码04403210",
    "邮编650000",
    "身高178cm体重65kg", "3.14159265358979", "1/3，2/3，138/0000", "第13800002719号",
    "学号20240317",
)  # fmt: skip


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_nobodys(text: str) -> None:
    assert found(text) == []
    assert found(f"说明：{text}。") == []


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
        "发生日期：2026-04-26，发生于2025年12月1日。",
        '{"地点": "水门车站", "发生日期": "2026-01-15"}',
        "编号|发生日期|产生于\n7|2026-03-01|2026-03-02",
        "三三两两的行人，一二三四五六七层都没有灯。",
    ],
)
def test_figures_of_ordinary_texts_are_nobody_s(text: str) -> None:
    assert scan(text) == []
