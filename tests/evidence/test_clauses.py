"""The scorecard's clauses: what tested each, and nothing untested that looks met."""

from __future__ import annotations

from pathlib import Path

from govllm.evidence.card.clauses import _clause as clause_view
from tests.evidence.test_scorecard import page_of, right, words
from tests.support.runs import finished_run, gate


def test_clauses_tell_what_tested_them_and_what_nothing_did(tmp_path: Path) -> None:
    gates = [gate("answered", 0.2, clauses=("gbt-45654/a5-b",))]
    section = words(page_of(finished_run(tmp_path, right, gates=gates)).part("clauses"), "zh")
    assert "生成式人工智能服务安全基本要求" in section
    assert "gbt-45654/a5-b" in section
    assert "未经复核" in section
    assert "达到 1 · 未检验 42" in section
    assert "未检验的条款 22" in section  # the guideline's: no gate of this run answers to any


def test_a_clause_tested_in_part_is_never_simply_met() -> None:
    record = {
        "id": "r/one", "status": "reported",
        "tests": [{"task": "t/a", "note": {"zh": "只测一半", "en": "half"}}],
    }  # fmt: skip
    result = {"state": "met", "partly": True, "tasks": ["t/a"], "gates": ["g"]}
    view = clause_view(record, result, {"g": 0})
    assert view.state.zh == "所测部分达到"
    assert view.look == "limited"
    whole = clause_view(record, {**result, "partly": False}, {"g": 0})
    assert (whole.state.zh, whole.look) == ("达到", "pass")


def test_a_demonstration_says_that_it_approves_nothing(tmp_path: Path) -> None:
    page = page_of(finished_run(tmp_path, right, gates=[gate("answered", 0.2)]))
    assert "本方案只作演示" in words(page.part("verdict"), "zh")
