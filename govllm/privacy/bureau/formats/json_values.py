"""JSON and JSON Lines: every text and every whole number of a field, however deep."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from govllm.errors import DeclarationError
from govllm.privacy.bureau.formats.cell import Cell
from govllm.privacy.bureau.formats.text import Say


def walk_json_lines(path: Path, stream: TextIO, say: Say) -> Iterator[str]:
    """JSON Lines, a line at a time.

    Raises:
        DeclarationError: for a line that is not JSON.
    """
    for number, line in enumerate(stream, 1):
        if not line.strip():
            yield line
            continue
        try:
            value = _changed(json.loads(line), f"line {number}", "", say)
        except (ValueError, RecursionError) as error:
            raise DeclarationError(
                path, number, "", f"not JSON ({error})", "mend the line"
            ) from None
        yield json.dumps(value, ensure_ascii=False) + "\n"


def walk_json(path: Path, stream: TextIO, say: Say) -> Iterator[str]:
    """One JSON document.

    Raises:
        DeclarationError: for what is not JSON.
    """
    try:
        value = _changed(json.load(stream), "", "", say)
    except (ValueError, RecursionError) as error:
        raise DeclarationError(path, None, "", f"not JSON ({error})", "mend the file") from None
    yield json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _changed(value: Any, place: str, header: str, say: Say) -> Any:
    if isinstance(value, dict):
        return _changed_fields(value, place, say)
    if isinstance(value, list):
        return [_changed(v, f"{place}[{at}]", header, say) for at, v in enumerate(value)]
    if isinstance(value, str):
        return say(Cell(place, header, value))
    if isinstance(value, int) and not isinstance(value, bool):
        # A telephone number that somebody kept as a number is one all the same.
        told = say(Cell(place, header, str(value)))
        return value if told == str(value) else told
    return value


def _changed_fields(fields: dict[str, Any], place: str, say: Say) -> dict[str, Any]:
    changed: dict[str, Any] = {}
    for name, value in fields.items():
        inside = f"{place} {name}".strip()
        told = shown = say(Cell(f"{inside} (its name)", "", name))
        # Two names can be masked alike, and neither value may be lost.
        more = 1
        while shown in changed:
            more += 1
            shown = f"{told} ({more})"
        changed[shown] = _changed(value, inside, name, say)
    return changed
