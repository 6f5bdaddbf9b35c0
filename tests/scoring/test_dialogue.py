"""Scores of conversations: what was asked, what was needless, and no luck in guessing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govllm.domain import Answer
from govllm.qualification.simulate import simulated
from govllm.scoring.dialogue import score_dialogue
from govllm.tasks.load import LoadedTask, load_task
from tests.support.tasks import load_tiny, tiny, write_task

# In the tiny task number 2 lacks age and home, number 1 age alone, number 0 nothing.
AGE, HOME, CHILDREN = "追问：多大年纪？", "追问：户口在哪个区？", "追问：有几个子女？"


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> LoadedTask:
    return load_tiny(tmp_path_factory.mktemp("dialogue"), "dialogue")


def scores(loaded: LoadedTask, position: int, *said: str) -> dict[str, float]:
    (sample,) = loaded.items.read([position])
    found = score_dialogue(loaded.task, sample, [Answer(text) for text in said])
    return {name: score.value for name, score in found.items()}


GOOD = {"success": 1, "answer": 1, "slots": 1, "needless": 0, "parsed": 1}


@pytest.mark.parametrize(
    ("position", "said", "turns"),
    [
        (0, ["答复：100元"], 1),
        (1, [AGE, "答复：101"], 2),
        (2, ["追问：多大年纪？户口在哪个区？", "答复：每月102元"], 2),
        (2, [HOME, AGE, "答复：102元"], 3),
    ],
)
def test_who_asks_for_what_is_missing_and_answers_right_succeeds(
    loaded: LoadedTask, position: int, said: list[str], turns: int
) -> None:
    assert scores(loaded, position, *said) == {**GOOD, "turns": turns}


@pytest.mark.parametrize(
    ("position", "said", "differs"),
    [
        # Right by luck.
        (2, ["答复：102元"], {"success": 0, "slots": 0}),
        (2, [AGE, "答复：102元"], {"success": 0, "slots": 0.5}),
        # Wrong, or no answer.
        (1, [AGE, "答复：100元"], {"success": 0, "answer": 0}),
        (1, [AGE, "答复：100元或101元"], {"success": 0, "answer": 0, "parsed": 0}),
        (1, [AGE, "答复："], {"success": 0, "answer": 0, "parsed": 0}),
        (1, [AGE], {"success": 0, "answer": 0, "parsed": 0}),
        (0, [""], {"success": 0, "answer": 0, "slots": 0, "parsed": 0}),
        # Needless: not needed, not known, told before, asked twice.
        (1, ["追问：多大年纪？有几个子女？", "答复：101元"], {"needless": 1, "turns": 2}),
        (1, ["追问：多大年纪？您贵姓？", "答复：101元"], {"needless": 1, "turns": 2}),
        (0, [AGE, "答复：100元"], {"needless": 1, "turns": 2}),
        (1, [AGE, AGE, "答复：101元"], {"needless": 1, "turns": 3}),
        # Out of form.
        (1, ["您好\n" + AGE, "答复：101元"], {"parsed": 0, "turns": 2}),
        (1, ["多大年纪？", AGE, "答复：101元"], {"parsed": 0, "turns": 3}),
    ],
)
def test_what_is_lost_and_for_what(
    loaded: LoadedTask, position: int, said: list[str], differs: dict[str, float]
) -> None:
    assert scores(loaded, position, *said) == {**GOOD, "turns": 4, **differs}


def test_a_conversation_without_an_end_in_its_turns_is_none(loaded: LoadedTask) -> None:
    found = scores(loaded, 1, AGE, HOME, CHILDREN, AGE, "答复：101元")
    assert found == {
        "success": 0, "answer": 0, "slots": 1, "needless": 1, "turns": 4, "parsed": 0,
    }  # fmt: skip


def test_optional_things_may_be_asked_for_and_need_not(tmp_path: Path) -> None:
    declaration, items = tiny("dialogue")
    items[1]["target"]["slots"][1]["role"] = "optional"
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    for said in ([AGE, HOME, "答复：101元"], [AGE, "答复：101元"]):
        assert scores(loaded, 1, *said) == {**GOOD, "turns": len(said)}
    assert scores(loaded, 1, AGE, HOME, HOME, "答复：101元")["needless"] == 1


@pytest.mark.parametrize(
    ("answer", "success"),
    [("可以", 1), ("可以办理", 1), ("不可以", 0), ("可以或不可以", 0), ("看情况", 0)],
)
def test_choices_are_named_alone(tmp_path: Path, answer: str, success: float) -> None:
    declaration, items = tiny("dialogue")
    for item in items:
        item["choices"] = ["可以", "不可以"]
        item["target"] |= {"answer": "可以", "type": "label"}
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    assert scores(loaded, 0, f"答复：{answer}")["success"] == success


@pytest.mark.parametrize(
    ("kind", "target", "answer"),
    [
        ("date", "2026-12-05", "2026年12月5日"),
        ("digits", "13800002719", "138 0000 2719"),
        ("text", ["市车管所", "车管所"], "“市车管所”。"),
    ],
)
def test_an_item_says_how_its_answer_is_compared(
    tmp_path: Path, kind: str, target: object, answer: str
) -> None:
    declaration, items = tiny("dialogue")
    items[0]["target"] |= {"answer": target, "type": kind}
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    assert scores(loaded, 0, f"答复：{answer}")["success"] == 1
    (sample,) = loaded.items.read([0])
    wrong = simulated(loaded.task, sample, "wrong")
    assert scores(loaded, 0, *(a.text for a in wrong))["success"] == 0
    assert scores(loaded, 0, *(a.text for a in wrong))["parsed"] == 1


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=40), max_size=6), st.integers(0, 11))
def test_no_text_breaks_the_caller_or_succeeds(
    loaded: LoadedTask, said: list[str], position: int
) -> None:
    found = scores(loaded, position, *said)
    assert found["success"] == found["answer"] == 0
    assert 1 <= found["turns"] <= 4
