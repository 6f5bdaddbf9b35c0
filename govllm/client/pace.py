"""Pace: waits between tries, a common pause after 429, and the watch for silence."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Iterator
from contextlib import contextmanager

from govllm.errors import SilenceError


class Pace:
    """Shared by all workers of one asking phase.

    Args:
        backoff_s: the first wait after a retriable error; doubles with every attempt.
        silence_s: with no answer at all for so long, `watch` raises.
    """

    _LONGEST_S = 30.0

    def __init__(self, backoff_s: float, silence_s: float) -> None:
        self._backoff_s = backoff_s
        self._silence_s = silence_s
        self._open_at = 0.0
        self._heard_at = time.monotonic()
        self._excuses = 0

    def heard(self) -> None:
        """The server said something: anything at all."""
        self._heard_at = time.monotonic()

    @contextmanager
    def excused(self) -> Iterator[None]:
        """Silence does not count meanwhile: the server is being started again."""
        self._excuses += 1
        try:
            yield
        finally:
            self._excuses -= 1
            self.heard()

    def pause_all(self, seconds: float) -> None:
        """Hold every worker's next request back: the server is overloaded."""
        self._open_at = max(self._open_at, time.monotonic() + seconds)

    async def turn(self) -> None:
        """Wait until requests may be sent."""
        while (wait := self._open_at - time.monotonic()) > 0:
            await asyncio.sleep(wait)

    def wait_after(self, attempt: int, asked: float | None) -> float:
        """Seconds to wait after a failed attempt (1 for the first): doubling, with full jitter
        on the upper half so that workers do not come back all at once."""
        if asked is not None:
            return asked
        longest: float = min(self._LONGEST_S, self._backoff_s * 2 ** (attempt - 1))
        return longest * random.uniform(0.5, 1.0)  # noqa: S311

    def _patience_left(self) -> float:
        # A pause that the server asked for is our silence, not its.
        return max(self._heard_at, self._open_at) + self._silence_s - time.monotonic()

    async def watch(self) -> None:
        """Raise once the server has been silent for too long.

        Raises:
            SilenceError: always, sooner or later, unless cancelled.
        """
        while (left := self._patience_left()) > 0 or self._excuses:
            await asyncio.sleep(max(left, 0.1))
        raise SilenceError(
            f"the candidate gave no answer at all for {self._silence_s:g} s",
            "see whether its server hangs; for one that is slow raise client.silence_s",
        )
