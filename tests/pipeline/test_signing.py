"""`evidence.key`: tried before anything is asked, and good for a run that is finished already."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from govllm.config.cli import guarded, run_command
from govllm.config.schema import EvidenceSettings
from govllm.eval import evaluate_one
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import PASSPHRASE
from govllm.evidence.verify import verify
from tests.support.colours import answers, command, settings, write_colours
from tests.support.evidence import make_key
from tests.support.mock_server import Behaviour, serving

N = 40
Said = pytest.CaptureFixture[str]


def test_a_run_is_signed_and_its_passphrase_never_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said
) -> None:
    key = make_key(tmp_path / "key", "s3cret-passphrase")
    monkeypatch.setenv(PASSPHRASE, "s3cret-passphrase")
    task, run = write_colours(tmp_path, N), tmp_path / "run"
    with serving(Behaviour(answers(N))) as url:
        told = command(url, task, f"paths.run={run}", f"evidence.key={tmp_path}/key/signing.key")
        assert run_command(evaluate_one, told) == 0
    assert verify(RunFolder(run), [key.public]).trusted
    said = capsys.readouterr()
    written = b"".join(p.read_bytes() for p in run.rglob("*") if p.is_file())
    assert "s3cret-passphrase" not in said.out + said.err
    assert b"s3cret-passphrase" not in written
    assert str(tmp_path / "key").encode() not in written


@pytest.mark.parametrize("fault", ["no such key", "no passphrase", "wrong passphrase"])
def test_a_key_that_cannot_be_used_costs_no_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Said, fault: str
) -> None:
    make_key(tmp_path / "key", "right")
    path = tmp_path / ("none" if fault == "no such key" else "key") / "signing.key"
    monkeypatch.delenv(PASSPHRASE, raising=False)
    if fault == "wrong passphrase":
        monkeypatch.setenv(PASSPHRASE, "wrong")
    behaviour = Behaviour(answers(N))
    with serving(behaviour) as url:
        base = settings(url, write_colours(tmp_path, N), tmp_path / "run")
        found = replace(base, evidence=EvidenceSettings(str(path)))
        assert guarded(lambda: evaluate_one(found)) == 2
    assert behaviour.hits.total() == 0
    assert "signing.key" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_a_finished_run_is_signed_by_the_same_command_with_a_key(
    tmp_path: Path, capsys: Said
) -> None:
    key = make_key(tmp_path / "key")
    behaviour = Behaviour(answers(N))
    with serving(behaviour) as url:
        base = settings(url, write_colours(tmp_path, N), tmp_path / "run")
        assert guarded(lambda: evaluate_one(base)) == 0
        folder = RunFolder(tmp_path / "run")
        assert not folder.envelope.exists()
        signing = EvidenceSettings(str(tmp_path / "key/signing.key"))
        assert guarded(lambda: evaluate_one(replace(base, evidence=signing))) == 0
    assert behaviour.hits.total() == N
    assert "evidence signed by" in capsys.readouterr().err
    assert verify(folder, [key.public]).trusted


def test_a_run_that_ended_in_errors_has_evidence_too(tmp_path: Path) -> None:
    behaviour = Behaviour(answers(N), bad_every=1, bad="http_400")
    with serving(behaviour) as url:
        base = settings(url, write_colours(tmp_path, N), tmp_path / "run")
        assert guarded(lambda: evaluate_one(base)) == 4
    found = verify(RunFolder(tmp_path / "run"), [])
    assert found.intact
    assert found.verdict == "error"
