"""The wheel alone in an empty folder, with no network: what an air-gapped site has."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from govllm.exits import ExitCode
from govllm.governance.controls import CATALOGUE
from govllm.resources import evalsets_dir, reference_checkpoint
from govllm.tasks.load import load_task
from tests.support.colours import document, only_run, rows
from tests.support.mock_server import Behaviour, right_answers, serving
from tests.support.wheel import IGNORED, cut_off, run, tracked

MOST_BYTES = 25 * 2**20
SAMPLES = 20
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
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


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
        *(f"govllm/governance/catalogue/{p.name}" for p in CATALOGUE.glob("*.yaml")),
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
                f"model.path={checkpoint}", "tracking=local", "suite=hotline",
                f"limit={SAMPLES}",
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
    scored = [g["n_scored"] for g in verdict["gates"] if g["verdict"] != "not_run"]
    assert scored == [SAMPLES] * 6
    told = rows(made)
    assert {row["error"] for row in told} == {None}
    assert sum(row["part"] == 0 for row in told) == SAMPLES * len(names)
    assert (made / "scorecard.html").stat().st_size > 10_000
    assert (here / "runs/mlflow.db").is_file()
    assert document(made, "tracking.json")["ids"]["run_id"], said
    assert "not logged" not in said
    assert "not noted" not in said
