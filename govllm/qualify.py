"""`python -m govllm.qualify`: do the tasks tell known-good from known-bad candidates?"""

from __future__ import annotations

import sys

from govllm.config.cli import run_command
from govllm.config.schema import Settings
from govllm.exits import ExitCode


def qualify_tasks(settings: Settings) -> ExitCode:
    """Qualify the wanted tasks (all shipped ones by default) and print a line for each metric."""
    from govllm.plan.select import load_planned
    from govllm.qualification.qualify import qualify

    failed = 0
    for planned in load_planned(settings):
        record = qualify(planned.task, planned.items, settings.seed)
        print(
            f"{record.task}: {record.n_samples} samples, {'qualified' if record.qualified else 'NOT QUALIFIED'}"
        )
        for metric in record.metrics:
            curve = ", ".join(f"{m} {r:g}→{v:.3f}" for m, r, v, _ in metric.values)
            print(f"  {metric.metric}: {'; '.join(metric.faults) or 'ok'}  ({curve})")
        failed += not record.qualified
        if record.n_samples == 0:
            print("  no samples: nothing to qualify on")
            failed += 1
    return ExitCode.FAIL if failed else ExitCode.PASS


def main() -> int:
    """The command's exit code."""
    return run_command(qualify_tasks, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
