"""Regression gates: not worse than the incumbent by more than a margin, or it was not shown."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from govllm import canonical
from govllm.config.schema import GateSettings
from govllm.errors import UsageError
from govllm.evidence.folder import RunFolder
from govllm.evidence.verify import verify
from govllm.plan.incumbent import read_incumbent
from govllm.rescore import rescore
from tests.evidence.test_comparison import right, run, task, wrong_in
from tests.support.evidence import conclude_run, make_key
from tests.support.runs import Told, gate, plan_of

Telling = Callable[[int], Told]


@pytest.fixture(scope="module")
def incumbent(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """Wrong on three samples of 120."""
    return run(tmp_path_factory.mktemp("incumbent"), wrong_in(0, 10, 20))


def margin(threshold: float = 0.1, **more: Any) -> GateSettings:
    return gate("exact", threshold, **{"id": "no-worse", "kind": "regression", **more})


def judged(
    parent: Path, telling: Telling, incumbent: RunFolder | None, gates: Sequence[GateSettings]
) -> RunFolder:
    folder = RunFolder(parent / "run")
    plan = plan_of(
        task(parent / "task"),
        gates,
        max_error_share=1.0,
        incumbent=None if incumbent is None else str(incumbent.path),
    )
    conclude_run(folder, plan, telling, make_key(parent / "key"))
    return folder


def decided(folder: RunFolder) -> dict[str, Any]:
    (found,) = canonical.read_json(folder.verdict)["gates"]
    return dict(found)


def test_as_good_as_the_incumbent_passes(incumbent: RunFolder, tmp_path: Path) -> None:
    folder = judged(tmp_path, wrong_in(0, 10), incumbent, [margin()])
    found = decided(folder)
    assert found["verdict"] == "pass"
    assert found["estimate"] == pytest.approx(1 / 120)
    assert found["rule"] == "lower(difference) > -0.1"
    assert found["incumbent"] == canonical.file_digest(incumbent.plan)
    assert canonical.read_json(folder.verdict)["verdict"] == "pass"


def test_much_worse_fails(incumbent: RunFolder, tmp_path: Path) -> None:
    found = decided(judged(tmp_path, wrong_in(*range(0, 120, 2)), incumbent, [margin()]))
    assert found["verdict"] == "fail"
    assert "至少差" in found["reason"]["zh"]
    assert "at least" in found["reason"]["en"]


def test_what_is_not_shown_is_insufficient(incumbent: RunFolder, tmp_path: Path) -> None:
    found = decided(judged(tmp_path, wrong_in(*range(0, 120, 12)), incumbent, [margin(0.05)]))
    assert found["verdict"] == "insufficient"


def test_too_few_pairs_are_insufficient(incumbent: RunFolder, tmp_path: Path) -> None:
    gates = [margin(min_samples=121)]
    assert decided(judged(tmp_path, right, incumbent, gates))["verdict"] == "insufficient"


def test_without_an_incumbent_nothing_is_shown(tmp_path: Path) -> None:
    folder = judged(tmp_path, right, None, [margin()])
    found = decided(folder)
    assert found["verdict"] == "insufficient"
    assert "incumbent=RUN" in found["reason"]["en"]
    assert canonical.read_json(folder.verdict)["verdict"] == "insufficient"


def test_an_incumbent_that_was_asked_something_else_shows_nothing(tmp_path: Path) -> None:
    other = run(tmp_path / "other", right, version="2.0.0")
    found = decided(judged(tmp_path, right, other, [margin()]))
    assert found["verdict"] == "insufficient"


def test_a_slice_is_compared_with_the_same_slice(incumbent: RunFolder, tmp_path: Path) -> None:
    odd = wrong_in(*range(1, 120, 2))
    gates = [margin(slice="half=even")]
    assert decided(judged(tmp_path, odd, incumbent, gates))["verdict"] == "pass"


def test_the_comparison_is_sealed_and_can_be_made_again(
    incumbent: RunFolder, tmp_path: Path
) -> None:
    folder = judged(tmp_path, wrong_in(0, 10), incumbent, [margin()])
    plan = canonical.read_json(folder.plan)["content"]
    assert plan["incumbent"]["plan_sha256"] == canonical.file_digest(incumbent.plan)
    assert folder.incumbent.read_bytes() == incumbent.scores.read_bytes()
    assert verify(folder, []).intact
    assert rescore(folder, None, tmp_path / "task").faults == ()
    folder.incumbent.write_bytes(folder.scores.read_bytes())
    faults = verify(folder, []).faults()
    assert any("incumbent.parquet is not what the plan compares with" in f for f in faults)


def test_the_scorecard_tells_the_difference(incumbent: RunFolder, tmp_path: Path) -> None:
    folder = judged(tmp_path, wrong_in(0, 10), incumbent, [margin()])
    page = folder.scorecard.read_text(encoding="utf-8")
    assert "比在用模型差不到 10%" in page
    assert "与在用模型之差" in page
    assert "没有测量，无图" not in page


def test_the_scorecard_compares_with_the_incumbent_and_tells_what_changed(
    incumbent: RunFolder, tmp_path: Path
) -> None:
    """Without a regression gate as well."""
    folder = judged(tmp_path, wrong_in(*range(0, 120, 2)), incumbent, [gate("answered", 0.2)])
    page = folder.scorecard.read_text(encoding="utf-8")
    section = page.partition('<section id="incumbent">')[2].partition("</section>")[0]
    assert "更差" in section
    assert "120 对：更好" in section
    assert "权重相同" in section
    other = run(tmp_path / "other", right, version="2.0.0")
    changed = judged(tmp_path / "changed", right, other, [gate("answered", 0.2)])
    page = changed.scorecard.read_text(encoding="utf-8")
    assert "任务 own/tiny 的题目、提示或评分有改动" in page
    assert "两次评估没有相同的任务" in page
    assert 'id="incumbent"' not in incumbent.scorecard.read_text(encoding="utf-8")


# Bad input


def test_an_incumbent_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"incumbent: .* holds no plan\.json"):
        read_incumbent(tmp_path)


def test_an_incumbent_that_was_changed_is_refused(incumbent: RunFolder, tmp_path: Path) -> None:
    shutil.copytree(incumbent.path, tmp_path / "run")
    journal = tmp_path / "run/journal.jsonl"
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(lines[1:]))
    with pytest.raises(UsageError, match="its answers cannot be relied on"):
        read_incumbent(tmp_path / "run")
    shutil.copyfile(incumbent.journal, journal)
    verdict = canonical.read_json(incumbent.verdict)
    canonical.write_json(tmp_path / "run/verdict.json", {**verdict, "plan_sha256": "0" * 64})
    with pytest.raises(UsageError, match="reached on another plan"):
        read_incumbent(tmp_path / "run")
    (tmp_path / "run/plan.json").write_text("{}")
    with pytest.raises(UsageError, match=r"cannot be read|another plan"):
        read_incumbent(tmp_path / "run")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"kind": "regresion"}, "did you mean 'regression'?"),
        ({"threshold": 0.0}, "give a number above 0"),
        ({"threshold": -0.1}, "give a number above 0"),
    ],
)
def test_a_broken_gate_is_refused(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as raised:
        plan_of(task(tmp_path / "task"), [margin(**changed)])
    assert said in str(raised.value)
