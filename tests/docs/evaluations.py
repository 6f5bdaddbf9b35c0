"""Runs an evaluation that a README shows, against a mock in place of the candidate."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from govllm.config.cli import run_command
from govllm.config.schema import Settings, TrackingSettings
from govllm.eval import evaluate_one
from govllm.evidence.folder import SEALED
from govllm.exits import ExitCode, of_verdict, worst
from govllm.plan.select import wanted_tasks
from govllm.tasks.requests import JUDGE
from tests.docs.desk import LIMIT, Desk
from tests.support.colours import document, rows, write_checkpoint
from tests.support.evidence import make_key


def check_eval(words: Sequence[str], desk: Desk) -> None:
    if set(words) & {"--help", "--cfg"}:
        assert run_command(evaluate_one, words) is ExitCode.PASS
        assert "profile" in desk.output()
        return
    named = re.findall(r"/models/(\w+)", " ".join(words))
    for weights in named:
        checkpoint = write_checkpoint(desk.folder / "models" / weights)
        (checkpoint / "model.safetensors").write_bytes(weights.encode())
    if key := next((w.partition("=")[2] for w in words if w.startswith("evidence.key=")), None):
        make_key((desk.folder / key).parent)
    before = set(desk.folder.iterdir())
    jobs: list[Settings] = []

    def job(settings: Settings) -> ExitCode:
        jobs.append(settings)
        return evaluate_one(against_the_mock(settings, desk))

    code = run_command(job, words)
    check_overrides(words, jobs)
    found = sorted(desk.folder.glob("runs/**/verdict.json"))
    assert len(found) == len(jobs)
    for settings, verdict in zip(jobs, found, strict=True):
        check_run(verdict.parent, settings, attested=bool(named))
    verdicts = {str(document(path.parent, path.name)["verdict"]) for path in found}
    # All answers are right, and so few of them that a gate may want more.
    assert verdicts <= {"pass", "insufficient"}
    assert code == worst(of_verdict(verdict) for verdict in verdicts)
    written = set(desk.folder.iterdir()) - before
    assert written == {desk.folder / "runs"}, "a run writes nothing beside its folder"


def against_the_mock(settings: Settings, desk: Desk) -> Settings:
    """The settings as they are, but for where is asked, where the weights are, and how much."""
    path = settings.model.path or ""
    here = f"{desk.folder}{path}" if path.startswith("/models/") else None
    narrowed = settings.suite or settings.tasks or settings.profile.name == "desk"
    return dataclasses.replace(
        settings,
        model=dataclasses.replace(settings.model, name=None, path=here),
        serving=dataclasses.replace(settings.serving, kind="endpoint", base_url=desk.url),
        paths=dataclasses.replace(settings.paths, runs=str(desk.folder / "runs")),
        tracking=TrackingSettings("none", None),
        task_path=settings.task_path if narrowed else "my-task",
        limit=LIMIT,
        quiet=True,
        judge=settings.judge
        and dataclasses.replace(settings.judge, base_url=desk.judge, qualification=None),
    )


def check_overrides(words: Sequence[str], jobs: Sequence[Settings]) -> None:
    """Every override of the command stands in the settings, one value in each job."""
    assert jobs
    for word in words:
        key, equals, given = word.partition("=")
        if not equals or given == "local":
            continue
        values = given.split(",") if len(jobs) > 1 and "," in given else [given] * len(jobs)
        assert [plainly(value_at(job, key)) for job in jobs] == values, word


def value_at(settings: Settings, key: str) -> Any:
    found: Any = settings
    for step in key.split("."):
        found = getattr(found, step)
    return found


def plainly(value: Any) -> str:
    """A setting as the command line writes it; a chosen group is known by its kind or name."""
    if dataclasses.is_dataclass(value):
        return str(getattr(value, "kind", None) or getattr(value, "name", None))
    if isinstance(value, tuple):
        return f"[{','.join(value)}]"
    return str(value)


def check_run(run: Path, settings: Settings, attested: bool) -> None:
    assert {path.name for path in run.iterdir()} >= set(SEALED) - {"incumbent.parquet"}
    sealed = document(run, "plan.json")["content"]
    asked = {task["id"]: task["n_planned"] for task in sealed["tasks"]}
    journal = [row for row in rows(run) if not row["task"].startswith(JUDGE)]
    # A conversation has several rows, and so has a question asked for several persons.
    samples = {(row["task"], row["sample"], row["epoch"]) for row in journal}
    assert sum(asked.values()) == len(samples) > 0
    # "{}" is what the mock says to a question it does not know.
    assert all(row["error"] is None and row["answer"] != "{}" for row in journal)
    verdict = document(run, "verdict.json")
    assert verdict["candidate"]["attested"] is attested
    if settings.suite or settings.tasks:
        assert list(asked) == list(wanted_tasks(settings))
        assert verdict["scope"] == "partial"
    if settings.task_path:
        assert asked == {"own/remit": 2}
    if settings.profile.name == "desk":
        (gate,) = sealed["profile"]["policy"]["gates"]
        assert gate["id"] == "right-department"
        assert [g["id"] for g in verdict["gates"]] == [gate["id"]]
        assert verdict["gates"][0]["n_scored"] == LIMIT
    if settings.paths.run:
        assert run.relative_to(Path.cwd()) == Path(settings.paths.run)
