"""Where runs are logged, and the ids that a run got there."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from govllm import canonical
from govllm.config.schema import PathSettings, TrackingSettings
from govllm.errors import UsageError, nearest
from govllm.evidence.folder import RunFolder

_SQLITE = "sqlite:///"
KINDS = ("local", "server", "none")


@dataclass(frozen=True, slots=True)
class Store:
    """An MLflow store and the experiment in it.

    Attributes:
        uri: MLflow's tracking URI: a server's address or a database.
        experiment: name of the experiment; made where it is not there.
    """

    uri: str
    experiment: str

    @property
    def database(self) -> Path | None:
        """The file of a local store, or None."""
        if not self.uri.startswith(_SQLITE):
            return None
        return Path(self.uri.removeprefix(_SQLITE).partition("?")[0]).absolute()

    @property
    def artifacts(self) -> Path | None:
        """Where a local store keeps its runs' files: beside its database. A server knows by
        itself."""
        return None if self.database is None else self.database.with_name("mlartifacts")

    @property
    def shown(self) -> str:
        """The URI without the name and password it may hold: safe to print and to keep."""
        parts = urlsplit(self.uri)
        if "@" not in parts.netloc:
            return self.uri
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))


@dataclass(frozen=True, slots=True)
class Ids:
    """MLflow's ids of a run: its experiment, the run, and the candidate as a logged model."""

    experiment_id: str
    run_id: str
    model_id: str


def local_store(runs: Path, experiment: str) -> Store:
    """The store below the folder of all runs."""
    return Store(f"{_SQLITE}{runs.absolute() / 'mlflow.db'}", experiment)


def store_of(tracking: TrackingSettings, paths: PathSettings) -> Store | None:
    """The store that the settings name; None where nothing is to be logged.

    Raises:
        UsageError: for an unknown kind, or a server without an address.
    """
    if tracking.kind == "none":
        return None
    if tracking.kind not in KINDS:
        raise UsageError(f"unknown tracking.kind {tracking.kind!r}", nearest(tracking.kind, KINDS))
    if tracking.uri:
        return Store(tracking.uri, tracking.experiment)
    if tracking.kind == "server":
        raise UsageError("tracking=server needs an address", "add tracking.uri=URI")
    return local_store(Path(paths.runs), tracking.experiment)


def noted_store(folder: RunFolder) -> Store | None:
    """The store that a run was meant for when it was planned, or None where none is noted or a
    local one is no longer there (a folder that came from another machine)."""
    noted = _read(folder)
    if not noted:
        return None
    store = Store(noted["tracking_uri"], noted["experiment"])
    return None if store.database is not None and not store.database.exists() else store


def read_ids(folder: RunFolder, store: Store) -> Ids | None:
    """The ids that a run has in this store, as far as its folder knows."""
    noted = _read(folder)
    here = (noted.get("tracking_uri"), noted.get("experiment")) == (store.shown, store.experiment)
    return Ids(**noted["ids"]) if here and noted.get("ids") else None


def write_ids(folder: RunFolder, store: Store, ids: Ids | None) -> None:
    """Note in `tracking.json` where a run is logged; ids are None while the store is down."""
    canonical.write_json(
        folder.tracking,
        {
            "tracking_uri": store.shown,
            "experiment": store.experiment,
            "ids": None if ids is None else asdict(ids),
        },
    )


def _read(folder: RunFolder) -> dict[str, Any]:
    try:
        noted: dict[str, Any] = canonical.read_json(folder.tracking)
    except (OSError, json.JSONDecodeError):
        return {}
    return noted
