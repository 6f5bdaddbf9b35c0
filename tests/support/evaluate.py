"""`python -m tests.support.evaluate`: the evaluation command, on a stand-in instead of vLLM."""

from __future__ import annotations

import sys

from govllm.config.cli import run_command
from govllm.config.schema import Settings
from govllm.exits import ExitCode
from govllm.pipeline import evaluate
from tests.support.standing import STAND_IN


def evaluate_one(settings: Settings) -> ExitCode:
    outcome = evaluate(settings, server=STAND_IN)
    print(f"{outcome.verdict.upper()} {outcome.folder}")
    return outcome.exit_code


if __name__ == "__main__":
    sys.exit(run_command(evaluate_one, sys.argv[1:]))
