"""YAML with line numbers: where in the file a field stands, so that errors can say so."""

from __future__ import annotations

import re
import typing
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from govllm.errors import DeclarationError, nearest

M = TypeVar("M", bound=BaseModel)

_YAML_MEND = "mend the line; texts with : or # in them need quotes"

# What pydantic calls by Python's names, as people who write YAML call it.
_PLAIN_WORDS = (
    (r"a valid dictionary( or instance of \w+)?", "a mapping of fields"),
    (r"a valid tuple", "a list"),
)

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(path: Path) -> tuple[Any, yaml.Node | None]:
    """A YAML file's value and its node tree (None for an empty file).

    Raises:
        DeclarationError: where the file is missing or not YAML.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise DeclarationError(path, None, "", "no such file", "create it") from None
    except UnicodeDecodeError as error:
        begun = error.object[: error.start].count(b"\n") + 1
        raise DeclarationError(path, begun, "", f"not UTF-8: {error}", "save it as UTF-8") from None
    try:
        node = yaml.compose(text, Loader=_Loader)
        _refuse_twice(path, node)
        return yaml.load(text, Loader=_Loader), node  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        raise DeclarationError(path, line, "", f"not YAML: {error.problem}", _YAML_MEND) from None
    except (yaml.YAMLError, ValueError) as error:
        # Characters that YAML forbids, or a date such as 2026-13-45.
        fault = str(error).splitlines()[0]
        raise DeclarationError(path, None, "", f"not YAML: {fault}", _YAML_MEND) from None


def _refuse_twice(path: Path, node: yaml.Node | None) -> None:
    # YAML takes the last of two equal keys without a word, and half of a declaration is lost.
    waiting, seen = [node], set[int]()
    while waiting:
        node = waiting.pop()
        if node is None or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, yaml.SequenceNode):
            waiting += node.value
        elif isinstance(node, yaml.MappingNode):
            lines: dict[str, int] = {}
            for key, value in node.value:
                waiting.append(value)
                if not isinstance(key, yaml.ScalarNode):
                    continue
                line = key.start_mark.line + 1
                if key.value in lines and key.value != "<<":
                    fault = f"given before, on line {lines[key.value]}"
                    raise DeclarationError(path, line, key.value, fault, "keep one of the two")
                lines[key.value] = line


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
    location = tuple(step for step in fault["loc"] if not str(step).startswith("$"))
    if fault["type"] == "extra_forbidden":
        known = _fields_at(model, location[:-1])
        return location, f"unknown field, {nearest(str(location[-1]), known)}"
    if fault["type"] == "missing":
        return location, "missing"
    if fault["type"] == "string_pattern_mismatch":
        return location, "may hold letters, digits, _ and - only"
    message = fault["msg"].removeprefix("Value error, ")
    for python, plain in _PLAIN_WORDS:
        message = re.sub(python, plain, message)
    return location, message[:1].lower() + message[1:]


def _fields_at(model: type[BaseModel], location: Sequence[int | str]) -> list[str]:
    """The fields of the model that stands at a place in another."""
    for step in location:
        if isinstance(step, str) and (field := model.model_fields.get(step)) is not None:
            model = next(_models_in(field.annotation), model)
    return [field.alias or name for name, field in model.model_fields.items()]


def _models_in(hint: Any) -> Iterator[type[BaseModel]]:
    if isinstance(hint, type) and issubclass(hint, BaseModel):
        yield hint
    for argument in typing.get_args(hint):
        yield from _models_in(argument)


def validated(model: type[M], value: Any, path: Path, node: yaml.Node | None) -> M:
    """`value` as `model`, or a `DeclarationError` with file, line and field."""
    if not isinstance(value, dict):
        raise DeclarationError(path, 1, "", "must be a mapping of fields", "begin with name: …")
    try:
        return model.model_validate(value)
    except ValidationError as error:
        location, what = describe(error, model)
        field = ".".join(map(str, location))
        raise DeclarationError(path, line_of(node, location), field, what) from None
