"""govllm: plan made, then asked, journaled, chained and scored. The peers' start-up is left out,
so ours is as well. `python -m tests.bench.ours BASE_URL SAMPLES FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from govllm import pipeline
from govllm.config.compose import composed
from govllm.evidence.folder import RunFolder
from govllm.plan.plan import make_plan
from govllm.plan.seal import seal
from govllm.serving.candidate import candidacy
from tests.bench.measure import Stopwatch
from tests.bench.workload import CONCURRENCY, write_task


def main() -> None:
    base_url, samples, folder = sys.argv[1], int(sys.argv[2]), Path(sys.argv[3])
    settings = composed(
        [
            f"task_path={write_task(folder / 'task', samples)}",
            "serving=endpoint",
            f"serving.base_url={base_url}",
            f"client.concurrency={CONCURRENCY}",
            "tracking=none",
            "quiet=true",
        ]
    )
    who = candidacy(settings, lambda _: None)
    plan = make_plan(settings, who.candidate, who.engine)
    run = RunFolder(folder / "run")
    run.path.mkdir(parents=True)
    sealed = seal(plan, run.plan)
    watch = Stopwatch()
    pipeline.ask_all(plan, sealed, who, run, lambda _: None)
    watch.note_memory()
    pipeline.score(plan, sealed, run)
    print(watch.result("govllm", samples).as_line())


if __name__ == "__main__":
    main()
