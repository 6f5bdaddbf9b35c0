"""A task about colours, of any size, with a gate of its own; and commands that run it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from govllm.config.compose import composed
from govllm.config.schema import Settings
from tests.support.tasks import write_task

ROOT = Path(__file__).parents[2]
COLOURS = ("red", "green", "blue")
# Even 40 right answers of 40 show more than this (0.05 ** (1 / 40) = 0.93).
GATE = (
    "profile.gates=[{id:colour,task:own/colours,metric:exact,threshold:0.8,source:test,"
    "reason:{zh:test,en:test}}]"
)


def prompt(n: int) -> str:
    """What the candidate is asked as number `n`."""
    return f"Which colour has number {n}?"


def answers(n: int) -> dict[str, str]:
    """The right answers to `n` prompts."""
    return {prompt(i): f"colour: {COLOURS[i % 3]}" for i in range(n)}


def write_colours(parent: Path, n: int, **declared: Any) -> Path:
    """Write a classification task of `n` independent items; returns its folder."""
    declaration = {
        "name": "colours",
        "version": "1.0.0",
        "kind": "classification",
        "prompt": {"user": "Which colour has number {{ number }}?"},
        "labels": {"colour": list(COLOURS)},
        "intended_use": "tests",
        "source": "written for tests",
        **declared,
    }
    items = [
        {"id": f"c-{i}", "cluster": f"c-{i}", "input": {"number": i}, "target": COLOURS[i % 3]}
        for i in range(n)
    ]
    return write_task(parent / "colours", declaration, items)


def command(url: str, task: Path, *more: str) -> list[str]:
    """The overrides that evaluate what is served at `url` on the task, gated, quickly."""
    return [*_common(task), "serving=endpoint", f"serving.base_url={url}", *more]


def _common(task: Path) -> list[str]:
    return [f"task_path={task}", "tracking=none", "quiet=true", "client.backoff_s=0.01", GATE]


def managed(checkpoint: Path, task: Path, *more: str) -> list[str]:
    """The same for a candidate that is served by us."""
    return [*_common(task), "serving=vllm", "model=local", f"model.path={checkpoint}", *more]


@cache
def _composed() -> Settings:
    url = "http://127.0.0.1:9/v1"
    return composed([*_common(Path()), "serving=endpoint", f"serving.base_url={url}"])


def settings(url: str, task: Path, run: Path, **client: Any) -> Settings:
    """What `command(url, task, …)` composes, at once; `client` are keys of `client`."""
    base = _composed()
    return replace(
        base,
        task_path=str(task),
        serving=replace(base.serving, base_url=url),
        client=replace(base.client, **client),
        paths=replace(base.paths, run=str(run)),
    )


def write_checkpoint(folder: Path) -> Path:
    """Files that look like a checkpoint to everything but an engine."""
    folder.mkdir(parents=True)
    config = {"architectures": ["Stand"], "max_position_embeddings": 64, "dtype": "float32"}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "model.safetensors").write_bytes(b"weights of a stand-in")
    (folder / "tokenizer.json").write_text("{}")
    return folder


def rows(run: Path) -> list[dict[str, Any]]:
    """The whole rows of a run's journal; a torn last line is left out."""
    text = (run / "journal.jsonl").read_bytes()
    return [json.loads(line) for line in text.split(b"\n")[:-1]]


def document(run: Path, name: str) -> dict[str, Any]:
    """One of a run's JSON documents."""
    found: dict[str, Any] = json.loads((run / name).read_text(encoding="utf-8"))
    return found


def only_run(runs: Path) -> Path:
    """The one run below `paths.runs`."""
    (plan,) = runs.glob("*/*/plan.json")
    return plan.parent


@contextmanager
def started(
    overrides: list[str], env: Mapping[str, str] | None = None, module: str = "govllm.eval"
) -> Iterator[subprocess.Popen[str]]:
    """The command as a process of its own, which does not outlive the context."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    with subprocess.Popen(
        [sys.executable, "-m", module, *overrides],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": path, **(env or {})},
        preexec_fn=_heed_interrupts,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _heed_interrupts() -> None:
    # A test run in the background ignores Ctrl-C, and its children would inherit that.
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def wait_until(
    what: Callable[[], object],
    process: subprocess.Popen[str] | None = None,
    timeout_s: float = 60.0,
) -> None:
    """Return once `what()` is true.

    Raises:
        AssertionError: where it never is, or where `process`, which should bring it about, ended.
    """
    deadline = time.monotonic() + timeout_s
    while not what():
        if process is not None and process.poll() is not None:
            raise AssertionError(f"it ended with {process.returncode}: {process.communicate()}")
        assert time.monotonic() < deadline, f"not within {timeout_s:g} s"
        time.sleep(0.02)


def cut_off(folder: Path) -> dict[str, str]:
    """The environment of a process, and of all it starts, to which only loopback is open; what it
    tries beyond that is noted in `folder / "attempts"`."""
    site = folder / "site"
    site.mkdir(parents=True)
    shutil.copy(ROOT / "tests" / "packaging" / "no_network.py", site / "sitecustomize.py")
    path = os.pathsep.join(filter(None, [str(site), str(ROOT), os.environ.get("PYTHONPATH")]))
    return {
        "PYTHONPATH": path,
        "NETWORK_ATTEMPTS": str(folder / "attempts"),
        "IMPORTED_FROM": os.devnull,
    }
