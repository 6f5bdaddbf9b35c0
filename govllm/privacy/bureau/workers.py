"""Cells looked through in several processes at once, found in the order in which they came.

Files are read by one process and looked through by all: looking through takes some twenty times
as long as reading. Chunks of cells go on from one file to the next, so that one large file and
many small ones are the same work.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Collection, Generator, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import chain
from typing import Generic, TypeVar

from govllm.errors import GovllmError
from govllm.privacy.bureau.formats.cell import Cell
from govllm.privacy.classes import Finding
from govllm.privacy.ner import load_finder
from govllm.privacy.scan import scan

# Looked through in the time in which processes start.
_WORTH, _MANY = 100_000, 40
# In columns the same words come again and again.
_REMEMBERED, _SHORT = 1 << 15, 48

T = TypeVar("T")
Found = tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Batch(Generic[T]):
    """Cells that are looked through together.

    Attributes:
        of: what they belong to; it stays in this process.
    """

    of: T
    cells: Sequence[Cell] = ()

    @property
    def weight(self) -> int:
        """Characters."""
        return sum(len(cell.text) for cell in self.cells)


def find_in(cell: Cell, kinds: Collection[str], ner: str | None = None) -> Found:
    """Findings in a cell, read with its header before it; places are the cell's own.

    Args:
        ner: a model of names to ask too, as `load_finder` takes it.
    """
    if not cell.text.strip():
        return ()
    find = _find_again if len(cell.text) <= _SHORT else _find
    return find(cell.header, cell.text, tuple(kinds), ner)


def _find(header: str, text: str, kinds: tuple[str, ...], ner: str | None) -> Found:
    lead = f"{header}：" if header else ""
    return tuple(
        Finding(f.start - len(lead), f.end - len(lead), f.kind, f.value, f.form)
        for f in scan(lead + text, kinds, load_finder(ner) if ner else None)
        if f.start >= len(lead)
    )


_find_again = lru_cache(_REMEMBERED)(_find)


def find_all(cells: Sequence[Cell], kinds: Collection[str], ner: str | None) -> list[Found]:
    """Findings by cell."""
    return [find_in(cell, kinds, ner) for cell in cells]


def found_in(
    batches: Iterable[Batch[T]], kinds: Collection[str], jobs: int, ner: str | None = None
) -> Generator[tuple[Batch[T], list[Found]], None, None]:
    """Every batch with its findings, in their order, whatever the number of processes.

    Closing it ends the processes at once.

    Args:
        jobs: processes; none is started for little.
        ner: a model of names to ask too.

    Raises:
        GovllmError: where a process died.
    """
    coming, first, weight = iter(batches), [], 0
    much = False
    for batch in coming if jobs > 1 else ():
        first.append(batch)
        weight += batch.weight
        # Files that were opened lie in memory; those without a text must not pile up.
        much = weight > _WORTH or len(first) >= _MANY
        if much:
            break
    everything = chain(first, coming)
    if much:
        yield from _by_processes(everything, kinds, jobs, ner)
    else:
        yield from ((batch, find_all(batch.cells, kinds, ner)) for batch in everything)


def _by_processes(
    batches: Iterable[Batch[T]], kinds: Collection[str], jobs: int, ner: str | None
) -> Generator[tuple[Batch[T], list[Found]], None, None]:
    find = partial(find_all, kinds=tuple(kinds), ner=ner)
    # Started anew and not forked: this process has threads of its own.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_begin)
    waiting: deque[tuple[Batch[T], Future[list[Found]] | None]] = deque()
    try:
        for batch in batches:
            with _interrupts_wait():
                waiting.append((batch, pool.submit(find, batch.cells) if batch.cells else None))
            while len(waiting) > 3 * jobs:
                yield _result(*waiting.popleft())
        while waiting:
            yield _result(*waiting.popleft())
    except BrokenProcessPool:
        raise GovllmError(
            "a process that looked through files was killed, perhaps for want of memory",
            "try fewer with --jobs",
        ) from None
    except BaseException:
        for child in multiprocessing.active_children():
            child.kill()
        raise
    finally:
        pool.shutdown(cancel_futures=True)


def _result(batch: Batch[T], future: Future[list[Found]] | None) -> tuple[Batch[T], list[Found]]:
    return batch, future.result() if future is not None else []


@contextmanager
def _interrupts_wait() -> Iterator[None]:
    """A process that starts within takes Ctrl-C for nothing; ending it is for this one."""
    former = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)


def _begin() -> None:
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Nobody is left behind, even where this process's parent was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
