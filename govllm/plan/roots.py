"""What a journal hangs on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def journal_root(content: Mapping[str, Any], plan_sha256: str) -> str:
    """What a journal's first row links to: the plan's hash, or that of the plan whose answers are
    judged anew."""
    supersedes = content["supersedes"]
    return str(supersedes["plan_sha256"]) if supersedes else plan_sha256
