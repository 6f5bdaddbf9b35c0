"""The shipped tasks: well formed, and lm-eval measures known answers of them as it must."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from govllm.capability.library import load_local
from govllm.capability.names import local_folders
from govllm.capability.task import Asking, LmEvalTask
from govllm.config.compose import composed
from govllm.config.schema import LmEvalSettings
from govllm.domain import Answer
from govllm.resources import evalsets_dir

FOLDERS = local_folders(evalsets_dir())
CHOICE = ("capability/official_chinese", "capability/reading")
TEXT = ("capability/arithmetic", "capability/tables")
ASKING = Asking(LmEvalSettings(), None, 0, None, 1, to_ask=False)


def items(name: str) -> list[dict[str, Any]]:
    lines = (FOLDERS[name] / "items.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_suite_asks_all_of_them() -> None:
    suite = composed(["suite=capability"]).suite
    assert suite is not None
    assert set(suite.tasks) == set(FOLDERS) == {*CHOICE, *TEXT}


@pytest.mark.parametrize("name", FOLDERS)
def test_sixty_questions_each_its_own(name: str) -> None:
    rows = items(name)
    assert len(rows) == len({row["id"] for row in rows}) == 60
    asked = [json.dumps({k: v for k, v in row.items() if k != "id"}) for row in rows]
    assert len(set(asked)) == 60
    declared = yaml.safe_load((FOLDERS[name] / "lm_eval.yaml").read_text(encoding="utf-8"))
    assert declared["dataset_kwargs"]["data_files"]["test"] == f"evalsets/{name}/items.jsonl"
    for told in ("title", "intended_use", "limits", "source"):
        assert set(declared["metadata"][told]) == {"zh", "en"}


@pytest.mark.parametrize("name", CHOICE)
def test_one_right_answer_in_any_place(name: str) -> None:
    rows = items(name)
    assert all(len(row["choices"]) == len(set(row["choices"])) == 4 for row in rows)
    assert set(Counter(row["target"] for row in rows).values()) == {15}


def test_an_answer_to_a_table_stands_in_it_or_is_a_number() -> None:
    for row in items("capability/tables"):
        widths = {line.count("|") for line in row["table"].splitlines()}
        assert len(widths) == 1, row["id"]
        assert row["answer"] in row["table"] or row["answer"].isdecimal(), row["id"]


@pytest.fixture(scope="module")
def measured() -> Mapping[str, LmEvalTask]:
    return {name: LmEvalTask(load_local(name, folder), ASKING) for name, folder in FOLDERS.items()}


def answered(name: str, row: Mapping[str, Any], right: bool) -> Sequence[Answer]:
    if name in TEXT:
        given = row["answer"] if right else "不知道"
        return [
            Answer(f"算式略。\n答案：{given}" if name.endswith("arithmetic") else f" {given}。")
        ]
    chosen = row["target"] if right else (row["target"] + 1) % 4
    told = [-1.0 if n == chosen else -60.0 for n in range(4)]
    return [Answer("", part=n, logprob=each, greedy=False) for n, each in enumerate(told)]


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("wrong", [0, 7, 30, 60])
def test_known_answers_measure_as_they_must(
    name: str, wrong: int, measured: Mapping[str, LmEvalTask]
) -> None:
    told = {row["id"]: answered(name, row, n >= wrong) for n, row in enumerate(items(name))}
    results = measured[name].results(told, f"{wrong}")
    assert results.metrics
    for metric in results.metrics:
        assert metric.estimate == pytest.approx((60 - wrong) / 60), metric.name
        assert metric.lower <= (60 - wrong) / 60 <= metric.upper
        assert metric.lower < metric.upper
    right = items(name)[wrong:]
    assert all(s.value == 1.0 for row in right for s in results.scores[row["id"]].values())


@pytest.mark.parametrize(
    ("name", "answer", "metrics"),
    [
        (
            "arithmetic",
            "250×12=3000，3000+600=3,600份。\n答案：3,600",
            {"strict": 1, "last_number": 1},
        ),
        ("arithmetic", "答案: 3600.0", {"strict": 1, "last_number": 1}),
        ("arithmetic", "一共要印3600份。", {"strict": 0, "last_number": 1}),
        ("arithmetic", "答案：3600份，不是3000", {"strict": 1, "last_number": 0}),
        ("tables", "望桥街道", {"": 1}),
        ("tables", "“望桥街道”。", {"": 1}),
        ("tables", "望桥街道和湖滨街道", {"": 0}),
    ],
)
def test_what_counts_as_an_answer(
    name: str, answer: str, metrics: Mapping[str, int], measured: Mapping[str, LmEvalTask]
) -> None:
    """Of the first question."""
    task = measured[f"capability/{name}"]
    rows = items(f"capability/{name}")
    told = {row["id"]: [Answer(answer)] for row in rows}
    scores = task.results(told, answer).scores[rows[0]["id"]]
    found = {key.partition(".")[2]: score.value for key, score in scores.items()}
    assert found == metrics


def test_units_after_a_number_do_not_matter(measured: Mapping[str, LmEvalTask]) -> None:
    rows = items("capability/tables")
    numbers = [row for row in rows if row["answer"].isdecimal()]
    assert len(numbers) > 10
    told = {row["id"]: [Answer(f"{row['answer']}元")] for row in rows}
    scores = measured["capability/tables"].results(told, "units").scores
    assert all(scores[row["id"]]["exact_match"].value == 1.0 for row in numbers)


def test_lm_eval_reads_them_by_itself(tmp_path: Path) -> None:
    """`lm-eval run --include_path evalsets/capability`, from the repository's root."""
    from lm_eval.tasks import TaskManager

    index = TaskManager(include_path=str(evalsets_dir() / "capability"), include_defaults=False)
    assert set(index.all_tasks) == {f"govllm_{name.partition('/')[2]}" for name in FOLDERS}
