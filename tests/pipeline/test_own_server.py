"""A run with a server of its own, on a stand-in: its death is survived once, and ours leaves
nothing."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from govllm.config.cli import guarded
from govllm.config.compose import composed
from govllm.config.schema import Settings
from tests.support.colours import (
    answers,
    document,
    managed,
    rows,
    started,
    wait_until,
    write_checkpoint,
    write_colours,
)
from tests.support.evaluate import evaluate_one
from tests.support.standing import Ledger

N = 60


class Stage:
    """A checkpoint and a task, and evaluating the one on the other in this process."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self.checkpoint = write_checkpoint(folder / "model")
        self.task = write_colours(folder, N)
        self.run = folder / "run"
        self.ledger = ledger

    def overrides(self, *more: str) -> list[str]:
        return managed(self.checkpoint, self.task, f"paths.run={self.run}", *more)

    def settings(self, **orders: object) -> Settings:
        base = composed(self.overrides())
        env = self.ledger.orders(answers=answers(N), **orders)
        return replace(base, serving=replace(base.serving, env=env))

    def evaluate(self, **orders: object) -> int:
        found = self.settings(**orders)
        return int(guarded(lambda: evaluate_one(found)))


@pytest.fixture
def stage(tmp_path: Path, ledger: Ledger) -> Stage:
    return Stage(tmp_path, ledger)


def test_served_asked_and_gone(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.evaluate(child=True) == 0, capsys.readouterr().err
    assert not stage.ledger.left()
    assert set(stage.ledger.hits().values()) == {1}
    verdict = document(stage.run, "verdict.json")
    assert verdict["engine"]["name"] == "vllm"
    assert verdict["candidate"]["attested"] is True
    assert verdict["candidate"]["name"] == "model"
    assert "stand-in:" in (stage.run / "serving.log").read_text()


def test_a_finished_run_starts_no_server(stage: Stage) -> None:
    assert stage.evaluate() == 0
    assert stage.evaluate() == 0
    assert len(stage.ledger.servers()) == 1


def test_a_death_in_the_middle_costs_nothing(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stage.evaluate(die_after=25, deaths=1, child=True) == 0
    err = capsys.readouterr().err
    assert "vLLM died; starting it again" in err
    assert f"asked: {N} answered, 0 failed" in err
    assert len(stage.ledger.servers()) == 2
    assert document(stage.run, "verdict.json")["gates"][0]["n_errored"] == 0
    assert not stage.ledger.left()


def test_a_second_death_is_an_honest_error(
    stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stage.evaluate(die_after=15, deaths=9) == 4
    err = capsys.readouterr().err
    assert "vLLM died again while it was asked; answers so far are kept" in err
    assert "CUDA error: an illegal memory access" in err
    assert "Traceback" not in err
    assert not (stage.run / "verdict.json").exists()
    answered = [row for row in rows(stage.run) if row["error"] is None]
    assert answered
    assert not stage.ledger.left()
    # Nothing keeps the same command from going on.
    before = stage.ledger.hits()
    assert stage.evaluate() == 0
    asked = stage.ledger.hits() - before
    assert asked.total() == N - len(answered)


def test_one_that_does_not_start(stage: Stage, capsys: pytest.CaptureFixture[str]) -> None:
    assert stage.evaluate(says=["ValueError: bad dtype"], die_at_start=1) == 4
    err = capsys.readouterr().err
    assert "vLLM did not start (exit status 1)" in err
    assert "ValueError: bad dtype" in err
    assert not stage.ledger.left()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_us_ends_the_server(stage: Stage, number: signal.Signals) -> None:
    env = stage.ledger.orders(answers=answers(N), latency_s=0.1, child=True)
    told = stage.overrides("client.concurrency=2")
    with started(told, env, "tests.support.evaluate") as ours:
        wait_until(lambda: stage.ledger.hits().total() > 10, ours)
        ours.send_signal(number)
        _, err = ours.communicate(timeout=60)
    if number is signal.SIGKILL:
        wait_until(lambda: not stage.ledger.left())
    else:
        assert ours.returncode == 4
        assert "the same command goes on with it" in err
        assert not stage.ledger.left()
    before = stage.ledger.hits().total()
    assert stage.evaluate() == 0
    assert before < N <= stage.ledger.hits().total() <= N + 4


def test_stopped_while_the_server_starts(stage: Stage) -> None:
    env = stage.ledger.orders(never_ready=True, child=True)
    with started(stage.overrides(), env, "tests.support.evaluate") as ours:
        wait_until(stage.ledger.children, ours)
        ours.send_signal(signal.SIGTERM)
        _, err = ours.communicate(timeout=60)
    assert ours.returncode == 4
    assert "Traceback" not in err
    assert not stage.ledger.left()


def test_stopped_while_the_server_starts_again(stage: Stage) -> None:
    env = stage.ledger.orders(answers=answers(N), die_after=10, never_ready="again")
    with started(stage.overrides(), env, "tests.support.evaluate") as ours:
        wait_until(lambda: len(stage.ledger.servers()) == 2, ours)
        ours.send_signal(signal.SIGINT)
        ours.communicate(timeout=30)
    assert ours.returncode == 4
    assert not stage.ledger.left()


def test_the_wardens_death_is_survived(stage: Stage) -> None:
    env = stage.ledger.orders(answers=answers(N), latency_s=0.1, child=True)
    told = stage.overrides("client.concurrency=6")
    with started(told, env, "tests.support.evaluate") as ours:
        wait_until(lambda: stage.ledger.hits().total() > 10, ours)
        (server,) = stage.ledger.servers()
        warden = int(Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(warden, signal.SIGKILL)
        out, err = ours.communicate(timeout=120)
    assert ours.returncode == 0, err
    assert out == f"PASS {stage.run}\n"
    assert f"{N} answered, 0 failed" in err
    assert not stage.ledger.left()
