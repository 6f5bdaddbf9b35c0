"""Asking how sure the candidate is: what comes back, and servers that cannot say."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from govllm.tasks.requests import Request
from tests.client.test_ask import Asked, asked, requests
from tests.support.colours import answers
from tests.support.mock_server import Behaviour, serving

__all__ = ["asked"]


def sure(n: int) -> Iterator[Request]:
    return (replace(request, confidence=True) for request in requests(n))


def test_the_log_probability_of_the_answer_is_journaled(asked: Asked) -> None:
    with serving(Behaviour(answers(4), sure=0.5)) as url:
        asked(url, 4, drawn=sure(4))
    for row in asked.rows():
        assert row["logprob"] == pytest.approx(len(row["answer"]) * math.log(0.5))


@pytest.mark.parametrize("confidence", [True, False])
def test_without_word_from_the_server_there_is_none(asked: Asked, confidence: bool) -> None:
    with serving(Behaviour(answers(4), sure=None if confidence else 0.5)) as url:
        asked(url, 4, drawn=sure(4) if confidence else requests(4))
    assert {row["logprob"] for row in asked.rows()} == {None}


def test_a_server_that_takes_offence_is_asked_without(asked: Asked, tmp_path: Path) -> None:
    behaviour = Behaviour(answers(30), no_logprobs=True)
    with serving(behaviour) as url:
        tally = asked(url, 30, drawn=sure(30))
    assert (tally.answered, tally.failed) == (30, 0)
    assert {row["logprob"] for row in asked.rows()} == {None}
    # Those under way when it first refused were asked twice, the others once.
    assert behaviour.hits.total() < 60
