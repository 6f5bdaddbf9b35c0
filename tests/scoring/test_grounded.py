"""Answers from passages: what is right, and what stands in no passage."""

from __future__ import annotations

import pytest

from govllm.domain import Answer, Sample
from govllm.qualification.simulate import simulated
from govllm.resources import evalsets_dir
from govllm.scoring.grounded import conclusion_of, score_grounded
from govllm.tasks.load import LoadedTask, find_task, load_task
from tests.support.tasks import load_tiny

PASSAGES = [
    {
        "title": "云州市高龄津贴发放办法",
        "number": "云民发〔2026〕7号",
        "valid": "2026年4月1日起施行",
        "article": "第三条",
        "text": "年满80周岁不满90周岁的，每人每月120元；年满90周岁的，每人每月300元。",
    }
]


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> LoadedTask:
    return load_tiny(tmp_path_factory.mktemp("grounded"), "grounded")


def scores(task: LoadedTask, answer: str, target: object, **more: object) -> tuple[float, float]:
    given = {"today": "2026年11月28日", "question": "我爸83岁，每月多少？", "passages": PASSAGES}
    sample = Sample("s", "c", given, {"answer": target, **more}, {})
    found = score_grounded(task.task, sample, [Answer(answer)])
    return found["right"].value, found["unsupported"].value


RIGHT = [["120元"]]


@pytest.mark.parametrize(
    "answer",
    [
        "答案：每月120元。",
        "每人每月一百二十元。",
        "答案：83岁，每月120元。\n依据云民发〔2026〕7号第三条，年满90周岁的才是300元。",
        "**答案：** 120元",
    ],
)
def test_right_answers(task: LoadedTask, answer: str) -> None:
    assert scores(task, answer, RIGHT) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("answer", "unsupported"),
    [
        ("答案：每月300元。", 0.0),
        ("答案：每月150元。", 1.0),
        ("答案：80岁以上120元，90岁以上300元。", 0.0),
        ("答案：120元。答案：300元。", 0.0),
        ("答案：所给条文没有规定，无法回答。", 0.0),
        ("", 0.0),
    ],
)
def test_wrong_answers(task: LoadedTask, answer: str, unsupported: float) -> None:
    assert scores(task, answer, RIGHT) == (0.0, unsupported)


@pytest.mark.parametrize(
    "answer",
    [
        "答案：每月120元。\n依据云民发〔2026〕9号第三条。",
        "答案：每月120元。\n依据云民发〔2026〕7号第八条。",
        "答案：每月120元。\n另有一次性补助500元。",
    ],
)
def test_a_right_answer_with_something_from_nowhere(task: LoadedTask, answer: str) -> None:
    assert scores(task, answer, RIGHT) == (1.0, 1.0)


def test_where_nothing_tells_the_right_answer_declines(task: LoadedTask) -> None:
    assert scores(task, "答案：条文没有规定发放时间，无法回答。", None) == (1.0, 0.0)
    assert scores(task, "答案：每月20日发放。", None) == (0.0, 1.0)
    assert scores(task, "答案：条文没有规定，一般是每月20日。", None) == (0.0, 1.0)


def test_a_false_premise_is_denied_or_declined(task: LoadedTask) -> None:
    said = "答案：办法没有第二十条。"
    assert scores(task, said, None, denial=True) == (1.0, 0.0)
    assert scores(task, "答案：第二十条规定补助500元。", None, denial=True)[0] == 0.0


def test_texts_are_told_apart_from_their_denial(task: LoadedTask) -> None:
    assert scores(task, "答案：可以申请。", [["可以"]])[0] == 1.0
    assert scores(task, "答案：不可以申请。", [["可以"]])[0] == 0.0
    assert scores(task, "答案：不可以申请。", [["不可以", "不能"]])[0] == 1.0


def test_what_was_worked_out_is_supported(task: LoadedTask) -> None:
    assert scores(task, "答案：一年1440元。", [["1440元"]]) == (1.0, 0.0)


def test_the_answer_proper_is_one_sentence() -> None:
    assert conclusion_of("\n\n好的。\n答案：120元。") == "120元。"
    assert conclusion_of("第一行\n第二行") == "第一行"
    assert conclusion_of("长" * 200) == ""
    assert conclusion_of("答案：一\n答案：二") == ""


@pytest.mark.parametrize(
    "name",
    [
        "grounded",
        "unanswerable",
        "false_premise",
        "outdated",
        "conflict",
        "multi_hop",
        "numeric",
        "citation",
        "long_context",
    ],
)
def test_a_number_invented_in_a_known_share_is_measured_at_it(name: str) -> None:
    """Every twentieth answer has a sum from nowhere behind a right conclusion."""
    loaded = load_task(find_task(evalsets_dir(), f"hallucination/{name}"), "hallucination")
    samples = list(loaded.items.read(range(len(loaded.items))))
    invented = 0
    for at, sample in enumerate(samples):
        (right,) = simulated(loaded.task, sample, "right")
        more = "\n另可领取一次性补助98765.4元。" if at % 20 == 0 else ""
        found = score_grounded(loaded.task, sample, [Answer(right.text + more)])
        invented += found["unsupported"].value == 1.0
        assert (found["unsupported"].value == 1.0) == bool(more), sample.id
    assert invented == -(-len(samples) // 20)
