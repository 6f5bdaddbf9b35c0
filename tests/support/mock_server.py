"""A deterministic OpenAI-compatible server that answers right, wrongly, or not at all.

It knows the right answers of the tasks it is given and can misbehave in every way the harness
must survive. Run it in a thread (`serving(...)`) or alone for benchmarks:
`python -m tests.support.mock_server --port 8000 --latency-ms 20 hotline/dispatch`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import threading
import time
import zlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web

from govllm.dialogue.caller import talk
from govllm.dialogue.script import script_of
from govllm.qualification.simulate import simulated
from govllm.resources import evalsets_dir
from govllm.tasks.load import LoadedTask, load_task
from govllm.tasks.prompts import messages


@dataclass
class Behaviour:
    """How the server misbehaves.

    Attributes:
        answers: answer text by the user's message, in a conversation by all messages, one a line;
            anything else gets an empty object.
        latency_s: before each answer.
        bad_every: every so many-th different prompt gets `bad` instead of an answer.
        bad: http_500, http_400, http_429, overflow, quotes_key, redirect, not_json, torn_json,
            malformed, hang, drop.
        recover_after: a bad prompt answers well after so many tries; None never.
        retry_after: seconds that a 429 asks to wait.
        down_after: after so many requests the server is gone; 0 never.
        cut_every: every so many-th different prompt gets an answer that was cut (`length`).
        thoughts: where the model thinks aloud: `tags`, `field`, `reasoning_content`, or nowhere.
        sure: probability of each token of an answer, told where it is asked for; None never.
        no_logprobs: whether it takes offence at being asked for log-probabilities.
        hits: requests seen, by user message (by the whole prompt for log-probabilities).
        at_once: the most requests that were under way together.
        keys: the Authorization headers seen.
        times: when each request came, in seconds of `time.monotonic`.
        decode: tokens to text, for prompts that are told in tokens; `answers` knows the text.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    latency_s: float = 0.0
    bad_every: int = 0
    bad: str = "http_500"
    recover_after: int | None = None
    retry_after: float = 0.05
    down_after: int = 0
    cut_every: int = 0
    thoughts: str = ""
    sure: float | None = None
    no_logprobs: bool = False
    hits: Counter[str] = field(default_factory=Counter)
    order: dict[str, int] = field(default_factory=dict)
    under_way: int = 0
    at_once: int = 0
    keys: set[str | None] = field(default_factory=set)
    times: list[float] = field(default_factory=list)
    decode: Callable[[list[int]], str] = lambda tokens: " ".join(map(str, tokens))
    go_down: Callable[[], None] = lambda: None

    def is_bad(self, prompt: str) -> bool:
        if not self._each(prompt, self.bad_every):
            return False
        return self.recover_after is None or self.hits[prompt] <= self.recover_after

    def is_cut(self, prompt: str) -> bool:
        return self._each(prompt, self.cut_every)

    def _each(self, prompt: str, every: int) -> bool:
        position = self.order.setdefault(prompt, len(self.order))
        return every > 0 and position % every == 0

    def note(self, request: web.Request, prompt: str) -> None:
        """Remember a request; the last one before the server goes down is not answered."""
        self.hits[prompt] += 1
        self.times.append(time.monotonic())
        self.keys.add(request.headers.get("Authorization"))
        if self.down_after and self.hits.total() >= self.down_after:
            self.go_down()

    @contextmanager
    def busy(self) -> Iterator[None]:
        self.under_way += 1
        self.at_once = max(self.at_once, self.under_way)
        try:
            yield
        finally:
            self.under_way -= 1


def right_answers(*tasks: LoadedTask, wrong_every: int = 0) -> dict[str, str]:
    """The right answer to each sample's prompt; every so many-th sample is answered wrongly.

    For tasks answered by log-probability the prompt is the whole text before the choice.
    """
    answers = {}
    for loaded in tasks:
        for n, sample in enumerate(loaded.items.read(range(len(loaded.items)))):
            manner = "wrong" if wrong_every and n % wrong_every == 0 else "right"
            told = simulated(loaded.task, sample, manner)
            asked = [message["content"] for message in messages(loaded.task, sample)]
            if loaded.task.max_turns:
                said = [answer.text for answer in told]
                replies = talk(script_of(sample), said, loaded.task.max_turns).replies
                for at, text in enumerate(said):
                    before = [t for pair in zip(said[:at], replies, strict=False) for t in pair]
                    answers["\n".join([*asked, *before])] = text
            elif loaded.task.answer_by == "logprob":
                answers["\n".join(asked)] = max(told, key=lambda a: a.logprob or 0.0).text
            elif loaded.task.variants:
                for part, answer in enumerate(told):
                    answers[messages(loaded.task, sample, part)[-1]["content"]] = answer.text
            else:
                answers[asked[-1]] = told[0].text
    return answers


def application(behaviour: Behaviour) -> web.Application:
    async def chat(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        prompt = body["messages"][-1]["content"]
        behaviour.note(request, prompt)
        with behaviour.busy():
            await asyncio.sleep(behaviour.latency_s)
            if behaviour.is_bad(prompt):
                return await _bad(request, behaviour)
        if body.get("prompt_logprobs") is not None:
            return web.json_response(_unremembered(prompt))
        if behaviour.no_logprobs and "logprobs" in body:
            said = "logprobs is not supported by this model"
            return web.json_response({"error": {"message": said}}, status=400)
        whole = "\n".join(message["content"] for message in body["messages"])
        answer = behaviour.answers.get(whole) or behaviour.answers.get(prompt, "{}")
        finish = "length" if behaviour.is_cut(prompt) else "stop"
        choice: dict[str, object] = {
            "message": _message(answer, behaviour.thoughts),
            "finish_reason": finish,
        }
        if behaviour.sure is not None and body.get("logprobs"):
            place = {"logprob": math.log(behaviour.sure)}
            choice["logprobs"] = {"content": [{"token": sign, **place} for sign in answer]}
        usage = {"prompt_tokens": len(prompt), "completion_tokens": len(answer)}
        return web.json_response({"choices": [choice], "usage": usage})

    async def completions(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        prompt = body["prompt"]
        if isinstance(prompt, list) or not body.get("echo"):
            return await by_tokens(request, body)
        behaviour.note(request, prompt)
        right = any(prompt == context + told for context, told in behaviour.answers.items())
        # One token a character, as vLLM's echo gives them; the first has no probability.
        logprobs = {
            "tokens": list(prompt),
            "text_offset": list(range(len(prompt))),
            "token_logprobs": [None] + [-0.01 if right else -2.0] * (len(prompt) - 1),
        }
        return web.json_response({"choices": [{"text": prompt, "logprobs": logprobs}]})

    async def by_tokens(request: web.Request, body: dict[str, Any]) -> web.StreamResponse:
        given = body["prompt"]
        prompts = given if given and isinstance(given[0], list) else [given]
        texts = [p if isinstance(p, str) else behaviour.decode(p) for p in prompts]
        asked = "\n".join(texts)
        behaviour.note(request, asked)
        with behaviour.busy():
            await asyncio.sleep(behaviour.latency_s)
            if behaviour.is_bad(asked):
                return await _bad(request, behaviour)
        if body.get("echo"):
            choices = [_echoed(n, prompt) for n, prompt in enumerate(prompts)]
        else:
            choices = [
                {
                    "index": n,
                    "text": behaviour.answers.get(text, text[-7:]),
                    "finish_reason": "stop",
                }
                for n, text in enumerate(texts)
            ]
        usage = {"prompt_tokens": sum(map(len, prompts)), "completion_tokens": len(prompts)}
        return web.json_response({"choices": choices, "usage": usage})

    async def models(request: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": "mock"}]})

    async def health(request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_post("/v1/completions", completions)
    app.router.add_get("/v1/models", models)
    app.router.add_get("/health", health)
    return app


def _echoed(index: int, prompt: list[int]) -> dict[str, object]:
    """Log-probabilities that depend on a token and the two before it; one token comes after."""
    values, tops = [], []
    for n, token in enumerate([*prompt, 7]):
        before = repr((prompt[max(0, n - 2) : n], token)).encode()
        value = -1.0 - zlib.crc32(before) % 9973 / 997
        values.append(value if n else None)
        likeliest = value if zlib.crc32(before) % 3 else value + 0.5
        tops.append({"a": value, "b": likeliest} if n else None)
    logprobs = {"tokens": list(map(str, prompt)), "token_logprobs": values, "top_logprobs": tops}
    return {"index": index, "text": "", "logprobs": logprobs, "finish_reason": "length"}


def _unremembered(told: str) -> dict[str, object]:
    """A log-probability that depends on the told text's letters and on nothing else."""
    place = {"7": {"logprob": -1.0 - zlib.crc32(told.encode()) % 9973 / 997}}
    choice = {"message": {"role": "assistant", "content": ""}, "finish_reason": "length"}
    return {"choices": [choice], "prompt_logprobs": [None, place]}


def _message(answer: str, thoughts: str) -> dict[str, str]:
    # The thoughts name other answers than the answer proper does.
    musing = "Red? Green? Blue? 承办单位：市公安局 紧急程度：一般"
    if thoughts == "tags":
        return {"role": "assistant", "content": f"<think>\n{musing}\n</think>\n\n{answer}"}
    message = {"role": "assistant", "content": answer}
    if thoughts == "field":
        message["reasoning"] = musing
    elif thoughts:
        message[thoughts] = musing
    return message


async def _bad(request: web.Request, behaviour: Behaviour) -> web.StreamResponse:
    kind = behaviour.bad
    if kind == "http_429":
        wait = {"Retry-After": f"{behaviour.retry_after:g}"}
        return web.Response(status=429, headers=wait, text="slow down")
    if kind == "quotes_key":
        told = f"bad key: {request.headers.get('Authorization')}"
        return web.json_response({"error": {"message": told}}, status=400)
    if kind == "redirect":
        return web.Response(status=307, headers={"Location": str(request.url)})
    if kind == "torn_json":
        return web.Response(text='{"choices": [{"message": {"content": "re')
    if kind == "overflow":
        error = {"message": "This model's maximum context length is 4096 tokens"}
        return web.json_response({"error": error}, status=400)
    if kind.startswith("http_"):
        return web.Response(status=int(kind[5:]), text="no")
    if kind == "not_json":
        return web.Response(text="<html>busy</html>")
    if kind == "malformed":
        return web.json_response({"object": "something else"})
    if kind == "drop" and request.transport is not None:
        request.transport.abort()
        return web.Response()
    await asyncio.sleep(3600)
    return web.Response()


@contextmanager
def serving(behaviour: Behaviour, port: int = 0) -> Iterator[str]:
    """Serve in a thread; gives the base URL."""
    ready: Future[tuple[int, Callable[[], None]]] = Future()

    async def live() -> None:
        over = asyncio.Event()
        behaviour.go_down = over.set
        runner = web.AppRunner(application(behaviour), access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        loop = asyncio.get_running_loop()
        ready.set_result((runner.addresses[0][1], lambda: loop.call_soon_threadsafe(over.set)))
        await over.wait()
        await runner.cleanup()

    def run() -> None:
        try:
            asyncio.run(live())
        except OSError as error:
            ready.set_exception(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    bound, stop = ready.result(10)
    try:
        yield f"http://127.0.0.1:{bound}/v1"
    finally:
        with suppress(RuntimeError):  # it has gone down by itself
            stop()
        thread.join(10)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tasks", nargs="*", help="suite/task names whose answers to know")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--latency-ms", type=float, default=0.0)
    parser.add_argument("--wrong-every", type=int, default=0)
    parser.add_argument("--answers", type=Path, help="JSON file: prompt to answer")
    arguments = parser.parse_args()
    loaded = [load_task(evalsets_dir() / n, n.partition("/")[0]) for n in arguments.tasks]
    answers = right_answers(*loaded, wrong_every=arguments.wrong_every)
    if arguments.answers:
        answers |= json.loads(arguments.answers.read_text(encoding="utf-8"))
    behaviour = Behaviour(answers, arguments.latency_ms / 1000)
    web.run_app(
        application(behaviour), host="127.0.0.1", port=arguments.port, print=None, access_log=None
    )


if __name__ == "__main__":
    main()
