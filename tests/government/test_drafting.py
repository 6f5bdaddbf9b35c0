"""The rule of drafting: which checks facts give, and that each catches its own fault."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.days import written
from govllm.government.drafting import (
    DRAFT,
    Drafting,
    checks_of,
    draft_of,
    failure_of,
    sums_of,
)
from govllm.scoring.checks import CHECKS
from govllm.scoring.free_text import parts_of

FACTS: dict[str, Any] = {
    "kind": "请示",
    "issuer": "梅溪县人民政府",
    "addressee": "云州市人民政府",
    "about": "解决双溪桥重建资金",
    "topic": [["双溪桥"], ["资金", "经费"]],
    "number": "云梅政〔2026〕7号",
    "dated": "2026-06-05",
    "sources": [{"title": "关于加快灾后重建的通知", "number": "云政发〔2026〕20号"}],
    "lead": "根据《关于加快灾后重建的通知》（云政发〔2026〕20号），现请示如下：",
    "points": [
        {"head": "灾情", "say": "6月1日洪水冲毁桥梁，绕行3200人。",
         "dates": ["2026-06-01"], "words": [["3200人", "3200名"]]},
        {"head": "资金", "say": "桥体185万元，引道46.5万元，合计231.5万元。",
         "amounts": ["1850000"], "parts": ["1850000", "465000"]},
    ],
    "contact": {"name": "田守义", "phone": "0999-7310022"},
    "hidden": {"words": ["筑安公司"], "dates": ["2026-05-30"], "amounts": ["600000"]},
    "length": [100, 400],
}  # fmt: skip


def facts(**more: Any) -> Drafting:
    return Drafting.model_validate(FACTS | more)


def missed(given: Drafting, text: str) -> list[tuple[str, str]]:
    """Group and name of every check that a text misses."""
    found = []
    for check in checks_of(given):
        (name, value), group = parts_of(check)
        if not CHECKS[name].holds(text, value):
            found.append((str(group), name))
    return found


def test_the_draft_of_an_officer() -> None:
    assert draft_of(facts()).splitlines() == [
        "梅溪县人民政府关于解决双溪桥重建资金的请示",
        "云梅政〔2026〕7号",
        "云州市人民政府：",
        FACTS["lead"],
        "一、灾情。6月1日洪水冲毁桥梁，绕行3200人。",
        "二、资金。桥体185万元，引道46.5万元，合计231.5万元。",
        "联系人：田守义，联系电话：0999-7310022。",
        "妥否，请批示。",
        "梅溪县人民政府",
        "2026年6月5日",
    ]
    assert missed(facts(), draft_of(facts())) == []


def test_another_wording_meets_the_checks_too() -> None:
    text = (
        "梅溪县人民政府关于请求安排双溪桥经费的请示\n云梅政〔2026〕7号\n\n云州市人民政府:\n"
        "　　为落实《关于加快灾后重建的通知》（云政发〔2026〕20号）精神，现请示如下。\n"
        "　　一、2026年6月1日，我县突发洪水，桥梁被毁，群众3200名需要绕行，出行极为不便。\n"
        "　　二、测算桥体需1,850,000元，引道另需若干，全部需要2315000元，恳请市里支持。\n"
        "　　联系人：田守义（0999-7310022）\n　　妥否，请批示。\n\n"
        "　　　　梅溪县人民政府\n　　　　2026年6月5日\n"
    )
    assert missed(facts(), text) == []


@pytest.mark.parametrize(
    ("change", "group", "name"),
    [
        (lambda t: t.replace("的请示\n", "的通知\n"), "form", "matches"),
        (lambda t: t.replace("〔2026〕7号", "〔2026〕8号"), "form", "matches"),
        (lambda t: t.replace("云州市人民政府：\n", ""), "form", "matches"),
        (lambda t: t.replace("二、", "2. "), "form", "matches"),
        (lambda t: t.replace("妥否，请批示。\n", ""), "form", "matches"),
        (lambda t: t.replace("6月5日", "06月05日"), "form", "matches"),
        (lambda t: t + "\n附件：无", "form", "matches"),
        (lambda t: t.replace("\n一、", f"\n一、{'很长' * 200}"), "form", "length_between"),
        (lambda t: t.replace("解决双溪桥重建资金", "解决重建资金"), "facts", "matches"),
        (lambda t: t.replace("云政发〔2026〕20号", "有关文号"), "facts", "contains_all"),
        (lambda t: t.replace("3200人", "很多人"), "facts", "contains_any"),
        (lambda t: t.replace("6月1日", "月初"), "facts", "states_date"),
        (lambda t: t.replace("合计231.5万元", "合计较大"), "facts", "states_number"),
        (lambda t: t.replace("0999-7310022", "另告"), "facts", "contains_all"),
        (lambda t: t.replace("二、", "二、筑安公司称，"), "forbidden", "absent"),
        (lambda t: t.replace("二、", "二、自5月30日起，"), "forbidden", "omits_date"),
        (lambda t: t.replace("二、", "二、自筹60万元，"), "forbidden", "omits_number"),
        (lambda t: t.replace("梅溪县", "**梅溪县**", 1), "forbidden", "not_matches"),
    ],
)
def test_every_fault_is_caught(change: Callable[[str], str], group: str, name: str) -> None:
    assert (group, name) in missed(facts(), change(draft_of(facts())))


def test_the_source_stands_before_the_items() -> None:
    lead, title = str(FACTS["lead"]), "《关于加快灾后重建的通知》（云政发〔2026〕20号）"
    text = draft_of(facts()).replace(lead, "现请示如下：").replace("二、", f"二、按照{title}，")
    assert missed(facts(), text) == [("form", "matches")]


def test_without_a_number_none_may_be_made_up() -> None:
    none = facts(number=None)
    assert missed(none, draft_of(none)) == []
    assert missed(none, draft_of(facts())) == [("forbidden", "not_matches")]


def test_a_report_asks_for_nothing() -> None:
    report = facts(kind="报告", about="双溪桥资金使用")
    assert missed(report, draft_of(report)) == []
    asking = draft_of(report).replace("二、", "二、以上请予批准。")
    assert missed(report, asking) == [("forbidden", "not_matches")]


@pytest.mark.parametrize(
    ("kind", "closing"),
    [("通知", "特此通知。"), ("请示", "妥否，请批示。"), ("报告", "特此报告。"),
     ("复函", "特此函复。")],
)  # fmt: skip
def test_every_kind_has_its_closing(kind: str, closing: str) -> None:
    assert draft_of(facts(kind=kind)).splitlines()[-3] == closing


@pytest.mark.parametrize(
    ("hidden", "said"),
    [
        ({"dates": ["2026-06-01"]}, "hidden.dates: is also to be told"),
        ({"amounts": ["1850000"]}, "hidden.amounts: is also to be told"),
        ({"amounts": ["2315000"]}, "hidden.amounts: is also to be told"),
    ],
)
def test_what_is_to_be_told_cannot_be_hidden(hidden: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        facts(hidden=hidden)


def test_a_draft_that_misses_a_check_is_refused() -> None:
    with pytest.raises(ValueError, match=r"the good draft .* misses states_date: 2026-07-09"):
        DRAFT.examples(
            facts(points=[*FACTS["points"], {"head": "另", "say": "无。", "dates": ["2026-07-09"]}])
        )
    with pytest.raises(ValueError, match="the failing text meets contains_any"):
        DRAFT.examples(facts(points=[*FACTS["points"], {"head": "另", "say": "芭蕉。",
                                                        "words": [["芭蕉"]]}]))  # fmt: skip


_YUAN = st.decimals(Decimal("0.01"), Decimal(10**8), places=2)


@given(st.lists(_YUAN, min_size=1, max_size=5))
def test_sums_are_exact_and_independent_of_order(parts: list[Decimal]) -> None:
    point = facts().points[1].model_copy(update={"parts": tuple(parts)})
    other = point.model_copy(update={"parts": tuple(reversed(parts))})
    (total,) = sums_of(point)
    assert sums_of(other) == (total,)
    assert int(total * 100) == sum(int(part * 100) for part in parts)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2099, 12, 31)))
def test_the_day_of_a_document_is_read_as_that_day(day: datetime.date) -> None:
    assert CHECKS["states_date"].holds(written(day), day.isoformat())
    assert "月0" not in written(day)


def test_the_failing_text_meets_nothing() -> None:
    for kind in ("通知", "请示", "报告", "复函"):
        given_facts = facts(kind=kind)
        assert len(missed(given_facts, failure_of(given_facts))) == len(checks_of(given_facts))
