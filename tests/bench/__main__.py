"""`make bench`: every client side by side against the same server, best of several rounds.

The peers are installed into `.venv-bench` on the first run; they are not dependencies.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.bench.workload import Result

_ROOT = Path(__file__).resolve().parents[2]
_PEERS = _ROOT / ".venv-bench"
_REQUIREMENTS = _ROOT / "requirements" / "bench.txt"


def _install_peers() -> Path:
    python = _PEERS / "bin" / "python"
    ready = _PEERS / ".ready"
    if not ready.exists() or ready.stat().st_mtime < _REQUIREMENTS.stat().st_mtime:
        print("installing the peers into .venv-bench; some minutes the first time")
        subprocess.run([os.environ.get("PYTHON", "python3"), "-m", "venv", _PEERS], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "-r", _REQUIREMENTS], check=True)
        ready.touch()
    return python


@contextmanager
def _server(latency_ms: float) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.server", str(port), str(latency_ms)]
    process = subprocess.Popen(command, cwd=_ROOT)
    try:
        for _ in range(200):
            with socket.socket() as attempt:
                if attempt.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        process.terminate()
        process.wait()


def _run(command: Sequence[str | Path]) -> Result:
    done = subprocess.run(command, cwd=_ROOT, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith('{"client"')]
    if done.returncode or not lines:
        sys.exit(f"{' '.join(map(str, command))} failed:\n{done.stdout}\n{done.stderr}")
    return Result(**json.loads(lines[-1]))


def _best(results: Sequence[Result]) -> Result:
    return min(results, key=lambda r: r.wall_s)


def compare(samples: int, rounds: int, latency_ms: float) -> None:
    """Print the table of clients."""
    peers = _install_peers()
    with _server(latency_ms) as url, tempfile.TemporaryDirectory() as scratch:
        found: dict[str, list[Result]] = {}
        for turn in range(rounds):
            for script, words in {
                "bare": [sys.executable, "-m", "tests.bench.bare", url, samples],
                "ours": [sys.executable, "-m", "tests.bench.ours", url, samples],
                "lm_eval": [peers, _ROOT / "tests/bench/peer_lm_eval.py", url, samples],
                "inspect": [peers, _ROOT / "tests/bench/peer_inspect.py", url, samples],
            }.items():
                result = _run([*map(str, words), f"{scratch}/{script}-{turn}"])
                found.setdefault(result.client, []).append(result)
    ours = _best(found["govllm"])
    print(f"\n{samples} samples, 256 at once, {latency_ms:g} ms server, best of {rounds}")
    print(f"{'client':14}{'samples/s':>11}{'CPU ms/sample':>15}{'RSS MiB':>9}{'govllm is ×':>13}")
    for client, results in found.items():
        best = _best(results)
        print(
            f"{client:14}{best.samples / best.wall_s:>11.0f}"
            f"{1000 * best.cpu_s / best.samples:>15.2f}{best.rss_mib:>9.0f}"
            f"{best.wall_s / ours.wall_s:>13.2f}"
        )


def growth(latency_ms: float, most: int) -> None:
    """Print how memory grows with the number of samples."""
    with _server(latency_ms) as url, tempfile.TemporaryDirectory() as scratch:
        small, large = (
            _run([sys.executable, "-m", "tests.bench.ours", url, str(n), f"{scratch}/{n}"])
            for n in (most // 10, most)
        )
    grown = (large.rss_mib - small.rss_mib) * 2**20 / (large.samples - small.samples)
    print(f"\nmemory: {small.rss_mib:.0f} MiB at {small.samples} samples, ", end="")
    print(f"{large.rss_mib:.0f} MiB at {large.samples}: {grown:.0f} bytes a sample")
    print(f"{large.samples / large.wall_s:.0f} samples/s over {large.samples}")


def verification(samples: int) -> None:
    """Print how long bundles of a tenth and of all of so many samples take to verify."""
    print(f"\n{'samples':>9}{'verified in s':>15}{'CPU s':>8}{'RSS MiB':>9}")
    module = [sys.executable, "-m", "tests.bench.verifying"]
    for count in (samples // 10, samples):
        with tempfile.TemporaryDirectory() as scratch:
            subprocess.run([*module, "make", scratch, str(count)], cwd=_ROOT, check=True)
            done = subprocess.run(
                [*module, "check", scratch], cwd=_ROOT, check=True, capture_output=True, text=True
            )
        found = json.loads(done.stdout)
        print(f"{count:>9}{found['wall_s']:>15.1f}{found['cpu_s']:>8.1f}{found['rss_mib']:>9.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    parser.add_argument("--samples", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency-ms", type=float, default=20.0)
    parser.add_argument("--most", type=int, default=200_000, help="samples of the memory run")
    parser.add_argument("--bundle", type=int, default=100_000, help="samples of the bundle")
    given = parser.parse_args()
    compare(given.samples, given.rounds, given.latency_ms)
    if given.most:
        growth(given.latency_ms, given.most)
    # Processes of their own: Linux counts as a child's what its parent held when it was started.
    for module in ("scanning", "government"):
        subprocess.run([sys.executable, "-m", f"tests.bench.{module}"], cwd=_ROOT, check=True)
    if given.bundle:
        verification(given.bundle)


if __name__ == "__main__":
    main()
