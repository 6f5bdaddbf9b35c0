"""Evaluating in process, without composing the configuration anew each time."""

from __future__ import annotations

import functools

import pytest

from govllm.config.compose import written_policy_digest

_digest = functools.cache(written_policy_digest)


@pytest.fixture(autouse=True)
def _policy_digested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Composing the shipped profile takes a fifth of a second, and it does not change."""
    monkeypatch.setattr("govllm.plan.plan.written_policy_digest", _digest)
