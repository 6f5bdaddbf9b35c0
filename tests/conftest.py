"""What every test begins with: nothing that another test left behind."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hydra.core.global_hydra import GlobalHydra
from hypothesis import settings

from tests.support.real_vllm import VllmRun, run_on_vllm
from tests.support.standing import Ledger
from tests.support.wheel import build_wheel, install_wheel

# The same examples on every machine, and no clock: a busy machine is not a fault.
settings.register_profile("govllm", deadline=None, derandomize=True, database=None)
settings.load_profile("govllm")


@pytest.fixture(autouse=True)
def _own_command_line(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Leak: `run_command` sets `sys.argv` and HYDRA_FULL_ERROR, and Hydra keeps a global."""
    monkeypatch.setattr("sys.argv", ["govllm"])
    monkeypatch.setenv("HYDRA_FULL_ERROR", "1")
    yield
    GlobalHydra.instance().clear()


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leak: keys and stores of the machine the tests run on."""
    for name in ("GOVLLM_API_KEY", "MLFLOW_TRACKING_URI", "MLFLOW_RUN_ID"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Where stand-in servers leave their names; whoever lives after the test is killed."""
    ledger = Ledger(tmp_path / "ledger")
    yield ledger
    ledger.kill_all()


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    return build_wheel(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder into which that wheel is installed, guard against the network included."""
    return install_wheel(wheel, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="session")
def vllm_run(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> VllmRun:
    """One evaluation of the reference candidate on a real vLLM, shared by all tests that look at
    it: hotline/dispatch with a limit, and a choice task by log-probability, logged in MLflow; by
    the wheel, in an empty folder, with no network."""
    return run_on_vllm(installed, tmp_path_factory.mktemp("vllm"))
