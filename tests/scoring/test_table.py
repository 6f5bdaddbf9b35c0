"""The table of scorers."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from govllm.errors import UsageError
from govllm.scoring import table
from govllm.scoring.table import scorers


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names under which packages offer scorers; each is the built-in `labels`."""
    names: list[str] = []
    asked: list[str] = []

    def searched(*, group: str) -> list[EntryPoint]:
        asked.append(group)
        return [EntryPoint(n, "govllm.scoring.labels:score_labels", group) for n in names]

    monkeypatch.setattr(table, "entry_points", searched)
    table._added.cache_clear()
    yield names
    table._added.cache_clear()
    assert asked == ["govllm.scorers"]


def test_packages_are_searched_once_whatever_the_samples(offered: list[str]) -> None:
    """Once for every sample took fifteen times as long as all scoring."""
    offered.append("loud")
    found = [scorers() for _ in range(3)]
    assert found[2]["loud"] is found[2]["labels"]


@pytest.mark.parametrize("name", ["fields", "exposure"])
def test_a_package_may_not_take_the_name_of_what_is_there(offered: list[str], name: str) -> None:
    offered.append(name)
    with pytest.raises(UsageError, match=f"score_labels calls its scorer '{name}'"):
        scorers()
