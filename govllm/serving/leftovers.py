"""Finding the processes of a server by a mark in their environment, whoever their parent is now."""

from __future__ import annotations

import os
import signal
import time

# The environment variable that every process of one server inherits.
MARK = "GOVLLM_SERVER"
_PATIENCE_S = 10.0


def marked(mark: str) -> set[int]:
    """The living processes that were started with this mark."""
    wanted = f"{MARK}={mark}".encode()
    found = set()
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                with open(f"/proc/{entry.name}/environ", "rb") as environment:
                    if wanted in environment.read().split(b"\0"):
                        found.add(int(entry.name))
            except OSError:  # it ended meanwhile, or belongs to someone else
                continue
    return found


def kill_marked(mark: str) -> None:
    """Kill them all, and those they start meanwhile; gives up on what does not die in time."""
    deadline = time.monotonic() + _PATIENCE_S
    while (left := marked(mark)) and time.monotonic() < deadline:
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        time.sleep(0.02)
