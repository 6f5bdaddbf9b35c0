"""`python -m govllm.eval`: evaluate a candidate."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from govllm.config.help import asked_for, eval_help
from govllm.exits import ExitCode

if TYPE_CHECKING:
    from govllm.config.schema import Settings


def evaluate_one(settings: Settings) -> ExitCode:
    """Evaluate one candidate and print where the result is."""
    # Imported here so that a misspelt key answers at once.
    from govllm.pipeline import evaluate

    outcome = evaluate(settings)
    print(f"{outcome.verdict.upper()} {outcome.folder}")
    return outcome.exit_code


def main() -> int:
    """The command's exit code."""
    if asked_for(sys.argv[1:]):
        print(eval_help())
        return ExitCode.PASS
    from govllm.config.cli import run_command

    return run_command(evaluate_one, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
