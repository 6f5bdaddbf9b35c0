"""The wheel, built from what git has and installed into a folder of its own, with no network."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# What git ignores, which a wheel must not take along.
IGNORED = "conf/local/default.yaml"


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


def build_wheel(folder: Path) -> Path:
    """Built from what git has or would take, with one ignored file beside it."""
    source, out = folder / "source", folder / "dist"
    for name in tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    (source / IGNORED).parent.mkdir()
    (source / IGNORED).write_text("# @package _global_\nquiet: true\n", encoding="utf-8")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), source)
    (built,) = out.glob("*.whl")
    return built


def install_wheel(wheel: Path, target: Path) -> Path:
    """A folder that holds the wheel's content and the guard that refuses the network."""
    run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "install", "--quiet",
        "--no-deps", "--no-index", "--no-compile", "--target", str(target), str(wheel),
    )  # fmt: skip
    guard = ROOT / "tests" / "packaging" / "no_network.py"
    shutil.copy(guard, target / "sitecustomize.py")
    return target


def cut_off(installed: Path, attempts: Path, origins: Path) -> dict[str, str]:
    """The environment of a machine that has the wheel and no network."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "GOVLLM", "MLFLOW"))}
    return {
        **kept,
        "PYTHONPATH": str(installed),
        "NETWORK_ATTEMPTS": str(attempts),
        "IMPORTED_FROM": str(origins),
    }
