"""Progress through files: a bar where somebody watches, a line now and then where not."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import NoReturn

from tqdm import tqdm

from govllm.terminal import watched

_EVERY_S = 30.0


class Progress:
    """Megabytes and megabytes a second, on standard error. Use as a context manager.

    Args:
        total: bytes of all files.
    """

    def __init__(self, total: int) -> None:
        self._bar: tqdm[NoReturn] = tqdm(
            total=total, unit="B", unit_scale=True, disable=not watched(), dynamic_ncols=True
        )
        self._total, self._done, self._at = total, 0, 0
        self._began = self._told = time.monotonic()

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.close()
        if kind is None:
            self._tell("looked through")

    def at(self, position: int) -> None:
        """So many bytes of the file in hand are done."""
        self._at = position
        self._show()

    def file_done(self, size: int) -> None:
        """The file in hand, of that size, is done."""
        self._done, self._at = self._done + size, 0
        self._show()

    def say(self, line: str, to_errors: bool = False) -> None:
        """Print a line without tearing the bar."""
        self._bar.write(line, file=sys.stderr if to_errors else sys.stdout)
        (sys.stderr if to_errors else sys.stdout).flush()

    def _show(self) -> None:
        if not self._bar.disable:
            self._bar.update(self._done + self._at - self._bar.n)
        elif time.monotonic() - self._told >= _EVERY_S:
            self._told = time.monotonic()
            self._tell("so far")

    def _tell(self, word: str) -> None:
        done, seconds = self._done + self._at, time.monotonic() - self._began
        print(
            f"govllm: {done / 1e6:.2f} of {self._total / 1e6:.2f} MB {word} in {seconds:.0f} s, "
            f"{done / 1e6 / max(seconds, 1e-6):.2f} MB/s",
            file=sys.stderr,
            flush=True,
        )
