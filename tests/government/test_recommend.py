"""Which knowledge entries help in a call."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govllm.errors import DeclarationError
from govllm.government.recommend import (
    POOL,
    SHOWN,
    Conversation,
    Entry,
    helpful,
    helps,
    load_pool,
    shown_with,
)
from govllm.resources import evalsets_dir

_POOL = load_pool(evalsets_dir() / POOL)


def _entry(**changes: object) -> Entry:
    form = {
        "id": "K900",
        "title": "公交票价",
        "text": "票价2元。",
        "matter": "公交票价",
        "valid_from": date(2026, 1, 1),
        "valid_to": date(2026, 6, 30),
    }
    return Entry.model_validate({**form, **changes})


def _call(**changes: object) -> Conversation:
    form = {"matters": ["公交票价"], "district": "桐江区", "day": date(2026, 3, 1)}
    return Conversation.model_validate({**form, **changes})


@pytest.mark.parametrize(
    ("day", "held"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_an_entry_holds_from_its_first_to_its_last_day(day: date, held: bool) -> None:
    assert helps(_entry(), _call(day=day)) is held


def test_group_district_and_matter_must_all_fit() -> None:
    assert helps(_entry(districts=["桐江区", "东篱区"]), _call())
    assert not helps(_entry(districts=["东篱区"]), _call())
    assert not helps(_entry(group="退役军人"), _call())
    assert helps(_entry(group="退役军人"), _call(groups=["退役军人", "低保家庭"]))
    assert not helps(_entry(matter="停车"), _call())


def test_the_fare_in_a_district_before_and_after_its_reform() -> None:
    # 桐江's line fares changed on 1 August 2026; the city's one fare is for everybody.
    titles = {entry.id: entry.title for entry in _POOL}
    before = helpful(_call(day=date(2026, 7, 31)), _POOL)
    after = helpful(_call(day=date(2026, 8, 1)), _POOL)
    assert [titles[id] for id in before] == ["桐江城乡客运票价", "城区公交票价"]
    assert [titles[id] for id in after] == ["桐江城乡公交分段票价", "城区公交票价"]


def test_the_narrowest_circle_stands_first() -> None:
    pool = [
        _entry(id="K1"),
        _entry(id="K2", group="退役军人"),
        _entry(id="K3", group="退役军人", districts=["桐江区"]),
    ]
    assert helpful(_call(groups=["退役军人"]), pool) == ["K3", "K2", "K1"]


_CALLS = st.builds(
    lambda matter, groups, day, district: Conversation(
        matters=(matter,),
        groups=tuple(sorted(groups)),
        day=date(2025, 1, 1) + timedelta(day),
        district=district,
    ),
    st.sampled_from(sorted({entry.matter for entry in _POOL})),
    st.sets(st.sampled_from(sorted({entry.group for entry in _POOL if entry.group})), max_size=3),
    st.integers(0, 800),
    st.sampled_from(["澄湖区", "桐江区", "云州高新区", "松谷县"]),
)


@settings(max_examples=60)
@given(_CALLS)
def test_all_that_help_are_shown_among_others_and_in_one_order(call: Conversation) -> None:
    if not any(helps(entry, call) for entry in _POOL):
        with pytest.raises(ValueError, match="no entry of the pool helps"):
            helpful(call, _POOL)
        return
    shown = shown_with(call, _POOL)
    assert len(shown) == SHOWN == len({entry.id for entry in shown})
    assert {entry.id for entry in shown if helps(entry, call)} == set(helpful(call, _POOL))
    assert shown == shown_with(call, tuple(reversed(_POOL)))


@settings(max_examples=60)
@given(_CALLS, st.sampled_from(["低保家庭", "退役军人", "孕产妇"]))
def test_belonging_to_one_more_group_takes_no_entry_away(call: Conversation, group: str) -> None:
    more = call.model_copy(update={"groups": (*call.groups, group)})
    less = {entry.id for entry in _POOL if helps(entry, call)}
    assert less <= {entry.id for entry in _POOL if helps(entry, more)}


def test_unknown_matters_and_groups_are_told_with_the_nearest() -> None:
    with pytest.raises(ValueError, match=r"matters: '公交票钱'.*公交票价"):
        helpful(_call(matters=["公交票钱"]), _POOL)
    with pytest.raises(ValueError, match=r"groups: '退伍军人'.*退役军人"):
        helpful(_call(groups=["退伍军人"]), _POOL)


def test_a_pool_with_an_id_twice_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "entries.jsonl"
    file.write_text(f"{_entry().model_dump_json()}\n" * 2, encoding="utf-8")
    with pytest.raises(DeclarationError, match="K900 stands on line 1 too"):
        load_pool(file)
