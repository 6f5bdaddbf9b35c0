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


def messages(task: Task, sample: Sample) -> tuple[Message, ...]:
    """The chat messages of one sample: the system message, if the task has one, and the user's.

    Raises:
        ValueError: where the template asks for what the item's input does not hold, fails on
            what it holds, or leaves the user's message empty.
    """
    variables = {**sample.input, "labels": task.labels, "choices": sample.choices}
    try:
        user = {"role": "user", "content": _filled(task.user, variables)}
        if not user["content"]:
            raise ValueError("the prompt comes out empty")
        if not task.system:
            return (user,)
        return ({"role": "system", "content": _filled(task.system, variables)}, user)
    except UndefinedError as error:
        raise ValueError(f"the prompt needs a variable that input lacks: {error.message}") from None
    except TemplateError as error:
        raise ValueError(f"the prompt cannot be filled: {error.message}") from None
    except (ArithmeticError, AttributeError, LookupError, TypeError) as error:
        raise ValueError(f"the prompt cannot be filled: {error}") from None
