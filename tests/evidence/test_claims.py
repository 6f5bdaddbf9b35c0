"""Claims from nowhere in a run's answers: counted by family, corrected, and on the scorecard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govllm.evidence.card.excerpts import spans
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import read_run
from govllm.evidence.scorecard import write_scorecard
from govllm.tasks.requests import Request
from tests.support.runs import Told, finished_run, plan_of, reply, run_plan
from tests.support.tasks import tiny, write_task

N = 200


@pytest.fixture
def task(tmp_path: Path) -> Path:
    declaration, items = tiny("grounded")
    many = [json.loads(json.dumps(items[0])) for _ in range(N)]
    for n, item in enumerate(many):
        item |= {"id": f"t-{n:03}", "cluster": f"seed-{n}"}
        item["input"]["question"] += f"（{n}）"
    return write_task(tmp_path / "grounded", declaration, many)


def told(task: Path, tmp_path: Path, answer: str, every: int, other: str) -> dict[str, Any]:
    def telling(number: int, _: Request) -> Told:
        return reply(other if number % every == 0 else answer)

    folder = run_plan(RunFolder(tmp_path / "run"), plan_of(task), telling)
    write_scorecard(folder)
    page = folder.scorecard.read_text("utf-8")
    assert 'id="claims"' in page
    assert 'href="#claims"' in page
    found: dict[str, Any] = read_run(RunFolder(folder.path)).metrics["claims"]
    return found


RIGHT = "答案：每月120元。\n依据云试发〔2026〕1号第三条。"


def test_numbers_invented_in_a_known_share(task: Path, tmp_path: Path) -> None:
    found = told(task, tmp_path, RIGHT, 20, RIGHT + "\n另有一次性补助9876元。")
    assert found["answers"] == found["clusters"] == N
    number, citation = found["families"]["number"], found["families"]["citation"]
    assert number["share_of_answers"]["value"] == pytest.approx(0.05)
    assert number["wrong"] == N // 20
    assert number["corrected"]["lower"] <= 0.05 <= number["corrected"]["upper"]
    assert citation["wrong"] == 0
    assert citation["claims"] == 2 * N
    assert found["declined"]["value"] == 0.0


def test_declining_is_a_share_of_its_own(task: Path, tmp_path: Path) -> None:
    found = told(task, tmp_path, RIGHT, 4, "答案：抱歉，条文没有规定，无法回答。")
    assert found["declined"]["value"] == pytest.approx(0.25)


def test_without_passages_nothing_is_said(tmp_path: Path) -> None:
    folder = finished_run(tmp_path, lambda number, request: reply("red"), "choice")
    assert read_run(RunFolder(folder.path)).metrics["claims"] is None


def test_what_does_not_hold_is_marked_in_the_answer(task: Path, tmp_path: Path) -> None:
    told(task, tmp_path, RIGHT, 20, RIGHT + "\n另有<b>一次性补助</b>9876元，见第九条。")
    page = (tmp_path / "run" / "scorecard.html").read_text("utf-8")
    assert "&lt;b&gt;一次性补助&lt;/b&gt;<mark>9876元</mark>，见<mark>第九条</mark>。" in page
    assert "<mark>120元</mark>" not in page


def test_texts_without_anything_to_point_at_are_one_piece() -> None:
    assert spans("每月120元。", ()) == [("每月120元。", False)]
    assert spans("120元，共1120元", ("120元", "1120元")) == [
        ("120元", True), ("，共", False), ("1120元", True),
    ]  # fmt: skip
