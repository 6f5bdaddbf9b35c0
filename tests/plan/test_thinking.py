"""Tokens for thinking aloud: sealed in the plan, found again when it is reopened."""

from __future__ import annotations

from pathlib import Path

import pytest

from govllm.config.schema import ModelSettings, Settings
from govllm.errors import UsageError
from govllm.plan.plan import make_plan
from govllm.plan.reopen import reopen
from tests.support.runs import CANDIDATE, ENGINE
from tests.support.tasks import write_tiny


def settings_with(task: Path, tokens: int) -> Settings:
    return Settings(ModelSettings("m", thinking_tokens=tokens), task_path=str(task), quiet=True)


def test_they_are_asked_for_sealed_and_found_again(tmp_path: Path) -> None:
    task = write_tiny(tmp_path, "classification")
    plan = make_plan(settings_with(task, 2000), CANDIDATE, ENGINE)
    assert plan.content["thinking_tokens"] == 2000
    allowed = plan.tasks[0].task.generation.max_tokens
    assert {request.sampling["max_tokens"] for request in plan.requests()} == {allowed + 2000}
    again = reopen(plan.content, None, task)
    assert [r.sampling for r in again.requests()] == [r.sampling for r in plan.requests()]
    other = make_plan(settings_with(task, 0), CANDIDATE, ENGINE)
    assert other.content_sha256 != plan.content_sha256


def test_less_than_none_is_refused(tmp_path: Path) -> None:
    task = write_tiny(tmp_path, "classification")
    with pytest.raises(UsageError, match="thinking_tokens is -1"):
        make_plan(settings_with(task, -1), CANDIDATE, ENGINE)
