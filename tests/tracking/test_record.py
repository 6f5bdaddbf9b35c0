"""What is logged: names that MLflow takes, numbers with bounds, nothing that was not measured."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.errors import GovllmError, UsageError
from govllm.evidence.bundle import write_bundle
from govllm.evidence.folder import RunFolder
from govllm.tracking.record import (
    candidate_params,
    datasets_of,
    params_of,
    read_plan,
    read_run,
    safe_name,
    safe_part,
    values_of,
    verdict_tags,
)
from tests.support.runs import REMOTE, failure, finished_run, gate, reply

_BODIES = ("住建局", "交通局", "环保局")


def right_thrice_in_four(number: int, request: object) -> dict[str, object]:
    """The tiny task's labels follow each other in turn; every fourth answer is wrong."""
    return dict(reply(_BODIES[(number + (number % 4 == 3)) % 3]))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    """A finished run with a gate that fails and one that holds."""
    gates = [gate("exact", 0.99), gate("answered", 0.1), gate("exact", 0.9, id="not/safe: 门")]
    folder = finished_run(tmp_path_factory.mktemp("run"), right_thrice_in_four, gates=gates)
    folder.scorecard.write_text("<p>scorecard</p>")
    write_bundle(folder, None)
    return folder


def test_metrics_have_bounds_and_counts(run: RunFolder) -> None:
    values = {v.name: v for v in values_of(read_run(run))}
    exact = values["own/tiny/exact"]
    assert exact.value == 0.75
    assert exact.task == "own/tiny"
    assert values["own/tiny/exact.lower"].value < 0.75 < values["own/tiny/exact.upper"].value
    assert values["own/tiny/exact.n_scored"].value == 12
    assert values["own/tiny/exact.n_errored"].value == 0


def test_slices_have_names_of_their_own(run: RunFolder) -> None:
    values = {v.name: v.value for v in values_of(read_run(run))}
    assert values["own/tiny/exact/half/even"] == 1.0
    assert values["own/tiny/exact/half/odd"] == 0.5
    assert values["own/tiny/exact/half/odd.n_scored"] == 6


def test_gates_are_one_or_nought_and_words(run: RunFolder) -> None:
    record = read_run(run)
    values = {v.name: v.value for v in values_of(record)}
    assert values["gate/gate-exact"] == 0
    assert values["gate/gate-answered"] == 1
    tags = verdict_tags(record)
    assert tags["verdict"] == "fail"
    assert tags["gate.gate-exact"] == "fail"
    assert tags["gate.gate-answered"] == "pass"


def test_every_value_has_a_name_of_its_own(run: RunFolder) -> None:
    names = [v.name for v in values_of(read_run(run))]
    assert len(set(names)) == len(names)


def test_what_was_not_measured_has_no_value(tmp_path: Path) -> None:
    folder = finished_run(
        tmp_path,
        lambda number, request: failure(),
        gates=[gate("exact"), gate("exact", id="elsewhere", task="hotline/dispatch")],
    )
    folder.scorecard.write_text("")
    write_bundle(folder, None)
    record = read_run(folder)
    names = {v.name: v.value for v in values_of(record)}
    assert "own/tiny/exact" not in names
    assert names["own/tiny/exact.n_errored"] == 12
    assert names["gate/gate-exact"] == 0
    assert "gate/elsewhere" not in names
    assert verdict_tags(record)["gate.elsewhere"] == "not_run"
    assert names["usage/error/http_500"] == 12


def test_parameters_name_candidate_engine_and_plan(run: RunFolder) -> None:
    plan = read_plan(run)
    params = params_of(plan)
    assert (
        params.items()
        >= {
            "candidate": "candidate",
            "attested": "yes",
            "weights_sha256": "a" * 64,
            "engine": "vllm",
            "engine_version": "0.32.0",
            "flag.dtype": "auto",
            "profile": "trial",
            "scope": "complete",
            "limit": "none",
            "plan_sha256": plan.sha256,
        }.items()
    )
    assert params.items() >= candidate_params(plan).items()
    assert params["seed"] == str(plan.content["seed"])


def test_a_candidate_that_is_not_attested_says_so(tmp_path: Path) -> None:
    folder = finished_run(tmp_path, right_thrice_in_four, candidate=REMOTE)
    params = params_of(read_plan(folder))
    assert params["attested"] == "no"
    assert params["weights_sha256"] == "not attested"
    assert "tokenizer_sha256" not in params


def test_datasets_are_digests_and_counts_but_no_items(run: RunFolder) -> None:
    plan = read_plan(run)
    (dataset,) = datasets_of(plan)
    items = plan.content["tasks"][0]["items_sha256"]
    assert dataset.name == "own/tiny"
    assert dataset.digest == items[:36]
    assert dataset.tags["items_sha256"] == items
    assert dataset.profile["n_items"] == 12


def test_an_unfinished_run_is_refused(tmp_path: Path) -> None:
    folder = finished_run(tmp_path, right_thrice_in_four)
    with pytest.raises(UsageError, match="not finished"):
        read_run(folder)
    with pytest.raises(UsageError, match="holds no run"):
        read_plan(RunFolder(tmp_path / "nothing"))


def test_a_verdict_on_another_plan_is_refused(tmp_path: Path) -> None:
    folder = finished_run(tmp_path, right_thrice_in_four)
    folder.scorecard.write_text("")
    write_bundle(folder, None)
    document = json.loads(folder.plan.read_text())
    folder.plan.write_text(json.dumps(document))
    with pytest.raises(GovllmError, match="another plan"):
        read_run(folder)


@given(st.text())
def test_any_name_is_made_safe(name: str) -> None:
    safe = safe_name(name)
    assert re.fullmatch(r"[/\w.\- ]{1,250}", safe)
    assert not safe.startswith("/")
    assert all(part.strip(".") and part == part.strip() for part in safe.split("/"))
    assert safe_name(safe) == safe


@given(st.text(max_size=60), st.text(max_size=60))
def test_different_parts_stay_different(one: str, other: str) -> None:
    assert (safe_part(one) == safe_part(other)) == (one == other)


def test_good_names_stay_as_they_are() -> None:
    assert safe_name("hotline/dispatch/exact/紧急程度/较急.lower") == (
        "hotline/dispatch/exact/紧急程度/较急.lower"
    )
