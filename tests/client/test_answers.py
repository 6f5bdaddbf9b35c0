"""Whatever a server sends is an answer or an error; nothing makes the reader itself fail."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.client.answers import Failure, Reply, body_of, read_reply, split_thoughts
from govllm.client.journal import chained
from govllm.tasks.requests import Request

CHAT = Request("own/t", "s", 0, 0, "chat", ({"role": "user", "content": "hello"},), {}, "k")
LIKELIHOOD = Request(
    "own/t",
    "s",
    0,
    0,
    "loglikelihood",
    ({"role": "user", "content": "ab"}, {"role": "assistant", "content": "cd"}),
    {},
    "k",
)


def read(body: Any, status: int = 200, request: Request = CHAT) -> Reply | Failure:
    return read_reply(request, status, json.dumps(body).encode(), None)


def answered(content: Any = "red", finish: Any = "stop", **message: Any) -> dict[str, Any]:
    return {"choices": [{"message": {"content": content, **message}, "finish_reason": finish}]}


def test_an_answer_with_its_tokens() -> None:
    body = answered("red") | {"usage": {"prompt_tokens": 7, "completion_tokens": 2}}
    assert read(body) == Reply("red", "", "stop", 7, 2)


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504])
def test_these_are_worth_another_try(status: int) -> None:
    outcome = read({"error": "x"}, status)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.code) == ("retriable", f"http_{status}")


@pytest.mark.parametrize("status", [204, 301, 307, 400, 401, 403, 404, 413, 422])
def test_these_are_not(status: int) -> None:
    outcome = read({"error": "x"}, status)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.code) == ("fatal", f"http_{status}")


@pytest.mark.parametrize(
    "said",
    [
        "This model's maximum context length is 4096 tokens, however you requested 5000",
        "the prompt is longer than the context window",
        "Input is too long for this model",
    ],
)
def test_an_overflowing_context_has_a_name(said: str) -> None:
    outcome = read({"error": {"message": said}}, 400)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.code) == ("fatal", "context_overflow")
    assert said in outcome.detail


@pytest.mark.parametrize(
    "body", [b"", b"<html>busy</html>", b'{"choices": [', b"\xff\xfe", b"[" * 9999]
)
def test_what_is_not_json_is_fatal_and_quoted(body: bytes) -> None:
    outcome = read_reply(CHAT, 200, body, None)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.code) == ("fatal", "not_json")
    assert len(outcome.detail) < 400


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        "text",
        {},
        {"choices": None},
        {"choices": []},
        {"choices": ["red"]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": "red"}]},
        {"choices": [{"message": {"content": ["red"]}}]},
        answered() | {"usage": "much"},
        answered() | {"usage": {"prompt_tokens": "many"}},
        answered() | {"usage": {"prompt_tokens": float("inf")}},
    ],
)
def test_json_that_is_no_completion_is_malformed(body: Any) -> None:
    outcome = read(body)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, outcome.code) == ("fatal", "malformed")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LOGPROBS = st.fixed_dictionaries(
    {
        "tokens": JSON | st.just(["a", "b", "c", "d"]),
        "token_logprobs": JSON | st.lists(st.none() | st.floats(), max_size=5),
    }
)
CHOICE = st.fixed_dictionaries(
    {
        "message": JSON | st.fixed_dictionaries({"content": JSON}, optional={"reasoning": JSON}),
        "finish_reason": JSON,
        "logprobs": JSON | LOGPROBS,
    }
)
BODY = JSON | st.fixed_dictionaries({"choices": JSON | st.lists(CHOICE)}, optional={"usage": JSON})


@given(body=BODY, request_=st.sampled_from([CHAT, LIKELIHOOD]))
def test_any_json_is_an_answer_or_an_error(body: Any, request_: Request) -> None:
    outcome = read(body, request=request_)
    if isinstance(outcome, Reply):
        # What was accepted can be journaled.
        chained({"answer": outcome.answer, "reasoning": outcome.reasoning}, 0, "")
        (outcome.answer + outcome.reasoning + outcome.finish).encode()
        assert outcome.logprob is None or outcome.logprob == outcome.logprob
    else:
        assert outcome.kind == "fatal"


@given(status=st.integers(100, 599), body=st.binary(max_size=60), wait=st.none() | st.text())
def test_any_bytes_are_an_answer_or_an_error(status: int, body: bytes, wait: str | None) -> None:
    outcome = read_reply(CHAT, status, body, wait)
    assert isinstance(outcome, Failure)
    assert outcome.retry_after is None or 0 <= outcome.retry_after <= 60


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("2", 2.0), ("0.5", 0.5), (" 3 ", 3.0), ("900", 60.0), ("-1", None), ("Wed, 21 Oct", None)],
)
def test_retry_after(header: str, seconds: float | None) -> None:
    outcome = read_reply(CHAT, 429, b"", header)
    assert isinstance(outcome, Failure)
    assert outcome.retry_after == seconds


def test_half_an_emoji_does_not_stop_the_run() -> None:
    outcome = read_reply(CHAT, 200, b'{"choices": [{"message": {"content": "red \\ud83d"}}]}', None)
    assert isinstance(outcome, Reply)
    assert outcome.answer == "red ?"
    assert outcome.finish == "unknown"


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
def test_thoughts_told_apart_stay_apart(field: str) -> None:
    outcome = read(answered("red", **{field: "green? blue?"}))
    assert isinstance(outcome, Reply)
    assert (outcome.answer, outcome.reasoning) == ("red", "green? blue?")


def test_an_answer_of_thoughts_alone_is_empty() -> None:
    outcome = read(answered(None, finish="length", reasoning="green? blue?"))
    assert isinstance(outcome, Reply)
    assert (outcome.answer, outcome.reasoning, outcome.finish) == ("", "green? blue?", "length")


@pytest.mark.parametrize(
    ("content", "answer", "thoughts"),
    [
        ("<think>\ngreen?\n</think>\n\nred", "red", "green?"),
        ("  <think></think>red", "red", ""),
        # Templates that open the tag themselves leave only its end in the answer.
        ("green?\n</think>\nred", "red", "green?"),
        ("<think>green? and then the tokens", "", "green? and then the tokens"),
        ("red", "red", ""),
        ("red <think> is a tag", "red <think> is a tag", ""),
        ("", "", ""),
    ],
)
def test_thoughts_between_marks(content: str, answer: str, thoughts: str) -> None:
    assert split_thoughts(content) == (answer, thoughts)


def echo(**values: float | None) -> dict[str, Any]:
    return echoed(list(values), list(values.values()))


def echoed(tokens: list[str], values: list[float | None]) -> dict[str, Any]:
    logprobs = {"tokens": tokens, "token_logprobs": values}
    return {"choices": [{"text": "".join(tokens), "logprobs": logprobs}]}


@pytest.mark.parametrize(
    "body",
    [
        # "ab" is the context, "cd" is told, and "x" is the token the server had to generate.
        echo(a=None, b=-8.0, c=-1.0, d=-0.5, x=-4.0),
        # A token over the border counts as told.
        echo(a=None, bc=-1.0, d=-0.5),
        # One before the prompt, which the tokenizer adds, does not shift the places.
        echoed(["<s>", "a", "b", "c", "d"], [None, -8.0, -8.0, -1.0, -0.5]),
        # The first bytes of a character have no text of their own.
        echoed(["a", "b", "", "c", "d"], [None, -8.0, -0.75, -0.25, -0.5]),
    ],
)
def test_the_probability_of_the_told_text_alone(body: dict[str, Any]) -> None:
    outcome = read(body, request=LIKELIHOOD)
    assert isinstance(outcome, Reply)
    assert outcome.logprob == pytest.approx(-1.5)


@pytest.mark.parametrize(
    "body",
    [
        echo(x=-1.0),
        echo(a=None, b=-1.0, c=-1.0),
        echo(a=None, b=None, c=None, d=None),
        echo(a=None, b=-1.0, c=float("nan"), d=-1.0),
        echo(a=None, b=-1.0, c=float("-inf"), d=-1.0),
        echoed(["a", "b", "c", "d"], [None, -1.0]),
        {"choices": [{"text": "abcd", "logprobs": None}]},
    ],
)
def test_without_the_told_tokens_there_is_no_probability(body: dict[str, Any]) -> None:
    outcome = read(body, request=LIKELIHOOD)
    assert isinstance(outcome, Failure)
    assert outcome.code == "malformed"


def test_the_body_of_a_chat() -> None:
    request = Request("t", "s", 0, 0, "chat", CHAT.messages, {"temperature": 0.0, "seed": 3}, "k")
    path, body = body_of(request, "m")
    assert path == "/chat/completions"
    assert body == {
        "model": "m",
        "messages": [{"role": "user", "content": "hello"}],
        "temperature": 0.0,
        "seed": 3,
    }


def test_the_body_of_a_likelihood_generates_next_to_nothing() -> None:
    path, body = body_of(LIKELIHOOD, "m")
    assert path == "/completions"
    assert body["prompt"] == "abcd"
    assert (body["max_tokens"], body["echo"]) == (1, True)
