"""Stopped in any way, the same command goes on: nothing is asked twice, nothing comes out other."""

from __future__ import annotations

import signal
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from govllm.config.cli import guarded, run_command
from govllm.eval import evaluate_one
from govllm.evidence.folder import choose_folder
from tests.support.colours import (
    answers,
    command,
    document,
    only_run,
    rows,
    settings,
    started,
    wait_until,
    write_colours,
)
from tests.support.mock_server import Behaviour, serving

N = 60
# Slow enough to be stopped half-way, and every seventh answer is wrong.
SLOW = {"latency_s": 0.06}
MIXED = {k: v if i % 7 else "colour: none" for i, (k, v) in enumerate(answers(N).items())}
FEW_AT_ONCE = "client.concurrency=4"


def results(run: Path) -> tuple[Any, Any]:
    """What a run found: its metrics and its verdict, but for the plan's own hash."""
    metrics, verdict = document(run, "metrics.json"), document(run, "verdict.json")
    del metrics["usage"], verdict["plan_sha256"]
    return metrics, verdict


def finished(run: Path) -> set[str]:
    """The prompts that the journal holds an answer to."""
    return {row["messages"][-1]["content"] for row in rows(run) if row["error"] is None}


@pytest.fixture
def task(tmp_path: Path) -> Path:
    return write_colours(tmp_path, N)


def test_killed_half_way_the_same_command_goes_on(tmp_path: Path, task: Path) -> None:
    """Without `paths.run` it finds its own unfinished run."""
    behaviour, runs = Behaviour(MIXED, **SLOW), tmp_path / "runs"
    with serving(behaviour) as url:
        told = command(url, task, f"paths.runs={runs}", FEW_AT_ONCE)
        with started(told) as first:
            wait_until(lambda: behaviour.hits.total() > 20, first)
            first.kill()
        run = only_run(runs)
        before, hits = finished(run), Counter(behaviour.hits)
        assert 10 < len(before) < N
        assert not (run / "verdict.json").exists()
        with (run / "journal.jsonl").open("ab") as journal:
            journal.write(b'{"task": "own/colours", "samp')  # as a power cut leaves it
        behaviour.latency_s = 0.0
        code = run_command(evaluate_one, told)
        assert run == only_run(runs)
        again = {k for k, n in (behaviour.hits - hits).items() if n}
        assert again == set(MIXED) - before
        behaviour.hits.clear()
        undisturbed = tmp_path / "undisturbed"
        assert code == guarded(lambda: evaluate_one(settings(url, task, undisturbed)))
    assert finished(run) == set(MIXED)
    assert results(run) == results(undisturbed)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_says_how_to_go_on(tmp_path: Path, task: Path, number: signal.Signals) -> None:
    behaviour, run = Behaviour(answers(N), **SLOW), tmp_path / "run"
    with serving(behaviour) as url:
        told = command(url, task, f"paths.run={run}", FEW_AT_ONCE)
        with started(told) as first:
            wait_until(lambda: behaviour.hits.total() > 20, first)
            first.send_signal(number)
            out, err = first.communicate(timeout=60)
        assert first.returncode == 4
        assert out == ""
        assert err.splitlines()[-1] == (
            "govllm: stopped; what was answered is kept, the same command goes on with it"
        )
        assert "Traceback" not in err
        before, hits = finished(run), Counter(behaviour.hits)
        assert 10 < len(before) < N
        behaviour.latency_s = 0.0
        assert run_command(evaluate_one, told) == 0
    assert set(behaviour.hits - hits) == set(answers(N)) - before


def test_an_interrupt_ends_a_whole_multirun(tmp_path: Path, task: Path) -> None:
    behaviour = Behaviour(answers(N), **SLOW)
    with serving(behaviour) as url:
        sweep = ["seed=1,2,3", f"paths.runs={tmp_path / 'runs'}", FEW_AT_ONCE]
        with started(["-m", *command(url, task, *sweep)]) as first:
            wait_until(lambda: behaviour.hits.total() > 10, first)
            first.send_signal(signal.SIGINT)
            _, err = first.communicate(timeout=60)
    assert first.returncode == 4
    assert err.count("plan sealed") == 1
    assert behaviour.hits.total() < N


class Evaluate:
    """Evaluates once more in the same folder; `err` is what it printed then."""

    def __init__(self, task: Path, run: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.task, self.run, self.capsys, self.err = task, run, capsys, ""

    def __call__(self, url: str, **client: Any) -> int:
        code = guarded(lambda: evaluate_one(settings(url, self.task, self.run, **client)))
        self.err = self.capsys.readouterr().err
        return int(code)


@pytest.fixture
def evaluate(tmp_path: Path, task: Path, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    return Evaluate(task, tmp_path / "run", capsys)


def test_a_finished_run_asks_nothing(tmp_path: Path, evaluate: Evaluate) -> None:
    behaviour = Behaviour(answers(N))
    with serving(behaviour) as url:
        assert evaluate(url) == 0
        files = {p: p.read_bytes() for p in (tmp_path / "run").iterdir() if p.is_file()}
        assert evaluate(url) == 0
        assert "is finished: nothing is asked again" in evaluate.err
    assert behaviour.hits.total() == N
    assert files == {p: p.read_bytes() for p in (tmp_path / "run").iterdir() if p.is_file()}


def test_a_failed_verdict_stays(evaluate: Evaluate) -> None:
    behaviour = Behaviour({"no": "answer"})
    with serving(behaviour) as url:
        assert evaluate(url) == 1
        behaviour.answers = answers(N)
        assert evaluate(url) == 1
    assert behaviour.hits.total() == N


def test_retriable_errors_are_asked_again_and_then_it_passes(
    tmp_path: Path, evaluate: Evaluate
) -> None:
    behaviour = Behaviour(answers(N), bad_every=10, bad="http_500")
    with serving(behaviour) as url:
        assert evaluate(url, max_attempts=2) == 4
        assert document(tmp_path / "run", "verdict.json")["verdict"] == "error"
        failed = {prompt for prompt, n in behaviour.hits.items() if n == 2}
        assert len(failed) == 6
        behaviour.hits.clear()
        behaviour.bad_every = 0
        assert evaluate(url, max_attempts=2) == 0
    assert behaviour.hits == Counter(failed)
    verdict = document(tmp_path / "run", "verdict.json")
    assert verdict["verdict"] == "pass"
    assert verdict["gates"][0]["n_errored"] == 0
    # The errors stay on record.
    assert document(tmp_path / "run", "metrics.json")["usage"]["errors"] == {"http_500": 12}


def test_fatal_errors_are_not_asked_again(evaluate: Evaluate) -> None:
    behaviour = Behaviour(answers(N), bad_every=10, bad="http_400")
    with serving(behaviour) as url:
        assert evaluate(url) == 4
        behaviour.bad_every = 0
        assert evaluate(url) == 4
    assert behaviour.hits.total() == N


def test_how_it_is_asked_may_change(evaluate: Evaluate) -> None:
    behaviour = Behaviour(answers(N), bad_every=10, bad="http_500")
    with serving(behaviour) as url:
        assert evaluate(url, max_attempts=1, concurrency=3) == 4
        behaviour.bad_every = 0
        assert evaluate(url, max_attempts=5, concurrency=9, timeout_s=7.0) == 0


@pytest.mark.parametrize(
    "change",
    ["seed=7", "limit=40", "profile.gates.0.threshold=0.5"],
)
def test_another_plan_is_refused(
    tmp_path: Path, task: Path, evaluate: Evaluate, capsys: pytest.CaptureFixture[str], change: str
) -> None:
    behaviour = Behaviour(answers(N), bad_every=10, bad="http_500")
    with serving(behaviour) as url:
        assert evaluate(url, max_attempts=1) == 4
        hits = behaviour.hits.total()
        code = run_command(
            evaluate_one, command(url, task, f"paths.run={tmp_path / 'run'}", change)
        )
    assert code == 2
    assert "holds a run of another plan" in capsys.readouterr().err
    assert behaviour.hits.total() == hits


def test_items_that_changed_are_another_plan(task: Path, evaluate: Evaluate) -> None:
    behaviour = Behaviour(answers(N), bad_every=10, bad="http_500")
    with serving(behaviour) as url:
        assert evaluate(url, max_attempts=1) == 4
        items = task / "items.jsonl"
        items.write_text(items.read_text().replace('"target": "red"', '"target": "blue"', 1))
        assert evaluate(url) == 2


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path, evaluate: Evaluate) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "thesis.tex").write_text("years of work")
    with serving(Behaviour(answers(N))) as url:
        assert evaluate(url) == 2
    assert [p.name for p in (tmp_path / "run").iterdir()] == ["thesis.tex"]


def test_a_journal_that_was_changed_is_not_gone_on_with(tmp_path: Path, evaluate: Evaluate) -> None:
    behaviour = Behaviour(answers(N), bad_every=10, bad="http_500")
    journal = tmp_path / "run" / "journal.jsonl"
    with serving(behaviour) as url:
        assert evaluate(url, max_attempts=1) == 4
        journal.write_text(journal.read_text().replace("colour: red", "colour: blue", 1))
        hits = behaviour.hits.total()
        assert evaluate(url) == 4
    assert "its answer was changed after it was written" in evaluate.err
    assert behaviour.hits.total() == hits


def test_two_at_once_in_one_folder_are_one_too_many(
    tmp_path: Path, task: Path, evaluate: Evaluate
) -> None:
    behaviour, run = Behaviour(answers(N), **SLOW), tmp_path / "run"
    with serving(behaviour) as url:
        told = command(url, task, f"paths.run={run}", "client.concurrency=2")
        with started(told) as first:
            wait_until(lambda: behaviour.hits.total() > 5, first)
            assert evaluate(url) == 2
            assert f"another run is at work in {run}" in evaluate.err
            assert first.poll() is None
            out, err = first.communicate(timeout=60)
    assert first.returncode == 0, err
    assert out == f"PASS {run}\n"
    assert set(behaviour.hits.values()) == {1}


def test_two_of_the_same_second_get_folders_of_their_own(tmp_path: Path) -> None:
    paths = {choose_folder(tmp_path, None, "a b/c", "0" * 64).path for _ in range(5)}
    assert len(paths) == 5
    assert all(path.name.rstrip("-2345").endswith("a-b-c") for path in paths)
