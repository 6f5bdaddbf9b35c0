"""Reading a server's reply: an answer, or an error that is retriable or fatal."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from govllm.tasks.requests import Request

_OVERFLOW = re.compile(r"context length|context window|maximum.{0,20}tokens|too long", re.I)
_RETRIABLE_STATUS = {408, 409, 425, 429}
_NO_LOGPROBS = re.compile(r"logprob", re.I)
_THOUGHT = re.compile(r"^\s*(?:<think>)?(.*?)</think>", re.S)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt gave no answer.

    Attributes:
        kind: retriable (asking again may help) or fatal (it will not).
        code: a short word, such as `http_500`, `timeout`, `not_json`, `context_overflow`.
        detail: what the server or the system said, cut to a readable length.
        retry_after: seconds the server asked to wait, or None.
    """

    kind: Literal["retriable", "fatal"]
    code: str
    detail: str
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as the server gave it, with its costs in tokens."""

    answer: str
    reasoning: str
    finish: str
    prompt_tokens: int
    completion_tokens: int
    logprob: float | None = None
    greedy: bool | None = None


# vLLM's and SGLang's way to have the last message continued rather than answered.
_CONTINUE = {"add_generation_prompt": False, "continue_final_message": True}


def body_of(request: Request, model: str) -> tuple[str, dict[str, Any]]:
    """The path below the base URL and the JSON body of a request."""
    if request.endpoint == "chat":
        return "/chat/completions", {
            "model": model,
            "messages": list(request.messages),
            **request.sampling,
            **(_CONTINUE if request.messages[-1]["role"] == "assistant" else {}),
            **({"logprobs": True} if request.confidence else {}),
        }
    if request.endpoint == "chat_likelihood":
        return "/chat/completions", {
            "model": model,
            "messages": list(request.messages),
            "max_tokens": 1,
            "temperature": 0.0,
            "prompt_logprobs": 0,
            **_CONTINUE,
        }
    if request.endpoint in ("completion", "token_likelihood"):
        return "/completions", {"model": model, "prompt": request.prompt, **request.sampling}
    return "/completions", {
        "model": model,
        "prompt": _context(request) + request.messages[-1]["content"],
        "max_tokens": 1,
        "temperature": 0.0,
        "echo": True,
        "logprobs": 1,
    }


def _context(request: Request) -> str:
    return "\n".join(message["content"] for message in request.messages[:-1])


def read_reply(
    request: Request, status: int, body: bytes, retry_after: str | None
) -> Reply | Failure:
    """What a server's response means."""
    text = body.decode("utf-8", "replace")
    if status != 200:
        return _failed(status, text, retry_after)
    try:
        reply = json.loads(text)
    except (ValueError, RecursionError):
        return Failure("fatal", "not_json", f"status 200, but the body is not JSON: {text[:200]}")
    try:
        choice = reply["choices"][0]
        if request.endpoint == "loglikelihood":
            return _likelihood(request, reply, choice)
        if request.endpoint == "chat_likelihood":
            return _chat_likelihood(request, reply)
        if request.endpoint == "token_likelihood":
            return _token_likelihood(request, reply)
        if request.endpoint == "completion":
            return _completion(reply, choice)
        return _chat(reply, choice)
    except (LookupError, AttributeError, TypeError, ValueError, ArithmeticError) as error:
        shown = f"{type(error).__name__}: {error}; {text[:200]}"
        return Failure("fatal", "malformed", f"not an OpenAI completion: {shown}")


def _failed(status: int, text: str, retry_after: str | None) -> Failure:
    detail = text[:500]
    if status in _RETRIABLE_STATUS or status >= 500:
        wait = None
        if retry_after is not None and re.fullmatch(r"\d+(\.\d+)?", retry_after.strip()):
            wait = min(60.0, float(retry_after))
        return Failure("retriable", f"http_{status}", detail, wait)
    if status in (400, 413, 422) and _OVERFLOW.search(text):
        return Failure("fatal", "context_overflow", detail)
    return Failure("fatal", f"http_{status}", detail)


def refuses_logprobs(outcome: Reply | Failure) -> bool:
    """Whether a server took offence at being asked for log-probabilities, and not at the rest."""
    if not isinstance(outcome, Failure) or outcome.code not in ("http_400", "http_422"):
        return False
    return _NO_LOGPROBS.search(outcome.detail) is not None


def _tokens(reply: Mapping[str, Any]) -> tuple[int, int]:
    usage = reply.get("usage") or {}
    return int(usage.get("prompt_tokens") or 0), int(usage.get("completion_tokens") or 0)


def _chat(reply: Mapping[str, Any], choice: Mapping[str, Any]) -> Reply:
    message = choice["message"]
    content = message.get("content") or ""
    if not isinstance(content, str):
        raise TypeError("message.content is not a text")
    reasoning = message.get("reasoning") or message.get("reasoning_content") or ""
    if not reasoning:
        content, reasoning = split_thoughts(content)
    prompt, completion = _tokens(reply)
    finish = str(choice.get("finish_reason") or "unknown")
    told = _sum_of(choice)
    return Reply(_whole(content), _whole(str(reasoning)), _whole(finish), prompt, completion, told)


def _sum_of(choice: Mapping[str, Any]) -> float | None:
    """The log-probability of an answer's tokens, None where the server does not tell it."""
    tokens = (choice.get("logprobs") or {}).get("content") or ()
    total = math.fsum(float(token["logprob"]) for token in tokens)
    return total if tokens and math.isfinite(total) else None


def _whole(text: str) -> str:
    """Half a surrogate pair, which a server may cut an escaped emoji to, has no UTF-8 form."""
    return text.encode("utf-8", "replace").decode()


def split_thoughts(content: str) -> tuple[str, str]:
    """Answer and thoughts of a model that thinks aloud between `<think>` marks.

    Thoughts that never end (the answer was cut) leave no answer at all.
    """
    if match := _THOUGHT.match(content):
        return content[match.end() :].strip(), match[1].strip()
    if content.lstrip().startswith("<think>"):
        return "", content.lstrip().removeprefix("<think>").strip()
    return content, ""


def _chat_likelihood(request: Request, reply: Mapping[str, Any]) -> Reply:
    """The log-probability of the whole conversation; told texts of one context differ by theirs."""
    places = [next(iter(place.values())) for place in reply["prompt_logprobs"] if place]
    total = math.fsum(float(token["logprob"]) for token in places)
    if not places or not math.isfinite(total):
        raise ValueError("no usable log-probabilities for the conversation")
    prompt, completion = _tokens(reply)
    told = request.messages[-1]["content"]
    return Reply(told, "", "stop", prompt, completion, total)


def _likelihood(request: Request, reply: Mapping[str, Any], choice: Mapping[str, Any]) -> Reply:
    """The log-probability of the told text: the tokens from where it begins to where it ends.

    Places are counted in the echoed tokens and not taken from `text_offset`, since a tokenizer may
    put a token of its own before the prompt. A token that straddles the beginning counts as the
    told text's, as its first characters cannot be told apart; so does one that holds the first
    bytes of its first character, which the server shows as an empty text.
    """
    told, context = request.messages[-1]["content"], _context(request)
    tokens: list[str] = choice["logprobs"]["tokens"]
    begin = "".join(tokens).index(context + told) + len(context)
    end = begin + len(told)
    total, counted, start = 0.0, 0, 0
    for token, value in zip(tokens, choice["logprobs"]["token_logprobs"], strict=True):
        stop = start + len(token)
        if (begin <= start < end or start < begin < stop) and value is not None:
            total += float(value)
            counted += 1
        start = stop
    if not counted or not math.isfinite(total):
        raise ValueError("no usable log-probabilities for the told text")
    prompt, completion = _tokens(reply)
    return Reply(told, "", "stop", prompt, completion, total)


def _completion(reply: Mapping[str, Any], choice: Mapping[str, Any]) -> Reply:
    text = choice["text"] or ""
    if not isinstance(text, str):
        raise TypeError("text is not a text")
    prompt, completion = _tokens(reply)
    finish = str(choice.get("finish_reason") or "unknown")
    return Reply(_whole(text), "", _whole(finish), prompt, completion)


def _token_likelihood(request: Request, reply: Mapping[str, Any]) -> Reply:
    """The log-probability of the told tokens, and whether each was the likeliest.

    As lm-eval's `local-completions` reads an echo (0.4.13, `LocalCompletionsAPI.parse_logprobs`):
    what is generated after the prompt, a single token, is left out; sums in the order of tokens.
    """
    choices = sorted(reply["choices"], key=lambda choice: choice["index"])
    total, greedy = 0.0, True
    for choice, begin in zip(choices, request.begins, strict=True):
        values = choice["logprobs"]["token_logprobs"][begin:-1]
        likeliest = choice["logprobs"]["top_logprobs"][begin:-1]
        total += sum(values)
        greedy = greedy and all(
            value == max(top.values()) for value, top in zip(values, likeliest, strict=True)
        )
    if not math.isfinite(total):
        raise ValueError("no usable log-probabilities for the told tokens")
    prompt, completion = _tokens(reply)
    told = request.messages[-1]["content"]
    return Reply(told, "", "stop", prompt, completion, total, greedy)
