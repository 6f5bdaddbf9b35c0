"""Asking whether a server is there: whatever it does, the answer is a status."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from govllm.serving.probe import get, get_json


@contextmanager
def saying(words: bytes) -> Iterator[str]:
    """A server that says these bytes to its first caller and is gone."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(words)

        thread = threading.Thread(target=answer)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/health"
        thread.join()


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n",
        b"HTTP/1.1 500 Oh\r\nContent-Length: 9\r\n\r\nab",
        b"not HTTP at all\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab",
    ],
    ids=["nothing", "torn", "torn error", "nonsense", "torn chunk"],
)
def test_an_answer_that_breaks_off_is_no_answer(words: bytes) -> None:
    with saying(words) as url:
        status, reason = get(url)
    assert status == 0
    assert reason


def test_a_whole_answer_is_one() -> None:
    with saying(b'HTTP/1.1 200 OK\r\nContent-Length: 8\r\n\r\n{"a": 1}') as url:
        assert get_json(url) == {"a": 1}
