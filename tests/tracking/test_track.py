"""Runs in a real MLflow store: a local database, a server, and one that is down."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from govllm.config.schema import PathSettings, TrackingSettings
from govllm.errors import GovllmError, UsageError
from govllm.evidence.bundle import write_bundle
from govllm.evidence.folder import RunFolder
from govllm.plan.seal import read_seal, seal
from govllm.track import log
from govllm.tracking.store import Store, read_ids, store_of
from govllm.tracking.track import log_run, note_plan, track_run
from tests.support.runs import finished_run, gate, plan_of, reply
from tests.support.tasks import write_tiny

# MLflow's own imports warn, each release differently.
pytestmark = pytest.mark.filterwarnings("default")


def quiet(line: str) -> None:
    """Nobody listens."""


def finished(parent: Path) -> RunFolder:
    folder = finished_run(
        parent,
        lambda number, request: reply("住建局"),
        gates=[gate("answered", 0.1), gate("exact", 0.99)],
    )
    folder.scorecard.write_text("<p>记分卡</p>")
    write_bundle(folder, None)
    return folder


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all runs, with the module's one local store; a first start that was killed
    left half of a database behind."""
    folder = tmp_path_factory.mktemp("runs")
    (folder / ".mlflow.db.partial").write_bytes(b"half a database")
    return folder


@pytest.fixture(scope="module")
def at_once(runs: Path) -> list[tuple[RunFolder, str]]:
    """Two runs that were logged by the command at once into a store that was not there yet, and
    what it said."""
    folders = [finished(runs / "2026-03-01" / name) for name in ("one", "two")]
    command = [sys.executable, "-m", "govllm.track", "--tracking-uri", local(runs).uri]
    children = [
        subprocess.Popen(
            [*command, str(folder.path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for folder in folders
    ]
    said = [child.communicate()[0] for child in children]
    assert [child.returncode for child in children] == [0, 0], said
    return list(zip(folders, said, strict=True))


@pytest.fixture(scope="module")
def logged(runs: Path, at_once: list[tuple[RunFolder, str]]) -> tuple[RunFolder, Store]:
    """A run that was logged twice."""
    folder = at_once[0][0]
    track_run(folder, TrackingSettings("local", None), PathSettings(str(runs)), quiet)
    return folder, local(runs)


def local(runs: Path) -> Store:
    store = store_of(TrackingSettings("local", None), PathSettings(str(runs)))
    assert store is not None
    return store


def client_of(store: Store) -> Any:
    from mlflow import MlflowClient

    return MlflowClient(store.uri)


def the_run(folder: RunFolder, store: Store) -> Any:
    ids = read_ids(folder, store)
    assert ids is not None
    return client_of(store).get_run(ids.run_id)


def found(store: Store, folder: RunFolder) -> list[Any]:
    """Every MLflow run of this run."""
    client = client_of(store)
    experiment = client.get_experiment_by_name(store.experiment).experiment_id
    wanted = read_seal(folder.plan).run_id
    return [
        run for run in client.search_runs([experiment]) if run.data.tags["govllm.run_id"] == wanted
    ]


def test_a_run_has_parameters_metrics_with_bounds_and_tags(
    logged: tuple[RunFolder, Store],
) -> None:
    run = the_run(*logged)
    plan = read_seal(logged[0].plan)
    assert run.info.status == "FINISHED"
    assert run.data.params["weights_sha256"] == "a" * 64
    assert run.data.params["plan_sha256"] == plan.sha256
    assert run.data.tags["plan_sha256"] == plan.sha256
    assert run.data.tags["verdict"] == "fail"
    assert run.data.tags["scope"] == "complete"
    metrics = run.data.metrics
    assert metrics["own/tiny/exact"] == pytest.approx(1 / 3)
    assert metrics["own/tiny/exact.lower"] < 1 / 3 < metrics["own/tiny/exact.upper"]
    assert metrics["own/tiny/exact/half/even.n_scored"] == 6
    assert metrics["gate/gate-answered"] == 1
    assert metrics["gate/gate-exact"] == 0


def test_a_run_has_its_sealed_files_and_a_description(logged: tuple[RunFolder, Store]) -> None:
    folder, store = logged
    run = the_run(folder, store)
    uploaded = {file.path for file in client_of(store).list_artifacts(run.info.run_id)}
    assert uploaded == {file.name for file in folder.sealed_files()} | {"evidence"}
    assert "scorecard.html" in uploaded
    note = run.data.tags["mlflow.note.content"]
    assert "不通过" in note
    assert f"/runs/{run.info.run_id}/artifacts/scorecard.html" in note


def test_a_run_names_its_datasets(logged: tuple[RunFolder, Store]) -> None:
    (given,) = the_run(*logged).inputs.dataset_inputs
    (task,) = read_seal(logged[0].plan).content["tasks"]
    assert given.dataset.name == "own/tiny"
    assert given.dataset.digest == task["items_sha256"][:36]


def test_metrics_and_datasets_are_linked_to_the_candidate(
    logged: tuple[RunFolder, Store],
) -> None:
    folder, store = logged
    (linked,) = the_run(folder, store).inputs.model_inputs
    model = client_of(store).get_logged_model(linked.model_id)
    assert str(model.status) == "READY"
    assert model.name == "candidate"
    assert model.params["weights_sha256"] == "a" * 64
    exact = [m for m in model.metrics if m.key == "own/tiny/exact"]
    assert [(m.dataset_name, m.value) for m in exact] == [("own/tiny", pytest.approx(1 / 3))]


def test_logging_twice_doubles_nothing(logged: tuple[RunFolder, Store]) -> None:
    folder, store = logged
    (run,) = found(store, folder)
    client = client_of(store)
    assert len(client.get_metric_history(run.info.run_id, "own/tiny/exact")) == 1
    models = client.search_logged_models([run.info.experiment_id])
    assert len([m for m in models if m.source_run_id == run.info.run_id]) == 1


def test_a_run_is_found_again_without_its_ids(logged: tuple[RunFolder, Store]) -> None:
    folder, store = logged
    before = read_ids(folder, store)
    folder.tracking.unlink()
    assert log([str(folder.path), "--tracking-uri", store.uri]) == 0
    assert read_ids(folder, store) == before
    assert len(found(store, folder)) == 1


def test_a_changed_plan_does_not_pass_for_the_noted_one(
    logged: tuple[RunFolder, Store], tmp_path: Path
) -> None:
    folder, store = logged
    forged = RunFolder(Path(shutil.copytree(folder.path, tmp_path / "forged")))
    plan = json.loads(forged.plan.read_text())
    plan["content"]["seed"] += 1
    forged.plan.write_text(json.dumps(plan))
    verdict = json.loads(forged.verdict.read_text())
    verdict["plan_sha256"] = read_seal(forged.plan).sha256
    forged.verdict.write_text(json.dumps(verdict))
    with pytest.raises(GovllmError, match="changed after it was sealed"):
        log_run(forged, store, quiet, 0)


def test_the_store_is_private(logged: tuple[RunFolder, Store]) -> None:
    _, store = logged
    assert store.database is not None
    assert store.artifacts is not None
    assert store.database.stat().st_mode & 0o077 == 0
    assert store.artifacts.stat().st_mode & 0o077 == 0


def test_a_sealed_plan_is_noted_before_anything_is_asked(
    logged: tuple[RunFolder, Store], runs: Path, tmp_path: Path
) -> None:
    _, store = logged
    plan = plan_of(write_tiny(tmp_path, "classification"), [gate("exact", 0.2)])
    settings = replace(
        plan.settings, tracking=TrackingSettings("local", None), paths=PathSettings(str(runs))
    )
    plan = replace(plan, settings=settings)
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    sealed = seal(plan, folder.plan)
    said: list[str] = []
    note_plan(folder, plan, sealed, said.append)
    run = the_run(folder, store)
    assert said == [f"plan {sealed.sha256[:12]}… noted in MLflow at {store.uri}"]
    assert run.info.status == "RUNNING"
    assert run.data.params["plan_sha256"] == sealed.sha256
    (model,) = [
        m
        for m in client_of(store).search_logged_models([run.info.experiment_id])
        if m.source_run_id == run.info.run_id
    ]
    assert model.params["plan_sha256"] == sealed.sha256
    assert str(model.status) == "PENDING"
    # Going on with the run notes nothing again.
    note_plan(folder, plan, sealed, said.append)
    assert len(said) == 1
    assert len(found(store, folder)) == 1


def test_noting_keeps_mlflow_out_of_the_asking_process() -> None:
    code = "import sys, govllm.tracking.track; sys.exit('mlflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_two_runs_at_once_share_one_experiment(
    runs: Path, at_once: list[tuple[RunFolder, str]]
) -> None:
    store = local(runs)
    for folder, said in at_once:
        (run,) = found(store, folder)
        assert run.info.status == "FINISHED"
        # One line each: nothing of MLflow's own noise.
        assert said.count("\n") == 1
        assert run.info.run_id in said


@pytest.fixture
def server(
    logged: tuple[RunFolder, Store], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Store]:
    """An MLflow server on a port of its own. It begins with a copy of the local store, since
    making one takes seconds."""
    from mlflow import set_tracking_uri
    from mlflow.server import ARTIFACTS_DESTINATION_ENV_VAR, SERVE_ARTIFACTS_ENV_VAR, app, handlers
    from werkzeug.serving import make_server

    monkeypatch.setenv(SERVE_ARTIFACTS_ENV_VAR, "true")
    monkeypatch.setenv(ARTIFACTS_DESTINATION_ENV_VAR, str(tmp_path / "served"))
    database = shutil.copy(logged[1].database or "", tmp_path / "server.db")
    handlers.initialize_backend_stores(
        f"sqlite:///{database}", default_artifact_root="mlflow-artifacts:/"
    )
    # Leak: the first server in a process makes its own database the default store of all.
    set_tracking_uri(None)
    listening = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=listening.serve_forever)
    thread.start()
    yield Store(f"http://127.0.0.1:{listening.server_port}", "remote")
    listening.shutdown()
    thread.join()
    listening.server_close()


def test_a_server_holds_what_a_local_store_holds(server: Store, tmp_path: Path) -> None:
    folder = finished(tmp_path / "logged")
    tracking = TrackingSettings("server", server.uri, server.experiment)
    before = int(time.time() * 1000)
    track_run(folder, tracking, PathSettings(), quiet)
    track_run(folder, tracking, PathSettings(), quiet)
    (run,) = found(server, folder)
    client = client_of(server)
    assert run.data.metrics["own/tiny/exact"] == pytest.approx(1 / 3)
    uploaded = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert uploaded == {file.name for file in folder.sealed_files()} | {"evidence"}
    (linked,) = the_run(folder, server).inputs.model_inputs
    model = client.get_logged_model(linked.model_id)
    # The run began long ago by the folder's word; the model's time is the server's own.
    assert run.info.start_time < model.creation_timestamp
    assert model.creation_timestamp >= before


@pytest.fixture
def deaf() -> Iterator[str]:
    """A server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield f"http://user:secret@127.0.0.1:{listening.getsockname()[1]}"


def test_a_store_that_is_down_is_an_error_within_seconds(
    logged: tuple[RunFolder, Store], deaf: str, tmp_path: Path
) -> None:
    folder = RunFolder(Path(shutil.copytree(logged[0].path, tmp_path / "copy")))
    fault = r"no answer from MLflow at http://127\.0\.0\.1:\d+ \((Connection refused|ReadTimeout)"
    for uri in ("http://127.0.0.1:9", deaf):
        started = time.monotonic()
        with pytest.raises(GovllmError, match=fault) as raised:
            track_run(folder, TrackingSettings("server", uri), PathSettings(), quiet)
        assert time.monotonic() - started < 10
        assert "secret" not in str(raised.value)


def test_a_plan_that_cannot_be_noted_does_not_stop_the_run(tmp_path: Path, deaf: str) -> None:
    plan = plan_of(write_tiny(tmp_path, "classification"))
    tracking = TrackingSettings("server", deaf)
    plan = replace(plan, settings=replace(plan.settings, tracking=tracking))
    folder = RunFolder(tmp_path / "run")
    folder.path.mkdir()
    sealed = seal(plan, folder.plan)
    said: list[str] = []
    started = time.monotonic()
    note_plan(folder, plan, sealed, said.append)
    assert time.monotonic() - started < 40
    (line,) = said
    assert "the evaluation goes on" in line
    assert "secret" not in line
    noted = json.loads(folder.tracking.read_text())
    assert noted["ids"] is None
    assert "secret" not in folder.tracking.read_text()
    assert noted["tracking_uri"] == deaf.replace("user:secret@", "")


def test_nothing_is_tracked_where_tracking_is_off(tmp_path: Path) -> None:
    track_run(RunFolder(tmp_path), TrackingSettings("none", None), PathSettings(), quiet)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("tracking", "fault"),
    [
        (TrackingSettings("servr", None), "did you mean 'server'"),
        (TrackingSettings("server", None), "tracking.uri"),
    ],
)
def test_wrong_settings_name_the_mend(tracking: TrackingSettings, fault: str) -> None:
    with pytest.raises(UsageError, match=fault):
        store_of(tracking, PathSettings())
