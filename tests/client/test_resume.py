"""What a journal has settled: answers and fatal errors, not what may still succeed."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govllm.client.journal import Journal
from govllm.client.resume import read_past, unsettled
from govllm.errors import JournalError
from govllm.tasks.requests import Request

PLAN = "0" * 64
OK = None
RETRIABLE = {"kind": "retriable", "code": "http_500"}
FATAL = {"kind": "fatal", "code": "http_400"}


def request(n: int, *, part: int = 0, epoch: int = 0, key: str = "k") -> Request:
    return Request("own/t", f"s-{n}", epoch, part, "chat", (), {}, f"{key}{n}")


def row(asked: Request, error: Any) -> dict[str, Any]:
    names = ("task", "sample", "epoch", "part", "key")
    return {name: getattr(asked, name) for name in names} | {"error": error}


def journal(path: Path, *rows: dict[str, Any]) -> Path:
    with Journal(path, 0, PLAN) as stream:
        for each in rows:
            stream.append(each)
    return path


def left(path: Path, *requests: Request) -> list[Request]:
    return list(unsettled(requests, read_past(path, PLAN)))


def test_nothing_is_settled_before_the_first_answer(tmp_path: Path) -> None:
    past = read_past(tmp_path / "journal.jsonl", PLAN)
    assert (past.seq, past.previous, past.repaired, past.settled) == (0, PLAN, 0, {})
    assert left(tmp_path / "journal.jsonl", request(0)) == [request(0)]


def test_answered_and_fatal_are_settled_and_retriable_is_not(tmp_path: Path) -> None:
    asked = [request(n) for n in range(5)]
    rows = [
        row(asked[0], OK),
        row(asked[1], FATAL),
        row(asked[2], RETRIABLE),
        row(asked[3], RETRIABLE),
        row(asked[3], OK),
    ]
    path = journal(tmp_path / "journal.jsonl", *rows)
    assert left(path, *asked) == [asked[2], asked[4]]
    assert read_past(path, PLAN).seq == 5


@pytest.mark.parametrize(
    "other", [request(0, part=1), request(0, epoch=1), request(1), request(0, key="other")]
)
def test_only_the_very_same_request_is_settled(tmp_path: Path, other: Request) -> None:
    path = journal(tmp_path / "journal.jsonl", row(request(0), OK))
    assert left(path, request(0), other) == [other]


def test_a_torn_tail_is_repaired_and_its_request_asked_again(tmp_path: Path) -> None:
    path = journal(tmp_path / "journal.jsonl", row(request(0), OK), row(request(1), OK))
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    past = read_past(path, PLAN)
    assert past.repaired > 0
    assert past.seq == 1
    assert list(unsettled([request(0), request(1)], past)) == [request(1)]
    with Journal(path, past.seq, past.previous) as stream:
        stream.append(row(request(1), OK))
    assert left(path, request(0), request(1)) == []


def turn(n: int, *said: str) -> Request:
    """The request after so much was said, in a conversation that ends with `end`."""
    asked = request(n, part=len(said), key="-".join(said))

    def then(answer: str) -> Request | None:
        return None if answer == "end" else turn(n, *said, answer)

    return replace(asked, then=then)


def test_a_conversation_goes_on_where_it_stopped(tmp_path: Path) -> None:
    a = {"answer": "a"}
    rows = [
        row(turn(0), OK) | a,
        row(turn(1), OK) | a,
        row(turn(2), OK) | {"answer": "end"},
        row(turn(1, "a"), OK) | {"answer": "end"},
        row(turn(3), OK) | a,
        row(turn(3, "a"), FATAL),
        row(turn(4), OK) | a,
        row(turn(4, "a"), RETRIABLE),
        # Said after something else than the journal's first turn says.
        row(turn(0, "b"), OK) | a,
    ]
    path = journal(tmp_path / "journal.jsonl", *rows)
    going_on = left(path, *(turn(n) for n in range(6)))
    assert going_on == [turn(0, "a"), turn(4, "a"), turn(5)]
    assert going_on[0].after("c") == turn(0, "a", "c")


def test_a_wrong_journal_is_refused(tmp_path: Path) -> None:
    path = journal(tmp_path / "journal.jsonl", row(request(0), OK))
    with pytest.raises(JournalError):
        read_past(path, "1" * 64)


def test_what_is_settled_takes_little_memory(tmp_path: Path) -> None:
    n = 4_000
    path = journal(tmp_path / "journal.jsonl", *(row(request(i), OK) for i in range(n)))
    tracemalloc.start()
    past = read_past(path, PLAN)
    held, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(past.settled) == n
    # 12 bytes of mark in a bytes object (48) in a set (32 to 64 a slot, two thirds full at most).
    assert held / n < 160
