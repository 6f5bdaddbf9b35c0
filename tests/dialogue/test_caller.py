"""The scripted caller: what he takes a message for, and what he says to it."""

from __future__ import annotations

import pytest

from govllm.dialogue.caller import Act, heard, talk
from govllm.dialogue.questions import asked_for, questions_in
from govllm.dialogue.script import Script, Slot

AGE = Slot("年龄", "needed", ("多大|几岁|年龄|岁数|高寿",), "老人多大年纪？", "八十三了。")
HOME = Slot("户口", "needed", ("户(口|籍).*(哪|什么)|户籍地|哪个[区县]",), "户口在哪？", "禾丰县。")
POOR = Slot("低保", "idle", ("低保",), "吃低保吗？", "没有低保。")
SCRIPT = Script((AGE, HOME, POOR), ("不晓得。", "这我哪知道。"), ("您说啥？", "没听懂。"))


def asked(text: str) -> tuple[tuple[str, ...], bool]:
    return asked_for(SCRIPT.slots, text)


@pytest.mark.parametrize(
    ("message", "act", "words", "in_form"),
    [
        ("追问：老人多大？", "ask", "老人多大？", True),
        ("追问: 老人多大？", "ask", "老人多大？", True),
        ("**追问：**老人多大？", "ask", "老人多大？", True),
        ("您好！\n追问：老人多大？", "ask", "老人多大？", False),
        ("追问：\n1. 老人多大？\n2. 户口在哪？", "ask", "1. 老人多大？\n2. 户口在哪？", False),
        ("追问：老人多大？\n追问：户口在哪？", "ask", "老人多大？\n户口在哪？", False),
        ("答复：77元", "answer", "77元", True),
        ("答复：**77元**", "answer", "77元", True),
        ("答复：\n77元", "answer", "77元", False),
        ("答复：", "answer", "", False),
        ("答复：77元\n理由：八五折", "answer", "77元", False),
        ("答复：77元\n答复：85元", "answer", "", False),
        ("追问：老人多大？\n答复：77元", "unclear", "", False),
        ("每月77元。", "unclear", "", False),
        ("我先追问：老人多大？", "unclear", "", False),
        (" \n", "silent", "", False),
    ],
)
def test_a_message_asks_or_answers_or_does_neither(
    message: str, act: Act, words: str, in_form: bool
) -> None:
    turn = heard(SCRIPT, message)
    assert (turn.act, turn.words, turn.in_form) == (act, words, in_form)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("老人今年多大年纪了？", ("年龄",)),
        ("请问老人高寿，户口在哪个区县？", ("年龄", "户口")),
        ("请提供老人的年龄、户籍地", ("年龄", "户口")),
        ("年龄、户籍地", ("年龄", "户口")),
        ("１．老人几岁？２．户口在什么地方？", ("年龄", "户口")),
        ("高龄津贴按年龄分档。请问户口在哪里？", ("户口",)),
        ("因为不同年龄标准不一样，请问户口在哪里？", ("户口",)),
        ("您刚才说老人岁数大了，请问户口在哪里？", ("户口",)),
        ("为了准确答复您，请您补充以下信息：老人 多大 ？", ("年龄",)),
        ("请问老人是不是低保户？", ("低保",)),
    ],
)
def test_what_is_asked_for_is_recognised_and_what_only_explains_is_not(
    text: str, names: tuple[str, ...]
) -> None:
    assert asked(text) == (names, False)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("请问您贵姓？", ()),
        ("老人多大？家里有没有电梯？", ("年龄",)),
        ("请问您具体办什么事？", ()),
    ],
)
def test_anything_else_that_is_asked_for_is_stray(text: str, names: tuple[str, ...]) -> None:
    assert asked(text) == (names, True)


@pytest.mark.parametrize(
    "text",
    ["老人多大？方便告诉我吗？", "您好，请问老人多大？谢谢！", "请您提供一下：老人几岁？好吗？"],
)
def test_politeness_is_no_question(text: str) -> None:
    assert asked(text) == (("年龄",), False)


def test_what_a_question_names_beside_what_it_asks_for_is_no_question() -> None:
    assert asked("这位低保老人多大年纪？") == (("年龄",), False)
    assert asked("老人多大年纪，是不是低保？") == (("年龄", "低保"), False)
    assert asked("请提供年龄、低保情况") == (("年龄", "低保"), False)
    # What was asked for before can be named too, and asked for again.
    known = {"年龄"}
    assert asked_for(SCRIPT.slots, "这么大年纪的老人户口在哪？", known) == (("户口",), False)
    assert asked_for(SCRIPT.slots, "老人多大年纪？", known) == (("年龄",), False)


def test_a_text_that_asks_nothing_is_taken_whole() -> None:
    assert questions_in("年龄。户籍地。") == ("年龄。", "户籍地。")
    assert questions_in("谢谢。老人多大?") == ("老人多大?",)


def test_the_caller_tells_what_he_is_asked_and_no_more() -> None:
    held = talk(SCRIPT, ["追问：户口在哪？老人多大？", "追问：有低保吗？"], 5)
    assert held.replies == ("八十三了。禾丰县。", "没有低保。")
    assert not held.over
    assert held.answer is None


def test_he_says_one_thing_after_the_other_to_what_he_does_not_know() -> None:
    said = ["追问：贵姓？", "嗯", "追问：住几楼？", "追问：老人多大？住几楼？", "哦"]
    held = talk(SCRIPT, said, 9)
    assert held.replies == (
        "不晓得。",
        "您说啥？",
        "这我哪知道。",
        "八十三了。不晓得。",
        "没听懂。",
    )


@pytest.mark.parametrize("last", ["答复：77元", "", "  "])
def test_an_answer_or_silence_ends_the_call(last: str) -> None:
    held = talk(SCRIPT, ["追问：老人多大？", last, "追问：户口在哪？"], 5)
    assert held.over
    assert len(held.turns) == 2
    assert held.replies == ("八十三了。",)


def test_the_last_turn_ends_the_call() -> None:
    held = talk(SCRIPT, ["追问：贵姓？"] * 3, 3)
    assert held.over
    assert len(held.replies) == 2
    assert not talk(SCRIPT, ["追问：贵姓？"] * 2, 3).over
    assert talk(SCRIPT, [], 3).turns == ()
