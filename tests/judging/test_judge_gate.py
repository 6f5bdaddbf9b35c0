"""A gate on the judge's word in whole runs, and quotations, which need no judge."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govllm.config.schema import GateSettings, JudgeBarSettings, Settings
from govllm.evidence.folder import RunFolder
from govllm.judging.qualify import qualify
from govllm.judging.section import unsupported
from govllm.judging.settle import Judgement
from govllm.pipeline import evaluate
from tests.judging.test_judging import PAIRS, base, quiet, settings, task, told
from tests.support.colours import document
from tests.support.judge import ScriptedJudge
from tests.support.mock_server import Behaviour, serving
from tests.support.runs import plan_of, reply, run_plan
from tests.support.tasks import tiny, write_task

__all__ = ["base", "task"]

TRUTH = {
    claim["claim"]: claim["label"] == "supported"
    for line in PAIRS.read_text("utf-8").splitlines()
    for claim in json.loads(line)["claims"]
}
GATE = GateSettings(
    "judge-statements", "judge", "unsupported_statements", threshold=0.3, source="tests",
    reason={"zh": "测试", "en": "tests"},
)  # fmt: skip


def decided(
    base: Settings, task: Path, folder: Path, wrong: int, invented_every: int, bar: float = 0.6
) -> dict[str, Any]:
    """The gate's record, of a judge that errs in so many verdicts of a hundred."""
    record = folder / "judge.json"
    policy = replace(
        base.profile, gates=(GATE,), judge_bar=JudgeBarSettings(bar, bar, bar), name="trial"
    )
    script = Behaviour(ScriptedJudge(TRUTH, wrong_of_100=wrong))
    with (
        serving(Behaviour(told(task, invented_every))) as candidate,
        serving(script) as judge,
    ):
        chosen = settings(
            replace(base, profile=policy), task, folder / "run", candidate, judge,
            metrics=("faithfulness",), qualification=str(record),
        )  # fmt: skip
        qualify(chosen, [PAIRS], record, quiet)
        evaluate(chosen, quiet)
    (gate,) = document(folder / "run", "verdict.json")["gates"]
    return dict(gate)


def test_a_qualified_judge_passes_and_fails(base: Settings, task: Path, tmp_path: Path) -> None:
    passed = decided(base, task, tmp_path / "good", 0, 0)
    assert passed["verdict"] == "pass"
    assert passed["n_scored"] == 40
    failed = decided(base, task, tmp_path / "bad", 0, 1)
    assert failed["verdict"] == "fail"
    assert failed["estimate"] == pytest.approx(0.5)
    page = RunFolder(tmp_path / "bad" / "run").scorecard.read_text("utf-8")
    assert "裁判模型" in page


def test_a_judge_under_the_bar_decides_nothing(base: Settings, task: Path, tmp_path: Path) -> None:
    gate = decided(base, task, tmp_path, 30, 0)
    assert gate["verdict"] == "insufficient"
    assert "under the profile's bar" in gate["reason"]["en"]
    assert document(tmp_path / "run", "metrics.json")["judge"]["unfit"] is not None


def test_judgements_that_erred_count_at_both_extremes() -> None:
    from govllm.judging.cases import Case

    def case(n: int) -> Case:
        return Case("t", f"s{n}", 0, f"c{n}", "", "", (), None)

    holding = [Judgement(case(n), "faithfulness", 1.0, None, (("a", True),) * 2) for n in range(30)]
    erred = [Judgement(case(n), "faithfulness", None, "cut") for n in range(30, 40)]
    whole, part = unsupported(holding, None), unsupported([*holding, *erred], None)
    assert whole is not None
    assert part is not None
    assert (whole.n_errored, part.n_errored) == (0, 10)
    assert part.estimate == pytest.approx(0.25)
    assert part.upper > whole.upper
    assert part.lower == 0.0
    assert unsupported(erred, None) is None


def test_quotations_are_looked_up_without_a_judge(tmp_path: Path) -> None:
    declaration, items = tiny("grounded")
    folder = write_task(tmp_path / "task", declaration, items)
    said = (
        "答案：120元。条文写道「城区每人每月补助120元」。",
        "答案：340元。条文写道“县区每人每月另行补助九百元整”。",
    )
    plan = plan_of(folder)
    run = run_plan(RunFolder(tmp_path / "run"), plan, lambda n, _: reply(said[n % 2]))
    found = document(run.path, "metrics.json")["quotations"]
    assert found["n_scored"] == len(items)
    assert 0.0 < found["estimate"] < 1.0
    silent = run_plan(RunFolder(tmp_path / "other"), plan, lambda *_: reply("答案：120元。"))
    assert document(silent.path, "metrics.json")["quotations"] is None
