"""lm-eval's code at work without a trace: nothing fetched, printed, or left changed."""

from __future__ import annotations

import io
import logging
import os
import random
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout

import numpy as np

_OFFLINE = {
    "HF_HUB_OFFLINE": "1",
    "HF_DATASETS_OFFLINE": "1",
    "HF_EVALUATE_OFFLINE": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    # Standard errors by resampling would fork this process.
    "DISABLE_MULTIPROC": "1",
}

# lm-eval's own defaults: with others its numbers would not be those of lm-eval run alone.
SEEDS = {"random": 0, "numpy": 1234, "fewshot": 1234}


@contextmanager
def apart() -> Iterator[None]:
    """Run lm-eval's code offline, silently, from its own seeds, and put back what it changes."""
    before = {name: os.environ.get(name) for name in _OFFLINE}
    state, numpy_state = random.getstate(), np.random.get_state()
    logger = logging.getLogger("lm_eval")
    level = logger.level
    silence = io.StringIO()
    with redirect_stdout(silence), redirect_stderr(silence), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        os.environ.update(_OFFLINE)
        logger.setLevel(logging.CRITICAL)
        try:
            _stay_offline()
            random.seed(SEEDS["random"])
            np.random.seed(SEEDS["numpy"])
            yield
        finally:
            random.setstate(state)
            np.random.set_state(numpy_state)
            logger.setLevel(level)
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def _stay_offline() -> None:
    """For libraries that were imported before, and read the environment then."""
    import datasets
    import evaluate
    import huggingface_hub

    huggingface_hub.constants.HF_HUB_OFFLINE = True
    datasets.config.HF_DATASETS_OFFLINE = True
    datasets.config.HF_HUB_OFFLINE = True
    evaluate.config.HF_EVALUATE_OFFLINE = True


def cache_folder() -> str:
    """Where data sets are looked for."""
    datasets = sys.modules["datasets"]
    return str(datasets.config.HF_CACHE_HOME)
