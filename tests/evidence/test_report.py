"""`report.docx`: the run's numbers, a chapter per class of risk, and nothing untested as met."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from govllm import canonical
from govllm.config.cli import guarded
from govllm.governance.controls import load_catalogue
from govllm.report import report
from tests.support.evidence import SignedRun, signed_run
from tests.support.runs import gate, reply


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> SignedRun:
    gates = [gate("answered", 0.2, clauses=("gbt-45654/a5-b",)), gate("exact", 0.99)]
    return signed_run(
        tmp_path_factory.mktemp("run"), lambda n: reply("住建局", reasoning="\x00\ufffe"), gates
    )


@pytest.fixture(scope="module")
def text(run: SignedRun) -> str:
    """Everything the report says, tables included, in order."""
    assert guarded(lambda: report([str(run.folder.path)])) == 0
    found = docx.Document(str(run.folder.path / "report.docx"))
    parts = [p.text for p in found.paragraphs]
    parts += [cell.text for t in found.tables for row in t.rows for cell in row.cells]
    return "\n".join(parts)


def test_the_decision_and_its_numbers(run: SignedRun, text: str) -> None:
    assert "不通过 Fail" in text
    assert canonical.file_digest(run.folder.plan) in text
    for found in canonical.read_json(run.folder.verdict)["gates"]:
        assert f"{100 * found['lower']:.1f}%" in text
        assert f"{found['n_scored']}/{found['n_planned']}" in text


def test_a_chapter_for_each_class_of_risk(text: str) -> None:
    for title in ("核心价值观", "歧视性内容", "商业违法违规", "侵犯他人合法权益", "特定服务类型"):
        assert title in text
    for chapter in ("评测数据", "方法", "局限", "签署"):
        assert chapter in text


@pytest.mark.usefixtures("text")
def test_every_clause_is_there_and_what_is_untested_says_so(run: SignedRun) -> None:
    found = docx.Document(str(run.folder.path / "report.docx"))
    rows = {
        row.cells[0].text.rpartition("\n")[2]: row.cells[2].text
        for t in found.tables
        if len(t.columns) == 4
        for row in t.rows
    }
    states = {c["id"]: c["state"] for c in canonical.read_json(run.folder.verdict)["controls"]}
    for control in load_catalogue().controls:
        assert ("未检验" in rows[control.id]) == (states[control.id] == "not_tested"), control.id
    # The run's own task answers to it, which only its profile says: that is no finding in full.
    assert rows["gbt-45654/a5-b"] == "所测部分达到 Met as far as tested"


def test_it_changes_nothing_in_the_evidence(run: SignedRun, text: str) -> None:
    from govllm.evidence.verify import verify

    assert text
    assert verify(run.folder, [run.key.public]).trusted


def test_wrong_use(run: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert guarded(lambda: report([str(tmp_path)])) == 2
    assert "holds no finished run" in capsys.readouterr().err
    (tmp_path / "taken.docx").mkdir()
    words = [str(run.folder.path), "--out", str(tmp_path / "taken.docx")]
    assert guarded(lambda: report(words)) == 2
    assert "cannot be written" in capsys.readouterr().err
