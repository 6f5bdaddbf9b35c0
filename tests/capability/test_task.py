"""A task of lm-eval by itself: how it is put into tokens, and what answers it takes."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from govllm.capability.apart import apart
from govllm.capability.library import load_foreign
from govllm.capability.task import Asking, LmEvalTask
from govllm.capability.tokens import tokens_of
from govllm.config.schema import LmEvalSettings
from govllm.domain import Answer
from govllm.errors import GovllmError, UsageError
from govllm.resources import reference_checkpoint
from tests.support.lm_eval_tasks import N

Opened = Callable[[str], LmEvalTask]
LENGTH = 64


@pytest.fixture
def opened(include: Path) -> Opened:
    """A task of the folder, to be asked."""
    given = LmEvalSettings(str(include), bootstrap_iters=10)
    asking = Asking(given, str(reference_checkpoint()), LENGTH, None, 1)
    return lambda name: LmEvalTask(load_foreign(f"lm_eval/{name}", given), asking)


@pytest.fixture
def entered(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """One entry for each time that lm-eval's encoding is set apart."""
    found: list[None] = []

    @contextmanager
    def counted() -> Iterator[None]:
        found.append(None)
        with apart():
            yield

    monkeypatch.setattr("govllm.capability.tokens.apart", counted)
    return found


def test_many_requests_are_encoded_at_once(opened: Opened, entered: list[None]) -> None:
    """To set lm-eval apart takes half as long as to encode a short prompt."""
    task = opened("t_choice")
    entered.clear()
    assert len(list(task.requests(""))) == 3 * N
    assert len(entered) == 2


def test_together_they_are_what_they_are_alone(entered: list[None]) -> None:
    tokens = tokens_of(str(reference_checkpoint()), LENGTH)
    told: list[tuple[str, tuple[Any, ...]]] = [
        ("loglikelihood", ("云州市有几个区县？", "十二")),
        ("loglikelihood_rolling", ("云州市有十二个区县。" * 20,)),
        ("generate_until", ("云州市有几个区县？" * 20, {"until": ["\n"], "max_gen_toks": 8})),
        ("loglikelihood", ("几个？", "三")),
    ]
    entered.clear()
    together = tokens.sent(told)
    assert len(entered) == 1
    assert together == list(itertools.chain.from_iterable(tokens.sent([each]) for each in told))
    assert [bool(each.left_out) for each in together] == [False, False, True, False]


def answers(task: LmEvalTask, answer: Answer | None) -> Mapping[str, list[Answer] | None]:
    """The same answer to every request."""
    asked: dict[str, list[Answer] | None] = {}
    for request in task.requests(""):
        given = asked.setdefault(request.sample, None if answer is None else [])
        if given is not None and answer is not None:
            given.append(answer)
    return asked


def test_scoring_that_fails_where_all_errored_keeps_what_was_answered(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    task = opened("t_text")
    told = answers(task, None)

    def broken(**_: object) -> None:
        raise ZeroDivisionError("no sample")

    monkeypatch.setattr("lm_eval.evaluator.evaluate", broken)
    with pytest.raises(GovllmError, match=r"ZeroDivisionError.*is kept") as caught:
        task.results(told, "mark")
    assert not isinstance(caught.value, UsageError)


@pytest.mark.parametrize(
    ("name", "answer", "fault"),
    [
        ("t_choice", Answer("5", greedy=True), "without log-probability"),
        ("t_rolling", Answer("5"), "without log-probability"),
        ("t_choice", Answer("5", logprob=-1.0), "were the likeliest"),
    ],
)
def test_an_answer_without_its_likelihood_is_not_certain(
    opened: Opened, name: str, answer: Answer, fault: str
) -> None:
    task = opened(name)
    with pytest.raises(ValueError, match=fault):
        task.results(answers(task, answer), "mark")
