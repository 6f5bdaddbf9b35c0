"""lm-eval run alone, without any of this package: what its numbers are compared with."""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
import yaml


def declared(folder: Path) -> dict[str, Any]:
    """A shipped task's YAML, its items found from wherever lm-eval runs."""
    task = yaml.safe_load((folder / "lm_eval.yaml").read_text(encoding="utf-8"))
    files = task["dataset_kwargs"]["data_files"]
    task["dataset_kwargs"] = {
        "data_files": {split: str(folder / Path(file).name) for split, file in files.items()}
    }
    return task


def alone(
    url: str,
    model: str,
    tokenizer: Path,
    tasks: Sequence[str | Mapping[str, Any]],
    include: Path | None = None,
    max_length: int = 4096,
    **more: Any,
) -> dict[str, Any]:
    """`lm-eval run --model local-completions`, as its own users call it: the results.

    Args:
        url: up to and including `/v1`.
        more: for `lm_eval.simple_evaluate`.
    """
    with (
        pytest.MonkeyPatch.context() as patched,
        warnings.catch_warnings(),
        redirect_stdout(io.StringIO()),
        redirect_stderr(io.StringIO()),
    ):
        warnings.simplefilter("ignore")
        for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE", "DISABLE_MULTIPROC"):
            patched.setenv(name, "1")
        from lm_eval import simple_evaluate
        from lm_eval.tasks import TaskManager

        results: dict[str, Any] = simple_evaluate(
            model="local-completions",
            model_args={
                "model": model,
                "base_url": f"{url}/completions",
                "tokenizer": str(tokenizer),
                "tokenizer_backend": "huggingface",
                "max_length": max_length,
                "num_concurrent": 1,
            },
            tasks=list(tasks),
            task_manager=TaskManager(
                include_path=None if include is None else str(include), include_defaults=False
            ),
            **more,
        )
    assert results
    return results


def numbers(found: Mapping[str, Any], task: str) -> dict[str, float]:
    """Each metric of a task and its standard error, by lm-eval's own keys."""
    return {
        key: float(value)
        for key, value in found["results"][task].items()
        if "," in key and isinstance(value, (int, float))
    }
