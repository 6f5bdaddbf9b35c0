"""What tests of a bureau's own files share."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from govllm.config.cli import guarded
from govllm.privacy.__main__ import privacy

MOBILE, PERSON, NAME = "13800002719", "110101199003070134", "欧阳雪松"


def run(*words: str | Path) -> int:
    """The exit code of the command with these words."""
    return guarded(lambda: privacy([str(word) for word in words]))


def reported(*files: Path) -> list[dict[str, Any]]:
    """The report on files, as `scan --json` writes it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "report.json"
        assert run("scan", *files, "--json", out) in (0, 1)
        rows: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))
        return rows


def found(path: Path) -> dict[str, int]:
    """How many of each class a file holds."""
    (report,) = reported(path)
    return {row["class"]: row["count"] for row in report["found"]}


def places(path: Path, kind: str) -> list[str]:
    """Where a file holds a class."""
    (report,) = reported(path)
    return next((row["places"] for row in report["found"] if row["class"] == kind), [])


def masked(path: Path, *words: str) -> Path:
    """The copy of a file, in a folder beside it."""
    out = path.parent / "out"
    assert run("mask", path, "--out", out, *words) == 0
    return out / path.name
