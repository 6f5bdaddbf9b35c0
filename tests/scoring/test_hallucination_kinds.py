"""Questions without passages, summaries, citations, disagreeing sources, and repeated answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from govllm.domain import Answer, Sample
from govllm.qualification.simulate import simulated
from govllm.resources import evalsets_dir
from govllm.scoring.closed import score_closed
from govllm.scoring.consistency import score_consistency
from govllm.scoring.grounded import REFUSAL, score_grounded
from govllm.scoring.summary import LONGEST, score_summary
from govllm.tasks.load import LoadedTask, find_task, load_task
from govllm.tasks.requests import requests_of
from tests.scoring.test_grounded import PASSAGES as ONE
from tests.support.tasks import load_tiny

PASSAGES = [
    *ONE,
    {
        "title": "青岚区便民手册",
        "number": "宣传折页",
        "valid": "2026年6月更新",
        "article": "第2问",
        "text": "80岁以上老人每月领取高龄津贴150元，由街道受理。",
    },
]


@pytest.fixture(scope="module")
def task(tmp_path_factory: pytest.TempPathFactory) -> LoadedTask:
    return load_tiny(tmp_path_factory.mktemp("grounded"), "grounded")


def grounded(task: LoadedTask, said: str, **target: object) -> dict[str, float]:
    given = {"today": "2026年11月28日", "question": "我爸83岁，每月多少？", "passages": PASSAGES}
    found = score_grounded(task.task, Sample("s", "c", given, target, {}), [Answer(said)])
    return {name: score.value for name, score in found.items()}


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        ("答案：材料不一致，办法规定120元，折页写150元。", 1.0),
        ("答案：办法是120元，折页是150元，两者打架。", 1.0),
        ("答案：120元。", 0.0),
        ("答案：120元或者150元。", 0.0),
        ("答案：不一致，一处120元，一处300元。", 0.0),
    ],
)
def test_sources_that_disagree(task: LoadedTask, answer: str, right: float) -> None:
    points = [["120元"], ["150元"]]
    assert grounded(task, answer, answer=points, discord=True)["right"] == right


@pytest.mark.parametrize(
    ("ground", "cited"),
    [
        ("云民发〔2026〕7号第三条", 1.0),
        ("《云州市高龄津贴发放办法》（云民发〔2026〕7号，2026年4月1日起施行）第3条", 1.0),
        ("云民发〔2026〕7号", 0.0),
        ("云民发〔2026〕7号第四条", 0.0),
        ("云民发〔2025〕7号第三条", 0.0),
        ("", 0.0),
    ],
)
def test_the_ground_of_an_answer(task: LoadedTask, ground: str, cited: float) -> None:
    answer = f"答案：每月120元。\n依据：{ground}。"
    scores = grounded(task, answer, answer=[["120元"]], cites=[["云民发〔2026〕7号", "第三条"]])
    assert (scores["right"], scores["cited"]) == (1.0, cited)


def test_declining_what_the_passages_tell(task: LoadedTask) -> None:
    scores = grounded(task, REFUSAL, answer=[["120元"]])
    assert (scores["right"], scores["refused"], scores["unsupported"]) == (0.0, 1.0, 0.0)
    assert grounded(task, REFUSAL, answer=None)["refused"] == 0.0
    assert grounded(task, "答案：120元。", answer=[["120元"]])["refused"] == 0.0


def test_a_name_from_nowhere_is_no_unsupported_number(task: LoadedTask) -> None:
    answer = "答案：每月120元。\n由市敬老事业促进会发放。"
    assert grounded(task, answer, answer=[["120元"]])["unsupported"] == 0.0


@pytest.mark.parametrize(
    ("answer", "scores"),
    [
        ("答案：18位。", (1.0, 0.0, 0.0)),
        ("答案：是十八位数字。", (1.0, 0.0, 0.0)),
        ("答案：17位。", (0.0, 1.0, 0.0)),
        ("", (0.0, 1.0, 0.0)),
        (REFUSAL, (0.0, 0.0, 1.0)),
    ],
)
def test_without_passages(
    task: LoadedTask, answer: str, scores: tuple[float, float, float]
) -> None:
    given = {"today": "2026年11月28日", "question": "公民身份号码有几位？"}
    sample = Sample("s", "c", given, {"answer": [["18位"]]}, {})
    found = score_closed(task.task, sample, [Answer(answer)])
    assert tuple(found[n].value for n in ("right", "invented", "refused")) == scores


@pytest.mark.parametrize(
    ("answer", "covered", "unsupported"),
    [
        ("80到89岁每月120元，90岁以上300元。", 1.0, 1.0),
        ("不满90周岁的每月120元，其余300元。", 1.0, 0.0),
        ("不满90周岁的每月120元。", 0.5, 0.0),
        ("每月160元。", 0.0, 1.0),
        ("", 0.0, 0.0),
        ("120元，300元。" * LONGEST, 0.0, 0.0),
    ],
)
def test_summaries(task: LoadedTask, answer: str, covered: float, unsupported: float) -> None:
    given = {"today": "2026年11月28日", "question": "概括", "passages": PASSAGES}
    sample = Sample("s", "c", given, {"answer": [["120元"], ["300元"]]}, {})
    found = score_summary(task.task, sample, [Answer(answer)])
    assert (found["covered"].value, found["unsupported"].value) == (covered, unsupported)


def test_the_passages_given_back_are_no_summary(task: LoadedTask) -> None:
    given = {"today": "2026年11月28日", "question": "概括", "passages": PASSAGES}
    sample = Sample("s", "c", given, {"answer": [["120元"]]}, {})
    whole = "".join(passage["text"] for passage in PASSAGES)
    assert score_summary(task.task, sample, [Answer(whole)])["covered"].value == 0.0


@pytest.mark.parametrize(
    ("answers", "consistent"),
    [
        (["答案：120元。", "答案：每月120元", "一百二十元"], 1.0),
        (["答案：120元。", "答案：120元。", "答案：150元。"], 0.5),
        (["答案：120元。", "答案：130元。", "答案：150元。"], 0.0),
        ([REFUSAL, "答案：我不清楚。", REFUSAL], 1.0),
        ([REFUSAL, "答案：120元。", "答案：可以。"], 0.0),
        (["答案：可以。", "答案：可以", "答案：不可以。"], 0.5),
        (["答案：120元。"], 0.0),
        # What is no single sentence says all that it says, and silence says nothing.
        (["答案：120元。\n答案：130元。", "答案：150元。\n答案：160元。"], 0.0),
        (["很" * 130 + "200元", "很" * 130 + "500元"], 0.0),
        (["", "", ""], 0.0),
    ],
)
def test_answers_that_agree(task: LoadedTask, answers: list[str], consistent: float) -> None:
    sample = Sample("s", "c", {}, None, {})
    found = score_consistency(task.task, sample, [Answer(text) for text in answers])
    assert found["consistent"].value == consistent


def test_a_question_asked_several_times_is_drawn_anew_each_time(tmp_path: Path) -> None:
    loaded = load_tiny(tmp_path, "consistency")
    (sample,) = loaded.items.read([0])
    asked = list(requests_of(loaded.task, sample, 0, identity="x", seed=1))
    assert [request.part for request in asked] == [0, 1, 2]
    assert len({request.sampling["seed"] for request in asked}) == 3
    assert len({request.key for request in asked}) == 3
    assert loaded.task.n_requests(sample) == 3


def shipped(name: str) -> tuple[LoadedTask, list[Sample]]:
    loaded = load_task(find_task(evalsets_dir(), f"hallucination/{name}"), "hallucination")
    return loaded, list(loaded.items.read(range(len(loaded.items))))


ANSWERED = ("grounded", "outdated", "conflict", "multi_hop", "numeric", "citation", "long_context")


@pytest.mark.parametrize("name", ANSWERED)
def test_false_refusals_in_a_known_share_are_measured_at_it(name: str) -> None:
    loaded, samples = shipped(name)
    for at, sample in enumerate(samples):
        answers = simulated(loaded.task, sample, "useless" if at % 20 == 0 else "right")
        scores = score_grounded(loaded.task, sample, answers)
        assert scores["refused"].value == float(at % 20 == 0), sample.id


@pytest.mark.parametrize("name", [*ANSWERED, "unanswerable", "false_premise"])
def test_invented_citations_in_a_known_share_are_measured_at_it(name: str) -> None:
    loaded, samples = shipped(name)
    for at, sample in enumerate(samples):
        (right,) = simulated(loaded.task, sample, "right")
        more = "\n另见云民发〔2019〕977号第二条。" if at % 20 == 0 else ""
        found = score_grounded(loaded.task, sample, [Answer(right.text + more)])
        assert found["unsupported"].value == float(at % 20 == 0), sample.id


def test_false_premises_accepted_in_a_known_share_are_measured_at_it() -> None:
    """An answer to the question as it was put, with an amount, where the right one denies."""
    loaded, samples = shipped("false_premise")
    for at, sample in enumerate(samples):
        accepted = "答案：每月另发987.6元，由所在区县办理。"
        answer = accepted if at % 20 == 0 else "答案：文件里没有这一项，前提与规定不符。"
        found = score_grounded(loaded.task, sample, [Answer(answer)])
        assert found["right"].value == float(at % 20 != 0), sample.id
