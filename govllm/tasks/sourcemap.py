"""YAML with line numbers: where in the file a field stands, so that errors can say so."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from govllm.errors import DeclarationError, nearest

M = TypeVar("M", bound=BaseModel)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> tuple[Any, yaml.Node | None]:
    """A YAML file's value and its node tree (None for an empty file).

    Raises:
        DeclarationError: where the file is missing or not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise DeclarationError(path, None, "", "no such file", "create it") from None
    except UnicodeDecodeError as error:
        raise DeclarationError(path, None, "", f"not UTF-8: {error}", "save it as UTF-8") from None
    try:
        return yaml.load(text, Loader=_Loader), yaml.compose(text, Loader=_Loader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        raise DeclarationError(path, line, "", f"not YAML: {error.problem}") from None


def line_of(node: yaml.Node | None, location: Sequence[int | str]) -> int | None:
    """The 1-based line of the deepest part of `location` that the file has."""
    if node is None:
        return None
    line: int = node.start_mark.line + 1
    for step in location:
        child: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                if key.value == str(step):
                    line, child = key.start_mark.line + 1, value
        elif isinstance(node, yaml.SequenceNode) and str(step).isdigit():
            position = int(step)
            if position < len(node.value):
                child = node.value[position]
                line = child.start_mark.line + 1
        if child is None:
            break
        node = child
    return line


def describe(error: ValidationError, model: type[BaseModel]) -> tuple[tuple[int | str, ...], str]:
    """The place and the plain wording of a validation error's most telling fault.

    An unknown key explains a missing one (it is usually its misspelling), so it comes first.
    """
    faults = error.errors(include_url=False)
    fault = next((f for f in faults if f["type"] == "extra_forbidden"), faults[0])
    location = fault["loc"]
    if fault["type"] == "extra_forbidden" and len(location) == 1:
        return location, f"unknown field, {nearest(str(location[0]), model.model_fields)}"
    if fault["type"] == "missing":
        return location, "missing"
    message = fault["msg"].removeprefix("Value error, ")
    return location, message[:1].lower() + message[1:]


def validated(model: type[M], value: Any, path: Path, node: yaml.Node | None) -> M:
    """`value` as `model`, or a `DeclarationError` with file, line and field."""
    if not isinstance(value, dict):
        raise DeclarationError(path, 1, "", "must be a mapping of fields")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        location, what = describe(error, model)
        field = ".".join(map(str, location))
        raise DeclarationError(path, line_of(node, location), field, what) from None
