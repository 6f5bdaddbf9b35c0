"""Where the commands of the READMEs are run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import READMES

COMMANDS = tuple(dict.fromkeys(command for page in READMES for command in page.commands))
EVAL = "python -m govllm.eval"
# Few enough to be quick, and a sample is a sample.
LIMIT = 20


@dataclass(frozen=True)
class Desk:
    """Where a reader of the README sits: a folder with the files it shows, and an endpoint.

    Attributes:
        folder: the current folder.
        url: of a mock that knows the right answers to what is asked.
        judge: of a scripted judge.
        output: what was printed since the last look.
    """

    folder: Path
    url: str
    judge: str
    output: Callable[[], str]
