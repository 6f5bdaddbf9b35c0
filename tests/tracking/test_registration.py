"""Registration: what may be approved, what may be deployed, and everything that is refused."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from govllm import canonical
from govllm.config.cli import guarded
from govllm.evidence.standing import standing_of
from govllm.gate import gate as gate_command
from govllm.history import history
from govllm.refuse import refuse
from govllm.register import register
from govllm.revoke import revoke
from govllm.serving.provenance import inspect_checkpoint
from govllm.tracking.deployment import deployment_faults
from govllm.tracking.session import session
from govllm.tracking.store import Store
from tests.evidence.test_decisions import waiver
from tests.support.colours import write_checkpoint
from tests.support.evidence import SignedRun, make_key, signed_run
from tests.support.runs import gate, reply

# MLflow's own imports warn, each release differently.
pytestmark = pytest.mark.filterwarnings("default")

PASSING = [gate("answered", 0.2)]


class Desk:
    """One store, one checkpoint, and the officer's commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.uri = f"sqlite:///{folder / 'mlflow.db'}"
        self.weights = write_checkpoint(folder / "weights")
        self.candidate = inspect_checkpoint(self.weights, "candidate", None)
        self._runs = 0

    def run(self, **options: Any) -> SignedRun:
        """A signed run of the checkpoint that passes, but for what the options say."""
        self._runs += 1
        parent = self.folder / f"run-{self._runs}"
        parent.mkdir()
        given = {"gates": PASSING, "candidate": self.candidate, **options}
        made = signed_run(parent, lambda n: reply("住建局"), **given)
        canonical.write_json(made.folder.origin, {"model_path": str(self.weights)})
        return made

    def do(self, command: Callable[[list[str]], Any], *words: object) -> int:
        given = [*map(str, words), "--tracking-uri", self.uri]
        return int(guarded(lambda: command(given)))

    def register(self, run: SignedRun, name: str, *words: object) -> int:
        who = ("--by", "李敏", "--reason", "评审通过", "--key", run.public)
        return self.do(register, run.folder.path, "--name", name, *who, *words)

    def deploy(self, run: SignedRun, name: str, *words: object) -> int:
        weights = () if "--weights" in words else ("--weights", self.weights)
        return self.do(
            gate_command, "--registered", f"{name}@approved", "--key", run.public, *weights, *words
        )


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


@pytest.fixture(scope="module")
def approved(desk: Desk) -> SignedRun:
    """A run that was registered as `hotline`."""
    run = desk.run()
    assert desk.register(run, "hotline", "--sign", run.public.with_name("signing.key")) == 0
    return run


Said = pytest.CaptureFixture[str]


def test_a_passing_run_is_registered_and_may_be_deployed(
    desk: Desk, approved: SignedRun, capsys: Said
) -> None:
    assert desk.deploy(approved, "hotline") == 0
    assert "PASS" in capsys.readouterr().out


def test_the_version_says_who_why_and_on_what(desk: Desk, approved: SignedRun) -> None:
    with session(Store(desk.uri, "govllm")) as client:
        version = client.get_model_version_by_alias("hotline", "approved")
        run = client.get_run(version.run_id)
    assert version.tags["approved_by"] == "李敏"
    assert version.tags["verdict"] == "pass"
    assert version.tags["waivers"] == "none"
    assert version.tags["signed_by"] == approved.key.public.key_id
    assert version.tags["statement_sha256"] == canonical.file_digest(approved.folder.statement)
    assert "评审通过" in version.description
    assert "Approved by 李敏" in version.description
    assert run.data.tags["decision"] == "approved"


def test_one_changed_byte_of_the_weights_is_refused(
    desk: Desk, approved: SignedRun, tmp_path: Path, capsys: Said
) -> None:
    shutil.copytree(desk.weights, tmp_path / "weights")
    for name in ("model.safetensors", "tokenizer.json", "config.json"):
        changed = tmp_path / "weights" / name
        content = changed.read_bytes()
        changed.write_bytes(bytes([content[0] ^ 1]) + content[1:])
        assert desk.deploy(approved, "hotline", "--weights", tmp_path / "weights") == 1
        assert f"{name} was changed: these are not the evaluated weights" in capsys.readouterr().out
        changed.write_bytes(content)
    (tmp_path / "weights/adapter.safetensors").write_bytes(b"more")
    assert desk.deploy(approved, "hotline", "--weights", tmp_path / "weights") == 1
    assert "adapter.safetensors is new" in capsys.readouterr().out


def test_nobody_is_trusted_at_deployment_who_was_not_named(
    desk: Desk, approved: SignedRun, tmp_path: Path, capsys: Said
) -> None:
    stranger = make_key(tmp_path / "stranger")
    assert stranger
    words = ("--registered", "hotline@approved", "--weights", desk.weights)
    assert desk.do(gate_command, *words) == 1
    assert desk.do(gate_command, *words, "--key", tmp_path / "stranger/signing.pub") == 1
    assert "none of the 1 trusted keys" in capsys.readouterr().out


def at(desk: Desk, run: SignedRun, name: str, scratch: Path, now: datetime) -> list[str]:
    scratch.mkdir()
    with session(Store(desk.uri, "govllm")) as client:
        return deployment_faults(
            client, f"{name}@approved", desk.weights, [run.public], scratch, now
        )


def test_expired_evidence_is_refused(desk: Desk, approved: SignedRun, tmp_path: Path) -> None:
    last = canonical.read_json(approved.folder.statement)["predicate"]["last_answer_at"]
    end = datetime.fromisoformat(last) + timedelta(days=90)
    assert at(desk, approved, "hotline", tmp_path / "a", end - timedelta(hours=1)) == []
    (fault,) = at(desk, approved, "hotline", tmp_path / "b", end + timedelta(hours=1))
    assert fault == "the evidence is 90 days old; the profile allows 90"
    standing = standing_of(approved.folder, [approved.key.public], None)
    assert standing.age_fault(end + timedelta(hours=1))


def test_evidence_that_was_swapped_in_the_store_is_refused(
    desk: Desk, approved: SignedRun, tmp_path: Path, capsys: Said
) -> None:
    run = desk.run()
    assert desk.register(run, "swapped") == 0
    with session(Store(desk.uri, "govllm")) as client:
        version = client.get_model_version_by_alias("swapped", "approved")
        forged = tmp_path / "metrics.json"
        forged.write_text(run.folder.metrics.read_text().replace("0.", "1.", 1))
        client.log_artifact(version.run_id, str(forged))
    capsys.readouterr()
    assert desk.deploy(run, "swapped") == 1
    assert "metrics.json was changed" in capsys.readouterr().out
    with session(Store(desk.uri, "govllm")) as client:
        for path in (*approved.folder.sealed_files(),):
            client.log_artifact(version.run_id, str(path))
        for path in approved.folder.evidence_files():
            client.log_artifact(version.run_id, str(path), "evidence")
    assert desk.deploy(run, "swapped") == 1
    assert "the evidence is not what was registered" in capsys.readouterr().out


def test_an_approval_that_is_gone_is_refused(desk: Desk, capsys: Said) -> None:
    run = desk.run()
    assert desk.register(run, "unapproved") == 0
    with session(Store(desk.uri, "govllm")) as client:
        version = client.get_model_version_by_alias("unapproved", "approved")
    (stored,) = desk.folder.glob(f"mlartifacts/**/{version.run_id}/**/approval-1.json")
    stored.unlink()
    assert desk.deploy(run, "unapproved") == 1
    assert "no approval is on record" in capsys.readouterr().out


@pytest.mark.parametrize("scope", ["partial", "exploratory"])
def test_a_run_that_is_not_complete_cannot_be_smuggled_into_the_registry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: Said, scope: str
) -> None:
    """Whoever writes to MLflow can make versions, tags and unsigned approvals by hand."""
    run = desk.run(scope=scope)
    with monkeypatch.context() as patch:
        patch.setattr("govllm.tracking.registration.faults_of", lambda *_: [])
        assert desk.register(run, f"smuggled-{scope}") == 0
    capsys.readouterr()
    assert desk.deploy(run, f"smuggled-{scope}") == 1
    assert f"the run is {scope}" in capsys.readouterr().out


def test_a_revoked_version_is_refused_and_cannot_come_back(desk: Desk, capsys: Said) -> None:
    run = desk.run()
    assert desk.register(run, "revoked") == 0
    assert desk.deploy(run, "revoked") == 0
    by = ("--by", "王强", "--reason", "投诉复核")
    assert desk.do(revoke, "revoked@approved", *by) == 0
    capsys.readouterr()
    assert desk.deploy(run, "revoked") == 1
    assert "no version is registered as revoked@approved" in capsys.readouterr().out
    # Whoever moves the alias back by hand has not taken the revocation back.
    with session(Store(desk.uri, "govllm")) as client:
        client.set_registered_model_alias("revoked", "approved", "1")
    assert desk.deploy(run, "revoked") == 1
    assert "was revoked on" in capsys.readouterr().out
    assert desk.register(run, "revoked") == 1
    assert "registered as version 1 and revoked: evaluate anew" in capsys.readouterr().out
    assert desk.do(revoke, "revoked/1", *by) == 2
    assert desk.do(history, "revoked") == 0
    assert "已撤销 revoked" in capsys.readouterr().out


# What cannot be registered, by any command


def refused(desk: Desk, run: SignedRun, capsys: Said, *words: object) -> str:
    capsys.readouterr()
    assert desk.register(run, "never", *words) != 0
    out = capsys.readouterr().out
    assert "REFUSED" in out
    with session(Store(desk.uri, "govllm")) as client:
        assert not list(client.search_registered_models("name = 'never'"))
    return out


def test_a_run_that_fails_is_refused(desk: Desk, capsys: Said) -> None:
    run = desk.run(gates=[*PASSING, gate("exact", 0.99)])
    assert "the verdict is fail, not pass" in refused(desk, run, capsys)


def test_a_run_without_enough_evidence_is_refused(desk: Desk, capsys: Said) -> None:
    run = desk.run(gates=[gate("answered", 0.95)])
    assert "the verdict is insufficient" in refused(desk, run, capsys)


@pytest.mark.parametrize("scope", ["partial", "exploratory"])
def test_a_run_that_is_not_complete_is_refused(desk: Desk, capsys: Said, scope: str) -> None:
    run = desk.run(scope=scope)
    assert f"the run is {scope}" in refused(desk, run, capsys)


def test_unsigned_evidence_is_refused(desk: Desk, capsys: Said) -> None:
    run = desk.run()
    run.folder.envelope.unlink()
    assert "nobody has signed" in refused(desk, run, capsys)


def test_changed_evidence_is_refused(desk: Desk, capsys: Said) -> None:
    run = desk.run()
    run.folder.scorecard.write_text("<p>通过</p>", encoding="utf-8")
    assert "scorecard.html was changed" in refused(desk, run, capsys)


def test_a_verdict_rewritten_to_pass_is_refused(desk: Desk, capsys: Said) -> None:
    run = desk.run(gates=[*PASSING, gate("exact", 0.99)])
    verdict = json.loads(run.folder.verdict.read_text())
    canonical.write_json(run.folder.verdict, {**verdict, "verdict": "pass"})
    assert "verdict.json" in refused(desk, run, capsys)


def test_weights_that_are_others_now_are_refused(desk: Desk, tmp_path: Path, capsys: Said) -> None:
    run = desk.run()
    shutil.copytree(desk.weights, tmp_path / "weights")
    (tmp_path / "weights/model.safetensors").write_bytes(b"others")
    out = refused(desk, run, capsys, "--weights", tmp_path / "weights")
    assert "these are not the evaluated weights" in out
    run.folder.origin.unlink()
    assert "name their folder with --weights DIR" in refused(desk, run, capsys)


def test_a_candidate_that_was_never_attested_is_refused(desk: Desk, capsys: Said) -> None:
    from tests.support.runs import REMOTE

    assert "is not attested" in refused(desk, desk.run(candidate=REMOTE), capsys)


def test_evidence_too_old_is_refused(desk: Desk) -> None:
    run = desk.run()
    later = datetime(2040, 1, 1, tzinfo=UTC)
    from govllm.evidence.admission import registration_faults

    standing = standing_of(run.folder, [run.key.public], None)
    faults = list(registration_faults(standing, desk.weights, later))
    assert any("days old; the profile allows 90" in fault for fault in faults)


def test_a_later_failure_of_the_same_weights_stands_in_the_way(
    tmp_path: Path, capsys: Said
) -> None:
    from govllm.track import log

    desk = Desk(tmp_path)
    run = desk.run()
    later = desk.run(gates=[*PASSING, gate("exact", 0.99)])
    document = canonical.read_json(later.folder.plan)
    assert document["sealed_at"] >= canonical.read_json(run.folder.plan)["sealed_at"]
    assert desk.do(log, later.folder.path) == 0
    with session(Store(desk.uri, "govllm")) as client:
        (found,) = client.search_runs([client.get_experiment_by_name("govllm").experiment_id])
        client.set_tag(found.info.run_id, "sealed_at", "2039-01-01T00:00:00+00:00")
    assert "a later complete run of the same weights failed" in refused(desk, run, capsys)


def test_a_later_failure_that_no_store_was_told_of_stands_in_the_way_too(
    tmp_path: Path, capsys: Said
) -> None:
    desk = Desk(tmp_path)
    run = desk.run()
    later = desk.run(gates=[*PASSING, gate("exact", 0.99)])
    document = canonical.read_json(later.folder.plan)
    canonical.write_json(later.folder.plan, {**document, "sealed_at": "2039-01-01T00:00:00+00:00"})
    out = refused(desk, run, capsys)
    assert f"a later complete run of the same weights failed: {later.folder.path}" in out


def test_waivers_that_count_let_a_failed_gate_through(
    desk: Desk, tmp_path: Path, capsys: Said
) -> None:
    run = desk.run(gates=[*PASSING, gate("exact", 0.99)])
    path = waiver(run, tmp_path / "w.json")
    assert desk.register(run, "waived", "--waivers", path) == 0
    assert desk.deploy(run, "waived") == 0
    with session(Store(desk.uri, "govllm")) as client:
        version = client.get_model_version_by_alias("waived", "approved")
    assert version.tags["verdict"] == "pass with waivers"
    assert version.tags["waivers"] == "gate-exact"
    faults = at(desk, run, "waived", tmp_path / "later", datetime.now(UTC) + timedelta(days=40))
    assert any("waiver of gate-exact: it expired" in fault for fault in faults)
    unsigned = waiver(run, tmp_path / "v.json", key=None)
    assert "the verdict is fail" in refused(desk, run, capsys, "--waivers", unsigned)


def test_a_refusal_is_on_record(desk: Desk, capsys: Said) -> None:
    run = desk.run()
    words = ("--by", "王强", "--reason", "派单有偏差")
    assert desk.do(refuse, run.folder.path, *words) == 0
    record = canonical.read_json(run.folder.decisions / "refusal.json")
    assert record["predicate"]["kind"] == "refusal"
    assert record["subject"][0]["digest"]["sha256"] == canonical.file_digest(run.folder.statement)
    ids = canonical.read_json(run.folder.tracking)["ids"]
    with session(Store(desk.uri, "govllm")) as client:
        assert client.get_run(ids["run_id"]).data.tags["decision"] == "refused"
        kept = [f.path for f in client.list_artifacts(ids["run_id"], "decisions")]
    assert kept == ["decisions/refusal.json"]


def test_history_lists_every_version(desk: Desk, capsys: Said) -> None:
    first, second = desk.run(), desk.run()
    assert desk.register(first, "twice") == 0
    assert desk.register(second, "twice") == 0
    capsys.readouterr()
    assert desk.do(history, "twice") == 0
    out = capsys.readouterr().out
    assert "twice 1  已替换 replaced" in out
    assert "twice 2  现行 approved" in out
    assert out.count("李敏: 评审通过") == 2
    assert desk.do(history, "nobody") == 2


def test_what_is_not_there_cannot_be_deployed_or_revoked(desk: Desk, capsys: Said) -> None:
    words = ("--registered", "nobody@approved", "--weights", desk.weights)
    assert desk.do(gate_command, *words) == 1
    assert desk.do(revoke, "nobody@approved", "--by", "a", "--reason", "b") == 2
    assert "python -m govllm.history NAME lists them" in capsys.readouterr().err
