"""MLflow's model registry: approved versions, the alias that deployment follows, and history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from govllm.errors import GovllmError
from govllm.tracking.session import patiently
from govllm.tracking.store import Ids, Store

APPROVED = "approved"
_DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Version:
    """A registered version.

    Attributes:
        created_ms: of the registry's own clock.
        tags: as they were set at registration and revocation.
        current: whether the alias `approved` stands on it.
    """

    name: str
    number: str
    run_id: str
    created_ms: int
    tags: Mapping[str, str]
    current: bool

    @property
    def revoked(self) -> bool:
        return "revoked_at" in self.tags


def create_version(
    client: Any, ids: Ids, name: str, tags: Mapping[str, str], description: str
) -> str:
    """Make a version of the registered model of this name; its number. It is not approved yet."""
    patiently(lambda: _model(client, name))
    made = patiently(
        lambda: client.create_model_version(
            name,
            f"models:/{ids.model_id}",
            ids.run_id,
            tags=dict(tags),
            description=description,
            model_id=ids.model_id,
        )
    )
    return str(made.version)


def _model(client: Any, name: str) -> None:
    from mlflow.exceptions import MlflowException

    try:
        client.get_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_DOES_NOT_EXIST":
            raise
        client.create_registered_model(name)


def approve_version(client: Any, name: str, number: str) -> None:
    """Move the alias `approved` to this version: the last step, so that whatever fails before it
    leaves the former version approved."""
    patiently(lambda: client.set_registered_model_alias(name, APPROVED, number))


def revoke_version(client: Any, version: Version, tags: Mapping[str, str]) -> None:
    """Mark a version revoked and take the alias from it. The mark comes first."""
    for key, value in tags.items():
        patiently(partial(client.set_model_version_tag, version.name, version.number, key, value))
    if version.current:
        patiently(lambda: client.delete_registered_model_alias(version.name, APPROVED))


def find_version(client: Any, reference: str) -> Version | None:
    """The version that `NAME@alias` or `NAME/number` names; None where there is none."""
    from mlflow.exceptions import MlflowException

    name, at, alias = reference.partition("@")
    try:
        if at:
            found = patiently(lambda: client.get_model_version_by_alias(name, alias))
        else:
            name, _, number = reference.rpartition("/")
            found = patiently(lambda: client.get_model_version(name, number))
    except MlflowException as error:
        if error.error_code in ("RESOURCE_DOES_NOT_EXIST", "INVALID_PARAMETER_VALUE"):
            return None
        raise
    return _version(client, found)


def versions_of(client: Any, name: str) -> list[Version]:
    """All versions of a registered model, oldest first."""
    found = patiently(lambda: list(client.search_model_versions(f"name = '{name}'")))
    return [_version(client, v) for v in sorted(found, key=lambda v: int(v.version))]


def revoked_on(client: Any, name: str, statement_sha256: str) -> Version | None:
    """A revoked version of this name that was registered on the same evidence, or None."""
    same = (v for v in versions_of(client, name) if v.tags["statement_sha256"] == statement_sha256)
    return next((v for v in same if v.revoked), None)


def _version(client: Any, found: Any) -> Version:
    model = patiently(lambda: client.get_registered_model(found.name))
    return Version(
        str(found.name),
        str(found.version),
        str(found.run_id),
        int(found.creation_timestamp),
        dict(found.tags),
        str(model.aliases.get(APPROVED)) == str(found.version),
    )


def log_decision(client: Any, run_id: str, path: Path) -> None:
    """Keep a decision's file beside the run's evidence."""
    client.log_artifact(run_id, str(path), _DECISIONS)


def tag_run(client: Any, run_id: str, tags: Mapping[str, str]) -> None:
    """Say on the run's own page what was decided."""
    for key, value in tags.items():
        patiently(partial(client.set_tag, run_id, key, value))


def download_evidence(client: Any, run_id: str, to: Path) -> Path:
    """A run's files as MLflow keeps them: its evidence, and the decisions on it.

    Raises:
        GovllmError: where they cannot be fetched.
    """
    try:
        return Path(client.download_artifacts(run_id, "", str(to)))
    except OSError as error:
        raise GovllmError(f"the evidence of run {run_id} cannot be fetched: {error}") from error


def later_failures(
    client: Any, store: Store, weights_sha256: str, profile: str, sealed_at: str
) -> list[str]:
    """Ids of complete runs of the same weights under the same profile that were sealed later and
    failed, as MLflow knows them."""
    experiment = patiently(lambda: client.get_experiment_by_name(store.experiment))
    if experiment is None:
        return []
    wanted = (
        f"params.weights_sha256 = '{weights_sha256}' and tags.scope = 'complete' "
        f"and tags.verdict = 'fail' and tags.profile = '{profile}'"
    )
    runs = patiently(lambda: client.search_runs([experiment.experiment_id], wanted))
    ours = datetime.fromisoformat(sealed_at)
    return [
        str(run.info.run_id)
        for run in runs
        if datetime.fromisoformat(run.data.tags["sealed_at"]) > ours
    ]


def moment(milliseconds: int) -> str:
    """A registry's time, in UTC, to the second."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
