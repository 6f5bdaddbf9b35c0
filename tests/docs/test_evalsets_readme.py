"""`evalsets/README.md` says of the sets what their files say."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from govllm import canonical
from govllm.resources import evalsets_dir
from govllm.tasks.items import sample_of
from govllm.tasks.load import LoadedTask, load_task, task_folders
from tests.docs.pages import ROOT, Page

PAGE = Page("evalsets/README.md")
TASKS = task_folders(evalsets_dir())
ABSENT = "—"


@pytest.fixture(scope="module")
def loaded() -> dict[str, LoadedTask]:
    return {name: load_task(path, name.partition("/")[0]) for name, path in TASKS.items()}


def row_of(loaded: LoadedTask) -> list[str]:
    """The table's row for a task, made from its files."""
    task, items = loaded.task, loaded.items
    baseline = task.baseline or {}
    results: Mapping[str, Any] = baseline.get("results", {})
    train = train_of(task.folder)
    return [
        f"`{task.id}`",
        str(len(items)),
        str(items.clusters),
        ", ".join(f"{name} {len(labels)}" for name, labels in task.labels.items()) or ABSENT,
        str(len(train)) if train else ABSENT,
        str(baseline.get("score", ABSENT)),
        *(share(results.get(name)) for name in ("majority", "tfidf_logreg")),
    ]


def train_of(folder: Path) -> list[dict[str, Any]]:
    path = folder / "train.jsonl"
    if not path.is_file():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def share(result: Mapping[str, Any] | None) -> str:
    return ABSENT if result is None else f"{100 * result['estimate']:.1f} %"


@pytest.mark.parametrize("name", TASKS)
def test_row(name: str, loaded: dict[str, LoadedTask]) -> None:
    rows = {row[0]: row for row in sets()}
    expected = row_of(loaded[name])
    assert rows.get(expected[0]) == expected, f"write: | {' | '.join(expected)} |"


def sets() -> list[list[str]]:
    (rows,) = [table[1:] for table in PAGE.tables if table[0][:2] == ["task", "items"]]
    return rows


def test_no_other_rows() -> None:
    assert [row[0].strip("`") for row in sets()] == list(TASKS)


@pytest.mark.parametrize("name", TASKS)
def test_baseline_fits_its_files(name: str, loaded: dict[str, LoadedTask]) -> None:
    path = TASKS[name] / "baseline.json"
    declared = yaml.safe_load((TASKS[name] / "task.yaml").read_text(encoding="utf-8"))
    assert path.is_file() == ("baselines" in declared), "run python -m govllm.build baselines"
    if path.is_file():
        record = canonical.read_json(path)
        assert record["items_sha256"] == loaded[name].items.digest, "build the baselines again"
        assert record["train_sha256"] == canonical.file_digest(TASKS[name] / "train.jsonl")


@pytest.mark.parametrize("name", TASKS)
def test_train_shares_nothing_with_the_items(name: str, loaded: dict[str, LoadedTask]) -> None:
    items = loaded[name].items
    asked = list(items.read(range(len(items))))
    trained = [sample_of(raw) for raw in train_of(TASKS[name])]
    assert not {s.cluster for s in asked} & {s.cluster for s in trained}
    assert not {json.dumps(s.input) for s in asked} & {json.dumps(s.input) for s in trained}


def test_the_shown_item_is_one_of_the_set(loaded: dict[str, LoadedTask]) -> None:
    (block,) = [b for b in PAGE.blocks if b.language == "json"]
    shown = json.loads(block.body)
    items = loaded["hotline/dispatch"].items
    (item,) = [s for s in items.read(range(len(items))) if s.id == shown["id"]]
    assert item.input["case"].startswith(shown["input"].pop("case").removesuffix("…"))
    assert shown["input"] == {}
    assert (item.cluster, item.target, item.slices) == (
        shown["cluster"],
        shown["target"],
        shown["slices"],
    )


def test_links_lead_somewhere() -> None:
    assert PAGE.links
    assert all((PAGE.path.parent / link).is_file() for link in PAGE.links)


def test_every_file_of_the_folder_is_named() -> None:
    named = [re.sub(r"<[^>]+>", "*", row[0].strip("`")) for t in PAGE.tables[:1] for row in t]
    sets = ROOT / "evalsets"
    held = [p.relative_to(sets) for p in sets.glob("*/*/*") if "__pycache__" not in p.parts]
    assert [path for path in held if not any(path.match(pattern) for pattern in named)] == []
