"""Progress of the asking phase on the terminal; quiet where nobody watches."""

from __future__ import annotations

import time
from types import TracebackType
from typing import NoReturn

from tqdm import tqdm

from govllm.client.ask import Tally
from govllm.terminal import watched

_EVERY_S = 0.5


class Progress:
    """A progress bar with rate, time left, errors and tokens per second. Use as a context manager.

    Args:
        total: requests of the whole run; a conversation counts as one.
        done: of these, settled before this session.
        quiet: show nothing.
    """

    def __init__(self, total: int, done: int, quiet: bool) -> None:
        self._bar: tqdm[NoReturn] = tqdm(
            total=total, initial=done, unit="req", disable=not watched(quiet), dynamic_ncols=True
        )
        self._done = done
        self._began = time.monotonic()
        self._shown = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()

    def __call__(self, tally: Tally) -> None:
        """Show the tally, at most twice a second."""
        now = time.monotonic()
        settled = self._done + tally.settled
        if self._bar.disable or (now - self._shown < _EVERY_S and settled < (self._bar.total or 0)):
            return
        self._shown = now
        rate = tally.tokens / max(now - self._began, 1e-9)
        self._bar.n = settled
        self._bar.set_postfix_str(
            f"errors {tally.failed}, retried {tally.retried}, {rate:.0f} tok/s", refresh=True
        )
