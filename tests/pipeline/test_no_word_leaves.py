"""The whole recipe works on a machine from which nothing can leave, and does not even try."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.colours import ROOT, answers, command, cut_off, started, write_colours
from tests.support.mock_server import Behaviour, serving

N = 40


def test_the_refusal_itself_works(tmp_path: Path) -> None:
    env = cut_off(tmp_path)
    code = "import socket; socket.create_connection(('192.0.2.1', 9), timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, check=False)
    assert b"refused by the test" in done.stderr
    assert "192.0.2.1" in (tmp_path / "attempts").read_text()


def test_nothing_outside_is_tried(tmp_path: Path) -> None:
    """Logged in MLflow, as by default."""
    env = cut_off(tmp_path)
    told = ["tracking=local", f"paths.runs={tmp_path / 'runs'}"]
    # As if the user had set none of the switches that make libraries quiet.
    switches = ("DO_NOT_TRACK", "MLFLOW_DISABLE_TELEMETRY", "HF_HUB_OFFLINE", "CI")
    behaviour = Behaviour(answers(N))
    with serving(behaviour) as url:
        task = write_colours(tmp_path, N)
        unset = dict.fromkeys(switches, "")
        with started(command(url, task, *told), {**unset, **env}) as ours:
            out, err = ours.communicate(timeout=240)
    attempts = tmp_path / "attempts"
    assert not attempts.exists(), attempts.read_text()
    assert ours.returncode == 0, err
    assert out.startswith("PASS ")


ALONE = """
import fcntl, socket, struct, sys
with socket.socket() as s:  # a new network has its loopback down
    fcntl.ioctl(s, 0x8914, struct.pack("16sh14x", b"lo", 0x41))
from govllm.config.cli import run_command
from govllm.eval import evaluate_one
from tests.support.colours import answers, command
from tests.support.mock_server import Behaviour, serving
from pathlib import Path
with serving(Behaviour(answers(int(sys.argv[2])))) as url:
    told = command(url, Path(sys.argv[1]), f"paths.run={sys.argv[3]}")
    sys.exit(run_command(evaluate_one, told))
"""


def test_without_any_network_but_loopback(tmp_path: Path) -> None:
    """What goes past Python's sockets cannot leave either."""
    own_network = ["unshare", "--map-root-user", "--net"]
    tried = subprocess.run([*own_network, "true"], capture_output=True, check=False)
    if tried.returncode:
        pytest.skip(f"no network namespaces here: {tried.stderr.decode().strip()}")
    task = write_colours(tmp_path, N)
    words = [str(task), str(N), str(tmp_path / "run")]
    done = subprocess.run(
        [*own_network, sys.executable, "-c", ALONE, *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("PASS ")
