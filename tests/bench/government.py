"""The whole government suite from the first request to the last score, beside asking alone.

    python -m tests.bench.government

A mock server that knows the right answers and waits 20 ms before each; 256 requests at once; all
ways by turns in one run, the best of nine. Scoring reads the journal back and checks its chain too.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from govllm import pipeline
from govllm.config.compose import composed
from govllm.evidence.folder import RunFolder
from govllm.evidence.words import last_words
from govllm.plan.plan import Plan, make_plan
from govllm.plan.seal import seal
from govllm.serving.candidate import Candidacy, candidacy

_ROUNDS = 9
_LATENCY_MS = 20
_CONCURRENCY = 256


@contextmanager
def _server(tasks: list[str]) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.support.mock_server", "--port", str(port)]
    process = subprocess.Popen([*command, "--latency-ms", str(_LATENCY_MS), *tasks])
    try:
        for _ in range(600):
            with suppress(OSError), urllib.request.urlopen(f"http://127.0.0.1:{port}/health"):
                break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


_WAYS = {
    "asked and journaled": None,
    "and the journal's chain checked": lambda plan, sealed, run: last_words(
        run.journal, sealed.journal_root
    ),
    "and scored": pipeline.score,
}


def _once(plan: Plan, who: Candidacy, folder: Path, way: str) -> float:
    run = RunFolder(folder)
    run.path.mkdir(parents=True)
    sealed = seal(plan, run.plan)
    begun = time.perf_counter()
    pipeline.ask_all(plan, sealed, who, run, lambda _: None)
    if behind := _WAYS[way]:
        behind(plan, sealed, run)
    return time.perf_counter() - begun


def main() -> None:
    words = ["suite=government", "serving=endpoint", f"client.concurrency={_CONCURRENCY}"]
    words += ["tracking=none", "quiet=true"]
    suite = composed([*words, "serving.base_url=http://127.0.0.1:9/v1"]).suite
    assert suite is not None
    with _server(list(suite.tasks)) as url, tempfile.TemporaryDirectory() as folder:
        settings = composed([*words, f"serving.base_url={url}"])
        who = candidacy(settings, lambda _: None)
        plan = make_plan(settings, who.candidate, who.engine)
        best = dict.fromkeys(_WAYS, float("inf"))
        for turn in range(_ROUNDS):
            for way in _WAYS:
                took = _once(plan, who, Path(folder) / f"{turn}-{way}", way)
                best[way] = min(best[way], took)
    alone = best["asked and journaled"]
    print(f"\n| {plan.n_planned} samples, {len(plan.tasks)} tasks | seconds | ratio |")
    print("|---|--:|--:|")
    for way, took in best.items():
        print(f"| {way} | {took:.2f} | {took / alone:.2f} |")


if __name__ == "__main__":
    main()
