"""Files of JSON objects, one a line; every fault is told with its file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from govllm.errors import DeclarationError


def json_lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each object of a file with its line, blank lines passed over.

    Raises:
        DeclarationError: for a line that is not JSON, or no object.
    """
    # JSON lets U+2028 and other marks at which `splitlines` breaks stand in a text as they are.
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except ValueError as error:
            raise DeclarationError(path, number, "", f"not JSON: {error}") from None
        if not isinstance(value, dict):
            raise DeclarationError(path, number, "", "must be a JSON object")
        yield number, value
