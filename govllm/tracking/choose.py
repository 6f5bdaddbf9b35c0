"""Which MLflow store a command on a finished run means."""

from __future__ import annotations

from govllm.config.compose import composed
from govllm.errors import UsageError
from govllm.evidence.folder import RunFolder
from govllm.tracking.store import Store, noted_store, store_of


def chosen_store(folder: RunFolder | None, uri: str | None, experiment: str | None) -> Store:
    """The store that was asked for, else the one the run was planned for, else the configured.

    Raises:
        UsageError: where none of them names one.
    """
    settings = composed([])
    noted = None if folder is None else noted_store(folder)
    meant = noted or store_of(settings.tracking, settings.paths)
    default = settings.tracking.experiment if meant is None else meant.experiment
    uri = uri or (None if meant is None else meant.uri)
    if uri is None:
        raise UsageError("tracking is off in the configuration", "give --tracking-uri URI")
    return Store(uri, experiment or default)
