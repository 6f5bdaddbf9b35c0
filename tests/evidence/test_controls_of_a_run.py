"""What a run's evidence says of controls, and that nothing undecided passes for compliance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from govllm import canonical
from govllm.errors import UsageError
from govllm.evidence.card.clauses import STATES, framework_views
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import Document, read_run
from govllm.evidence.verify import verify
from govllm.gate import gate as gate_command
from govllm.governance.controls import load_catalogue
from govllm.governance.verdict import Scope
from govllm.governance.waived import with_waivers
from govllm.plan.plan import Plan
from tests.evidence.test_scorecard import page_of, right, right_by_sample, wrong
from tests.support.evidence import conclude_run, make_key, signed_run
from tests.support.runs import finished_run, gate, plan_of, reply, run_plan
from tests.support.tasks import write_tiny

FORM, MATTER = "gbt-45654/a5-b", "gbt-45654/a5-a"
UNTESTED = "gov-guideline/labelling"


def verdict_of(folder: RunFolder) -> Document:
    verdict: Document = canonical.read_json(folder.verdict)
    return verdict


def test_a_required_control_that_nothing_decides_leaves_the_run_insufficient(
    tmp_path: Path,
) -> None:
    gates = [gate("answered", 0.2, clauses=(FORM,))]
    assert verdict_of(finished_run(tmp_path / "a", right, gates=gates))["verdict"] == "pass"
    folder = finished_run(tmp_path / "b", right, gates=gates, required_controls=(FORM, UNTESTED))
    verdict = verdict_of(folder)
    assert verdict["verdict"] == "insufficient"
    assert verdict["reasons"] == [
        {
            "zh": f"必需条款 {UNTESTED}：没有任务检验",
            "en": f"required control {UNTESTED}: no task tests it",
        }
    ]


def test_the_gate_command_then_exits_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    gates = [gate("answered", 0.2, clauses=(FORM,))]
    run = signed_run(tmp_path, lambda _: reply("住建局"), gates, required_controls=(UNTESTED,))
    assert gate_command([str(run.folder.path), "--key", str(run.public)]) == 3
    said = capsys.readouterr().out
    assert f"必需条款 {UNTESTED}：没有任务检验" in said
    assert f"required control {UNTESTED}: no task tests it" in said


def test_a_required_control_whose_gate_has_no_samples_is_no_pass(tmp_path: Path) -> None:
    nowhere = gate("answered", 0.2, id="nowhere", slice="style=none", clauses=(MATTER,))
    gates = [gate("answered", 0.2, clauses=(FORM,)), nowhere]
    folder = finished_run(tmp_path, right, gates=gates, required_controls=(FORM, MATTER))
    verdict = verdict_of(folder)
    assert verdict["verdict"] == "insufficient"
    states = {c["id"]: c["state"] for c in verdict["controls"]}
    assert (states[FORM], states[MATTER]) == ("met", "insufficient")


def test_every_control_of_the_catalogue_has_a_state_and_nothing_untested_is_left_out(
    tmp_path: Path,
) -> None:
    verdict = verdict_of(
        finished_run(tmp_path, right, gates=[gate("answered", 0.2, clauses=(FORM,))])
    )
    controls = {c["id"]: c for c in verdict["controls"]}
    assert list(controls) == [c.id for c in load_catalogue().controls]
    assert controls[FORM]["gates"] == ["gate-answered"]
    untested = sorted(name for name, c in controls.items() if c["state"] == "not_tested")
    assert verdict["not_tested"] == untested
    assert set(controls) - set(untested) == {FORM}


def test_a_plan_seals_the_catalogue_and_who_reviewed_it(tmp_path: Path) -> None:
    plan = plan_of(write_tiny(tmp_path, "classification"))
    sealed, catalogue = plan.content["controls"], load_catalogue()
    assert sealed["catalogue_sha256"] == catalogue.digest
    assert [r["id"] for r in sealed["records"]] == [c.id for c in catalogue.controls]
    assert {r["reviewer"] for r in sealed["records"]} == {None}
    assert sealed["frameworks"]["owasp-llm"]["edition"] == "2025, 2026"


def test_without_a_catalogue_there_is_no_plan(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("govllm.plan.plan.load_catalogue", lambda: load_catalogue(tmp_path))
    with pytest.raises(UsageError, match="no control in it"):
        plan_of(write_tiny(tmp_path, "classification"), [gate("answered", 0.2)])


def test_a_waived_clause_is_not_called_met(tmp_path: Path) -> None:
    gates = [gate("answered", 0.2, clauses=(FORM,)), gate("exact", 0.5, clauses=(MATTER,))]
    folder = finished_run(tmp_path, wrong, gates=gates, required_controls=(FORM, MATTER))
    assert verdict_of(folder)["verdict"] == "fail"
    plan = canonical.read_json(folder.plan)["content"]
    documents = verdict_of(folder), plan, canonical.read_json(folder.metrics)
    amended = with_waivers(*documents, {"gate-exact"})
    assert amended.verdict == "pass"
    states = {c.id: c.state for c in amended.controls}
    assert (states[FORM], states[MATTER]) == ("met", "waived")
    assert amended.reasons[0]["en"] == "1 of 2 gates hold, 1 failed and waived"
    assert with_waivers(*documents, {"gate-answered"}).verdict == "fail"


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_words_and_only_met_looks_met(tmp_path: Path, state: str) -> None:
    folder = finished_run(tmp_path, right, gates=[gate("answered", 0.2, clauses=(FORM,))])
    run = read_run(folder)
    for control in run.verdict["controls"]:
        if control["id"] == FORM:
            control.update(state=state, partly=False)
    views = [c for f in framework_views(run) for c in (*f.tested, *f.untested)]
    (view,) = [c for c in views if c.record["id"] == FORM]
    assert (view.look == "pass") == (state == "met")


def replacing(task: Path, scope: Scope) -> Plan:
    """A plan that owns up to a replaced task."""
    plan = plan_of(task, [gate("exact", 0.3)], scope=scope)
    return replace(plan, content={**plan.content, "replaced_tasks": ["hotline/dispatch"]})


@pytest.mark.parametrize("scope", ["complete", "exploratory"])
def test_a_run_with_replaced_tasks_cannot_call_itself_complete(
    tmp_path: Path, scope: Scope
) -> None:
    folder, key = RunFolder(tmp_path / "run"), make_key(tmp_path / "key")
    plan = replacing(write_tiny(tmp_path, "classification"), scope)
    conclude_run(folder, plan, lambda _: reply("住建局"), key)
    faults = verify(folder, [key.public]).faults()
    named = [f for f in faults if "shipped tasks were replaced, yet the run is not called" in f]
    assert bool(named) == (scope == "complete")


def test_the_scorecard_says_that_replaced_tasks_are_not_the_published_ones(tmp_path: Path) -> None:
    same, other = "门槛、任务和容错比例均未改动", "门槛、任务或容错比例与发布的方案不同"
    task = write_tiny(tmp_path, "classification")
    plans = plan_of(task, [gate("exact", 0.3)]), replacing(task, "complete")
    for plan, said, unsaid in zip(plans, (same, other), (other, same), strict=True):
        folder = run_plan(RunFolder(tmp_path / said), plan, right_by_sample)
        page = page_of(folder).source
        assert said in page
        assert unsaid not in page
