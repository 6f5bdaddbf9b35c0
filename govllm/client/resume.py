"""Going on after a stop: what a journal has settled already."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from govllm.client.journal import read_rows, repair_tail
from govllm.tasks.requests import Request


@dataclass(frozen=True, slots=True)
class Past:
    """What an earlier part of the run left in the journal.

    Attributes:
        settled: marks of the requests that were answered or failed for good; 12 bytes each,
            since there may be hundreds of thousands.
        seq, previous: where the chain goes on.
        repaired: bytes of a torn last line that were cut.
    """

    settled: frozenset[bytes]
    seq: int
    previous: str
    repaired: int


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
    settled: set[bytes] = set()
    seq, previous = 0, plan_sha256
    if path.exists():
        for _, row in read_rows(path, plan_sha256):
            seq, previous = row["seq"] + 1, row["hash"]
            if row["error"] is None or row["error"]["kind"] == "fatal":
                settled.add(_mark(*(row[k] for k in ("task", "sample", "epoch", "part", "key"))))
    return Past(frozenset(settled), seq, previous, repaired)


def unsettled(requests: Iterable[Request], past: Past) -> Iterator[Request]:
    """The requests that still have to be asked."""
    if not past.settled:
        yield from requests
        return
    for r in requests:
        if _mark(r.task, r.sample, r.epoch, r.part, r.key) not in past.settled:
            yield r
