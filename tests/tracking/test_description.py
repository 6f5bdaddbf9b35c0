"""The description an officer reads first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govllm.evidence.bundle import write_bundle
from govllm.tracking.description import LONGEST, describe
from govllm.tracking.record import RunRecord, read_run
from tests.support.runs import finished_run, gate, reply


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunRecord:
    folder = finished_run(
        tmp_path_factory.mktemp("run"),
        lambda number, request: reply("住建局"),
        gates=[gate("answered", 0.1), gate("exact", 0.99)],
    )
    folder.scorecard.write_text("")
    write_bundle(folder, None)
    return read_run(folder)


def changed(run: RunRecord, **verdict: Any) -> RunRecord:
    return replace(run, verdict={**run.verdict, **verdict})


def test_verdict_in_both_languages_and_the_scorecard_come_first(run: RunRecord) -> None:
    text = describe(run, "#/somewhere")
    first = text.splitlines()[:4]
    assert "不通过" in first[0]
    assert "Fail" in first[0]
    assert "](#/somewhere)" in first[2]
    assert "candidate" in first[2]


def test_gates_that_failed_stand_above_those_that_passed(run: RunRecord) -> None:
    rows = [line for line in describe(run, "#").splitlines() if line.startswith("| gate")]
    assert [row.split(" | ")[0] for row in rows] == ["| gate-exact", "| gate-answered"]
    assert "不通过" in rows[0]
    assert "0.99" in rows[0]


@pytest.mark.parametrize("scope", ["partial", "exploratory"])
def test_a_run_that_cannot_be_registered_says_so(run: RunRecord, scope: str) -> None:
    assert "can never be registered" in describe(changed(run, scope=scope), "#")
    assert "can never be registered" not in describe(run, "#")


def test_a_candidate_that_is_not_attested_is_told(run: RunRecord) -> None:
    unattested = {**run.verdict["candidate"], "attested": False}
    assert "not attested" in describe(changed(run, candidate=unattested), "#")
    assert "not attested" not in describe(run, "#")


def test_a_gate_that_was_not_run_shows_no_numbers(run: RunRecord) -> None:
    left_out = {**run.verdict["gates"][0], "verdict": "not_run", "estimate": None, "rule": ""}
    (row,) = [
        line
        for line in describe(changed(run, gates=[left_out]), "#").splitlines()
        if line.startswith("| gate")
    ]
    assert "未执行" in row
    assert "0." not in row.split(" | ", 2)[2]


def test_many_gates_are_cut_and_counted(run: RunRecord) -> None:
    gates = [{**run.verdict["gates"][0], "id": f"gate-{n}"} for n in range(200)]
    reasons = [{"zh": "理" * 60, "en": "why " * 20}] * 200
    text = describe(changed(run, gates=gates, reasons=reasons), "#")
    assert len(text) <= LONGEST
    shown = text.count("\n| gate-")
    assert 10 < shown < 200
    assert f"{200 - shown} more in the scorecard" in text
    assert run.plan.sha256 in text


def test_a_name_cannot_become_a_link_or_a_picture(run: RunRecord, tmp_path: Path) -> None:
    name = "x ![p](http://evil.example/p.png) <img src=y> | z"
    content = {**run.plan.content, "candidate": {**run.plan.content["candidate"], "name": name}}
    text = describe(replace(run, plan=replace(run.plan, content=content)), "#")
    assert "![p]" not in text
    assert "<img" not in text.replace("\\<", "")
