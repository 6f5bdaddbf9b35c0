"""A server of our own: started, watched, started again, and gone whatever ends it."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import stat
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from govllm.config.schema import ServingSettings
from govllm.errors import ServingError
from govllm.exits import ExitCode
from govllm.serving import vllm
from govllm.serving.probe import get, model_names
from govllm.serving.vllm import Launch, ManagedServer, environment
from tests.support.colours import ROOT, wait_until
from tests.support.standing import STAND_IN, Ledger


class Stage:
    """Launches of stand-ins for one test, and what was reported of them."""

    def __init__(self, folder: Path, ledger: Ledger) -> None:
        self.folder = folder
        self.ledger = ledger
        self.log = folder / "run" / "serving.log"
        self.told: list[str] = []

    def server(
        self, *, startup_timeout_s: float = 30.0, restarts: int = 1, **orders: object
    ) -> ManagedServer:
        settings = ServingSettings(
            kind="vllm",
            base_url=None,
            env=self.ledger.orders(**orders),
            startup_timeout_s=startup_timeout_s,
            restarts=restarts,
        )
        launch = Launch(self.folder / "model", "candidate", self.log, settings, STAND_IN)
        return ManagedServer(launch, self.told.append)


@pytest.fixture
def stage(tmp_path: Path, ledger: Ledger) -> Stage:
    return Stage(tmp_path, ledger)


def test_ready_inside_and_gone_after(stage: Stage) -> None:
    with stage.server() as server:
        url = server.served.base_url
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/v1", url)
        assert model_names(url, None) == [server.served.model] == ["candidate"]
        assert server.served.api_key is None
        # The warden, and the server itself.
        assert stage.ledger.left() == {server.pid, *stage.ledger.servers()}
        assert stage.told[-1].startswith("vLLM is ready after")
    assert get(f"{url}/models")[0] == 0
    assert not stage.ledger.left()


def test_the_log_is_in_place_and_private(stage: Stage) -> None:
    with stage.server(says=["loading weights"]):
        lines = stage.log.read_text().splitlines()
    assert lines[0].startswith("$ ")
    assert "--enforce-eager" in lines[0] or "--dtype auto" in lines[0]
    assert "loading weights" in lines
    assert any("--dtype auto" in line and line.startswith("stand-in:") for line in lines)
    assert stat.S_IMODE(stage.log.stat().st_mode) == 0o600


def test_two_at_once_do_not_meet(stage: Stage) -> None:
    with stage.server() as one, stage.server() as two:
        assert one.served.base_url != two.served.base_url
    assert not stage.ledger.left()


def test_one_that_dies_at_start_shows_its_last_lines(stage: Stage) -> None:
    says = [f"line {n}" for n in range(30)] + ["ValueError: no kernel for this dtype"]
    with pytest.raises(ServingError) as told, stage.server(says=says, die_at_start=3, child=True):
        pytest.fail("it cannot be ready")
    assert "did not start (exit status 3)" in str(told.value)
    assert "ValueError: no kernel for this dtype" in str(told.value)
    assert "line 29" in str(told.value)
    assert "line 2\n" not in str(told.value)
    assert str(stage.log) in str(told.value)
    assert told.value.exit_code is ExitCode.BROKE
    assert len(stage.ledger.children()) == 1
    assert not stage.ledger.left()


def test_one_that_never_gets_ready_is_given_up(stage: Stage) -> None:
    with (
        pytest.raises(ServingError, match=r"not ready after \d+ s; raise serving.startup") as told,
        stage.server(never_ready=True, startup_timeout_s=1.0, says=["still loading"]),
    ):
        pytest.fail("it cannot be ready")
    assert "still loading" in str(told.value)
    assert not stage.ledger.left()


def test_a_program_that_is_not_there(stage: Stage) -> None:
    settings = ServingSettings(kind="vllm", base_url=None)
    launch = Launch(stage.folder, "c", stage.log, settings, ["/no/such/program"])
    server = ManagedServer(launch, stage.told.append)
    with pytest.raises(ServingError, match="/no/such/program"), server:
        pytest.fail("it cannot be ready")


def test_an_interrupt_while_waiting_leaves_nothing(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = ManagedServer._is_ready

    def interrupted(server: ManagedServer) -> bool:
        if stage.ledger.children():
            raise KeyboardInterrupt
        return real(server)

    monkeypatch.setattr(ManagedServer, "_is_ready", interrupted)
    with pytest.raises(KeyboardInterrupt), stage.server(never_ready=True, child=True):
        pytest.fail("it cannot be ready")
    assert not stage.ledger.left()


def test_an_error_inside_leaves_nothing(stage: Stage) -> None:
    with pytest.raises(ZeroDivisionError), stage.server(child=True):
        raise ZeroDivisionError
    assert len(stage.ledger.servers()) == 1
    assert not stage.ledger.left()


def test_one_that_does_not_heed_is_killed_with_all_it_started(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vllm, "_STOP_S", 0.5)
    with stage.server(ignore_sigterm=True, child=True):
        wait_until(stage.ledger.children)
    assert not stage.ledger.left()


def test_a_living_server_is_not_started_again(stage: Stage) -> None:
    with stage.server() as server:
        asyncio.run(server.revive())
        assert len(stage.ledger.servers()) == 1


def test_a_dead_server_is_started_again_at_the_same_place(stage: Stage) -> None:
    with stage.server(child=True) as server:
        url, (first,) = server.served.base_url, stage.ledger.servers()
        os.kill(first, signal.SIGKILL)
        asyncio.run(server.revive())
        assert server.served.base_url == url
        assert model_names(url, None) == ["candidate"]
        # What the first one had started is gone, the second one's is there.
        (second,) = set(stage.ledger.servers()) - {first}
        assert len(stage.ledger.left()) == 3
        assert "vLLM died; starting it again" in stage.told
        os.kill(second, signal.SIGKILL)
        with pytest.raises(ServingError, match=r"died again.*answers so far are kept") as told:
            asyncio.run(server.revive())
        assert "stand-in:" in str(told.value)
    assert stage.log.read_text().count("$ ") == 2
    assert not stage.ledger.left()


def test_many_callers_start_it_once(stage: Stage) -> None:
    async def all_at_once(server: ManagedServer) -> None:
        await asyncio.gather(*(server.revive() for _ in range(20)))

    with stage.server() as server:
        os.kill(stage.ledger.servers()[0], signal.SIGKILL)
        asyncio.run(all_at_once(server))
        assert len(stage.ledger.servers()) == 2


def test_without_restarts_the_first_death_is_the_last(stage: Stage) -> None:
    with stage.server(restarts=0) as server:
        os.kill(stage.ledger.servers()[0], signal.SIGKILL)
        with pytest.raises(ServingError, match="died again"):
            asyncio.run(server.revive())


def test_one_that_lives_and_answers_nothing_is_started_again(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vllm, "_STUCK_S", 0.5)
    with stage.server(deaf_after=1) as server:
        question = json.dumps({"messages": [{"content": "still there?"}]}).encode()
        with pytest.raises(OSError):
            urllib.request.urlopen(f"{server.served.base_url}/chat/completions", question)
        asyncio.run(server.revive())
        assert len(stage.ledger.servers()) == 2
        assert model_names(server.served.base_url, None) == ["candidate"]
    assert not stage.ledger.left()


def test_interrupted_while_starting_again(stage: Stage, tmp_path: Path) -> None:
    async def interrupted(server: ManagedServer) -> None:
        reviving = asyncio.ensure_future(server.revive())
        await asyncio.sleep(0.3)
        reviving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reviving

    with stage.server() as server:
        os.kill(stage.ledger.servers()[0], signal.SIGKILL)
        asyncio.run(interrupted(server))
    assert not stage.ledger.left()


def test_the_wardens_own_death_leaves_nothing(stage: Stage) -> None:
    with stage.server(child=True) as server:
        wait_until(stage.ledger.children)
        os.kill(server.pid, signal.SIGKILL)
        # The server dies of it by itself, and its child when we stop.
        (pid,) = stage.ledger.servers()
        wait_until(lambda: pid not in stage.ledger.left())
    assert not stage.ledger.left()


def test_after_the_wardens_death_it_is_started_again(stage: Stage) -> None:
    with stage.server(child=True) as server:
        wait_until(stage.ledger.children)
        (first,) = stage.ledger.servers()
        os.kill(server.pid, signal.SIGKILL)
        wait_until(lambda: first not in stage.ledger.left())
        asyncio.run(server.revive())
        assert model_names(server.served.base_url, None) == ["candidate"]
        wait_until(lambda: len(stage.ledger.children()) == 2)
        assert len(stage.ledger.left()) == 3
    assert not stage.ledger.left()


OURS = """
import sys, time
from pathlib import Path
from govllm.config.schema import ServingSettings
from govllm.serving.vllm import Launch, ManagedServer
folder = Path(sys.argv[1])
settings = ServingSettings(kind="vllm", base_url=None)
with ManagedServer(Launch(folder, "c", folder / "log", settings, sys.argv[2:]), print):
    (folder / "ready").touch()
    time.sleep(600)
"""


@pytest.mark.parametrize("when", ["ready", "starting"])
def test_our_own_death_leaves_nothing(stage: Stage, when: str) -> None:
    orders = stage.ledger.orders(child=True, never_ready=when == "starting")
    command = [sys.executable, "-c", OURS, str(stage.folder), *STAND_IN]
    with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **orders}) as ours:
        wait_until(stage.ledger.children)
        if when == "ready":
            wait_until((stage.folder / "ready").exists)
        ours.kill()
    wait_until(lambda: not stage.ledger.left())


def test_a_warden_whose_parent_is_gone_starts_nothing(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    command = ["-m", "govllm.serving.warden", "1", "touch", str(touched)]
    done = subprocess.run([sys.executable, *command], cwd=ROOT, check=False, timeout=30)
    assert done.returncode == 128 + signal.SIGTERM
    assert not touched.exists()


def test_a_warden_passes_on_how_the_server_ended() -> None:
    command = ["-m", "govllm.serving.warden", str(os.getpid()), "/bin/sh", "-c", "exit 7"]
    assert subprocess.run([sys.executable, *command], cwd=ROOT, check=False).returncode == 7


def test_the_servers_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://proxy.example:3128")
    monkeypatch.setenv("VLLM_NO_USAGE_STATS", "0")
    found = environment(ServingSettings(kind="vllm", base_url=None, env={"MINE": "1"}))
    assert "http_proxy" not in found
    assert "HTTPS_PROXY" not in found
    assert found["VLLM_NO_USAGE_STATS"] == found["HF_HUB_OFFLINE"] == found["DO_NOT_TRACK"] == "1"
    assert found["MINE"] == "1"
    assert found["PATH"] == os.environ["PATH"]
