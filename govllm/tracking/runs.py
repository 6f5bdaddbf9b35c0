"""A run in MLflow: found again or made, filled from its record, ended."""

from __future__ import annotations

import getpass
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from govllm.errors import GovllmError
from govllm.tracking.description import describe
from govllm.tracking.record import (
    Dataset,
    PlanRecord,
    RunRecord,
    candidate_params,
    datasets_of,
    params_of,
    plan_tags,
    values_of,
    verdict_tags,
)
from govllm.tracking.session import patiently
from govllm.tracking.store import Ids, Store

T = TypeVar("T")

# MLflow takes at most 100 parameters or tags at once. It takes more metrics, but 3.17 cannot log
# more than 100 of a model a second time.
_BATCH = 100
_RUN_TAG = "govllm.run_id"
_BAD_IN_MODEL_NAMES = str.maketrans(dict.fromkeys("/:.%\"'", "_"))


def open_run(client: Any, store: Store, plan: PlanRecord, known: Ids | None) -> Ids:
    """The run of this plan in the store, made where it is not there.

    The candidate is made with it as a logged model whose parameters, the plan's hash among them,
    MLflow never lets anyone change, and whose time of creation a server takes from its own clock:
    that record is what dates the plan. (A run's start is whatever the client says.)

    Args:
        known: the ids that the run's folder remembers.

    Raises:
        GovllmError: where the run in MLflow was made for another plan.
    """
    from mlflow.entities import Param

    ids = known if known is not None and _is_there(client, known) else _make(client, store, plan)
    _refuse_another_plan(client, ids, plan)
    params = [Param(k, v) for k, v in params_of(plan).items()]
    _in_batches(client, ids, "params", params)
    return ids


def fill_run(
    client: Any, ids: Ids, run: RunRecord, files: Sequence[Path], evidence: Sequence[Path]
) -> None:
    """Log everything of a finished run. Doing it again changes nothing and doubles nothing.

    Args:
        files: the sealed files; evidence: what vouches for them, kept in a folder of that name.
    """
    from mlflow.entities import LoggedModelInput, RunTag

    page = f"#/experiments/{ids.experiment_id}/runs/{ids.run_id}/artifacts/scorecard.html"
    note = {"mlflow.note.content": describe(run, page)}
    tags = [RunTag(k, v) for k, v in (verdict_tags(run) | note).items()]
    datasets = datasets_of(run.plan)
    _in_batches(client, ids, "metrics", list(_metrics(ids, run, datasets)))
    inputs = [_dataset_input(dataset) for dataset in datasets]
    model = [LoggedModelInput(ids.model_id)]
    patiently(lambda: client.log_inputs(ids.run_id, datasets=inputs, models=model))
    for path in files:
        client.log_artifact(ids.run_id, str(path))
    for path in evidence:
        client.log_artifact(ids.run_id, str(path), "evidence")
    _finish_model(client, ids)
    # Last, so that a run that shows a verdict shows everything.
    _in_batches(client, ids, "tags", tags)
    status = "FAILED" if run.verdict["verdict"] == "error" else "FINISHED"
    patiently(lambda: client.set_terminated(ids.run_id, status, run.ended_ms))


def _is_there(client: Any, known: Ids) -> bool:
    from mlflow.exceptions import MlflowException

    try:
        run = patiently(lambda: client.get_run(known.run_id))
        patiently(lambda: client.get_logged_model(known.model_id))
    except MlflowException as error:
        if error.error_code == "RESOURCE_DOES_NOT_EXIST":
            return False
        raise
    return bool(run.info.lifecycle_stage == "active")


def _make(client: Any, store: Store, plan: PlanRecord) -> Ids:
    experiment = patiently(lambda: _experiment(client, store))
    run = patiently(lambda: _run(client, experiment, plan))
    return Ids(experiment, run, patiently(lambda: _model(client, experiment, run, plan)))


def _refuse_another_plan(client: Any, ids: Ids, plan: PlanRecord) -> None:
    run = patiently(lambda: client.get_run(ids.run_id))
    recorded = run.data.params.get("plan_sha256", plan.sha256)
    if recorded != plan.sha256:
        raise GovllmError(
            f"MLflow's run {ids.run_id} was made for the plan {recorded[:12]}…, but the folder "
            f"holds {plan.sha256[:12]}…",
            "plan.json was changed after it was sealed",
        )


def _experiment(client: Any, store: Store) -> str:
    found = client.get_experiment_by_name(store.experiment)
    if found is not None:
        return str(found.experiment_id)
    location = None if store.artifacts is None else store.artifacts.as_uri()
    # MLflow's pages then open with lists of runs and models, not of chats.
    tags = {"mlflow.experimentKind": "custom_model_development"}
    return str(client.create_experiment(store.experiment, location, tags))


def _run(client: Any, experiment: str, plan: PlanRecord) -> str:
    found = client.search_runs([experiment], f"tags.`{_RUN_TAG}` = '{plan.run_id}'", max_results=1)
    if found:
        return str(found[0].info.run_id)
    tags = plan_tags(plan) | {
        "mlflow.user": _user(),
        "mlflow.source.name": "govllm.eval",
        "mlflow.source.type": "LOCAL",
    }
    name = f"{plan.candidate} {tags['profile']}"
    made = client.create_run(experiment, start_time=plan.sealed_ms, tags=tags, run_name=name)
    return str(made.info.run_id)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user that has no name
        return "unknown"


def _model(client: Any, experiment: str, run: str, plan: PlanRecord) -> str:
    found = client.search_logged_models(
        [experiment], f"tags.`{_RUN_TAG}` = '{plan.run_id}'", max_results=1
    )
    if found:
        return str(found[0].model_id)
    made = client.create_logged_model(
        experiment,
        name=plan.candidate.translate(_BAD_IN_MODEL_NAMES) or "candidate",
        source_run_id=run,
        tags={_RUN_TAG: plan.run_id, "mlflow.model.isExternal": "true"},
        params=candidate_params(plan),
        model_type="candidate",
    )
    return str(made.model_id)


def _finish_model(client: Any, ids: Ids) -> None:
    """Give the model the file that the registry asks of one whose weights lie elsewhere.

    `mlflow.create_external_model` would do the same, but writes the working copy's address and
    the script's path into its tags, and works on one tracking store a process.
    """
    from mlflow.models.utils import get_external_mlflow_model_spec

    model = patiently(lambda: client.get_logged_model(ids.model_id))
    if str(model.status) == "READY":
        return
    with tempfile.TemporaryDirectory() as folder:
        get_external_mlflow_model_spec(model).save(f"{folder}/MLmodel")
        client.log_model_artifacts(ids.model_id, folder)
    patiently(lambda: client.finalize_logged_model(ids.model_id, "READY"))


def _metrics(ids: Ids, run: RunRecord, datasets: Sequence[Dataset]) -> Iterator[Any]:
    from mlflow.entities import Metric

    digests: Mapping[str, str] = {dataset.name: dataset.digest for dataset in datasets}
    for value in values_of(run):
        digest = digests.get(value.task)
        yield Metric(
            value.name,
            value.value,
            run.ended_ms,
            0,
            model_id=ids.model_id,
            dataset_name=None if digest is None else value.task,
            dataset_digest=digest,
            run_id=ids.run_id,
        )


def _dataset_input(dataset: Dataset) -> Any:
    from mlflow.entities import Dataset as Entity
    from mlflow.entities import DatasetInput, InputTag

    entity = Entity(
        name=dataset.name,
        digest=dataset.digest,
        source_type="local",
        source=json.dumps({"uri": dataset.source}),
        profile=json.dumps(dict(dataset.profile)),
    )
    tags = {"mlflow.data.context": "evaluation", **dataset.tags}
    return DatasetInput(entity, [InputTag(k, v) for k, v in tags.items()])


def _in_batches(client: Any, ids: Ids, kind: str, values: Sequence[T]) -> None:
    for start in range(0, len(values), _BATCH):
        part = {kind: values[start : start + _BATCH]}
        patiently(partial(client.log_batch, ids.run_id, **part))
