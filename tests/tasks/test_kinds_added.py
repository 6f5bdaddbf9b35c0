"""Kinds that packages add."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from govllm.errors import UsageError
from govllm.tasks import kinds as module
from govllm.tasks.kinds import kinds


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package offers a kind under a name that is taken."""
    taken = EntryPoint("mine", "govllm.tasks.kinds:_BUILT_IN", "govllm.kinds")
    monkeypatch.setattr(EntryPoint, "load", lambda self: module._BUILT_IN[0])
    monkeypatch.setattr(module, "entry_points", lambda *, group: [taken])
    kinds.cache_clear()
    yield
    kinds.cache_clear()


@pytest.mark.usefixtures("offered")
def test_a_package_may_not_take_the_name_of_what_is_there() -> None:
    with pytest.raises(UsageError, match="calls its kind 'classification'"):
        kinds()
