"""Prompt templates: an item's input becomes the messages a candidate is asked."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import (
    StrictUndefined,
    Template,
    TemplateError,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.sandbox import ImmutableSandboxedEnvironment

from govllm.domain import Sample, Task

Message = dict[str, str]

# Sandboxed because a user's own task is data, not code; strict because a misspelt variable must
# be an error and not an empty place in a prompt.
_ENVIRONMENT = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, keep_trailing_newline=False, autoescape=False
)


@lru_cache(maxsize=256)
def _template(source: str) -> Template:
    return _ENVIRONMENT.from_string(source)


def _filled(source: str, variables: Mapping[str, Any]) -> str:
    return _template(source).render(variables).strip()


def template_fault(source: str) -> str:
    """Why a text is not a Jinja2 template, or ""."""
    try:
        _template(source)
    except TemplateSyntaxError as error:
        return f"not a Jinja2 template: {error.message}"
    return ""


def _message(role: str, template: str, variables: Mapping[str, Any]) -> Message:
    return {"role": role, "content": _filled(template, variables)}


def _turns(task: Task, sample: Sample) -> list[Message]:
    """Earlier messages as the item gives them.

    Raises:
        ValueError: where they are no such list.
    """
    if not task.turns:
        return []
    try:
        turns = [
            {"role": str(turn["role"]), "content": str(turn["content"])}
            for turn in sample.input[task.turns]
        ]
    except (KeyError, TypeError):
        raise ValueError(
            f"input.{task.turns} must be a list of messages with role and content"
        ) from None
    if unknown := {turn["role"] for turn in turns} - {"user", "assistant"}:
        raise ValueError(f"input.{task.turns}: no such role: {min(unknown)} (user or assistant)")
    return turns


def messages(task: Task, sample: Sample, part: int = 0) -> tuple[Message, ...]:
    """The chat messages of one request of a sample: the system message, if the task has one,
    earlier turns, the user's message, and the beginning of the answer where the candidate is to
    continue one.

    Raises:
        ValueError: where the template asks for what the item's input does not hold, fails on
            what it holds, or leaves the user's message empty.
    """
    # An item may bring documents of its own.
    variables = {
        "documents": task.documents,
        **sample.input,
        **(sample.input[task.variants][part] if task.variants else {}),
        "labels": task.labels,
        "choices": sample.choices,
    }
    try:
        asked = [*_turns(task, sample), _message("user", task.user, variables)]
        if not asked[-1]["content"]:
            raise ValueError("the prompt comes out empty")
        if task.prefix:
            asked.append(_message("assistant", task.prefix, variables))
        # A system prompt may be the item's own, and then be absent.
        system = _message("system", task.system, variables)
        return (system, *asked) if system["content"] else tuple(asked)
    except UndefinedError as error:
        raise ValueError(f"the prompt needs a variable that input lacks: {error.message}") from None
    except TemplateError as error:
        raise ValueError(f"the prompt cannot be filled: {error.message}") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise ValueError(f"the prompt cannot be filled: {error}") from None
