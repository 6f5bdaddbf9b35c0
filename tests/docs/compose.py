"""A command line composed through the command's own code path, with nothing run."""

from __future__ import annotations

from collections.abc import Sequence

from govllm.config.cli import run_command
from govllm.config.schema import Settings
from govllm.exits import ExitCode


def composed_jobs(words: Sequence[str]) -> list[Settings]:
    """The settings of each job that these arguments ask for; more than one in a multirun.

    Raises:
        AssertionError: where the command would end with a message instead.
    """
    jobs: list[Settings] = []

    def note(settings: Settings) -> ExitCode:
        jobs.append(settings)
        return ExitCode.PASS

    assert run_command(note, words) is ExitCode.PASS
    return jobs
