"""Canonical JSON, digests and whole-file writes: what makes evidence equal to the byte."""

from __future__ import annotations

import hashlib
import json
import math
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

_CHUNK = 1 << 20


def rounded(value: Any) -> Any:
    """`value` with every float at 12 significant digits, recursively.

    Twelve digits are far below any interval's width and far above what sums in another order or
    on another processor change, so a rescored run is equal to the byte.

    Raises:
        ValueError: for NaN or an infinity: a metric that is not a number must not be sealed.
    """
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} cannot be sealed: not a finite number")
        return float(f"{value:.12g}")
    if isinstance(value, Mapping):
        return {str(k): rounded(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [rounded(v) for v in value]
    return value


def dumps(value: Any, *, pretty: bool = False) -> str:
    """Canonical JSON text: sorted keys, no needless space, UTF-8 as it is, 12-digit floats."""
    return json.dumps(
        rounded(value),
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ": ") if pretty else (",", ":"),
        indent=1 if pretty else None,
        allow_nan=False,
    )


def digest(value: Any) -> str:
    """sha256 (hex) of a value's canonical JSON."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()


def text_digest(text: str) -> str:
    """sha256 (hex) of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode()).hexdigest()


def file_digest(path: Path) -> str:
    """sha256 (hex) of a file, read as a stream: weights may be larger than memory."""
    sha = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            sha.update(chunk)
    return sha.hexdigest()


@contextmanager
def atomic(path: Path) -> Iterator[BinaryIO]:
    """Write a whole file or nothing: temporary file beside it, fsync, replace, fsync of the folder.

    The file is private to the user (mode 0600) from its first byte on, as everything in a run's
    folder is. Where the writing fails, what was at `path` stays and nothing lies beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write_atomic(path: Path, content: str | bytes) -> None:
    """Write a whole file or nothing, private to the user."""
    with atomic(path) as stream:
        stream.write(content.encode() if isinstance(content, str) else content)


def copy_private(source: Path, target: Path) -> None:
    """Copy a file of any size, private to the user as everything in a run's folder is."""
    shutil.copyfile(source, target)
    target.chmod(0o600)


def write_json(path: Path, value: Any) -> None:
    """Write canonical JSON, indented for readers, atomically."""
    write_atomic(path, dumps(value, pretty=True) + "\n")


def read_json(path: Path) -> Any:
    """The value of a JSON file."""
    return json.loads(path.read_text(encoding="utf-8"))
