"""Filling: cases worked from the articles of form-fill-2026."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.forms.fill import CERTIFIED, FIELD_NAMES, FILL, Visit, filled

_RECORD = {
    "姓名": "柳静仪",
    "婚姻状况": "已婚",
    "户籍地址": "石渡区柳荫街45号",
    "现住址": "石渡区柳荫街45号",
    "居住起始日期": "2009-06-01",
    "联系电话": "13800004471",
    "紧急联系人": "柳承",
    "家庭人口": 2,
}


def _visit(*said: dict[str, Any], **record: Any) -> Visit:
    raw = {"day": "2026-03-16", "record": {**_RECORD, **record}, "statements": said}
    return Visit.model_validate(raw)


def _after(field: str, *said: dict[str, Any], **record: Any) -> Any:
    return FILL.target(_visit(*({"field": field, **one} for one in said), **record))[field]


def test_what_nobody_speaks_of_stays_as_the_record_has_it() -> None:
    form = filled(_visit())
    assert form["联系电话"] == "13800004471"
    assert form["身份证号"] is None


@pytest.mark.parametrize(
    ("shown", "now"),
    [("原件", "丧偶"), ("复印件", "已婚"), ("照片", "已婚"), ("过期", "已婚"), ("无", "已婚")],
)
def test_marital_status_asks_for_the_original(shown: str, now: str) -> None:
    assert _after("婚姻状况", {"value": "丧偶", "shown": shown}) == now


def test_a_certified_field_that_the_record_lacks_stays_empty_on_mere_words() -> None:
    assert _after("户籍地址", {"value": "石渡区老街1号"}, 户籍地址=None) is None


@pytest.mark.parametrize(
    ("speaker", "now"), [("陪同", "柳承"), ("陪同经认可", "汤秀兰"), ("居民", "汤秀兰")]
)
def test_a_companion_counts_where_the_resident_agrees(speaker: str, now: str) -> None:
    assert _after("紧急联系人", {"value": "汤秀兰", "speaker": speaker}) == now


def test_the_resident_is_no_contact_of_their_own() -> None:
    assert _after("紧急联系人", {"value": "柳静仪"}) == "柳承"


@pytest.mark.parametrize(
    ("on", "now"), [("2026-03-16", "石渡区老街1号"), ("2026-03-17", "石渡区柳荫街45号")]
)
def test_what_is_still_to_come_does_not_count(on: str, now: str) -> None:
    assert _after("现住址", {"value": "石渡区老街1号", "on": on})[0] == now


@pytest.mark.parametrize(
    ("number", "now"),
    [
        ("13900002086", "13900002086"),
        ("1390000208", "13800004471"),
        ("0999-4437120", "0999-4437120"),
        ("0999443712", "13800004471"),
        (None, None),
    ],
)
def test_a_phone_number_has_all_its_digits(number: str | None, now: str | None) -> None:
    assert _after("联系电话", {"value": number}) == now


def test_the_last_that_counts_wins() -> None:
    said = [{"value": "13900002086"}, {"value": "13900002068"}, {"value": "139", "sure": True}]
    assert _after("联系电话", *said) == "13900002068"
    assert _after("联系电话", said[0], {**said[1], "sure": False}) == "13900002086"


@pytest.mark.parametrize(
    ("told", "since"),
    [("2026-02-08", "2026-02-08"), ("2026-02", "2026-02-01"), ("2026", None), (None, None)],
)
def test_a_new_address_needs_a_date_of_its_own(told: str | None, since: str | None) -> None:
    said: list[dict[str, Any]] = [{"field": "现住址", "value": "石渡区老街1号"}]
    if told:
        said.append({"field": "居住起始日期", "value": told})
    assert FILL.target(_visit(*said))["居住起始日期"] == since


def test_no_address_has_no_date() -> None:
    said = {"field": "居住起始日期", "value": "2026-02"}
    assert _after("居住起始日期", said) == "2026-02-01"
    assert _after("居住起始日期", 现住址=None) is None
    assert _after("居住起始日期", said, 现住址=None) is None
    gone = {"field": "现住址", "value": None}
    assert FILL.target(_visit(said, gone))["居住起始日期"] is None


def test_the_records_date_stays_with_the_records_address() -> None:
    same = {"field": "现住址", "value": _RECORD["现住址"]}
    assert FILL.target(_visit(same))["居住起始日期"] == "2009-06-01"


def test_people_are_counted_from_what_was_there_before() -> None:
    assert _after("家庭人口", {"change": 1}) == 3
    assert _after("家庭人口", {"value": 5}, {"change": -2}) == 3
    assert _after("家庭人口", {"change": 1}, 家庭人口=None) is None
    assert _after("家庭人口", {"change": 1}, {"value": 4}, 家庭人口=None) == 4


def test_an_address_is_right_with_the_citys_name_too() -> None:
    assert _after("户籍地址") == ["石渡区柳荫街45号", "云州市石渡区柳荫街45号"]


def test_nobody_left_is_refused() -> None:
    with pytest.raises(ValueError, match="家庭人口 comes to 0"):
        filled(_visit({"field": "家庭人口", "change": -2}))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ({"field": "婚姻状况", "value": "再婚"}, "is none of"),
        ({"field": "家庭人口"}, "give a total or a change"),
        ({"field": "姓名", "value": "某", "change": 1}, "is changed by a number"),
    ],
)
def test_statements_out_of_form_are_refused(said: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        _visit(said)


_SAID = st.lists(
    st.one_of(
        st.builds(
            lambda value, speaker, sure: {
                "field": "联系电话",
                "value": value,
                "speaker": speaker,
                "sure": sure,
            },
            st.sampled_from(["13900002086", "139", None]),
            st.sampled_from(["居民", "陪同"]),
            st.booleans(),
        ),
        st.builds(
            lambda field, value, shown: {"field": field, "value": value, "shown": shown},
            st.sampled_from(["姓名", "户籍地址"]),
            st.sampled_from(["甲", "乙"]),
            st.sampled_from(["原件", "照片", "无"]),
        ),
    ),
    max_size=6,
)


@given(said=_SAID)
def test_certified_fields_move_only_by_originals_and_the_rest_stays(
    said: list[dict[str, Any]],
) -> None:
    form, before = filled(_visit(*said)), filled(_visit())
    for name in FIELD_NAMES:
        originals = [
            one["value"] for one in said if one["field"] == name and one.get("shown") == "原件"
        ]
        if name in CERTIFIED:
            assert form[name] == (originals[-1] if originals else before[name])
        elif name != "联系电话":
            assert form[name] == before[name]


@given(said=_SAID)
def test_saying_it_all_twice_changes_nothing(said: list[dict[str, Any]]) -> None:
    assert filled(_visit(*said, *said)) == filled(_visit(*said))
