"""What must never score, whatever the kind: emptiness, lists, the prompt, hostile text."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from govllm.domain import Answer, Sample, Task
from govllm.qualification.simulate import simulated
from govllm.resources import evalsets_dir
from govllm.scoring.table import POOLED
from govllm.tasks.load import LoadedTask, load_task, task_folders
from govllm.tasks.prompts import messages
from tests.scoring.test_answers import _WHOLE, SCORERS, TEXT_KINDS, best, score
from tests.support.tasks import KINDS, load_tiny


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LoadedTask]:
    folder = tmp_path_factory.mktemp("tasks")
    return {name: load_tiny(folder, name) for name in KINDS}


# What must never score


def _prompt(loaded: LoadedTask, position: int) -> str:
    (sample,) = loaded.items.read([position])
    return "\n".join(m["content"] for m in messages(loaded.task, sample))


@pytest.mark.parametrize("name", TEXT_KINDS)
def test_the_simulated_right_answer_is_right_and_the_wrong_one_wrong(
    tasks: dict[str, LoadedTask], name: str
) -> None:
    loaded = tasks[name]
    for position, sample in enumerate(loaded.items.read(range(len(loaded.items)))):
        (right,) = simulated(loaded.task, sample, "right")
        (wrong,) = simulated(loaded.task, sample, "wrong")
        assert score(loaded, right.text, position)[best(loaded)] == 1.0
        assert score(loaded, wrong.text, position)[best(loaded)] == 0.0


@pytest.mark.parametrize("name", TEXT_KINDS)
@pytest.mark.parametrize(
    "answer", ["", " ", "\n", "{}", "[]", "null", '{"": null}', "我不知道", "？"]
)
def test_an_empty_answer_scores_nothing(
    tasks: dict[str, LoadedTask], name: str, answer: str
) -> None:
    loaded = tasks[name]
    for position in range(len(loaded.items)):
        assert score(loaded, answer, position)[best(loaded)] == 0.0


# What a masked text has beside it is not held against it: nothing personal is in it.
@pytest.mark.parametrize("name", [n for n in TEXT_KINDS if n not in ("free_text", "masking")])
def test_listing_every_right_answer_scores_nothing(tasks: dict[str, LoadedTask], name: str) -> None:
    """All labels, all choices, all targets of the set in one answer, as prose, lines and JSON."""
    loaded = tasks[name]
    samples = list(loaded.items.read(range(len(loaded.items))))
    every = [label for labels in loaded.task.labels.values() for label in labels]
    every += [choice for sample in samples for choice in sample.choices]
    for sample in samples:
        (right,) = simulated(loaded.task, sample, "right")
        every.append(right.text)
    every = list(dict.fromkeys(every))
    lines = [f"{n}：{label}" for n, labels in loaded.task.labels.items() for label in labels]
    lists = {n: list(labels) for n, labels in loaded.task.labels.items()}
    answers = ["、".join(every), "\n".join(every), json.dumps(every, ensure_ascii=False)]
    answers += ["\n".join(lines), json.dumps(lists, ensure_ascii=False)] if lines else []
    if loaded.task.kind == "extraction":
        # One JSON object after another is a list of guesses too: only the first is read.
        answers = answers[2:]
    for answer in answers:
        for position in range(len(samples)):
            assert score(loaded, answer, position)[best(loaded)] == 0.0, answer


@pytest.mark.parametrize("name", TEXT_KINDS)
def test_the_prompt_given_back_scores_nothing(tasks: dict[str, LoadedTask], name: str) -> None:
    loaded = tasks[name]
    for position in range(len(loaded.items)):
        assert score(loaded, _prompt(loaded, position), position)[best(loaded)] == 0.0


_SHIPPED = task_folders(evalsets_dir())


def _nothing_wanted(task: Task, sample: Sample) -> bool:
    return bool(task.fields) and all(sample.target[name] == [] for name in task.fields)


@pytest.mark.parametrize("name", sorted(_SHIPPED))
def test_shipped_tasks_give_nothing_for_the_prompt_or_for_every_label(name: str) -> None:
    """Echo, empty, all nulls, and every label of every set at once, on every item."""
    loaded = load_task(_SHIPPED[name], name.partition("/")[0])
    task = loaded.task
    lists = {n: list(labels) for n, labels in task.labels.items()}
    lines = "\n".join(f"{n}：{'、'.join(labels)}" for n, labels in task.labels.items())
    nulls = json.dumps(dict.fromkeys(task.fields or task.labels))
    if task.scorers[0] in POOLED:
        # Scored by log-probability: no text is an answer.
        assert task.answer_by == "chat_logprob"
        return
    scorer = SCORERS[task.scorers[0]]
    # A leak is the one score of which nothing is the best.
    key = {**_WHOLE, "leaks": "leaked"}.get(task.scorers[0], "correct")
    for sample in loaded.items.read(range(len(loaded.items))):
        prompt = "\n".join(m["content"] for m in messages(task, sample))
        user = messages(task, sample)[-1]["content"]
        listed = json.dumps(lists, ensure_ascii=False)
        # Records that lie before an assistant are in its prompt: giving that back is the leak.
        # A text with nothing to mask is its own right answer.
        right = task.kind == "masking" and not sample.target["secrets"]
        # So is what names every entry in the order shown: a ranking, if a poor one.
        echoed = () if right or task.kind in ("leak", "retrieval") else (prompt, user)
        # Where nothing is to be named in any field, saying so is right.
        said = () if _nothing_wanted(task, sample) else (nulls,)
        for answer in (*echoed, "", "{}", *said, lines, listed):
            scores = scorer(task, sample, [Answer(answer)])
            assert scores[key].value == 0.0, (sample.id, answer[:80])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.sampled_from(TEXT_KINDS))
def test_no_text_breaks_a_scorer(tasks: dict[str, LoadedTask], answer: str, name: str) -> None:
    loaded = tasks[name]
    values = score(loaded, answer)
    assert all(0.0 <= value <= 1.0 for value in values.values())


@pytest.mark.parametrize("name", TEXT_KINDS)
def test_no_hostile_answer_breaks_a_scorer(tasks: dict[str, LoadedTask], name: str) -> None:
    for answer in ("一" * 6000, "一" + "亿" * 60, "9" * 6000, '{"a":' * 20_000, "{" * 3000,
                   '{"amount": 1e999, "phone": {"a": [1]}}', "A" * 5000, "\x00\ud800"):  # fmt: skip
        assert score(tasks[name], answer)[best(tasks[name])] == 0.0


def test_reasoning_is_never_scored(tasks: dict[str, LoadedTask]) -> None:
    loaded = tasks["classification"]
    (sample,) = loaded.items.read([0])
    scored = SCORERS["labels"](loaded.task, sample, [Answer("", reasoning=sample.target)])
    assert scored["exact"].value == 0.0
