"""The table of scorers."""

from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from govllm.scoring import table
from govllm.scoring.table import scorers


def test_packages_are_searched_once_whatever_the_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once for every sample took fifteen times as long as all scoring."""
    asked: list[str] = []

    def searched(*, group: str) -> list[EntryPoint]:
        asked.append(group)
        return [
            EntryPoint("loud", "govllm.scoring.labels:score_labels", group),
            EntryPoint("fields", "govllm.scoring.labels:score_labels", group),
        ]

    monkeypatch.setattr(table, "entry_points", searched)
    table._added.cache_clear()
    try:
        found = [scorers() for _ in range(3)]
    finally:
        table._added.cache_clear()
    assert asked == ["govllm.scorers"]
    assert "loud" in found[2]
    # Nobody replaces what is shipped.
    assert found[2]["fields"] is table._BUILT_IN["fields"]
