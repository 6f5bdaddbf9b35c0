"""Same fields: cases worked from the articles of form-fields-2026."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.forms.fields import FIELDS, Comparison, misleading, same_fields

_SAYS = {"says": "说明"}


def _field(name: str, about: str, **more: str) -> dict[str, str]:
    return {"name": name, "about": about, **_SAYS, **more}


def _form(of: str, *fields: dict[str, str]) -> dict[str, Any]:
    return {"department": "市民政局", "title": f"{of}表", "of": of, "fields": fields}


def _compare(*forms: dict[str, Any]) -> Comparison:
    return Comparison.model_validate({"forms": forms})


_OTHER = _field("备注", "备注")


def _pairs(a: dict[str, str], b: dict[str, str], of: tuple[str, str]) -> list[tuple[str, str]]:
    filler = _field("事由", "事由")
    return same_fields(_compare(_form(of[0], a, _OTHER), _form(of[1], b, filler)))


_SAME = ("老人", "老人")


@pytest.mark.parametrize(
    ("a", "b", "of", "same"),
    [
        # Article 7: another name for the same thing.
        (_field("姓名", "姓名"), _field("参保人", "姓名"), _SAME, True),
        # Article 2: the form's subject where the field names none.
        (_field("姓名", "姓名"), _field("姓名", "姓名"), ("老人", "子女"), False),
        (_field("姓名", "姓名"), _field("老人姓名", "姓名", of="老人"), ("老人", "子女"), True),
        # Article 3.
        (_field("出生日期", "出生日期"), _field("年龄", "年龄"), _SAME, False),
        # Article 4.
        (_field("收入", "收入", unit="元"), _field("收入", "收入", unit="万元"), _SAME, False),
        # Article 5: no time means the day of filling.
        (_field("婚姻", "婚姻"), _field("婚姻", "婚姻", time="填表当日"), _SAME, True),
        (_field("收入", "收入", time="上月"), _field("收入", "收入", time="上年度"), _SAME, False),
        # Article 6: a scope on one side only.
        (_field("人数", "人数"), _field("人数", "人数", scope="含临时工"), _SAME, False),
    ],
)
def test_two_fields_are_one_where_all_five_agree(
    a: dict[str, str], b: dict[str, str], of: tuple[str, str], same: bool
) -> None:
    assert _pairs(a, b, of) == ([("A1", "B1")] if same else [])


def test_three_forms_give_three_pairs_and_either_way_round_counts() -> None:
    forms = [_form(f"户{n}", _field("户主", "姓名", of="户主"), _OTHER) for n in range(3)]
    assert same_fields(_compare(*forms)) == [("A1", "B1"), ("A1", "C1"), ("B1", "C1")]
    target = FIELDS.target(_compare(*forms))
    assert target["同义"][0] == ["A1=B1", "B1=A1"]


def test_a_form_that_asks_twice_is_refused() -> None:
    twice = _form("老人", _field("姓名", "姓名"), _field("申请人", "姓名", of="老人"))
    with pytest.raises(ValidationError, match="two fields mean 老人·姓名"):
        _compare(twice, _form("老人", _field("姓名", "姓名"), _OTHER))


def test_misleading_counts_one_name_apart_and_two_names_together() -> None:
    a = _form("老人", _field("收入", "收入", time="上月"), _field("姓名", "姓名"))
    b = _form("老人", _field("收入", "收入", time="上年度"), _field("参保人", "姓名"))
    assert misleading(_compare(a, b)) == 2


_FIELDS = st.lists(
    st.builds(
        lambda about, unit, time: _field("某", about, unit=unit, time=time),
        st.sampled_from("甲乙丙"),
        st.sampled_from(["", "元", "万元"]),
        st.sampled_from(["填表当日", "上月"]),
    ),
    min_size=2,
    max_size=5,
    unique_by=lambda field: (field["about"], field["unit"], field["time"]),
)


@given(one=_FIELDS, two=_FIELDS)
def test_swapping_the_forms_swaps_the_pairs_and_no_field_has_two_partners(
    one: list[dict[str, str]], two: list[dict[str, str]]
) -> None:
    pairs = same_fields(_compare(_form("户", *one), _form("户", *two)))
    back = same_fields(_compare(_form("户", *two), _form("户", *one)))
    turned = {(f"A{b[1:]}", f"B{a[1:]}") for a, b in pairs}
    assert turned == set(back)
    assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs)
