"""The warden: a small process between ours and the server, so that no server outlives us.

`python -m govllm.serving.warden PARENT COMMAND…` runs the command in a session of its own and
ends it with everything it started when its own parent (of that process id) dies, when it is told
to stop (SIGTERM, SIGINT), or when the command ends. vLLM starts further processes; killing only
the one we know would leave its engine behind. It imports nothing of ours and nothing heavy.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from types import FrameType

_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_GRACE_S = 10.0
# What outlives the server itself has lost its head and gets less time.
_LEFTOVER_S = 2.0


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None, use_errno=True).prctl(option, value, 0, 0, 0)


def _die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _descendants() -> set[int]:
    """Every living process below this one. Orphans below us come to us: we are their reaper.

    A zombie is no living process, yet one whose other threads are still ending keeps its children:
    the way to them leads through it.
    """
    parents: dict[int, int] = {}
    zombies: set[int] = set()
    for entry in os.scandir("/proc"):
        if entry.name.isdigit():
            try:
                with open(f"/proc/{entry.name}/stat", encoding="utf-8", errors="replace") as stat:
                    state, parent = stat.read().rpartition(")")[2].split()[:2]
            except OSError:
                continue
            parents[int(entry.name)] = int(parent)
            if state == "Z":
                zombies.add(int(entry.name))
    found: set[int] = set()
    generation = {os.getpid()}
    while generation:
        generation = {pid for pid, parent in parents.items() if parent in generation}
        found |= generation
    return found - zombies


def _signal_all(number: signal.Signals) -> None:
    for pid in _descendants():
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _end_everything(child: subprocess.Popen[bytes]) -> None:
    """Ask the server to stop, wait, then kill whatever is left below us."""
    if child.poll() is None:
        child.terminate()
    deadline = time.monotonic() + _GRACE_S
    headless = False
    # Twice: while one look goes through /proc, an orphan on its way to us is nobody's child.
    while _descendants() or _descendants():
        if child.poll() is not None and not headless:
            headless, deadline = True, min(deadline, time.monotonic() + _LEFTOVER_S)
        if time.monotonic() >= deadline:
            _signal_all(signal.SIGKILL)
        time.sleep(0.05)


def main(parent: int, command: list[str]) -> int:
    """Run `command` until it ends or we are to stop; its exit status, or 128 + the signal."""
    told: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        told.append(number)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, stop)
    _prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    # The parent may have died before its death could reach us.
    if os.getppid() != parent:
        return 128 + signal.SIGTERM
    child = subprocess.Popen(
        command, start_new_session=True, preexec_fn=_die_with_parent, stdin=subprocess.DEVNULL
    )
    while child.poll() is None and not told:
        time.sleep(0.05)
    _end_everything(child)
    return 128 + told[0] if told else child.wait()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
