"""A session with MLflow: imported late, quiet, without telemetry, and patient with a busy store."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import random
import re
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from govllm.errors import GovllmError
from govllm.tracking.store import Store

T = TypeVar("T")

# MLflow reads these when it is imported or at each request. Whoever sets one in the environment
# keeps it.
_QUIET = {
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "MLFLOW_LOGGING_LEVEL": "ERROR",
    # The command's standard output is its verdict and nothing else.
    "MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT": "true",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    "MLFLOW_ENABLE_ASYNC_LOGGING": "false",
    "MLFLOW_ENABLE_ASYNC_TRACE_LOGGING": "false",
    # Else traces would carry the path of whatever script logged them.
    "MLFLOW_RUN_CONTEXT": json.dumps({"mlflow.source.name": "govllm"}),
}
# To find out whether a store is there; then to hand it large files.
_BRIEF = {"MLFLOW_HTTP_REQUEST_TIMEOUT": "3", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "0"}
_STEADY = {"MLFLOW_HTTP_REQUEST_TIMEOUT": "120", "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3"}

# Errors that pass when another evaluation logs at the same time, and for how many seconds one
# waits for that: a lock may be held long, a row that was just made by the other is there at once.
_PASSING = {
    "database is locked": 30.0,
    "already exists": 3.0,
    "unique constraint": 3.0,
    "duplicate": 3.0,
}
_LONGEST = 300


@contextmanager
def session(store: Store) -> Iterator[Any]:
    """An `MlflowClient` of a store that is known to answer.

    Raises:
        GovllmError: where the store is down, or something fails while the context lasts.
    """
    try:
        for name, value in _QUIET.items():
            os.environ.setdefault(name, value)
        # Where warnings are errors, one of MLflow's own would cost a trace, and nobody be told.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with _environment(_BRIEF):
                client = _connect(store)
            with _environment(_STEADY), _as_default(store.uri):
                yield client
    except GovllmError:
        raise
    except Exception as error:  # MLflow lets errors of many libraries through
        raise GovllmError(
            _what(store, error), "see that it is up and that you may use it"
        ) from error


def patiently(action: Callable[[], T]) -> T:
    """Do something, and do it again while another evaluation holds the database or has just made
    the same experiment. The action must be one that can be repeated."""
    started = time.monotonic()
    while True:
        try:
            return action()
        except Exception as error:
            text = str(error).lower()
            patience = max((s for sign, s in _PASSING.items() if sign in text), default=0.0)
            if time.monotonic() - started >= patience:
                raise
            time.sleep(random.uniform(0.05, 0.5))  # noqa: S311


def _connect(store: Store) -> Any:
    from mlflow import MlflowClient

    # It logs every locked database with a traceback before raising it; it is raised all the same.
    logging.getLogger("mlflow.store.db.utils").setLevel(logging.CRITICAL)
    if store.database is not None and store.artifacts is not None:
        store.artifacts.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(store.database):
            if not store.database.exists():
                _create(store.database)
    client = MlflowClient(store.uri)
    patiently(lambda: client.get_experiment_by_name(store.experiment))
    return client


def _create(database: Path) -> None:
    """Make a local database beside its place and move it there whole: making it takes seconds,
    and one that was interrupted half-way could never be opened again."""
    from mlflow import MlflowClient

    partial = database.with_name(f".{database.name}.partial")
    partial.unlink(missing_ok=True)
    os.close(os.open(partial, os.O_CREAT | os.O_RDWR, 0o600))
    MlflowClient(f"sqlite:///{partial}").search_experiments(max_results=1)
    partial.replace(database)


@contextmanager
def _alone(database: Path) -> Iterator[None]:
    handle = os.open(database.with_name(f".{database.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _as_default(uri: str) -> Iterator[None]:
    """MLflow's registry asks the default store for a version's model, and its exporter of traces
    sends them there, whatever store the client was made for."""
    import mlflow

    former = mlflow.get_tracking_uri() if mlflow.tracking.is_tracking_uri_set() else None
    mlflow.set_tracking_uri(uri)
    try:
        yield
    finally:
        mlflow.set_tracking_uri(former)


@contextmanager
def _environment(wanted: Mapping[str, str]) -> Iterator[None]:
    added = {name: value for name, value in wanted.items() if name not in os.environ}
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added:
            os.environ.pop(name, None)


def _what(store: Store, error: Exception) -> str:
    text = " ".join(str(error).replace(store.uri, store.shown).split()) or type(error).__name__
    if " failed with exception " in text:
        # A chain of wrapped causes; the last one named is the one that says something.
        causes = re.findall(r"(?<=\] )[A-Z][\w ]+|\w+Timeout\w*", text)
        return f"no answer from MLflow at {store.shown} ({causes[-1] if causes else 'unknown'})"
    return f"MLflow at {store.shown}: {text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}"
