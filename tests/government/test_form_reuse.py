"""Reuse: cases worked from the articles of form-reuse-2026."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.forms.reuse import CLASSES, Request, class_of, sorted_fields

_DAY = date(2026, 3, 20)


def _row(item: str = "某项", ago: int = 0, **more: Any) -> dict[str, Any]:
    return {
        "item": item,
        "department": "市民政局",
        "source": "登记",
        "updated": _DAY - timedelta(days=ago),
        "sharing": "无条件",
        **more,
    }


def _request(
    kind: str, *rows: dict[str, Any], matter: str = "公租房申请", until: date | None = None
) -> Request:
    raw = {
        "day": _DAY,
        "matter": matter,
        "fields": [{"item": "某项", "kind": kind}],
        "holdings": rows,
        "authorisations": [{"items": ["某项"], "until": until}] if until else [],
    }
    return Request.model_validate(raw)


def _class(kind: str, *rows: dict[str, Any], **more: Any) -> str:
    request = _request(kind, *rows, **more)
    return class_of(request, request.fields[0])


@pytest.mark.parametrize(
    ("kind", "days"), [("状态", 365), ("收入财产", 180), ("联系", 730), ("健康", 90)]
)
def test_the_last_day_of_the_term_still_counts(kind: str, days: int) -> None:
    assert _class(kind, _row(ago=days), until=_DAY) == "可复用"
    assert _class(kind, _row(ago=days + 1), until=_DAY) == "须采集"


def test_identity_has_no_term() -> None:
    assert _class("身份", _row(ago=20_000)) == "可复用"


def test_another_item_is_no_holding() -> None:
    assert _class("状态", _row("某项（上年）")) == "须采集"


@pytest.mark.parametrize(("kind", "found"), [("联系", "可复用"), ("状态", "须采集")])
def test_what_the_person_told_serves_for_contacts_only(kind: str, found: str) -> None:
    assert _class(kind, _row(source="自报")) == found


def test_a_disputed_record_does_not_serve() -> None:
    assert _class("身份", _row(disputed=True)) == "须采集"


@pytest.mark.parametrize(
    ("row", "found"),
    [
        (_row(sharing="不予"), "不得共享"),
        (_row(sharing="有条件", matters=["生育登记"]), "不得共享"),
        (_row(sharing="有条件", matters=["生育登记", "公租房申请"]), "可复用"),
    ],
)
def test_sharing_follows_the_matter(row: dict[str, Any], found: str) -> None:
    assert _class("状态", row) == found


def test_one_record_that_may_be_shared_is_enough() -> None:
    assert _class("状态", _row(sharing="不予"), _row(ago=10)) == "可复用"
    assert _class("状态", _row(sharing="不予"), _row(ago=400)) == "不得共享"


@pytest.mark.parametrize(
    ("until", "found"),
    [(None, "不得共享"), (_DAY, "可复用"), (_DAY - timedelta(days=1), "不得共享")],
)
@pytest.mark.parametrize("kind", ["收入财产", "健康"])
def test_sensitive_kinds_ask_for_an_agreement_in_force(
    kind: str, until: date | None, found: str
) -> None:
    assert _class(kind, _row(), until=until) == found


def test_relief_spares_the_agreement_for_income_but_not_for_health() -> None:
    for matter in ("最低生活保障", "特困人员供养", "临时救助"):
        assert _class("收入财产", _row(), matter=matter) == "可复用"
        assert _class("健康", _row(), matter=matter) == "不得共享"


def test_an_agreement_does_not_open_what_is_not_shared() -> None:
    assert _class("健康", _row(sharing="不予"), until=_DAY) == "不得共享"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (_row(sharing="有条件"), "matters go with"),
        (_row(matters=["生育登记"]), "matters go with"),
        (_row(ago=-1), "after the day"),
    ],
)
def test_rows_that_contradict_themselves_are_refused(row: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        _request("状态", row)


_ROWS = st.lists(
    st.builds(
        lambda item, ago, source, sharing, disputed: _row(
            item,
            ago,
            source=source,
            sharing=sharing,
            disputed=disputed,
            matters=["公租房申请"] if sharing == "有条件" else [],
        ),
        st.sampled_from(["F甲", "F乙"]),
        st.integers(0, 800),
        st.sampled_from(["登记", "采集", "自报"]),
        st.sampled_from(["无条件", "有条件", "不予"]),
        st.booleans(),
    ),
    max_size=6,
)
_KINDS = st.sampled_from(["身份", "状态", "收入财产", "联系", "健康"])
_RANK = {"须采集": 0, "不得共享": 1, "可复用": 2}


def _two(kinds: tuple[str, str], rows: list[dict[str, Any]]) -> Request:
    fields = [{"item": f"F{name}", "kind": kind} for name, kind in zip("甲乙", kinds, strict=True)]
    raw = {"day": _DAY, "matter": "公租房申请", "fields": fields, "holdings": rows}
    return Request.model_validate(raw)


@given(kinds=st.tuples(_KINDS, _KINDS), rows=_ROWS)
def test_each_field_has_one_class_in_any_order_of_the_rows(
    kinds: tuple[str, str], rows: list[dict[str, Any]]
) -> None:
    classes = sorted_fields(_two(kinds, rows))
    assert sorted(code for name in CLASSES for code in classes[name]) == ["F1", "F2"]
    assert sorted_fields(_two(kinds, rows[::-1])) == classes


@given(kinds=st.tuples(_KINDS, _KINDS), rows=_ROWS, more=_ROWS)
def test_another_record_never_makes_a_field_harder_to_fill(
    kinds: tuple[str, str], rows: list[dict[str, Any]], more: list[dict[str, Any]]
) -> None:
    few, many = _two(kinds, rows), _two(kinds, rows + more)
    for field in few.fields:
        assert _RANK[class_of(many, field)] >= _RANK[class_of(few, field)]
