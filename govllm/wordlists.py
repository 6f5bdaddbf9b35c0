"""Word lists, and patterns of many words that are fast to look for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files


@cache
def words_of(room: str, name: str) -> frozenset[str]:
    """The words of `<room>/data/<name>.txt`: apart by blanks, lines that begin with # left out."""
    return frozenset(word for line in lines_of(room, name) for word in line.split())


@cache
def sections_of(room: str, name: str) -> dict[str, frozenset[str]]:
    """The words of `<room>/data/<name>.txt` by its sections, which begin with `[title]`."""
    found: dict[str, frozenset[str]] = {}
    for line in lines_of(room, name):
        if line.startswith("["):
            section = line[1 : line.index("]")]
            found[section] = frozenset()
        else:
            found[section] |= frozenset(line.split())
    return found


def lines_of(room: str, name: str) -> list[str]:
    """The lines of `<room>/data/<name>.txt` that are neither empty nor a comment."""
    text = (files(f"govllm.{room}") / "data" / f"{name}.txt").read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def one_of(words: Iterable[str]) -> str:
    """A pattern of any of the words, the longest first; words of one beginning share it, so that
    a search takes about as long for a thousand words as for ten."""
    tree: dict[str, list[str]] = {}
    for word in set(words):
        tree.setdefault(word[0], []).append(word[1:])
    branches = []
    for first, rests in sorted(tree.items()):
        more = [rest for rest in rests if rest]
        tail = one_of(more) if more else ""
        optional = "?" if more and "" in rests else ""
        branches.append(f"{re.escape(first)}{tail}{optional}")
    return f"(?:{'|'.join(branches)})"


def mirrored(words: Iterable[str]) -> str:
    """A pattern of any of the words in a text that is read from its end."""
    return one_of(word[::-1] for word in words)


def last_of(words: Iterable[str], *others: str) -> str:
    """A pattern of the last character of any of the words, or of others that begin with a
    character that is told.

    A search for it looks at few characters of a text twice, unlike one for words that may begin
    with nearly every common character; and at fewer a third time, those behind the last but one of
    a word.
    """
    all_ = set(words)
    firsts = [other[0] for other in others]
    branches = []
    if single := [word for word in all_ if len(word) == 1]:
        branches.append(f"(?<={_any_in(single)})")
    if longer := [word for word in all_ if len(word) > 1]:
        sizes = sorted({len(word) for word in longer})
        ends = (f"(?<={one_of(w for w in longer if len(w) == size)})" for size in sizes)
        branches.append(f"(?<={_any_in(word[-2] for word in longer)}.)(?:{'|'.join(ends)})")
    if others:
        told = (f"(?<={other[0]}){other[1:]}" for other in others)
        branches.append(f"(?<={_any_in(firsts)})(?:{'|'.join(told)})")
    return f"{_any_in([*firsts, *(word[-1] for word in all_)])}(?:{'|'.join(branches)})"


def _any_in(characters: Iterable[str]) -> str:
    return f"[{''.join(map(re.escape, sorted(set(characters))))}]"


def shortest_ends(words: Iterable[str]) -> set[str]:
    """The words that end as no other of them does: of 公司 and 有限公司 the first."""
    all_ = set(words)
    return {w for w in all_ if not any(w[at:] in all_ for at in range(1, len(w)))}
