"""Where the shipped folders are: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    in_wheel = _PACKAGE / "_shipped" / name
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parent / name


def conf_dir() -> Path:
    """Hydra's configuration groups."""
    return _shipped("conf")


def evalsets_dir() -> Path:
    """The suites: `<suite>/<task>/task.yaml` and their corpus."""
    return _shipped("evalsets")


_CHECKPOINTS = {"reference": "checkpoint", "reference_leaky": "leaky"}


def reference_checkpoint(name: str = "reference") -> Path:
    """Weights of a shipped candidate, in Hugging Face format: `reference`, or `reference_leaky`,
    which had canaries planted in its training."""
    return _PACKAGE / "reference" / _CHECKPOINTS[name]
