"""MLflow as a team has it: a server on PostgreSQL, artifacts behind it, several at work at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from govllm.config.cli import guarded
from govllm.evidence.verify import verify
from govllm.gate import gate as gate_command
from govllm.register import register
from govllm.serving.provenance import inspect_checkpoint
from govllm.tracking.registry import download_evidence
from govllm.tracking.session import session
from govllm.tracking.store import Store, read_ids
from govllm.tracking.traces import traces_of
from tests.support.colours import write_checkpoint
from tests.support.evidence import SignedRun, signed_run
from tests.support.postgres import mlflow_server, postgres
from tests.support.runs import gate, reply

# MLflow's own imports warn, each release differently.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    artifacts = tmp_path_factory.mktemp("mlflow") / "artifacts"
    with postgres() as database, mlflow_server(database, artifacts) as url:
        yield Store(url, "team")


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checkpoint(tmp_path_factory.mktemp("weights") / "candidate")


@pytest.fixture(scope="module")
def both(
    store: Store, checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[SignedRun]:
    """Two runs that two processes logged at once, into an experiment that was not there yet."""
    candidate = inspect_checkpoint(checkpoint, "candidate", None)
    runs = [
        signed_run(
            tmp_path_factory.mktemp(name), lambda n: reply("住建局"),
            [gate("answered", 0.2)], candidate=candidate,
        )
        for name in ("one", "two")
    ]  # fmt: skip
    command = [sys.executable, "-m", "govllm.track", "--tracking-uri", store.uri]
    command += ["--experiment", store.experiment]
    children = [
        subprocess.Popen(
            [*command, str(run.folder.path)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )
        for run in runs
    ]  # fmt: skip
    for child in children:
        said, _ = child.communicate(timeout=240)
        assert child.returncode == 0, said
    return runs


def test_both_are_whole_and_neither_is_doubled(store: Store, both: list[SignedRun]) -> None:
    with session(store) as client:
        (experiment,) = client.search_experiments(filter_string="name = 'team'")
        found = client.search_runs([experiment.experiment_id])
        assert len(found) == 2
        for run in both:
            ids = read_ids(run.folder, store)
            assert ids is not None
            logged = client.get_run(ids.run_id)
            assert logged.info.status == "FINISHED"
            assert logged.data.tags["verdict"] == "pass"
            assert logged.data.metrics["gate/gate-answered"] == 1.0
            assert len(list(traces_of(client, ids))) == 10


def test_what_the_server_keeps_verifies(
    store: Store, both: list[SignedRun], tmp_path: Path
) -> None:
    """The artifacts lie behind the server: nobody needs to reach its disk."""
    run = both[0]
    ids = read_ids(run.folder, store)
    assert ids is not None
    with session(store) as client:
        assert client.get_run(ids.run_id).info.artifact_uri.startswith("mlflow-artifacts:")
        fetched = download_evidence(client, ids.run_id, tmp_path)
    from govllm.evidence.folder import RunFolder

    assert verify(RunFolder(fetched), [run.key.public]).trusted


def test_registered_and_checked_through_the_server(
    store: Store, both: list[SignedRun], checkpoint: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    where = ["--tracking-uri", store.uri, "--experiment", store.experiment]
    run = both[1]
    words = [str(run.folder.path), "--name", "hotline", "--by", "李敏", "--reason", "评审通过"]
    key = ["--key", str(run.public)]
    weights = ["--weights", str(checkpoint)]
    assert guarded(lambda: register([*words, *key, *weights, *where])) == 0
    assert "APPROVED hotline version 1" in capsys.readouterr().out
    deployed = ["--registered", "hotline@approved", *weights, *key, *where]
    assert guarded(lambda: gate_command(deployed)) == 0
