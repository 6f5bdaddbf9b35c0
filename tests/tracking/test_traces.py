"""Answers as traces that people can label, and their labels brought back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govllm.config.cli import guarded
from govllm.errors import GovllmError
from govllm.evidence.folder import RunFolder
from govllm.labels import fetch
from govllm.tracking.human import Label, agreements, verdict_of
from govllm.tracking.session import session
from govllm.tracking.store import Ids, Store, read_ids
from govllm.tracking.traces import PLACE, log_traces, traces_of
from govllm.tracking.track import log_run
from tests.support.evidence import signed_run, told

# MLflow's own imports warn, each release differently.
pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def logged(tmp_path_factory: pytest.TempPathFactory) -> tuple[RunFolder, Store, Ids]:
    """A run whose answers are right, wrong and once an error, logged with its traces."""
    folder = tmp_path_factory.mktemp("traced")
    run, store = signed_run(folder).folder, Store(f"sqlite:///{folder / 'mlflow.db'}", "govllm")
    log_run(run, store, lambda _: None, 10)
    ids = read_ids(run, store)
    assert ids is not None
    return run, store, ids


def traces(logged: tuple[RunFolder, Store, Ids], spans: bool = False) -> list[Any]:
    _, store, ids = logged
    with session(store) as client:
        found = list(traces_of(client, ids))
        return [client.get_trace(t.info.trace_id) for t in found] if spans else found


def test_every_shown_answer_is_a_trace_once(logged: tuple[RunFolder, Store, Ids]) -> None:
    run, store, _ = logged
    places = [trace.info.tags[PLACE] for trace in traces(logged)]
    assert len(places) == len(set(places)) == 12
    said: list[str] = []
    log_run(run, store, said.append, 10)
    assert len(traces(logged)) == 12
    assert "as traces" not in said[0]


def test_another_default_store_of_the_process_is_left_alone(tmp_path: Path) -> None:
    """MLflow sends traces to the default store of the process, whatever the client's store is."""
    import mlflow

    other = f"sqlite:///{tmp_path / 'other.db'}"
    run, store = signed_run(tmp_path).folder, Store(f"sqlite:///{tmp_path / 'own.db'}", "govllm")
    mlflow.set_tracking_uri(other)
    try:
        log_run(run, store, lambda _: None, 10)
        assert mlflow.get_tracking_uri() == other
    finally:
        mlflow.set_tracking_uri(None)
    ids = read_ids(run, store)
    assert ids is not None
    assert len(traces((run, store, ids))) == 12


def test_traces_that_do_not_arrive_are_told(
    logged: tuple[RunFolder, Store, Ids], monkeypatch: pytest.MonkeyPatch
) -> None:
    run, store, ids = logged
    with session(store) as client:
        monkeypatch.setattr("govllm.tracking.traces.traces_of", lambda *_: iter(()))
        monkeypatch.setattr("govllm.tracking.traces._log", lambda *_: None)
        with pytest.raises(GovllmError, match="0 of 12 answers as traces"):
            log_traces(client, ids, run, 10)


def test_a_trace_has_question_answer_thoughts_and_cost(
    logged: tuple[RunFolder, Store, Ids],
) -> None:
    found = {trace.info.tags["sample"]: trace for trace in traces(logged, spans=True)}
    trace = found["t-001"]
    (span,) = trace.data.spans
    assert span.inputs["messages"][-1]["content"] == "question number 1 of a tiny task"
    assert span.outputs["answer"] == [told(1)["answer"]]
    assert span.outputs["reasoning"] == ["想一想"]
    assert span.attributes["latency_s"] == 0.25
    assert trace.info.tags["slice.half"] == "odd"
    assert found["t-005"].data.spans[0].outputs["error"] == "http_500"
    assert trace.info.state == "OK"
    assert found["t-005"].info.state == "ERROR"


def test_each_score_is_an_assessment_with_what_was_expected(
    logged: tuple[RunFolder, Store, Ids],
) -> None:
    found = {trace.info.tags["sample"]: trace for trace in traces(logged)}
    scores = {a.name: a for a in found["t-001"].info.assessments}
    assert scores["exact"].value in (0.0, 1.0)
    assert scores["exact"].source.source_type == "CODE"
    assert any("expected" in (a.rationale or "") for a in scores.values())
    assert not found["t-005"].info.assessments


def test_no_script_s_path_travels_with_a_trace(logged: tuple[RunFolder, Store, Ids]) -> None:
    for trace in traces(logged):
        assert trace.info.trace_metadata["mlflow.source.name"] == "govllm"


def code(*words: object) -> int:
    return int(guarded(lambda: fetch([str(word) for word in words])))


def test_labels_come_back(
    logged: tuple[RunFolder, Store, Ids], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import mlflow
    from mlflow.entities import AssessmentSource, Feedback

    run, store, _ = logged
    out = tmp_path / "labels.jsonl"
    words = (run.path, "--tracking-uri", store.uri, "--out", out)
    assert code(*words) == 3
    assert "nobody has labelled" in capsys.readouterr().out
    person = AssessmentSource("HUMAN", "limin")
    with session(store) as client:
        for trace in traces_of(client, logged[2]):
            scores = {a.name: a.value for a in trace.info.assessments}
            if "exact" in scores:
                # A person who agrees but for one sample.
                right = (scores["exact"] == 1.0) != (trace.info.tags["sample"] == "t-001")
                label = Feedback(name="exact", value=right, source=person, rationale="看过")
                mlflow.log_assessment(trace.info.trace_id, label)
    assert code(*words) == 0
    said = capsys.readouterr().out
    assert "11 labels in" in said
    assert "own/tiny exact: 10 of 11 agree" in said
    labels = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert {label["by"] for label in labels} == {"limin"}
    assert {label["rationale"] for label in labels} == {"看过"}
    assert all(label["scored"] in (0.0, 1.0) for label in labels)


def test_a_run_that_is_not_logged_has_no_labels(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = signed_run(tmp_path).folder
    assert code(run.path, "--tracking-uri", f"sqlite:///{tmp_path / 'none.db'}") == 2
    assert "python -m govllm.track" in capsys.readouterr().err
    assert code(tmp_path) == 2


def label(value: Any, scored: float | None, name: str = "exact") -> Label:
    return Label("own/t", "s", 0, name, value, None, scored, "a", 0, "tr", "p")


@pytest.mark.parametrize(
    ("value", "meant"),
    [(True, True), ("对", True), ("No", False), (1, True), (0.0, False), (0.5, None), ("?", None)],
)
def test_labels_are_read_as_right_or_wrong(value: Any, meant: bool | None) -> None:
    assert verdict_of(value) is meant


def test_agreement_is_corrected_for_chance() -> None:
    """The example of Cohen (1960) in small: 20 + 15 of 50 agree, chance alone gives 25."""
    both = [(True, 1.0)] * 20 + [(True, 0.0)] * 5 + [(False, 1.0)] * 10 + [(False, 0.0)] * 15
    (found,) = agreements([label(value, scored) for value, scored in both])
    assert (found.n, found.agreed) == (50, 35)
    assert found.kappa == pytest.approx(0.4)
    (alike,) = agreements([label(True, 1.0)] * 5)
    assert alike.kappa is None
    assert agreements([label("?", 1.0), label(True, None), label(True, 0.5)]) == []
