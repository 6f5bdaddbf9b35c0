"""`python -m govllm.eval`: evaluate a candidate."""

from __future__ import annotations

import sys

from govllm.config.cli import run_command
from govllm.config.schema import Settings
from govllm.exits import ExitCode


def evaluate_one(settings: Settings) -> ExitCode:
    """Evaluate one candidate and print where the result is."""
    # Imported here so that `--help` and a misspelt key answer at once.
    from govllm.pipeline import evaluate

    outcome = evaluate(settings)
    print(f"{outcome.verdict.upper()} {outcome.folder}")
    return outcome.exit_code


def main() -> int:
    """The command's exit code."""
    return run_command(evaluate_one, sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
