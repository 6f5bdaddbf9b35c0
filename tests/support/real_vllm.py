"""One run on a real vLLM: about a minute to start on two CPU cores, so it is made once."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from govllm.resources import reference_checkpoint
from tests.support.tasks import write_task
from tests.support.wheel import cut_off

LIMIT = 12

# Choices whose first character a small tokenizer spells in bytes, and some it knows whole.
CHOICES: list[dict[str, Any]] = [
    {
        "question": "燃气泄漏应当由谁先到场？",
        "choices": ["燃气公司", "市公安局", "图书馆"],
        "target": 0,
    },
    {"question": "“龘”字怎么读？", "choices": ["dá", "𠮷", "😀好"], "target": 0},
    {"question": "Which is a colour?", "choices": ["red", "table", "seven"], "target": 0},
    {"question": "云州市的热线号码是多少？", "choices": ["12345", "10086", "110"], "target": 0},
]


@dataclass(frozen=True)
class VllmRun:
    """A run of the command on a real vLLM.

    Attributes:
        run: the run's folder; runs: the folder of all runs and of MLflow's store.
        choices: folder of the choice task.
        code, out, err: of the command.
        notes: folder of `attempts`, what it or the server tried to reach outside (absent where
            nothing), and `origins`, where its code was imported from.
        mark: stands in the environment of every process it started.
    """

    run: Path
    runs: Path
    choices: Path
    code: int
    out: str
    err: str
    notes: Path
    mark: str

    def left(self) -> list[str]:
        """Command lines of the processes it left behind."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    if self.mark.encode() in (entry / "environ").read_bytes():
                        found.append((entry / "cmdline").read_text().replace("\0", " "))
                except OSError:
                    continue
        return found


def write_choices(folder: Path) -> Path:
    """The choice task, answered by log-probability."""
    declaration = {
        "name": "choices",
        "version": "1.0.0",
        "kind": "choice",
        "answer_by": "logprob",
        "prompt": {"system": "你是云州市12345热线。", "user": "{{ question }}\n答："},
        "intended_use": "tests",
        "source": "written for tests",
    }
    items = [
        {
            "id": f"q-{n}",
            "cluster": f"q-{n}",
            "input": {"question": item["question"]},
            "choices": item["choices"],
            "target": item["target"],
        }
        for n, item in enumerate(CHOICES)
    ]
    return write_task(folder / "choices", declaration, items)


def run_on_vllm(installed: Path, folder: Path) -> VllmRun:
    """Make the run as an air-gapped site would: from the installed wheel, in an empty folder, with
    nothing but loopback open to it and to the server; where the system can (network namespaces),
    for whatever goes past Python's sockets as well."""
    if importlib.util.find_spec("vllm") is None:
        pytest.skip("vLLM is not installed")
    if not (reference_checkpoint() / "model.safetensors").is_file():
        pytest.skip("the reference checkpoint is not there")
    empty, notes = folder / "empty", folder / "notes"
    empty.mkdir()
    notes.mkdir()
    choices, runs = write_choices(folder), empty / "runs"
    run = runs / "by-hand" / "run"
    overrides = [
        "tasks=[hotline/dispatch]",
        f"task_path={choices}",
        f"limit={LIMIT}",
        f"paths.runs={runs}",
        f"paths.run={run}",
        "tracking=local",
        "quiet=true",
        # The first log-probabilities make vLLM compile a kernel: minutes on a busy machine.
        "client.silence_s=400",
        "client.timeout_s=400",
    ]
    mark = f"{os.getpid()}-{folder}"
    env = {**cut_off(installed, notes / "attempts", notes / "origins"), "GOVLLM_TEST_MARK": mark}
    done = subprocess.run(
        [*alone(), sys.executable, "-m", "govllm.eval", *overrides],
        cwd=empty, env=env, capture_output=True, text=True, encoding="utf-8", check=False,
        timeout=540,
    )  # fmt: skip
    return VllmRun(run, runs, choices, done.returncode, done.stdout, done.stderr, notes, mark)


def alone() -> list[str]:
    """The words before a command that give it a network of its own with nothing but loopback;
    none where the system has no network namespaces."""
    words = ["unshare", "--map-root-user", "--net", "--"]
    if shutil.which("ip") is None or shutil.which("unshare") is None:
        return []
    if subprocess.run([*words, "true"], capture_output=True, check=False).returncode:
        return []
    return [*words, "sh", "-c", 'ip link set lo up && exec "$@"', "sh"]
