"""The rule of incoming documents: cases worked by hand from 云政办发〔2026〕88号."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.routing import (
    CALENDAR,
    Incoming,
    deadline_of,
    helpers_of,
    lead_of,
    received_on,
    urgency_of,
)
from govllm.resources import evalsets_dir

_RANK = ["特急", "加急", "平急", "普通"]
_BODIES = ["市交通运输局", "市生态环境局", "市民政局", "市公安局", "市教育局"]


def incoming(kind: str = "群众来信", at: str = "2026-04-13T10:00", **more: Any) -> Incoming:
    """Registered on Monday 13 April unless said otherwise."""
    facts = {"kind": kind, "received": at, "asked": ["市交通运输局"], **more}
    return Incoming.model_validate(facts)


def due(facts: Incoming) -> str:
    return deadline_of(facts).isoformat()[5:]


def test_the_first_matter_leads_and_the_others_help() -> None:
    facts = incoming(asked=["市民政局", "市公安局"], funds=True, lawful=True)
    assert lead_of(facts) == "市民政局"
    assert helpers_of(facts) == {"市公安局", "市财政局", "市司法局"}


def test_only_a_superior_names_the_leading_body() -> None:
    asked = {"asked": ["市民政局", "市公安局"], "lead": "市公安局"}
    assert lead_of(incoming("上级来文", **asked)) == "市公安局"
    assert helpers_of(incoming("上级来文", **asked)) == {"市民政局"}
    assert lead_of(incoming("代表建议", **asked)) == "市民政局"


def test_a_leading_body_is_not_its_own_helper() -> None:
    assert helpers_of(incoming(asked=["市财政局"], funds=True)) == set()
    assert helpers_of(incoming(asked=["市司法局"], lawful=True)) == set()


def test_courts_and_meetings_have_their_own_leading_bodies() -> None:
    assert lead_of(incoming("法院来文")) == "市司法局"
    assert helpers_of(incoming("法院来文")) == {"市交通运输局"}
    meeting = incoming("会议通知", asked=[], reply_by="2026-04-24")
    assert (lead_of(meeting), helpers_of(meeting)) == ("市政府办公室", set())


@pytest.mark.parametrize(
    ("more", "urgency"),
    [
        ({}, "普通"),
        ({"danger": True}, "特急"),
        ({"cut": True}, "加急"),
        ({"pupils": True}, "平急"),
        ({"cut": True, "pupils": True}, "加急"),
        # Working days behind Monday 13 April: Tue 1, Wed 2, Thu 3, Fri 4, Mon 20 5, Tue 21 6.
        ({"reply_by": "2026-04-13"}, "特急"),
        ({"reply_by": "2026-04-14"}, "特急"),
        ({"reply_by": "2026-04-15"}, "加急"),
        ({"reply_by": "2026-04-16"}, "加急"),
        ({"reply_by": "2026-04-17"}, "平急"),
        ({"reply_by": "2026-04-19"}, "平急"),
        ({"reply_by": "2026-04-20"}, "平急"),
        ({"reply_by": "2026-04-21"}, "普通"),
    ],
)
def test_urgency(more: dict[str, Any], urgency: str) -> None:
    assert urgency_of(incoming(**more)) == urgency


def test_a_mark_counts_from_superiors_and_courts_only() -> None:
    for kind, urgency in (
        ("上级来文", "特急"), ("法院来文", "特急"), ("区县来文", "普通"),
        ("群众来信", "普通"), ("代表建议", "普通"),
    ):  # fmt: skip
        assert urgency_of(incoming(kind, mark="特急")) == urgency
    near = {"mark": "加急", "reply_by": "2026-04-14"}
    assert urgency_of(incoming("上级来文", **near)) == "特急"


@pytest.mark.parametrize(
    ("at", "day"),
    [
        ("2026-04-13T16:59", "04-13"), ("2026-04-13T17:00", "04-14"),
        ("2026-04-17T17:30", "04-20"), ("2026-04-18T09:00", "04-20"),
        ("2026-04-30T17:05", "05-06"), ("2026-05-09T09:00", "05-09"),
        ("2026-05-09T18:00", "05-11"),
    ],
)  # fmt: skip
def test_the_day_of_receipt(at: str, day: str) -> None:
    assert received_on(datetime.datetime.fromisoformat(at)).isoformat()[5:] == day


@pytest.mark.parametrize(
    ("kind", "more", "day"),
    [
        ("上级来文", {}, "04-27"),
        ("区县来文", {}, "05-07"),
        ("群众来信", {}, "05-13"),
        ("其他单位来函", {}, "04-29"),
        ("法院来文", {}, "04-27"),
        ("群众来信", {"danger": True}, "04-14"),
        ("群众来信", {"cut": True}, "04-16"),
        ("群众来信", {"pupils": True}, "04-23"),
        # 2 working days before the reply; 30 April and 29 April before 6 May.
        ("群众来信", {"reply_by": "2026-05-06"}, "04-29"),
        ("群众来信", {"reply_by": "2026-06-30"}, "05-13"),
        ("群众来信", {"reply_by": "2026-04-17"}, "04-15"),
        # Earlier than it came in: the day it came in.
        ("群众来信", {"reply_by": "2026-04-14"}, "04-13"),
        ("会议通知", {"reply_by": "2026-04-20"}, "04-17"),
        ("会议通知", {"reply_by": "2026-04-13"}, "04-13"),
        ("会议通知", {"reply_by": "2026-05-15"}, "05-14"),
    ],
)
def test_deadlines(kind: str, more: dict[str, Any], day: str) -> None:
    assert due(incoming(kind, **more)) == day


def test_three_helpers_lengthen_the_term_of_plain_documents() -> None:
    assert due(incoming(asked=_BODIES[:3])) == "05-13"
    assert due(incoming(asked=_BODIES[:4])) == "05-20"
    assert due(incoming(asked=_BODIES[:4], cut=True)) == "04-16"
    assert due(incoming("上级来文", asked=_BODIES[:4])) == "04-27"


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("群众来信", {"asked": []}, "names no body"),
        ("群众来信", {"asked": ["市民政局", "市民政局"]}, "twice"),
        ("会议通知", {}, "a meeting has a day"),
        ("群众来信", {"reply_by": "2026-04-12"}, "before the document was received"),
        (
            "群众来信",
            {"received": "2025-10-01T09:00", "reply_by": "2026-04-12"},
            "2025-10-01: the calendar of working days goes from",
        ),
    ],
)
def test_facts_that_cannot_be_are_refused(kind: str, more: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        incoming(kind, **more)


def test_the_offices_are_those_of_the_prompt() -> None:
    raw = yaml.safe_load((evalsets_dir() / "documents/route/task.yaml").read_text("utf-8"))
    for body in raw["labels"]["主办"]:
        assert lead_of(incoming(asked=[body])) == body
    assert list(raw["labels"]["协办"]) == list(raw["labels"]["主办"])
    assert raw["labels"]["紧急程度"] == _RANK


def test_a_document_of_a_year_without_a_calendar_is_refused() -> None:
    old = incoming(at="2025-10-01T09:00")
    with pytest.raises(ValueError, match="2025-10-01: the calendar of working days goes from"):
        deadline_of(old)


_MOMENTS = st.builds(
    datetime.datetime.combine,
    # Two working days before a reply lie within the calendar too.
    st.dates(datetime.date(2026, 1, 8), datetime.date(2026, 9, 30)),
    st.times(),
)
_FACTS = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(
            ["上级来文", "区县来文", "代表建议", "群众来信", "法院来文", "其他单位来函"]
        ),
        "received": _MOMENTS,
        "asked": st.lists(st.sampled_from(_BODIES), min_size=1, unique=True),
        "cut": st.booleans(),
        "pupils": st.booleans(),
        "funds": st.booleans(),
    }
)


@given(_FACTS)
def test_danger_never_lowers_urgency_nor_puts_the_deadline_off(facts: dict[str, Any]) -> None:
    plain, grave = Incoming(**facts), Incoming(**facts, danger=True)
    assert _RANK.index(urgency_of(grave)) <= _RANK.index(urgency_of(plain))
    assert deadline_of(grave) <= deadline_of(plain)


@given(_FACTS, st.integers(0, 60))
def test_a_reply_day_never_puts_the_deadline_off(facts: dict[str, Any], ahead: int) -> None:
    plain = Incoming(**facts)
    received = received_on(plain.received)
    wanted = Incoming(**facts, reply_by=received + datetime.timedelta(days=ahead))
    assert received <= deadline_of(wanted) <= deadline_of(plain)
    assert CALENDAR.is_workday(deadline_of(wanted))


@given(_FACTS)
def test_the_order_of_the_other_matters_does_not_count(facts: dict[str, Any]) -> None:
    first, *rest = facts["asked"]
    one = Incoming(**facts)
    other = Incoming(**{**facts, "asked": [first, *reversed(rest)]})
    assert helpers_of(one) == helpers_of(other)
    assert deadline_of(one) == deadline_of(other)
    assert lead_of(one) not in helpers_of(one)
