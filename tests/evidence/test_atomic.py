"""Files are written whole or not at all: private from the first byte, brought to the disk."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from govllm import canonical
from govllm.evidence import scores


@pytest.fixture(autouse=True)
def _open_umask() -> Iterator[None]:
    """What the user's mask lets through, a private file must not."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is brought to the disk, in this order."""
    found: list[str] = []
    fsync = os.fsync

    def noted(handle: int) -> None:
        found.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        fsync(handle)

    monkeypatch.setattr("os.fsync", noted)
    return found


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


def test_it_is_private_while_it_is_written(tmp_path: Path, synced: list[str]) -> None:
    path = tmp_path / "file"
    with canonical.atomic(path) as stream:
        stream.write(b"a")
        assert not path.exists()
        assert modes(tmp_path) == {0o600}
    assert path.read_bytes() == b"a"
    assert modes(tmp_path) == {0o600}
    assert synced == ["file", "folder"]


def test_an_error_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "file"
    canonical.write_atomic(path, "whole")

    def stopped() -> None:
        with canonical.atomic(path) as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert [each.read_text() for each in tmp_path.iterdir()] == ["whole"]


NOTHING: Any = SimpleNamespace(content={"tasks": [], "reveal": False})


def test_scores_are_written_so(
    tmp_path: Path, synced: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scores, "_scored", lambda *_: iter(()))
    scores.write_scores(NOTHING, NOTHING, tmp_path / "scores.parquet")
    assert [path.name for path in tmp_path.iterdir()] == ["scores.parquet"]
    assert modes(tmp_path) == {0o600}
    assert synced == ["file", "folder"]


def test_scoring_that_is_stopped_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> Iterator[Any]:
        assert modes(tmp_path) == {0o600}
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(scores, "_scored", stopped)
    with pytest.raises(KeyboardInterrupt):
        scores.write_scores(NOTHING, NOTHING, tmp_path / "scores.parquet")
    assert list(tmp_path.iterdir()) == []
