"""Where words of a long list stand in a text, looked for by how they end.

A pattern of so many words would be slow, and nearly every common character may begin one of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator


class Ends:
    """Words, looked for by their last two characters."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        sizes: dict[str, set[int]] = {}
        for word in self.words:
            sizes.setdefault(word[-2:], set()).add(len(word))
        # Longest first.
        self._sizes = {end: tuple(sorted(found, reverse=True)) for end, found in sizes.items()}
        pairs = {end[0] for end in sizes if len(end) == 2}
        single = {end for end in sizes if len(end) == 1}
        alone = f"|(?<=[{_joined(single)}])" if single else ""
        self._last = re.compile(
            f"[{_joined(end[-1] for end in sizes)}](?:(?<=[{_joined(pairs)}].){alone})"
        )

    def find(self, flat: str, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Where words end between two places, and the longest that ends there."""
        sizes = self._sizes
        for match in self._last.finditer(flat, start, stop):
            end = match.end()
            pair, last = flat[end - 2 : end], flat[end - 1]
            if (pair in sizes or last in sizes) and (word := self._longest(flat, end, pair, last)):
                yield end, word

    def _longest(self, flat: str, end: int, pair: str, last: str) -> str:
        for size in (*self._sizes.get(pair, ()), *self._sizes.get(last, ())):
            if size <= end and flat[end - size : end] in self.words:
                return flat[end - size : end]
        return ""


def _joined(characters: Iterable[str]) -> str:
    return "".join(sorted(set(characters)))
