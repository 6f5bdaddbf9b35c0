"""A run by scenario: each task under every scenario that it names, with its first metric."""

from __future__ import annotations

from pathlib import Path

from govllm.config.schema import Settings
from govllm.evidence.card.scenarios import by_scenario
from govllm.evidence.card.tasks import task_views
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import read_run
from govllm.evidence.scorecard import write_scorecard
from govllm.plan.plan import make_plan
from tests.support.runs import CANDIDATE, ENGINE, reply, run_plan


def test_tasks_stand_under_their_scenarios_and_twins_under_none(tmp_path: Path) -> None:
    settings = Settings(
        tasks=("supervision/risk", "hotline/dispatch"), limit=10, perturb=("noise",), quiet=True
    )
    plan = make_plan(settings, CANDIDATE, ENGINE)
    folder = run_plan(RunFolder(tmp_path / "run"), plan, lambda *_: reply("{}"))
    found = by_scenario(task_views(read_run(folder), {}))
    told = {name: [r.task.record["id"] for r in results] for name, results in found}
    assert told["市场风险预测"] == ["supervision/risk"]
    assert told["智能分办"] == ["hotline/dispatch"]
    assert not any("." in task for tasks in told.values() for task in tasks)
    write_scorecard(folder)
    page = folder.scorecard.read_text("utf-8")
    assert 'id="scenarios"' in page
    assert 'href="#task1"' in page
