"""Wall time, CPU time and memory of this process."""

from __future__ import annotations

import resource
import time

from tests.bench.workload import Result


class Stopwatch:
    """Started when made."""

    def __init__(self) -> None:
        self._wall = time.perf_counter()
        self._cpu = time.process_time()
        self._rss: float | None = None

    def note_memory(self) -> None:
        """Fix the memory figure now: what comes later is not the asking phase."""
        self._rss = peak_mib()

    def result(self, client: str, samples: int) -> Result:
        return Result(
            client,
            samples,
            time.perf_counter() - self._wall,
            time.process_time() - self._cpu,
            self._rss if self._rss is not None else peak_mib(),
        )


def peak_mib() -> float:
    """Largest resident memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
