"""A run's folder: the names of its files, its lock, and finding one to go on with."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from govllm import canonical
from govllm.errors import UsageError

# Fixed before or during the run and covered by its evidence; the log and MLflow's ids are not.
SEALED = (
    "plan.json",
    "journal.jsonl",
    "scores.parquet",
    "metrics.json",
    "verdict.json",
    "scorecard.html",
    "junit.xml",
    "incumbent.parquet",
)
# Not every run has them: nothing could be asked, or nothing is compared with.
OPTIONAL = ("journal.jsonl", "incumbent.parquet")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """Where one run keeps everything. Files are private to the user."""

    path: Path

    @property
    def plan(self) -> Path:
        return self.path / "plan.json"

    @property
    def journal(self) -> Path:
        return self.path / "journal.jsonl"

    @property
    def scores(self) -> Path:
        return self.path / "scores.parquet"

    @property
    def incumbent(self) -> Path:
        """The incumbent's scores, copied when the plan is sealed."""
        return self.path / "incumbent.parquet"

    @property
    def metrics(self) -> Path:
        return self.path / "metrics.json"

    @property
    def verdict(self) -> Path:
        return self.path / "verdict.json"

    @property
    def scorecard(self) -> Path:
        return self.path / "scorecard.html"

    @property
    def junit(self) -> Path:
        return self.path / "junit.xml"

    @property
    def evidence(self) -> Path:
        """The folder of what is made of the sealed files."""
        return self.path / "evidence"

    @property
    def digests(self) -> Path:
        return self.evidence / "digests.json"

    @property
    def mlbom(self) -> Path:
        return self.evidence / "mlbom.cdx.json"

    @property
    def statement(self) -> Path:
        return self.evidence / "statement.json"

    @property
    def envelope(self) -> Path:
        """The signed statement; not there while nobody has signed."""
        return self.evidence / "statement.dsse.json"

    @property
    def decisions(self) -> Path:
        """The folder of what officers decided on this run; not part of its evidence."""
        return self.path / "decisions"

    @property
    def origin(self) -> Path:
        """Where the candidate's weights lay on this machine; not sealed, nor logged anywhere."""
        return self.path / "origin.json"

    @property
    def serving_log(self) -> Path:
        return self.path / "serving.log"

    @property
    def tracking(self) -> Path:
        return self.path / "tracking.json"

    def sealed_files(self) -> list[Path]:
        """The sealed files that are there."""
        return [p for name in SEALED if (p := self.path / name).is_file()]

    def evidence_files(self) -> list[Path]:
        """What stands beside the sealed files and vouches for them, as far as it is there."""
        made = (self.digests, self.mlbom, self.statement, self.envelope)
        return [path for path in made if path.is_file()]

    def is_final(self) -> bool:
        """Whether there is nothing left to ask. A run that ended in errors is not final: the
        same command asks the failed requests again."""
        return self.is_recorded() and canonical.read_json(self.verdict)["verdict"] != "error"

    def is_recorded(self) -> bool:
        """Whether the recipe came to its end: the statement is the last thing written."""
        return self.verdict.is_file() and self.statement.is_file()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder for this process alone.

        Raises:
            UsageError: where another run is at work in it.
        """
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.path / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(handle)
            raise UsageError(
                f"another run is at work in {self.path}", "wait for it, or name another paths.run"
            ) from None
        try:
            yield
        finally:
            os.close(handle)


def choose_folder(runs: Path, run: str | None, candidate: str, content_sha256: str) -> RunFolder:
    """The folder of this run: the named one, an unfinished one of the same plan, or a new one.

    Raises:
        UsageError: where the named folder holds a run of another plan, or something else.
    """
    if run is not None:
        folder = RunFolder(Path(run))
        if folder.plan.is_file():
            if _content_of(folder.plan) != content_sha256:
                raise UsageError(
                    f"{folder.path} holds a run of another plan (other candidate, tasks, profile "
                    "or flags)",
                    "name another paths.run",
                )
        elif folder.path.is_dir() and any(p.name != ".lock" for p in folder.path.iterdir()):
            raise UsageError(f"{folder.path} holds no run but other files", "name an empty folder")
        return folder
    unfinished = [
        path.parent
        for path in sorted(runs.glob("*/*/plan.json"), reverse=True)
        if not RunFolder(path.parent).is_recorded() and _content_of(path) == content_sha256
    ]
    if unfinished:
        return RunFolder(unfinished[0])
    return RunFolder(_new(runs, candidate))


def _content_of(plan: Path) -> str | None:
    try:
        found: str = canonical.read_json(plan)["content_sha256"]
    except (json.JSONDecodeError, KeyError, OSError):
        return None
    return found


def _new(runs: Path, candidate: str) -> Path:
    now = datetime.now().astimezone()
    plain = "".join(c if c.isalnum() or c in "-_." else "-" for c in candidate)
    base = runs / now.strftime("%Y-%m-%d") / f"{now.strftime('%H%M%S')}-{plain}"
    base.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path, count = base, 1
    while not _made(path):
        count += 1
        path = base.with_name(f"{base.name}-{count}")
    return path


def _made(path: Path) -> bool:
    # Making the folder claims its name: two runs may begin in the same second.
    try:
        path.mkdir(mode=0o700)
    except FileExistsError:
        return False
    return True
