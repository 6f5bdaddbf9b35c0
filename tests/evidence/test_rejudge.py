"""Thresholds changed after the answers are in: a new plan, exploratory, that names the old one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govllm import canonical
from govllm.config.cli import guarded
from govllm.evidence.admission import registration_faults
from govllm.evidence.bundle import write_bundle
from govllm.evidence.folder import RunFolder
from govllm.evidence.redaction import redact
from govllm.evidence.standing import standing_of
from govllm.evidence.verify import verify
from govllm.exits import ExitCode
from govllm.rejudge import rejudge
from govllm.rescore import rescore
from tests.support.evidence import SignedRun, signed_run
from tests.support.runs import reply

GATE = "{id: lower,task: own/tiny,metric: exact,threshold: %s,source: x,reason: {zh: x,en: x}}"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> SignedRun:
    """Right in a third of its answers: it fails."""
    return signed_run(tmp_path_factory.mktemp("old"), lambda n: reply("住建局"))


def code(old: SignedRun, out: Path, *policy: str) -> int:
    words = [str(old.folder.path), str(out), *policy, "--task-path", str(old.task)]
    return int(guarded(lambda: rejudge(words)))


def judged(old: SignedRun, out: Path, threshold: float) -> int:
    return code(
        old, out, "profile=quickstart", f"profile.gates=[{GATE % threshold}]",
        "profile.suites={}", "profile.max_error_share=0.5",
    )  # fmt: skip


def test_lower_thresholds_pass_and_say_that_they_are_exploratory(
    old: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert canonical.read_json(old.folder.verdict)["verdict"] == "fail"
    before = {p.name: p.read_bytes() for p in old.folder.path.rglob("*") if p.is_file()}
    out = RunFolder(tmp_path / "out")
    assert judged(old, out.path, 0.01) == 0
    assert "exploratory: never registrable" in capsys.readouterr().out
    verdict = canonical.read_json(out.verdict)
    assert (verdict["verdict"], verdict["scope"]) == ("pass", "exploratory")
    supersedes = canonical.read_json(out.plan)["content"]["supersedes"]
    assert supersedes["plan_sha256"] == canonical.file_digest(old.folder.plan)
    assert out.journal.stat().st_mode & 0o077 == 0
    assert "永远不能登记" in out.scorecard.read_text(encoding="utf-8")
    assert {p.name: p.read_bytes() for p in old.folder.path.rglob("*") if p.is_file()} == before


def test_it_verifies_and_can_be_made_again_but_never_registered(
    old: SignedRun, tmp_path: Path
) -> None:
    out = RunFolder(tmp_path / "out")
    assert judged(old, out.path, 0.01) == 0
    write_bundle(out, old.key)
    assert verify(out, [old.key.public]).trusted
    assert rescore(out, None, old.task).faults == ()
    standing = standing_of(out, [old.key.public], None)
    from datetime import UTC, datetime

    faults = list(registration_faults(standing, None, datetime.now(UTC)))
    assert "the run is exploratory: only a complete run can be registered" in faults


def test_higher_thresholds_fail(old: SignedRun, tmp_path: Path) -> None:
    assert judged(old, tmp_path / "out", 0.95) == 1


def forged(old: SignedRun, out: RunFolder, **content: Any) -> list[str]:
    """The faults of a re-judged run whose plan was changed and all the rest made anew."""
    document = canonical.read_json(out.plan)
    document["content"] |= content
    document["content_sha256"] = canonical.digest(document["content"])
    canonical.write_json(out.plan, document)
    verdict = canonical.read_json(out.verdict)
    sha256 = canonical.file_digest(out.plan)
    scope = document["content"]["scope"]
    canonical.write_json(out.verdict, {**verdict, "plan_sha256": sha256, "scope": scope})
    write_bundle(out, old.key)
    return verify(out, [old.key.public]).faults()


def test_one_that_calls_itself_complete_is_found(old: SignedRun, tmp_path: Path) -> None:
    out = RunFolder(tmp_path / "out")
    assert judged(old, out.path, 0.01) == 0
    found = forged(old, out, scope="complete")
    assert any("judges older answers, yet the run is not called exploratory" in f for f in found)


def test_answers_of_another_run_are_found(old: SignedRun, tmp_path: Path) -> None:
    out = RunFolder(tmp_path / "out")
    assert judged(old, out.path, 0.01) == 0
    supersedes = canonical.read_json(out.plan)["content"]["supersedes"]
    found = forged(old, out, supersedes={**supersedes, "journal_last_hash": "0" * 64})
    assert any("is not that of the plan that this one supersedes" in f for f in found)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (("limit=3",), "changes no policy"),
        (("profile=quickstart", "profile.max_eror_share=1"), "did you mean 'max_error_share'?"),
        (("profile=nobody",), "profile has no option 'nobody'"),
        ((), "profile has no option 'trial'"),
    ],
)
def test_wrong_use(
    old: SignedRun,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    policy: tuple[str, ...],
    said: str,
) -> None:
    assert code(old, tmp_path / "out", *policy) == 2
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_what_is_there_or_is_no_run_or_was_changed_is_refused(
    old: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(old, tmp_path) == 2
    assert "is there already" in capsys.readouterr().err
    copy = old.copy(tmp_path / "copy")
    copy.metrics.write_text("{}")
    words = [str(copy.path), str(tmp_path / "out"), "--task-path", str(old.task)]
    assert guarded(lambda: rejudge(words)) == 2
    assert "is not intact" in capsys.readouterr().err
    assert guarded(lambda: rejudge([str(tmp_path / "none"), str(tmp_path / "out")])) == 2


def test_answers_that_were_taken_out_are_not_judged_as_silence(
    old: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    redact(old.folder, RunFolder(tmp_path / "copy"))
    words = [str(tmp_path / "copy"), str(tmp_path / "out"), "--task-path", str(old.task)]
    assert guarded(lambda: rejudge(words)) == ExitCode.USAGE
    assert "the texts were taken out of" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
