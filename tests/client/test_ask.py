"""Asking: bounded tries, laziness, concurrency, pauses, silence, and what is sent where."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govllm.client.ask import Endpoint, Tally, ask
from govllm.client.journal import Journal, read_rows
from govllm.config.schema import ClientSettings
from govllm.errors import ServingError, SilenceError
from govllm.tasks.requests import Request
from tests.support.colours import answers, prompt
from tests.support.mock_server import Behaviour, serving

QUICK = ClientSettings(concurrency=8, timeout_s=5.0, max_attempts=3, backoff_s=0.005, silence_s=5.0)
PLAN = "0" * 64


def requests(n: int) -> Iterator[Request]:
    for i in range(n):
        asked = ({"role": "user", "content": prompt(i)},)
        yield Request("own/colours", f"c-{i}", 0, 0, "chat", asked, {"temperature": 0.0}, f"key{i}")


class Asked:
    """What came of asking `n` requests."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "journal.jsonl"
        self.tally = Tally()

    def __call__(
        self,
        url: str,
        n: int,
        settings: ClientSettings = QUICK,
        drawn: Iterator[Request] | None = None,
        **endpoint: Any,
    ) -> Tally:
        where = Endpoint(url, "mock", **endpoint)

        async def phase() -> Tally:
            return await ask(drawn or requests(n), where, settings, journal, self.listen)

        with Journal(self.path, 0, PLAN) as journal:
            return asyncio.run(phase())

    def listen(self, tally: Tally) -> None:
        self.tally = tally

    def rows(self) -> list[dict[str, Any]]:
        return [row for _, row in read_rows(self.path, PLAN)]

    def codes(self) -> set[str]:
        return {row["error"]["code"] for row in self.rows() if row["error"]}


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_every_request_is_answered_once(asked: Asked) -> None:
    behaviour = Behaviour(answers(100), cut_every=10)
    with serving(behaviour) as url:
        tally = asked(url, 100)
    assert (tally.answered, tally.failed, tally.retried, tally.cut) == (100, 0, 0, 10)
    assert set(behaviour.hits.values()) == {1}
    assert len(behaviour.hits) == 100
    rows = asked.rows()
    assert {row["messages"][0]["content"]: row["answer"] for row in rows} == answers(100)
    assert sum(row["finish"] == "length" for row in rows) == 10
    assert all(row["latency_s"] > 0 and row["tokens"]["completion"] > 0 for row in rows)


RETRIABLE = {"http_500": "http_500", "http_503": "http_503", "http_429": "http_429"}
RETRIABLE |= {"drop": "connection"}


@pytest.mark.parametrize(("bad", "code"), RETRIABLE.items())
@pytest.mark.parametrize("attempts", [1, 3])
def test_retriable_errors_are_tried_so_often_and_no_more(
    asked: Asked, bad: str, code: str, attempts: int
) -> None:
    behaviour = Behaviour(answers(20), bad_every=5, bad=bad, retry_after=0.01)
    with serving(behaviour) as url:
        tally = asked(url, 20, replace(QUICK, max_attempts=attempts))
    assert (tally.answered, tally.failed, tally.retried) == (16, 4, 4 * (attempts - 1))
    assert tally.failures == {code: 4}
    assert tally.example
    assert sorted(behaviour.hits.values()) == [1] * 16 + [attempts] * 4
    errored = [row for row in asked.rows() if row["error"]]
    assert len(errored) == 4 * attempts
    assert all(row["error"] == {"kind": "retriable", "code": code} for row in errored)
    assert all("answer" not in row and row["detail"] for row in errored)
    assert sorted(row["attempt"] for row in errored) == sorted([*range(1, attempts + 1)] * 4)


FATAL = {
    "http_400": "http_400",
    "http_404": "http_404",
    "overflow": "context_overflow",
    "not_json": "not_json",
    "torn_json": "not_json",
    "malformed": "malformed",
    "redirect": "http_307",
}


@pytest.mark.parametrize(("bad", "code"), FATAL.items())
def test_fatal_errors_are_not_tried_again(asked: Asked, bad: str, code: str) -> None:
    behaviour = Behaviour(answers(20), bad_every=5, bad=bad)
    with serving(behaviour) as url:
        tally = asked(url, 20)
    assert (tally.answered, tally.failed, tally.retried) == (16, 4, 0)
    assert set(behaviour.hits.values()) == {1}
    errored = [row for row in asked.rows() if row["error"]]
    assert [row["error"] for row in errored] == [{"kind": "fatal", "code": code}] * 4


@pytest.mark.parametrize("bad", ["http_500", "http_429", "drop"])
def test_what_passes_by_leaves_no_error(asked: Asked, bad: str) -> None:
    behaviour = Behaviour(answers(30), bad_every=3, bad=bad, recover_after=2, retry_after=0.01)
    with serving(behaviour) as url:
        tally = asked(url, 30)
    assert (tally.answered, tally.failed, tally.retried) == (30, 0, 20)


def test_a_hanging_request_runs_into_its_timeout(asked: Asked) -> None:
    behaviour = Behaviour(answers(10), bad_every=10, bad="hang", recover_after=1)
    with serving(behaviour) as url:
        tally = asked(url, 10, replace(QUICK, timeout_s=0.3))
    assert (tally.answered, tally.failed, tally.retried) == (10, 0, 1)
    assert asked.codes() == {"timeout"}


def test_silence_ends_the_asking_and_keeps_what_was_answered(asked: Asked) -> None:
    behaviour = Behaviour(answers(10), bad_every=5, bad="hang")
    began = time.monotonic()
    with serving(behaviour) as url, pytest.raises(SilenceError, match=r"for 0\.4 s"):
        asked(url, 10, replace(QUICK, timeout_s=60.0, silence_s=0.4))
    assert time.monotonic() - began < 5
    assert len(asked.rows()) == 8


def test_a_server_that_is_gone_is_silent(asked: Asked) -> None:
    with serving(Behaviour()) as url:
        gone = url
    with pytest.raises(SilenceError):
        asked(gone, 10**6, replace(QUICK, silence_s=0.3))
    assert asked.codes() == {"connection"}


def test_errors_are_not_silence(asked: Asked) -> None:
    behaviour = Behaviour(answers(8), latency_s=0.05, bad_every=1, bad="http_500")
    with serving(behaviour) as url:
        tally = asked(url, 24, replace(QUICK, silence_s=0.4, concurrency=4))
    assert tally.failures == {"http_500": 24}


def test_a_server_that_goes_down_half_way(asked: Asked) -> None:
    behaviour = Behaviour(answers(40), down_after=20)
    with serving(behaviour) as url:
        tally = asked(url, 40)
    assert tally.answered + tally.failed == 40
    assert 10 <= tally.answered < 40
    assert tally.failures == {"connection": tally.failed}


def test_429_holds_everyone_back_for_as_long_as_it_says(asked: Asked) -> None:
    behaviour = Behaviour(
        answers(40), bad_every=40, bad="http_429", retry_after=0.6, recover_after=1
    )
    with serving(behaviour) as url:
        tally = asked(url, 40, replace(QUICK, concurrency=2))
    assert (tally.answered, tally.retried) == (40, 1)
    first = behaviour.times[0]
    # The second worker's request was on its way already; after it there is nothing for 0.6 s.
    during = [t for t in behaviour.times[2:] if t - first < 0.55]
    assert not during


def test_a_pause_that_was_asked_for_is_not_silence(asked: Asked) -> None:
    behaviour = Behaviour(answers(4), bad_every=4, bad="http_429", retry_after=0.9, recover_after=1)
    with serving(behaviour) as url:
        tally = asked(url, 4, replace(QUICK, silence_s=0.4))
    assert tally.answered == 4


def test_never_more_at_once_than_allowed(asked: Asked) -> None:
    behaviour = Behaviour(answers(60), latency_s=0.02)
    with serving(behaviour) as url:
        asked(url, 60, replace(QUICK, concurrency=5))
    assert behaviour.at_once == 5


def test_requests_are_drawn_as_they_are_asked(asked: Asked) -> None:
    drawn, most = 0, 0

    def watched() -> Iterator[Request]:
        nonlocal drawn, most
        for request in requests(300):
            drawn += 1
            most = max(most, drawn - asked.tally.answered)
            yield request

    with serving(Behaviour(answers(300))) as url:
        asked(url, 300, drawn=watched())
    assert drawn == 300
    # Those under way, and the one just drawn by each worker whose answer is not told yet.
    assert most <= 2 * QUICK.concurrency


def test_an_endless_stream_can_be_left(asked: Asked) -> None:
    def endless() -> Iterator[Request]:
        while True:
            yield from requests(50)

    with serving(Behaviour(answers(50), down_after=200)) as url, pytest.raises(SilenceError):
        asked(url, 0, replace(QUICK, silence_s=0.3), drawn=endless())
    assert len(asked.rows()) >= 199


def test_a_failure_of_our_own_ends_the_asking(asked: Asked) -> None:
    def broken() -> Iterator[Request]:
        yield from requests(5)
        raise RuntimeError("the eval set went away")

    slow = Behaviour(answers(5), latency_s=0.05)
    with serving(slow) as url, pytest.raises(RuntimeError, match="went away"):
        asked(url, 5, drawn=broken())


def test_the_key_is_sent_and_not_journaled(asked: Asked) -> None:
    behaviour = Behaviour(answers(10), bad_every=2, bad="quotes_key")
    with serving(behaviour) as url:
        tally = asked(url, 10, api_key="sk-very-secret")
    assert behaviour.keys == {"Bearer sk-very-secret"}
    assert tally.failed == 5
    assert "bad key: Bearer (key)" in tally.example
    assert "secret" not in asked.path.read_text()
    assert "secret" not in repr(Endpoint(url, "m", "sk-very-secret"))


def test_a_redirection_is_not_followed(asked: Asked) -> None:
    behaviour = Behaviour(answers(3), bad_every=1, bad="redirect")
    with serving(behaviour) as url:
        asked(url, 3, api_key="k")
    assert sorted(behaviour.hits.values()) == [1, 1, 1]


def test_proxies_of_the_environment_are_not_used(
    asked: Asked, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(Behaviour(answers(5))) as url:
        assert asked(url, 5).answered == 5


def test_a_broken_connection_asks_for_revival_once_a_failure(asked: Asked) -> None:
    revived = 0

    async def revive() -> None:
        nonlocal revived
        revived += 1

    behaviour = Behaviour(answers(10), bad_every=5, bad="drop", recover_after=1)
    with serving(behaviour) as url:
        tally = asked(url, 10, revive=revive)
    assert (tally.answered, revived) == (10, 2)


def test_revival_is_tried_even_where_the_request_is_not(asked: Asked) -> None:
    revived = 0

    async def revive() -> None:
        nonlocal revived
        revived += 1

    behaviour = Behaviour(answers(10), bad_every=10, bad="drop")
    with serving(behaviour) as url:
        tally = asked(url, 10, replace(QUICK, max_attempts=1), revive=revive)
    assert (tally.answered, tally.failed, revived) == (9, 1, 1)


def test_waiting_for_revival_is_not_silence(asked: Asked) -> None:
    async def revive() -> None:
        await asyncio.sleep(0.9)

    behaviour = Behaviour(answers(1), bad_every=1, bad="drop", recover_after=1)
    with serving(behaviour) as url:
        assert asked(url, 1, replace(QUICK, silence_s=0.3), revive=revive).answered == 1


def test_no_revival_ends_the_asking(asked: Asked) -> None:
    async def revive() -> None:
        raise ServingError("it died again")

    behaviour = Behaviour(answers(20), bad_every=20, bad="drop")
    with serving(behaviour) as url, pytest.raises(ServingError, match="died again"):
        asked(url, 20, revive=revive)
