"""What serving hands to the rest: where to ask, and what is answering."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Engine:
    """What answers.

    Attributes:
        name: `vllm`, or `endpoint` where we cannot know.
        version: of the engine; None where the endpoint does not say.
        distribution: the installed package it came from.
        answer_flags: the flags that can change an answer; never port or log level.
        flags: all flags as given on the command line.
    """

    name: str
    version: str | None
    distribution: str | None = None
    answer_flags: Mapping[str, Any] = field(default_factory=dict)
    flags: Mapping[str, Any] = field(default_factory=dict)

    def sealed(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "version": self.version,
            "distribution": self.distribution,
            "answer_flags": dict(self.answer_flags),
        }


@dataclass(frozen=True, slots=True)
class Served:
    """A candidate that can be asked.

    Attributes:
        base_url: up to and including `/v1`.
        model: the name to ask for.
        api_key: of an endpoint, from the environment; never shown.
        revive: see `govllm.client.ask.Endpoint`.
    """

    base_url: str
    model: str
    api_key: str | None = field(default=None, repr=False)
    revive: Callable[[], Awaitable[None]] | None = None
