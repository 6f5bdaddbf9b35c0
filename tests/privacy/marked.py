"""Sentences with facts in double square brackets, and what every finder of facts is held to."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from govllm.characters import plain
from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.tables import Tables

Finder = Callable[[str, Columns], Iterator[Finding]]


def values(find: Finder, text: str) -> list[str]:
    """What a finder finds in a text."""
    flat = plain(text)
    return [fact.value for fact in find(flat, Columns(Tables(flat)))]


def lines(table: str) -> list[str]:
    """The texts of a table, one a line; ⏎ ends a line of a text."""
    return [line.replace("⏎", "\n") for line in table.splitlines() if line]


def marked(line: str) -> tuple[str, list[str]]:
    """A sentence without its marks, and what they hold."""
    parts = line.replace("]]", "[[").split("[[")
    return "".join(parts), [plain(part) for part in parts[1::2]]


def grows_evenly(find: Callable[[str], object], piece: str, size: int = 4_000) -> bool:
    """Whether eight times the text takes about eight times as long; a square would take 64."""

    def seconds(text: str) -> float:
        began = time.process_time()
        find(text)
        return time.process_time() - began

    once = piece * (size // len(piece))
    # Where others use the processor too one measurement says little.
    return any(seconds(once * 8) < 12 * seconds(once) + 0.01 for _ in range(5))
