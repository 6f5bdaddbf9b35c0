"""Inspect on the same questions, as it comes.
Runs in .venv-bench: `python tests/bench/peer_inspect.py BASE_URL SAMPLES FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.bench.measure import Stopwatch
from tests.bench.workload import CONCURRENCY, question


def main() -> None:
    base_url, samples, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])

    from inspect_ai import Task
    from inspect_ai import eval as evaluate
    from inspect_ai.dataset import MemoryDataset, Sample
    from inspect_ai.model import get_model
    from inspect_ai.scorer import exact
    from inspect_ai.solver import generate

    task = Task(
        dataset=MemoryDataset([Sample(input=question(n), target="是") for n in range(samples)]),
        solver=generate(max_tokens=8, temperature=0.0),
        scorer=exact(),
    )
    model = get_model("openai-api/mock/mock", base_url=base_url, api_key="none")
    watch = Stopwatch()
    (log,) = evaluate(
        task,
        model=model,
        max_connections=CONCURRENCY,
        max_samples=CONCURRENCY,
        log_dir=str(folder),
        display="none",
    )
    score = log.results.scores[0].metrics["mean"].value if log.results else None
    if score != 1.0:
        raise SystemExit(f"Inspect scored {score}, not 1.0: the comparison is not fair")
    print(watch.result("Inspect", samples).as_line())


if __name__ == "__main__":
    main()
