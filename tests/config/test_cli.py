"""The command line: one clear line for every mistake, and exit codes that can be believed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from govllm.config.cli import run_command
from govllm.config.compose import composed
from govllm.config.schema import Settings
from govllm.errors import UsageError
from govllm.exits import ExitCode
from govllm.resources import conf_dir

_MISTAKES = [
    (["modle=reference"], "did you mean 'model'?", 2),
    (["client.timeut_s=3"], "did you mean 'timeout_s'?", 2),
    (["profile.max_eror_share=0"], "did you mean 'max_error_share'?", 2),
    (["profile.gates.0.treshold=1"], "in profile.gates.0: did you mean 'threshold'?", 2),
    (["profile.suites.hotline.taskss=x"], "did you mean 'tasks'?", 2),
    (["suite.taks=x"], "a key is set below a group that was not chosen", 2),
    (["serving=vlm"], "serving has no option 'vlm'; did you mean 'vllm'?", 2),
    (["suite=hotlin"], "suite has no option 'hotlin'; did you mean 'hotline'?", 2),
    (["client.timeout_s=soon"], "client.timeout_s: Value 'soon'", 2),
    (["limit=three"], "limit: Value 'three'", 2),
    (["tasks=hotline/dispatch"], "lists stand in brackets: tasks=[a,b]", 2),
    (["+limt=3"], "unknown key 'limt'; did you mean 'limit'?", 2),
    (["++client.concurency=3"], "did you mean 'concurrency'?", 2),
    (["limit"], "Error parsing override 'limit'", 2),
    (["=3"], "names no key; write key=value", 2),
    (["model=local"], "model.path", 2),
    (["serving=endpoint"], "serving.base_url", 2),
]


def _nothing(settings: Settings) -> ExitCode:
    return ExitCode.PASS


@pytest.mark.parametrize(("arguments", "said", "code"), _MISTAKES)
def test_a_mistake_is_one_line_that_names_the_mend(
    arguments: list[str], said: str, code: int, capfd: pytest.CaptureFixture[str]
) -> None:
    assert run_command(_nothing, arguments) == code
    error = capfd.readouterr().err
    assert said in error
    assert error.count("\n") == 1
    assert "Traceback" not in error


def _evaluated(arguments: list[str], tmp_path: Path) -> ExitCode:
    from govllm.eval import evaluate_one

    return run_command(evaluate_one, [*arguments, "tracking=none", f"paths.runs={tmp_path}/runs"])


@pytest.mark.parametrize(
    ("arguments", "said", "code"),
    [
        (["model=local", "model.path=/no/such/folder"], "/no/such/folder", 2),
        (["tasks=[hotline/dispach]"], "did you mean 'hotline/dispatch'?", 2),
        (["task_path=/no/such/task"], "task_path", 2),
        (["limit=0"], "limit=0", 2),
        (["serving=endpoint", "serving.base_url=127.0.0.1:1"], "is not a URL", 2),
        (["serving=endpoint", "serving.base_url=http://u:p@h/v1"], "GOVLLM_API_KEY", 2),
        (["serving=endpoint", "serving.base_url=http://127.0.0.1:9/v1"], "no answer from", 4),
        (["profile.gates.0.metric=acuracy"], "has no metric", 2),
    ],
)
def test_a_mistake_in_a_value_is_one_line_too(
    arguments: list[str], said: str, code: int, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _evaluated(arguments, tmp_path) == code
    error = capfd.readouterr().err
    assert said in error
    assert "Traceback" not in error
    assert not (tmp_path / "runs").exists()


def test_a_multirun_ends_with_its_worst_code() -> None:
    by_limit = {1: ExitCode.PASS, 2: ExitCode.INSUFFICIENT, 3: ExitCode.FAIL, 4: ExitCode.BROKE}

    def job(settings: Settings) -> ExitCode:
        return by_limit[settings.limit or 0]

    assert run_command(job, ["-m", "limit=1,2"]) == ExitCode.INSUFFICIENT
    assert run_command(job, ["-m", "limit=1,4,2"]) == ExitCode.BROKE
    assert run_command(job, ["-m", "limit=4,3,1"]) == ExitCode.FAIL


def test_one_broken_candidate_does_not_keep_the_others_from_running() -> None:
    seen: list[int | None] = []

    def job(settings: Settings) -> ExitCode:
        seen.append(settings.limit)
        if settings.limit == 1:
            raise RuntimeError("boom")
        return ExitCode.PASS

    assert run_command(job, ["-m", "limit=1,2,3"]) == ExitCode.BROKE
    assert seen == [1, 2, 3]


@pytest.mark.parametrize("flags", [["--cfg", "job"], ["-c", "job"], ["--cfg=job"]])
def test_showing_the_configuration_is_no_run_and_no_fault(
    flags: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    def job(settings: Settings) -> ExitCode:
        raise AssertionError("it ran")

    assert run_command(job, [*flags, "limit=7"]) == ExitCode.PASS
    shown = capfd.readouterr()
    assert "limit: 7" in shown.out
    assert shown.err == ""


def test_flags_of_vllm_that_we_do_not_know_are_passed_on() -> None:
    seen: list[Settings] = []

    def job(settings: Settings) -> ExitCode:
        seen.append(settings)
        return ExitCode.PASS

    given = ["serving.extra_args.kv-cache-dtype=fp8", "serving.env.VLLM_LOGGING_LEVEL=DEBUG"]
    assert run_command(job, given) == ExitCode.PASS
    assert seen[0].serving.extra_args == {"kv-cache-dtype": "fp8"}
    assert seen[0].serving.env == {"VLLM_LOGGING_LEVEL": "DEBUG"}
    assert composed(given) == seen[0]


@pytest.mark.parametrize("error", [KeyboardInterrupt(), SystemExit(1), UsageError("a", "b")])
def test_a_job_that_stops_is_never_a_pass(error: BaseException) -> None:
    def job(settings: Settings) -> ExitCode:
        raise error

    assert run_command(job, []) in (ExitCode.BROKE, ExitCode.USAGE)


def test_an_uncaught_exception_is_4(capfd: pytest.CaptureFixture[str]) -> None:
    def job(settings: Settings) -> ExitCode:
        raise RuntimeError("boom")

    assert run_command(job, []) == ExitCode.BROKE
    assert "boom" in capfd.readouterr().err


def test_hydra_leaves_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_command(_nothing, ["-m", "limit=1,2"])
    run_command(_nothing, [])
    assert [p.name for p in tmp_path.iterdir()] == ["runs"]


def test_help_shows_groups_and_examples_in_a_second() -> None:
    """A second where the machine is free; the best of three, and CPU time and not wall time, so
    that a busy machine does not fail it."""
    times = []
    for _ in range(3):
        before = os.times()
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "govllm.eval", "--help"],
            capture_output=True,
            text=True,
            check=True,
        )
        after = os.times()
        cpu = after.children_user + after.children_system
        cpu -= before.children_user + before.children_system
        times.append(min(time.monotonic() - started, cpu))
    for group in sorted(p.name for p in conf_dir().iterdir() if p.is_dir()):
        assert f"\n  {group} " in done.stdout or group in ("hydra", "local")
    assert re.search(r"  vllm +A vLLM server of our own", done.stdout)
    assert "python -m govllm.eval model=local model.path=" in done.stdout
    assert "exit codes: 0 pass" in done.stdout
    assert min(times) < 1.0


def test_a_reader_who_goes_away_is_no_fault_of_govllm() -> None:
    """`… | head -1`: the first task's lines are read, those of the second nobody wants."""
    words = [sys.executable, "-m", "govllm.qualify", "tasks=[hotline/dispatch,hotline/ticket]"]
    # Each line as it is printed, and not all of them at the end.
    lines = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=lines
    ) as process:
        assert process.stdout
        assert process.stderr
        assert b"qualified" in process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == ExitCode.BROKE
    assert said == "govllm: stopped: nobody reads what is printed any more\n"
