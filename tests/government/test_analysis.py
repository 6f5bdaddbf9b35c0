"""What a table of tickets says: worked by hand from 云热规〔2026〕9号."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.analysis import ANALYSIS, Ask, Filter, Story, answers, quadrant
from govllm.government.tickets import Strand, Ticket, drawn, limit_days


@pytest.mark.parametrize(
    ("matter", "day", "wanted"),
    [
        ("供热", date(2026, 11, 14), 2),
        ("供热", date(2026, 11, 15), 1),
        ("供热", date(2026, 3, 15), 1),
        ("供热", date(2026, 3, 16), 2),
        ("供水", date(2026, 12, 1), 2),
        ("内涝", date(2026, 5, 31), 2),
        ("内涝", date(2026, 6, 1), 1),
        ("内涝", date(2026, 9, 30), 1),
        ("内涝", date(2026, 10, 1), 2),
        ("噪声", date(2026, 6, 30), 2),
        ("噪声", date(2026, 7, 1), 5),
        ("路灯", date(2026, 6, 1), 5),
        ("欠薪", date(2026, 1, 1), 10),
    ],
)
def test_limits_by_matter_and_season(matter: str, day: date, wanted: int) -> None:
    assert limit_days(matter, day) == wanted


def _strand(**changes: Any) -> dict[str, Any]:
    form = {
        "matter": "噪声",
        "district": "澄湖区",
        "count": 4,
        "first": "2026-05-02",
        "last": "2026-05-02",
        "days": [5, 5],
        "happy": 1,
        "unhappy": 3,
    }
    return {**form, **changes}


def _story(**changes: Any) -> Story:
    """Four noisy nights on 2 May, three of them unloved; two light posts on 12 May, six days."""
    lamps = _strand(
        matter="路灯",
        district="桐江区",
        count=2,
        first="2026-05-12",
        last="2026-05-12",
        days=[6, 6],
        happy=2,
        unhappy=0,
    )
    form = {
        "form": "rows",
        "until": "2026-05-31",
        "strands": [_strand(), lamps],
        "focus": "噪声",
        "ask": {"what": "count", "of": {"matters": ["噪声"]}},
    }
    return Story.model_validate({**form, **changes})


def test_the_standing_fields_of_a_small_table() -> None:
    # Mean demand is 3: noise with 4 is high; 1 of 4 content is under 3 of 6.
    assert answers(_story()) == {
        "答案": 4,
        "高发事项": "噪声",
        "高发区县": "澄湖区",
        "高峰时段": "上旬",
        "按期率": 100.0,
        "象限": "重点攻坚",
    }
    # Six days are more than five; two of two content, demand of 2 under 3.
    lamps = answers(_story(focus="路灯"))
    assert (lamps["按期率"], lamps["象限"], lamps["高峰时段"]) == (0.0, "日常保持", "中旬")


@pytest.mark.parametrize(
    ("ask", "wanted"),
    [
        ({"what": "count", "of": {"state": "超期"}}, 2),
        ({"what": "count", "of": {"longer": 5}}, 2),
        ({"what": "count", "of": {"longer": 4, "content": False}}, 3),
        ({"what": "count", "of": {"first": "2026-05-03"}}, 2),
        ({"what": "count", "of": {"last": "2026-05-02"}}, 4),
        ({"what": "share", "of": {"districts": ["桐江区"]}}, 33.3),
        ({"what": "growth", "of": {"matters": ["路灯"]}, "other": {"matters": ["噪声"]}}, -50.0),
        ({"what": "difference", "of": {"matters": ["路灯"]}, "other": {"matters": ["噪声"]}}, -2),
        ({"what": "mean_days"}, 5.3),
        ({"what": "most_days"}, 6),
        ({"what": "busiest_day"}, 4),
    ],
)
def test_questions_of_a_small_table(ask: dict[str, Any], wanted: float) -> None:
    assert answers(_story(ask=ask))["答案"] == wanted


def test_an_open_ticket_is_late_only_past_its_limit() -> None:
    def open_on(until: str) -> list[Ticket]:
        strand = Strand.model_validate(_strand(days=[20, 20]))
        return drawn([strand], date.fromisoformat(until))

    assert {ticket.in_time for ticket in open_on("2026-05-07")} == {None}
    assert {ticket.in_time for ticket in open_on("2026-05-08")} == {False}
    assert {ticket.days for ticket in open_on("2026-05-21")} == {None}
    assert {ticket.days for ticket in open_on("2026-05-22")} == {20}


def _tickets(matter: str, content: Sequence[bool]) -> list[Ticket]:
    day = date(2026, 5, 1)
    return [Ticket(day, "澄湖区", matter, "电话", 1, word, True) for word in content]


@pytest.mark.parametrize(
    ("own", "others", "wanted"),
    [
        ([True, True], [False, False], "巩固提升"),
        ([False, False], [True, True], "重点攻坚"),
        ([True], [False, True], "日常保持"),
        ([False], [False, True], "补齐短板"),
    ],
)
def test_quadrants(own: list[bool], others: list[bool], wanted: str) -> None:
    assert quadrant([*_tickets("噪声", own), *_tickets("路灯", others)], "噪声") == wanted


_STRANDS = st.lists(
    st.builds(
        lambda matter, district, count, start, span, fewest, more, asked: Strand(
            matter=matter,
            district=district,
            count=count,
            first=date(2026, 5, 1) + timedelta(start),
            last=date(2026, 5, 1) + timedelta(start + span),
            days=(fewest, fewest + more),
            happy=min(asked, count),
            unhappy=0,
        ),
        st.sampled_from(["噪声", "供热", "物业"]),
        st.sampled_from(["澄湖区", "桐江区"]),
        st.integers(1, 12),
        st.integers(0, 14),
        st.integers(0, 15),
        st.integers(0, 6),
        st.integers(0, 6),
        st.integers(0, 5),
    ),
    min_size=2,
    max_size=5,
)


@settings(max_examples=60)
@given(_STRANDS)
def test_tables_are_drawn_alike_each_time_and_hold_what_the_story_tells(
    strands: list[Strand],
) -> None:
    tickets = drawn(strands, date(2026, 5, 31))
    assert tickets == drawn(strands, date(2026, 5, 31))
    assert len(tickets) == sum(strand.count for strand in strands)
    assert [ticket.day for ticket in tickets] == sorted(ticket.day for ticket in tickets)
    for ticket in tickets:
        own = [s for s in strands if (s.matter, s.district) == (ticket.matter, ticket.district)]
        assert any(strand.first <= ticket.day <= strand.last for strand in own)


@settings(max_examples=60)
@given(_STRANDS)
def test_what_is_counted_by_parts_adds_up(strands: list[Strand]) -> None:
    tickets = drawn(strands, date(2026, 5, 31))
    for parts in (
        [Filter(state="在办"), Filter(state="办结")],
        [Filter(channels=(channel,)) for channel in ("电话", "网页", "微信")],
        [Filter(last=date(2026, 5, 10)), Filter(first=date(2026, 5, 11))],
    ):
        assert sum(sum(map(part.takes, tickets)) for part in parts) == len(tickets)
    assert sum(map(Filter(state="超期", content=True).takes, tickets)) <= sum(
        map(Filter(state="超期").takes, tickets)
    )


@settings(max_examples=60)
@given(_STRANDS)
def test_the_sums_of_a_table_of_counts_are_those_of_its_rows(strands: list[Strand]) -> None:
    story = Story(
        form="counts",
        until=date(2026, 5, 31),
        strands=tuple(strands),
        focus=strands[0].matter,
        ask=Ask(what="count"),
    )
    tickets = drawn(strands, story.until)
    lines = [line.split(" ") for line in ANALYSIS.shown(story)["table"].split("\n")[1:]]
    sums = [sum(int(line[at]) for line in lines) for at in range(3, 8)]
    assert sums[0] == len(tickets)
    assert sums[1] == sum(ticket.in_time is True for ticket in tickets)
    assert sums[2] == sum(ticket.in_time is False for ticket in tickets)
    assert sums[3] == sum(ticket.content is True for ticket in tickets)
    assert sums[4] == sum(ticket.content is False for ticket in tickets)
    assert sums[1] + sums[2] <= sums[0]


@settings(max_examples=60)
@given(_STRANDS, st.randoms(use_true_random=False))
def test_a_quadrant_hangs_on_no_order_of_rows(strands: list[Strand], random: Any) -> None:
    tickets = drawn(strands, date(2026, 5, 31))
    focus = strands[0].matter
    assume(any(t.content is not None for t in tickets if t.matter == focus))
    mixed = random.sample(tickets, len(tickets))
    assert quadrant(mixed, focus) == quadrant(tickets, focus)


def test_a_strand_comes_by_some_channel() -> None:
    with pytest.raises(ValidationError, match=r"channels\n.*at least 1 item"):
        Strand.model_validate(_strand(channels=[]))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"strands": [_strand(), _strand(matter="路灯")]}, "高发事项: .* are level at 4"),
        ({"focus": "供热"}, "no ticket is of 供热"),
        ({"until": "2026-05-01"}, "out of order"),
        ({"strands": [_strand(happy=9), _strand(matter="路灯")]}, "more callers were asked"),
        ({"strands": [_strand(days=[5, 4]), _strand(matter="路灯")]}, "the fewest stand first"),
        ({"form": "counts", "ask": {"what": "mean_days"}}, "does not tell mean_days"),
        ({"form": "counts", "ask": {"what": "count", "of": {"longer": 3}}}, "neither channels"),
        ({"form": "counts", "ask": {"what": "count", "of": {"state": "在办"}}}, "not tell 在办"),
        (
            {"form": "counts", "ask": {"what": "count", "of": {"last": "2026-05-30"}}},
            "whole months",
        ),
        ({"ask": {"what": "share", "other": {"matters": ["退费"]}}}, "a share of nothing"),
        ({"ask": {"what": "most_days", "of": {"matters": ["退费"]}}}, "is closed"),
    ],
)
def test_stories_that_have_no_one_answer_are_refused(changes: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        answers(_story(**changes))
