"""`python -m govllm.verify`: what it says, and by which code it ends."""

from __future__ import annotations

from pathlib import Path

import pytest

from govllm.config.cli import guarded
from govllm.evidence.bundle import write_bundle
from govllm.evidence.folder import RunFolder
from govllm.verify import check
from tests.support.evidence import SignedRun, make_key, signed_run


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> SignedRun:
    return signed_run(tmp_path_factory.mktemp("signed"))


def code(*words: object) -> int:
    return int(guarded(lambda: check([str(word) for word in words])))


def test_signed_by_a_trusted_key(signed: SignedRun, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        code(signed.folder.path, "--key", signed.public, "--rescore", "--task-path", signed.task)
        == 0
    )
    out = capsys.readouterr().out
    assert f"evidence: intact, signed by {signed.key.public.key_id}" in out
    # What the evidence says is another matter than whether it is whole.
    assert "its verdict: fail (scope: complete)" in out
    assert "FAULT" not in out


def test_nobody_is_trusted_who_was_not_named(
    signed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(signed.folder.path) == 1
    assert "no trusted key was named" in capsys.readouterr().out
    make_key(tmp_path / "other")
    assert code(signed.folder.path, "--key", tmp_path / "other/signing.pub") == 1
    # Somebody unknown is no better than nobody: --allow-unsigned does not let him in.
    assert code(signed.folder.path, "--allow-unsigned") == 1
    assert "signed by nobody trusted" in capsys.readouterr().out


def unsigned(signed: SignedRun, to: Path) -> RunFolder:
    folder = signed.copy(to)
    folder.envelope.unlink()
    return folder


def test_unsigned_is_refused_unless_it_is_allowed(
    signed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = unsigned(signed, tmp_path / "copy")
    assert code(folder.path, "--key", signed.public) == 1
    assert "evidence: intact but unsigned" in capsys.readouterr().out
    assert code(folder.path, "--key", signed.public, "--allow-unsigned") == 0


def test_unsigned_and_changed_is_refused_all_the_same(
    signed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = unsigned(signed, tmp_path / "copy")
    folder.scorecard.write_text("<p>通过</p>", encoding="utf-8")
    assert code(folder.path, "--allow-unsigned") == 1
    out = capsys.readouterr().out
    assert "scorecard.html was changed" in out
    assert "evidence: NOT INTACT" in out


def test_rescoring_needs_the_runs_own_task(
    signed: SignedRun, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code(signed.folder.path, "--key", signed.public, "--rescore") == 1
    assert "name its folder with --task-path" in capsys.readouterr().out


def test_it_works_where_nothing_but_the_bundle_is(
    signed: SignedRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = signed.copy(tmp_path / "elsewhere")
    here = tmp_path / "empty"
    here.mkdir()
    monkeypatch.chdir(here)
    assert code(folder.path, "--key", signed.public) == 0


def test_wrong_use(signed: SignedRun, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert code(tmp_path / "none") == 2
    assert "is no folder; name a run's folder" in capsys.readouterr().err
    assert code(tmp_path) == 2
    assert "holds no evidence" in capsys.readouterr().err
    assert code(signed.folder.path, "--key", tmp_path / "none.pub") == 2
    assert "cannot be read" in capsys.readouterr().err


def test_a_bundle_written_again_is_the_same(signed: SignedRun, tmp_path: Path) -> None:
    folder = signed.copy(tmp_path / "copy")
    before = {p.name: p.read_bytes() for p in folder.evidence_files()}
    write_bundle(folder, None)
    assert {p.name: p.read_bytes() for p in folder.evidence_files()} == before
