"""Replies to lm-eval's requests: read as lm-eval itself reads them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.client.answers import Failure, Reply, body_of, read_reply
from govllm.client.journal import chained
from govllm.tasks.requests import Request
from tests.client.test_answers import BODY

USER = {"role": "user", "content": "一加一是"}
TOLD = {"role": "assistant", "content": "二"}
TEXT = Request(
    "lm_eval/t", "0", 0, 0, "completion", (USER,), {"max_tokens": 8, "stop": ["\n"]}, "k", (5, 6, 7)
)
LIKELIHOOD = Request(
    "lm_eval/t", "0", 0, 0, "token_likelihood", (USER, TOLD), {"echo": True}, "k", ((5, 6, 7),),
    (2,),
)  # fmt: skip
WINDOWS = Request(
    "lm_eval/t", "0", 0, 0, "token_likelihood", (TOLD,), {"echo": True}, "k",
    ((5, 6, 7), (6, 7, 8)), (1, 2),
)  # fmt: skip


def read(body: Any, request: Request) -> Reply | Failure:
    return read_reply(request, 200, json.dumps(body).encode(), None)


def echoed(values: list[float | None], tops: list[float], index: int = 0) -> dict[str, Any]:
    top = [{"a": value, "b": -9.0} for value in tops]
    return {"index": index, "logprobs": {"token_logprobs": values, "top_logprobs": top}}


def test_bodies() -> None:
    assert body_of(TEXT, "m") == (
        "/completions",
        {"model": "m", "prompt": (5, 6, 7), "max_tokens": 8, "stop": ["\n"]},
    )
    assert body_of(WINDOWS, "m")[1]["prompt"] == ((5, 6, 7), (6, 7, 8))


def test_a_continuation_is_kept_as_it_came() -> None:
    """Marks of thought too: lm-eval's own model strips nothing."""
    body = {"choices": [{"text": " <think>a</think>二", "finish_reason": "length"}]}
    assert read(body, TEXT) == Reply(" <think>a</think>二", "", "length", 0, 0)
    nothing = read({"choices": [{"text": None}]}, TEXT)
    assert nothing == Reply("", "", "unknown", 0, 0)


def test_the_told_tokens_alone_count() -> None:
    """Not the prompt's, nor the one that is generated after it."""
    body = {"choices": [echoed([None, -1.0, -2.5, -7.0], [0.0, -1.0, -2.5, -7.0])]}
    assert read(body, LIKELIHOOD) == Reply("二", "", "stop", 0, 0, -2.5, True)


def test_greedy_is_when_nothing_is_likelier() -> None:
    body = {"choices": [echoed([None, -1.0, -2.5, -7.0], [0.0, -1.0, -2.4, -7.0])]}
    reply = read(body, LIKELIHOOD)
    assert isinstance(reply, Reply)
    assert reply.greedy is False


def test_windows_are_summed_in_order() -> None:
    choices = [
        echoed([None, -1.0, -2.0, -3.0, 0.0], [0.0] * 5, 1),
        echoed([None, -4.0, -5.0, 0.0], [0.0] * 4),
    ]
    reply = read({"choices": choices}, WINDOWS)
    assert isinstance(reply, Reply)
    assert reply.logprob == -4.0 - 5.0 - 2.0 - 3.0


@pytest.mark.parametrize(
    "body",
    [
        {"choices": []},
        {"choices": [{"text": 3}]},
        {"choices": [echoed([None, -1.0, None, -7.0], [0.0] * 4)]},
        {"choices": [echoed([None, -1.0, float("-inf"), -7.0], [0.0] * 4)]},
        {"choices": [echoed([None, -1.0, -2.0, -7.0], [0.0] * 3)]},
        {"choices": [{"index": 0, "logprobs": None}]},
        {"choices": [echoed([None], []), echoed([None], [], 1)]},
    ],
)
def test_what_tells_no_probability_is_malformed(body: dict[str, Any]) -> None:
    outcome = read(body, LIKELIHOOD)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.code) == ("fatal", "malformed")


numbers = st.floats(-50, 0)


@given(st.lists(st.tuples(numbers, numbers), min_size=3, max_size=12), st.data())
def test_sums_are_lm_evals_to_the_last_bit(pairs: list[tuple[float, float]], data: Any) -> None:
    from lm_eval.models.openai_completions import LocalCompletionsAPI

    begin = data.draw(st.integers(1, len(pairs) - 1))
    values: list[float | None] = [None, *(value for value, _ in pairs)]
    choice = echoed(values, [0.0, *(max(pair) for pair in pairs)])
    request = Request(
        "lm_eval/t", "0", 0, 0, "token_likelihood", (USER, TOLD), {}, "k", ((0,),), (begin,)
    )
    reply = read({"choices": [choice]}, request)
    ((value, greedy),) = LocalCompletionsAPI.parse_logprobs({"choices": [choice]}, ctxlens=[begin])
    assert isinstance(reply, Reply)
    assert (reply.logprob, reply.greedy) == (value, greedy)


@given(body=BODY, request_=st.sampled_from([TEXT, LIKELIHOOD, WINDOWS]))
def test_any_json_is_an_answer_or_an_error(body: Any, request_: Request) -> None:
    outcome = read(body, request_)
    if isinstance(outcome, Reply):
        chained({"answer": outcome.answer, "logprob": outcome.logprob}, 0, "")
        assert outcome.logprob is None or outcome.logprob == outcome.logprob
    else:
        assert outcome.kind == "fatal"
