"""Whatever goes wrong is said, is never a pass, never hangs, and has the right exit code."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from govllm.config.cli import guarded, run_command
from govllm.eval import evaluate_one
from govllm.resources import evalsets_dir
from govllm.tasks.load import load_task
from tests.support.colours import answers, command, document, rows, settings, write_colours
from tests.support.mock_server import Behaviour, right_answers, serving
from tests.support.tasks import write_tiny


@dataclass
class Result:
    """What a command came to."""

    code: int
    out: str
    err: str
    run: Path

    def verdict(self) -> dict[str, Any]:
        return document(self.run, "verdict.json")


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Evaluate what behaves so on `n` colours: by the command line where overrides are given (or
    an empty list of them), else from ready settings with these keys of `client`."""

    def run(
        behaviour: Behaviour, n: int = 40, overrides: list[str] | None = None, **client: Any
    ) -> Result:
        task, folder = write_colours(tmp_path, n), tmp_path / "run"
        behaviour.answers = behaviour.answers or answers(n)
        with serving(behaviour) as url:
            if overrides is None:
                code = guarded(lambda: evaluate_one(settings(url, task, folder, **client)))
            else:
                told = command(url, task, f"paths.run={folder}", *overrides)
                code = run_command(evaluate_one, told)
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Result(int(code), out, err, folder)

    return run


def test_a_good_candidate_passes(run: Run) -> None:
    found = run(Behaviour(), overrides=[])
    assert found.code == 0
    assert found.out == f"PASS {found.run}\n"
    (gate,) = found.verdict()["gates"]
    assert (gate["verdict"], gate["n_planned"], gate["n_scored"], gate["n_errored"]) == (
        "pass", 40, 40, 0
    )  # fmt: skip


def test_a_bad_candidate_fails(run: Run) -> None:
    found = run(Behaviour({"nothing": "fits"}), overrides=[])
    assert found.code == 1
    assert found.out.startswith("FAIL ")


def test_one_error_in_two_hundred_is_no_pass(run: Run) -> None:
    found = run(Behaviour(bad_every=200, bad="http_500"), 200, [])
    assert found.code == 4
    assert "asked: 199 answered, 1 failed, 3 retried" in found.err
    assert "http_500 1 times" in found.err
    verdict = found.verdict()
    # The gate itself holds with the error at its worst; the run is an error all the same.
    assert verdict["gates"][0]["verdict"] == "pass"
    assert verdict["gates"][0]["n_errored"] == 1
    assert verdict["verdict"] == "error"
    assert "1 of 200 samples errored" in verdict["reasons"][0]["en"]
    (metric, _) = document(found.run, "metrics.json")["metrics"]
    assert metric["estimate"] == pytest.approx(199 / 200)
    assert metric["n_planned"] == 200
    assert metric["n_scored"] == 199


def test_the_profile_may_allow_for_errors(run: Run) -> None:
    found = run(Behaviour(bad_every=200), 200, ["profile.max_error_share=0.01"])
    assert found.code == 0
    assert found.verdict()["gates"][0]["n_errored"] == 1


ALL_FAIL = {
    "http_400": "http_400",
    "overflow": "context_overflow",
    "not_json": "not_json",
    "torn_json": "not_json",
    "malformed": "malformed",
    "drop": "connection",
    "http_429": "http_429",
    "http_500": "http_500",
}


@pytest.mark.parametrize(("bad", "code"), ALL_FAIL.items())
def test_all_samples_failing_is_an_error(run: Run, bad: str, code: str) -> None:
    found = run(Behaviour(bad_every=1, bad=bad, retry_after=0.01), 12, max_attempts=2)
    assert found.code == 4
    assert found.out.startswith("ERROR ")
    assert f"{code} 12 times" in found.err
    verdict = found.verdict()
    (gate,) = verdict["gates"]
    assert (gate["verdict"], gate["estimate"], gate["n_errored"]) == ("error", None, 12)
    assert "all 12 samples errored" in str(verdict["reasons"])
    usage = document(found.run, "metrics.json")["usage"]
    assert set(usage["errors"]) == {code}
    # Errors are rows, and not one of them has an answer.
    assert all(row["error"]["code"] == code and "answer" not in row for row in rows(found.run))


def test_some_contexts_overflow(run: Run) -> None:
    found = run(Behaviour(bad_every=4, bad="overflow"), 40)
    assert found.code == 4
    assert "context_overflow 10 times; the first: " in found.err
    assert "maximum context length is 4096 tokens" in found.err
    metric = document(found.run, "metrics.json")["metrics"][0]
    assert (metric["n_errored"], metric["lower"] < 0.75 < metric["upper"]) == (10, True)


def test_a_server_that_is_down_from_the_start(run: Run) -> None:
    found = run(Behaviour(), 6, ["serving.base_url=http://127.0.0.1:9/v1"])
    assert found.code == 4
    assert "no answer from http://127.0.0.1:9/v1" in found.err
    assert "start the server, or mend serving.base_url" in found.err
    assert not found.run.exists()


def test_a_server_that_hangs(run: Run) -> None:
    began = time.monotonic()
    found = run(Behaviour(bad_every=1, bad="hang"), 6, ["client.silence_s=0.5"])
    assert found.code == 4
    assert "the candidate gave no answer at all for 0.5 s" in found.err
    assert time.monotonic() - began < 30
    assert not (found.run / "verdict.json").exists()


def test_requests_that_time_out(run: Run) -> None:
    behaviour = Behaviour(bad_every=6, bad="hang")
    found = run(behaviour, 12, timeout_s=0.4, max_attempts=2)
    assert found.code == 4
    assert "timeout 2 times" in found.err
    assert "no answer in 0.4 s" in found.err


def test_a_server_that_goes_down_half_way(run: Run) -> None:
    found = run(Behaviour(down_after=20), 60, concurrency=4, max_attempts=2)
    assert found.code == 4
    assert "connection" in found.err
    assert "answered" in found.err
    metric = document(found.run, "metrics.json")["metrics"][0]
    assert metric["n_errored"] > 30
    assert metric["n_scored"] >= 15


def test_429_pauses_and_then_passes(run: Run) -> None:
    behaviour = Behaviour(bad_every=3, bad="http_429", retry_after=0.05, recover_after=2)
    found = run(behaviour, 40)
    assert found.code == 0
    assert "asked: 40 answered, 0 failed, 28 retried" in found.err
    assert found.verdict()["gates"][0]["n_errored"] == 0
    assert document(found.run, "metrics.json")["usage"]["errors"] == {"http_429": 28}


def test_dropped_connections_recover(run: Run) -> None:
    found = run(Behaviour(bad_every=3, bad="drop", recover_after=1), 40)
    assert found.code == 0
    assert "40 answered, 0 failed, 14 retried" in found.err


def test_an_empty_eval_set_is_not_enough(run: Run) -> None:
    found = run(Behaviour({"no": "need"}), 0, [])
    assert found.code == 3
    assert found.out.startswith("INSUFFICIENT ")
    assert "the eval set is empty" in str(found.verdict()["reasons"])


def test_too_few_samples_are_said_before_and_after(run: Run) -> None:
    found = run(Behaviour(), 5)
    assert found.code == 3
    assert "gate colour cannot pass" in found.err
    assert found.verdict()["gates"][0]["needed"] >= 14


def test_answers_that_were_cut_are_counted(run: Run) -> None:
    found = run(Behaviour(cut_every=4), 40)
    assert "10 cut for want of tokens" in found.err
    assert document(found.run, "metrics.json")["usage"]["cut"] == 10
    assert sum(row["finish"] == "length" for row in rows(found.run)) == 10


@pytest.mark.parametrize("thoughts", ["tags", "field", "reasoning_content"])
def test_one_that_thinks_aloud_is_scored_on_its_answer(run: Run, thoughts: str) -> None:
    found = run(Behaviour(thoughts=thoughts), 40)
    assert found.code == 0
    assert all("Green?" in row["reasoning"] for row in rows(found.run))
    assert not any("?" in row["answer"] for row in rows(found.run))


def test_one_whose_thoughts_are_right_and_whose_answer_is_not_fails(run: Run) -> None:
    aloud = {k: f"<think>{v}</think>I do not know" for k, v in answers(40).items()}
    found = run(Behaviour(aloud), 40)
    assert found.code == 1
    assert found.verdict()["gates"][0]["estimate"] == 0.0


def test_the_key_reaches_the_endpoint_and_no_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOVLLM_API_KEY", "sk-very-secret")
    behaviour = Behaviour(bad_every=10, bad="quotes_key")
    found = run(behaviour, 20)
    assert behaviour.keys == {"Bearer sk-very-secret"}
    assert "bad key" in found.err
    assert "very-secret" not in found.err + found.out
    files = [path for path in found.run.rglob("*") if path.is_file()]
    assert len(files) >= 6
    for path in files:
        assert b"very-secret" not in path.read_bytes(), path


def test_a_runs_files_are_private(run: Run) -> None:
    found = run(Behaviour(), 20)
    assert found.run.stat().st_mode & 0o077 == 0
    for path in found.run.rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_the_shipped_suite_with_a_limit_is_partial(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    hotline = evalsets_dir() / "hotline"
    names = ("dispatch", "ticket")
    loaded = [load_task(hotline / name, "hotline") for name in names]
    behaviour = Behaviour(right_answers(*loaded))
    with serving(behaviour) as url:
        where = ["serving=endpoint", f"serving.base_url={url}", "tracking=none"]
        overrides = [*where, "suite=hotline", "limit=405"]
        code = run_command(evaluate_one, [*overrides, f"paths.run={tmp_path / 'run'}"])
    assert code == 0, capsys.readouterr().err
    verdict = document(tmp_path / "run", "verdict.json")
    assert (verdict["verdict"], verdict["scope"]) == ("pass", "partial")
    assert behaviour.hits.total() == 810
    metrics = document(tmp_path / "run", "metrics.json")["metrics"]
    assert {m["task"] for m in metrics} == {f"hotline/{name}" for name in names}
    assert all(m["estimate"] == m["best"] for m in metrics if m["name"] != "turns")


def test_choices_by_log_probability(tmp_path: Path) -> None:
    task = write_tiny(tmp_path, "choice_logprob")
    behaviour = Behaviour(right_answers(load_task(task, "own")))
    with serving(behaviour) as url:
        overrides = [f"task_path={task}", "serving=endpoint", f"serving.base_url={url}"]
        folder = f"paths.run={tmp_path / 'run'}"
        code = run_command(evaluate_one, [*overrides, "tracking=none", folder])
    # None of the profile's gates is on this task.
    assert code == 3
    accuracy = document(tmp_path / "run", "metrics.json")["metrics"][0]
    assert (accuracy["name"], accuracy["estimate"], accuracy["n_scored"]) == ("accuracy", 1.0, 8)
    assert len(rows(tmp_path / "run")) == 8 * 3
    assert all(row["logprob"] < 0 for row in rows(tmp_path / "run"))
