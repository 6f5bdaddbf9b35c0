"""The trivial baselines' record that stands beside a task's items, where it still fits them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govllm import canonical
from govllm.domain import Task

FILE = "baseline.json"


def read_baseline(task: Task) -> Mapping[str, Any] | None:
    """The record made by `python -m govllm.build baselines`, or None where there is none.

    A record made for other items or another train split says nothing about these; it is dropped,
    and a test holds the shipped ones to their files.
    """
    path = task.folder / FILE
    if not path.is_file():
        return None
    record: dict[str, Any] = canonical.read_json(path)
    train = task.folder / "train.jsonl"
    fits = (
        record.get("items_sha256") == task.items_digest
        and train.is_file()
        and record.get("train_sha256") == canonical.file_digest(train)
    )
    return record if fits else None
