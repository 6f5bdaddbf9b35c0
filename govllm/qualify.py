"""`python -m govllm.qualify`: do the tasks tell known-good from known-bad candidates?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from govllm.config.help import asked_for, qualify_help
from govllm.exits import ExitCode

if TYPE_CHECKING:
    from govllm.config.schema import Settings
    from govllm.qualification.qualify import Qualification


def qualify_tasks(settings: Settings) -> ExitCode:
    """Qualify the wanted tasks and print a line for each metric. A task without samples has
    nothing to qualify on and fails; one that lm-eval measures is left out."""
    from govllm.capability.task import Asking, Documents
    from govllm.plan.select import load_planned
    from govllm.qualification.qualify import qualify

    codes = []
    asking = Asking(settings.lm_eval, None, 0, settings.limit, settings.seed, to_ask=False)
    for planned in load_planned(settings, asking):
        if isinstance(planned.items, Documents):
            print(f"{planned.task.id}: measured by lm-eval, not qualified: it gates nothing")
            continue
        record = qualify(planned.task, planned.items, settings.seed)
        print("\n".join(_lines(record)))
        codes.append(record.qualified and record.n_samples > 0)
    return ExitCode.PASS if codes and all(codes) else ExitCode.FAIL


def _lines(record: Qualification) -> list[str]:
    word = "qualified" if record.qualified and record.n_samples else "NOT QUALIFIED"
    lines = [f"{record.task}: {record.n_samples} samples, {word}"]
    for metric in record.metrics:
        curve = ", ".join(f"{m} {rate:g}: {found:.3f}" for m, rate, found, _ in metric.values)
        lines.append(f"  {metric.metric}: {'; '.join(metric.faults) or 'ok'}  ({curve})")
    return lines


def main() -> int:
    """The command's exit code."""
    if asked_for(sys.argv[1:]):
        print(qualify_help())
        return ExitCode.PASS
    from govllm.config.cli import run_command

    return run_command(qualify_tasks, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
