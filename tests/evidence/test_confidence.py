"""Confidence, coverage and the passage to follow, from the journal to the scorecard."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import read_run
from govllm.evidence.scorecard import write_scorecard
from govllm.tasks.requests import Request
from tests.support.runs import Told, plan_of, reply, run_plan
from tests.support.tasks import tiny, write_task

RIGHT, WRONG, DECLINED = "答案：120元。", "答案：999元。", "答案：条文没有规定，无法回答。"


def run_of(tmp_path: Path, answers: list[tuple[str, float | None]]) -> tuple[RunFolder, Path]:
    declaration, items = tiny("grounded")
    answerable = [dict(items[0], id=f"t-{n:03}", cluster=f"c-{n}") for n in range(len(answers))]
    for n, item in enumerate(answerable):
        item["input"] = {**item["input"], "question": f"城区每月补助多少（{n}）"}
    declaration["generation"] = {"confidence": True}
    task = write_task(tmp_path / "task", declaration, answerable)

    def telling(number: int, request: Request) -> Told:
        assert request.confidence
        text, sure = answers[number]
        return reply(text, logprob=None if sure is None else math.log(sure) * len(text))

    return run_plan(RunFolder(tmp_path / "run"), plan_of(task), telling), task


def section(folder: RunFolder) -> dict[str, Any]:
    (found,) = read_run(folder).metrics["confidence"]
    return dict(found)


def test_from_log_probabilities_to_the_calibration_error(tmp_path: Path) -> None:
    answers: list[tuple[str, float | None]] = [(RIGHT, 0.95)] * 6 + [(WRONG, 0.95)] * 2
    answers += [(WRONG, 0.15)] * 4 + [(DECLINED, 0.99)] * 4
    folder, _ = run_of(tmp_path, answers)
    found = section(folder)
    assert found["answerable"] == 16
    assert found["coverage"]["value"] == pytest.approx(12 / 16)
    assert found["right_where_given"]["value"] == pytest.approx(6 / 12)
    # Eight at 0.95 of which six are right, four at 0.15 of which none is; declining has no say.
    assert found["calibration"]["n"] == 12
    assert found["calibration"]["ece"] == pytest.approx((8 * 0.2 + 4 * 0.15) / 12)
    write_scorecard(folder)
    page = folder.scorecard.read_text("utf-8")
    assert 'id="confidence"' in page
    assert "0.183" in page


def test_a_server_that_tells_no_log_probabilities_has_coverage_alone(tmp_path: Path) -> None:
    folder, _ = run_of(tmp_path, [(RIGHT, None)] * 5 + [(DECLINED, None)] * 5)
    found = section(folder)
    assert found["calibration"] is None
    assert found["coverage"]["value"] == 0.5
    write_scorecard(folder)
    assert "校准图" not in folder.scorecard.read_text("utf-8")


def test_the_sentence_to_follow_is_marked_where_the_answer_went_wrong(tmp_path: Path) -> None:
    folder, _ = run_of(tmp_path, [(WRONG, None)] * 3 + [(RIGHT, None)] * 3)
    write_scorecard(folder)
    page = folder.scorecard.read_text("utf-8")
    assert '<mark class="follow">城区每人每月补助120元，县里由区县自行确定。</mark>' in page
    assert "<mark>999元</mark>" in page
