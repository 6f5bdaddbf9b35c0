"""A server that answers in tokens, small tasks of lm-eval, and a run over them."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from govllm.config.compose import composed, written_policy_digest
from govllm.config.schema import Settings
from govllm.resources import reference_checkpoint
from tests.support.lm_eval_tasks import said, write_tasks
from tests.support.mock_server import Behaviour

_digest = functools.cache(written_policy_digest)

# Draws enough for a standard error that two runs must agree on, and no minutes.
DRAWS = 1000


@pytest.fixture(autouse=True)
def _policy_digested_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Composing the shipped profile takes a fifth of a second, and it does not change."""
    monkeypatch.setattr("govllm.plan.plan.written_policy_digest", _digest)


@pytest.fixture(scope="session")
def decode() -> Callable[[list[int]], str]:
    """The reference candidate's tokenizer, backwards."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from transformers import AutoTokenizer

        return AutoTokenizer.from_pretrained(reference_checkpoint()).decode


@pytest.fixture(scope="session")
def include(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of tasks."""
    return write_tasks(tmp_path_factory.mktemp("lm_eval") / "tasks")


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path) -> Iterator[None]:
    """Leak: data sets are cached below the user's home."""
    with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patched:
        warnings.simplefilter("ignore")
        import datasets

        patched.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "datasets")
        yield


@pytest.fixture
def behaviour(decode: Callable[[list[int]], str]) -> Behaviour:
    """A candidate of which most answers to the text tasks are right."""
    return Behaviour({**said("t_text"), **said("t_repeated")}, decode=decode)


@pytest.fixture
def settings(include: Path, tmp_path: Path) -> Callable[..., Settings]:
    """Settings of a run at this address, of these tasks of lm-eval, in `tmp_path/run`."""

    def made(url: str, *names: str, **more: Any) -> Settings:
        told = {
            "serving": "endpoint",
            "serving.base_url": url,
            "model.path": reference_checkpoint(),
            "tracking": "none",
            "paths.run": tmp_path / "run",
            "lm_eval.include_path": include,
            "lm_eval.bootstrap_iters": DRAWS,
            "quiet": "true",
            "client.backoff_s": 0.01,
            **more,
        }
        tasks = ",".join(name if "/" in name else f"lm_eval/{name}" for name in names)
        return composed([f"tasks=[{tasks}]", *(f"{k}={v}" for k, v in told.items())])

    return made
