"""How long a bundle takes to verify, and in how much memory, as it grows.

`python -m tests.bench.verifying make FOLDER SAMPLES` writes a run of so many samples without a
server; `python -m tests.bench.verifying check FOLDER` verifies it and prints one line.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from govllm.config.schema import ModelSettings, Settings
from govllm.evidence.folder import RunFolder
from govllm.evidence.verify import verify
from govllm.plan.plan import make_plan
from govllm.plan.seal import seal
from tests.bench.measure import Stopwatch
from tests.bench.workload import write_task
from tests.support.evidence import finish_run
from tests.support.runs import CANDIDATE, ENGINE, reply, write_journal


def make(folder: Path, samples: int) -> None:
    """Write a finished run whose answers are all right."""
    settings = Settings(
        ModelSettings("bench"), task_path=str(write_task(folder / "task", samples)), quiet=True
    )
    plan = make_plan(settings, CANDIDATE, ENGINE)
    run = RunFolder(folder / "run")
    run.path.mkdir(parents=True)
    sealed = seal(plan, run.plan)
    write_journal(run, plan, sealed.sha256, lambda number, request: reply("是"))
    finish_run(run, plan, None)


def check(folder: Path) -> None:
    """Verify it and print time and memory as a line of JSON."""
    watch = Stopwatch()
    found = verify(RunFolder(folder / "run"), [])
    if not found.intact:
        raise SystemExit("\n".join(found.faults()))
    result = watch.result("verify", 0)
    print(json.dumps({"wall_s": result.wall_s, "cpu_s": result.cpu_s, "rss_mib": result.rss_mib}))


if __name__ == "__main__":
    command, path, *rest = sys.argv[1:]
    if command == "make":
        make(Path(path), int(rest[0]))
    else:
        check(Path(path))
