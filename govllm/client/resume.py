"""Going on after a stop: what a journal has settled already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from govllm.client.journal import parse_row, read_rows, repair_tail
from govllm.tasks.requests import Request


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier part of the run left in the journal.

    Attributes:
        path: the journal.
        settled: by the marks of the requests that were answered or failed for good, 12 bytes each,
            since there may be hundreds of thousands, the byte offsets of the rows that say so.
        seq, previous: where the chain goes on.
        repaired: bytes of a torn last line that were cut.
    """

    path: Path
    settled: Mapping[bytes, int]
    seq: int
    previous: str
    repaired: int

    def offset(self, request: Request) -> int | None:
        """Where the journal says what became of a request; None where it is not settled."""
        r = request
        return self.settled.get(_mark(r.task, r.sample, r.epoch, r.part, r.key))

    def answer_at(self, offset: int) -> str | None:
        """The answer in the row that begins there; None where it failed."""
        with self.path.open("rb") as stream:
            stream.seek(offset)
            answer: str | None = parse_row(stream.readline()).get("answer")
            return answer


def _mark(task: str, sample: str, epoch: int, part: int, key: str) -> bytes:
    text = "\x1f".join((task, sample, str(epoch), str(part), key))
    return hashlib.blake2b(text.encode(), digest_size=12).digest()


def read_past(path: Path, plan_sha256: str) -> Past:
    """Repair the journal's torn tail, check its chain and collect what is settled.

    A request whose last attempt ended in a retriable error is not settled: it is asked again.

    Raises:
        JournalError: where the chain does not hold or hangs on another plan.
    """
    repaired = repair_tail(path)
    settled: dict[bytes, int] = {}
    seq, previous = 0, plan_sha256
    if path.exists():
        for offset, row in read_rows(path, plan_sha256):
            seq, previous = row["seq"] + 1, row["hash"]
            if row["error"] is None or row["error"]["kind"] == "fatal":
                place = (row[k] for k in ("task", "sample", "epoch", "part", "key"))
                settled[_mark(*place)] = offset
    return Past(path, settled, seq, previous, repaired)


def unsettled(requests: Iterable[Request], past: Past) -> Iterator[Request]:
    """The requests that still have to be asked. Of a conversation that was begun it is the turn at
    which it goes on: those before it are answered from the journal."""
    if not past.settled:
        yield from requests
        return
    for first in requests:
        request: Request | None = first
        while request is not None and (offset := past.offset(request)) is not None:
            # Most requests lead on to nothing: their rows are not read again.
            request = request.after(past.answer_at(offset)) if request.then else None
        if request is not None:
            yield request
