"""A deterministic OpenAI-compatible server that answers right, wrongly, or not at all.

It knows the right answers of the tasks it is given and can misbehave in every way the harness
must survive. Run it in a thread (`serving(...)`) or alone for benchmarks:
`python -m tests.support.mock_server --port 8000 --latency-ms 20 hotline/dispatch`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiohttp import web

from govllm.qualification.simulate import simulated
from govllm.resources import evalsets_dir
from govllm.tasks.load import LoadedTask, load_task
from govllm.tasks.prompts import messages


@dataclass
class Behaviour:
    """How the server misbehaves.

    Attributes:
        answers: answer text by the user's message; anything else gets an empty object.
        latency_s: before each answer.
        bad_every: every so many-th different prompt gets `bad` instead of an answer.
        bad: http_500, http_400, http_429, overflow, not_json, malformed, hang, drop.
        recover_after: a bad prompt answers well after so many tries; None never.
        hits: requests seen, by user message.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    latency_s: float = 0.0
    bad_every: int = 0
    bad: str = "http_500"
    recover_after: int | None = None
    hits: Counter[str] = field(default_factory=Counter)
    order: dict[str, int] = field(default_factory=dict)

    def is_bad(self, prompt: str) -> bool:
        if not self.bad_every:
            return False
        position = self.order.setdefault(prompt, len(self.order))
        if position % self.bad_every:
            return False
        return self.recover_after is None or self.hits[prompt] <= self.recover_after


def right_answers(*tasks: LoadedTask, wrong_every: int = 0) -> dict[str, str]:
    """The right answer to each sample's prompt; every so many-th sample is answered wrongly."""
    answers = {}
    for loaded in tasks:
        for n, sample in enumerate(loaded.items.read(range(len(loaded.items)))):
            manner = "wrong" if wrong_every and n % wrong_every == 0 else "right"
            told = simulated(loaded.task, sample, manner)
            answers[messages(loaded.task, sample)[-1]["content"]] = told[0].text
    return answers


def application(behaviour: Behaviour) -> web.Application:
    async def chat(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        prompt = body["messages"][-1]["content"]
        behaviour.hits[prompt] += 1
        if behaviour.latency_s:
            await asyncio.sleep(behaviour.latency_s)
        if behaviour.is_bad(prompt):
            return await _bad(request, behaviour.bad)
        answer = behaviour.answers.get(prompt, "{}")
        return web.json_response(
            {
                "choices": [
                    {"message": {"role": "assistant", "content": answer}, "finish_reason": "stop"}
                ],
                "usage": {"prompt_tokens": len(prompt), "completion_tokens": len(answer)},
            }
        )

    async def models(request: web.Request) -> web.Response:
        return web.json_response({"data": [{"id": "mock"}]})

    async def health(request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application(client_max_size=1 << 24)
    app.router.add_post("/v1/chat/completions", chat)
    app.router.add_get("/v1/models", models)
    app.router.add_get("/health", health)
    return app


async def _bad(request: web.Request, kind: str) -> web.StreamResponse:
    if kind == "http_429":
        return web.Response(status=429, headers={"Retry-After": "0.05"}, text="slow down")
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
    loop = asyncio.new_event_loop()
    ready: list[int] = []
    started = threading.Event()

    async def start() -> web.AppRunner:
        runner = web.AppRunner(application(behaviour), access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port, shutdown_timeout=0.1)
        await site.start()
        ready.append(runner.addresses[0][1])
        started.set()
        return runner

    def run() -> None:
        asyncio.set_event_loop(loop)
        runner = loop.run_until_complete(start())
        loop.run_forever()
        loop.run_until_complete(runner.cleanup())
        loop.close()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    started.wait(10)
    try:
        yield f"http://127.0.0.1:{ready[0]}/v1"
    finally:
        loop.call_soon_threadsafe(loop.stop)
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
