"""Who is asked, and how: the candidate, its engine, and a way to serve it when the time comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from govllm.config.schema import Settings
from govllm.errors import UsageError
from govllm.serving.endpoint import attach
from govllm.serving.flags import vllm_engine
from govllm.serving.provenance import Candidate, inspect_checkpoint
from govllm.serving.served import Engine, Served
from govllm.serving.vllm import VLLM, Launch, ManagedServer

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Candidacy:
    """A candidate before it is served.

    Attributes:
        attached: an endpoint's address, where it is served already.
        server: the program that serves it, where we start one.
    """

    candidate: Candidate
    engine: Engine
    settings: Settings
    attached: Served | None
    server: Sequence[str] = VLLM

    @contextmanager
    def serve(self, log: Path, report: Report) -> Iterator[Served]:
        """Serve the candidate for as long as the context lasts."""
        if self.attached is not None:
            yield self.attached
            return
        path = self.candidate.path
        if path is None:
            raise UsageError("serving=vllm needs weights", "add model.path=FOLDER")
        launch = Launch(Path(path), self.candidate.name, log, self.settings.serving, self.server)
        report("starting vLLM")
        with ManagedServer(launch, report) as server:
            yield server.served


def candidacy(settings: Settings, report: Report, server: Sequence[str] = VLLM) -> Candidacy:
    """Inspect the candidate and learn what will serve it; nothing is started.

    Args:
        server: the program that `serving=vllm` starts; tests put a stand-in here.

    Raises:
        UsageError: for a missing or unusable checkpoint or address.
        ServingError: where an endpoint does not answer.
    """
    model, serving = settings.model, settings.serving
    if serving.kind == "vllm":
        if model.path is None:
            raise UsageError("serving=vllm needs weights", "add model.path=FOLDER")
        candidate = inspect_checkpoint(Path(model.path), model.name, model.revision)
        return Candidacy(candidate, vllm_engine(serving), settings, None, server)
    if serving.kind == "endpoint":
        reached = attach(serving, model)
        candidate = _remote(settings, reached.served.model)
        return Candidacy(candidate, reached.engine, settings, reached.served)
    raise UsageError(f"unknown serving.kind {serving.kind!r}", "choose vllm or endpoint")


def _remote(settings: Settings, name: str) -> Candidate:
    model = settings.model
    if model.path is not None:
        return inspect_checkpoint(Path(model.path), name, model.revision)
    return Candidate(name=name, attested=False, revision=model.revision)
