"""The wheel alone in an empty folder, with no network: what an air-gapped site has."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from govllm.exits import ExitCode
from govllm.resources import evalsets_dir, reference_checkpoint
from govllm.tasks.load import load_task
from tests.support.colours import document, only_run, rows
from tests.support.mock_server import Behaviour, right_answers, serving

ROOT = Path(__file__).parents[2]
MOST_BYTES = 25 * 2**20
SAMPLES = 20
IGNORED = "conf/local/default.yaml"
# Tries three ways out; ends with an error where one of them is open.
LEAVING = """
import socket, urllib.request
for ask in (
    lambda: socket.create_connection(("192.0.2.1", 9), 1),
    lambda: urllib.request.urlopen("http://telemetry.example/", timeout=1),
    lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.2", 9)),
):
    try:
        ask()
    except OSError:
        continue
    raise SystemExit("let through")
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from what git has or would take, with one ignored file beside it."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("dist")
    for name in tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    (source / IGNORED).parent.mkdir()
    (source / IGNORED).write_text("# @package _global_\nquiet: true\n", encoding="utf-8")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), source)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's content and the guard that refuses the network."""
    target = tmp_path_factory.mktemp("site")
    run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet",
        "--no-deps", "--no-index", "--no-compile", "--target", str(target), str(wheel),
    )  # fmt: skip
    shutil.copy(Path(__file__).with_name("no_network.py"), target / "sitecustomize.py")
    return target


def run(*words: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None) -> str:
    """What the program printed; the test fails where it does."""
    found = subprocess.run(words, capture_output=True, text=True, check=False, cwd=cwd, env=env)
    assert found.returncode == 0, found.stdout + found.stderr
    return found.stdout


def tracked() -> list[str]:
    """The files of the checkout that git has or would take."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("needs a git checkout, to know which files belong to the project")
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", cwd=ROOT)
    return [name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_everything_a_run_needs_is_inside(names: set[str]) -> None:
    shipped = {"conf": "govllm/_shipped/conf", "evalsets": "govllm/_shipped/evalsets"}
    expected = set()
    for name in tracked():
        top, _, rest = name.partition("/")
        if top in shipped:
            expected.add(f"{shipped[top]}/{rest}")
        elif top == "govllm":
            expected.add(name)
    assert {
        "govllm/_shipped/conf/config.yaml",
        "govllm/_shipped/conf/profile/quickstart.yaml",
        "govllm/_shipped/evalsets/corpus/city.yaml",
        "govllm/_shipped/evalsets/hotline/dispatch/items.jsonl",
        "govllm/reference/checkpoint/model.safetensors",
        "govllm/reference/checkpoint/tokenizer.json",
        "govllm/evidence/templates/scorecard.html.j2",
    } <= expected
    assert expected <= names, sorted(expected - names)


def test_nothing_else_is_inside(names: set[str]) -> None:
    assert f"govllm/_shipped/{IGNORED}" not in names, "a site's own settings would travel"
    strangers = {n for n in names if not n.startswith("govllm/") and ".dist-info/" not in n}
    assert strangers == set()
    assert not {n for n in names if "__pycache__" in n}


def test_it_is_small(wheel: Path) -> None:
    assert wheel.stat().st_size < MOST_BYTES


def cut_off(installed: Path, attempts: Path, origins: Path) -> dict[str, str]:
    """The environment of a machine that has the wheel and no network."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GOVLLM", "MLFLOW"))}
    return {
        **kept,
        "PYTHONPATH": str(installed),
        "NETWORK_ATTEMPTS": str(attempts),
        "IMPORTED_FROM": str(origins),
    }


def test_the_guard_refuses_and_notes_what_would_leave(installed: Path, tmp_path: Path) -> None:
    attempts = tmp_path / "attempts"
    env = cut_off(installed, attempts, tmp_path / "origins")
    run(sys.executable, "-c", LEAVING, cwd=tmp_path, env=env)
    noted = [line.split()[1] for line in attempts.read_text(encoding="utf-8").splitlines()]
    assert noted == ["192.0.2.1", "telemetry.example", "192.0.2.2"]


def test_it_runs_in_an_empty_folder_without_network(installed: Path, tmp_path: Path) -> None:
    here, notes = tmp_path / "empty", tmp_path / "notes"
    here.mkdir()
    notes.mkdir()
    attempts, origins = notes / "attempts", notes / "origins"
    attempts.touch()
    checkpoint = installed / "govllm/reference/checkpoint"
    names = ("dispatch", "ticket")
    answers = right_answers(*(load_task(evalsets_dir() / "hotline" / n, "hotline") for n in names))
    with serving(Behaviour(answers)) as url:
        found = subprocess.run(
            [
                sys.executable, "-m", "govllm.eval", "serving=endpoint", f"serving.base_url={url}",
                f"model.path={checkpoint}", "tracking=local", f"limit={SAMPLES}",
            ],
            cwd=here,
            env=cut_off(installed, attempts, origins),
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )  # fmt: skip
    said = found.stdout + found.stderr
    # So few samples cannot show what the gates ask for, however right they are.
    assert found.returncode == ExitCode.INSUFFICIENT, said
    assert attempts.read_text(encoding="utf-8") == "", said
    imported = set(origins.read_text(encoding="utf-8").split())
    assert imported == {str(installed / "govllm/__init__.py")}

    assert [path.name for path in here.iterdir()] == ["runs"]
    made = only_run(here / "runs")
    assert f"INSUFFICIENT {made.relative_to(here)}" in found.stdout
    verdict = document(made, "verdict.json")
    assert (verdict["verdict"], verdict["scope"]) == ("insufficient", "partial")
    weights = hashlib.sha256((reference_checkpoint() / "model.safetensors").read_bytes())
    assert verdict["candidate"]["files"]["model.safetensors"] == weights.hexdigest()
    assert [g["n_scored"] for g in verdict["gates"] if g["n_planned"]] == [SAMPLES] * len(
        verdict["gates"]
    )
    assert [row["error"] for row in rows(made)] == [None] * (SAMPLES * len(names))
    assert (made / "scorecard.html").stat().st_size > 10_000
    assert (here / "runs/mlflow.db").is_file()
    assert document(made, "tracking.json")["ids"]["run_id"], said
    assert "not logged" not in said
    assert "not noted" not in said
