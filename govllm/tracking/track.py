"""Logging a run to MLflow: its plan when that is sealed, everything else when it is decided."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from govllm.config.schema import PathSettings, TrackingSettings
from govllm.evidence.folder import RunFolder
from govllm.evidence.redaction import outgoing
from govllm.tracking.record import read_plan, read_run
from govllm.tracking.runs import fill_run, open_run
from govllm.tracking.session import session
from govllm.tracking.store import Store, read_ids, store_of, write_ids
from govllm.tracking.traces import log_traces

if TYPE_CHECKING:  # planning imports SciPy, which logging does not need
    from govllm.plan.plan import Plan
    from govllm.plan.seal import Seal

Report = Callable[[str], None]

# The last resort: a server that does not answer is found out by its own time limit, in seconds. A
# local store is always there, but making it takes a while on a busy machine.
_SERVER_S = 30.0
_LOCAL_S = 90.0


def note_plan(folder: RunFolder, plan: Plan, sealed: Seal, report: Report) -> None:
    """Make the run in MLflow, with the sealed plan's hash, before the first request.

    A child process does it, since importing MLflow would more than double the memory of the
    asking process. Where tracking is down, that is reported and the evaluation goes on.

    Raises:
        UsageError: where the tracking settings are wrong.
    """
    store = store_of(plan.settings.tracking, plan.settings.paths)
    if store is None or read_ids(folder, store) is not None:
        return
    write_ids(folder, store, None)
    if fault := _in_child(folder, store):
        report(f"plan not noted in MLflow: {fault}; the evaluation goes on")
    else:
        report(f"plan {sealed.sha256[:12]}… noted in MLflow at {store.shown}")


def note(folder: RunFolder, store: Store) -> None:
    """What the child does: make the run and remember its ids in `tracking.json`.

    Raises:
        GovllmError: where tracking is down.
    """
    plan = read_plan(folder)
    with session(store) as client:
        write_ids(folder, store, open_run(client, store, plan, None))


def track_run(
    folder: RunFolder, tracking: TrackingSettings, paths: PathSettings, report: Report
) -> None:
    """Log a finished run, from its folder alone. Logging it again doubles nothing.

    Raises:
        UsageError: where the settings are wrong or the run is not finished.
        GovllmError: where tracking is down.
    """
    store = store_of(tracking, paths)
    if store is not None:
        log_run(folder, store, report, tracking.traces)


def log_run(folder: RunFolder, store: Store, report: Report, traces: int) -> None:
    """Log a finished run to this store; errors as in `track_run`.

    Args:
        traces: see `TrackingSettings`.
    """
    run = read_run(folder)
    with session(store) as client:
        ids = open_run(client, store, run.plan, read_ids(folder, store))
        write_ids(folder, store, ids)
        with outgoing(folder) as files:
            fill_run(client, ids, run, files, folder.evidence_files())
        new = log_traces(client, ids, folder, traces)
    traced = f", {new} answers as traces" if new else ""
    where = f"{store.shown}, experiment {store.experiment}, run {ids.run_id}"
    report(f"logged to MLflow at {where}{traced}")


def _in_child(folder: RunFolder, store: Store) -> str:
    """Run `govllm.tracking.note`; why it failed, or ""."""
    # Through standard input, because an address may hold a password and arguments are public.
    order = {"folder": str(folder.path), "uri": store.uri, "experiment": store.experiment}
    try:
        child = subprocess.run(
            [sys.executable, "-m", "govllm.tracking.note"],
            input=json.dumps(order),
            text=True,
            capture_output=True,
            timeout=_SERVER_S if store.database is None else _LOCAL_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        return f"{store.shown} did not answer in {error.timeout:g} s"
    if child.returncode == 0:
        return ""
    lines = child.stderr.strip().splitlines()
    return lines[-1].removeprefix("govllm: error: ") if lines else f"exit {child.returncode}"
