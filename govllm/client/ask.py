"""The asking phase: every request gets an answer or an error, and each attempt a journal row.

What a request leads on to is asked by the same worker: the turns of a conversation follow each
other, and different conversations run beside each other.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import msgspec

from govllm.client.answers import Failure, Reply, body_of, read_reply, refuses_logprobs
from govllm.client.journal import Journal
from govllm.client.pace import Pace
from govllm.config.schema import ClientSettings
from govllm.tasks.requests import Request


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the candidate is asked.

    Attributes:
        base_url: up to and including `/v1`.
        model: the name to ask for.
        api_key: sent as a bearer token, or None. Never shown: kept out of `repr`.
        revive: called when a connection breaks; returns once the server is there again (having
            restarted it, where that is ours to do) or raises; None where nothing can be done.
    """

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    revive: Callable[[], Awaitable[None]] | None = None


@dataclass(slots=True)
class Tally:
    """Counts of an asking phase, for progress.

    Attributes:
        settled: requests that are done with; a conversation counts as one, at its end.
        answered, failed: requests by what became of them, each turn of a conversation for itself.
        shortened: prompts that lost their beginning for want of room.
        failures: how many requests failed for good, by error code.
        example: what the server or the system said of the first of them.
    """

    settled: int = 0
    answered: int = 0
    failed: int = 0
    retried: int = 0
    cut: int = 0
    shortened: int = 0
    tokens: int = 0
    failures: dict[str, int] = field(default_factory=dict)
    example: str = ""

    def add_failure(self, failure: Failure) -> None:
        """Count a request that failed for good."""
        self.failed += 1
        self.failures[failure.code] = self.failures.get(failure.code, 0) + 1
        self.example = self.example or failure.detail


Listener = Callable[[Tally], None]


async def ask(
    requests: Iterator[Request],
    endpoint: Endpoint,
    settings: ClientSettings,
    journal: Journal,
    listener: Listener,
) -> Tally:
    """Ask all requests, and what they lead on to, with a fixed concurrency; journal every attempt.

    Requests are drawn one by one, so memory does not grow with their number.

    Raises:
        SilenceError: with no answer at all for `settings.silence_s`.
        ServingError: where the server died and could not be revived.
    """
    phase = _Phase(endpoint, settings, journal, listener)
    async with phase.session():
        workers = [asyncio.ensure_future(phase.work(requests)) for _ in range(settings.concurrency)]
        watch = asyncio.ensure_future(phase.pace.watch())
        everyone = [*workers, watch]
        try:
            pending = set(everyone)
            while not all(worker.done() for worker in workers):
                done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()
        finally:
            for task in everyone:
                task.cancel()
            await asyncio.gather(*everyone, return_exceptions=True)
    return phase.tally


class _Phase:
    def __init__(
        self, endpoint: Endpoint, settings: ClientSettings, journal: Journal, listener: Listener
    ) -> None:
        self._endpoint = endpoint
        self._settings = settings
        self._journal = journal
        self._listener = listener
        self._base = endpoint.base_url.rstrip("/")
        self.pace = Pace(settings.backoff_s, settings.silence_s)
        self.tally = Tally()
        self._no_logprobs = False

    def session(self) -> aiohttp.ClientSession:
        headers = {"Content-Type": "application/json"}
        if self._endpoint.api_key:
            headers["Authorization"] = f"Bearer {self._endpoint.api_key}"
        self._session = aiohttp.ClientSession(
            headers=headers,
            connector=aiohttp.TCPConnector(limit=self._settings.concurrency),
            timeout=aiohttp.ClientTimeout(total=self._settings.timeout_s),
            # A proxy of the environment must not come between the harness and its candidate.
            trust_env=False,
        )
        return self._session

    async def work(self, requests: Iterator[Request]) -> None:
        for request in requests:
            asked: Request | None = request
            while asked is not None:
                asked = asked.after(await self._settle(asked))
                self.tally.settled += asked is None
                self._listener(self.tally)

    async def _settle(self, request: Request) -> str | None:
        """Ask until there is an answer; None where there is none."""
        for attempt in range(1, self._settings.max_attempts + 1):
            await self.pace.turn()
            started = time.monotonic()
            outcome = await self._send(request)
            latency = time.monotonic() - started
            self._journal.append(_row(request, attempt, outcome, latency))
            await self._revive_after(outcome)
            if isinstance(outcome, Reply):
                self.tally.answered += 1
                self.tally.cut += outcome.finish == "length"
                self.tally.shortened += bool(request.left_out)
                self.tally.tokens += outcome.completion_tokens
                return outcome.answer
            if outcome.kind == "fatal" or attempt == self._settings.max_attempts:
                self.tally.add_failure(outcome)
                return None
            self.tally.retried += 1
            await self._recover(outcome, attempt)
        return None

    async def _send(self, request: Request) -> Reply | Failure:
        if request.confidence and self._no_logprobs:
            request = replace(request, confidence=False)
        outcome = await self._post(request)
        if request.confidence and refuses_logprobs(outcome):
            # From here on nobody is asked again how sure he is; the answers count as they are.
            self._no_logprobs = True
            return await self._post(replace(request, confidence=False))
        return outcome

    async def _post(self, request: Request) -> Reply | Failure:
        path, body = body_of(request, self._endpoint.model)
        data = msgspec.json.encode(body)
        try:
            # Followed, a redirection would carry prompts to a host that nobody named.
            async with self._session.post(
                self._base + path, data=data, allow_redirects=False
            ) as response:
                content = await response.read()
                self.pace.heard()
                retry_after = response.headers.get("Retry-After")
                return self._keyless(read_reply(request, response.status, content, retry_after))
        except TimeoutError:
            return Failure("retriable", "timeout", f"no answer in {self._settings.timeout_s:g} s")
        except aiohttp.ClientError as error:
            return Failure("retriable", "connection", f"{type(error).__name__}: {error}")

    def _keyless(self, outcome: Reply | Failure) -> Reply | Failure:
        """A server may quote the key it refuses; the journal must not hold it."""
        key = self._endpoint.api_key
        if key and isinstance(outcome, Failure):
            return replace(outcome, detail=outcome.detail.replace(key, "(key)"))
        return outcome

    async def _revive_after(self, outcome: Reply | Failure) -> None:
        """Even a request that is not tried again lets the server be started for the others."""
        revive = self._endpoint.revive
        if revive is not None and isinstance(outcome, Failure) and outcome.code == "connection":
            with self.pace.excused():
                await revive()

    async def _recover(self, failure: Failure, attempt: int) -> None:
        wait = self.pace.wait_after(attempt, failure.retry_after)
        if failure.code == "http_429" or failure.retry_after is not None:
            self.pace.pause_all(wait)
        else:
            await asyncio.sleep(wait)


def _row(
    request: Request, attempt: int, outcome: Reply | Failure, latency: float
) -> dict[str, Any]:
    row: dict[str, Any] = {
        "task": request.task,
        "sample": request.sample,
        "epoch": request.epoch,
        "part": request.part,
        "key": request.key,
        "attempt": attempt,
        "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "latency_s": round(latency, 6),
        "messages": list(request.messages),
        **({"left_out": request.left_out} if request.left_out else {}),
    }
    if isinstance(outcome, Failure):
        error = {"kind": outcome.kind, "code": outcome.code}
        return {**row, "error": error, "detail": outcome.detail}
    return {
        **row,
        "error": None,
        "answer": outcome.answer,
        "reasoning": outcome.reasoning,
        "finish": outcome.finish,
        "tokens": {"prompt": outcome.prompt_tokens, "completion": outcome.completion_tokens},
        "logprob": outcome.logprob,
        **({} if outcome.greedy is None else {"greedy": outcome.greedy}),
    }
