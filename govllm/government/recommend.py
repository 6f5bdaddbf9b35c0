"""Which knowledge entries help a seat of the hotline: right matter, group, district and day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import Field

from govllm import canonical
from govllm.errors import DeclarationError, nearest
from govllm.government.city import District
from govllm.government.days import written
from govllm.government.nearness import nearest_first
from govllm.government.recipe import Recipe
from govllm.jsonl import json_lines
from govllm.resources import evalsets_dir
from govllm.tasks.declaration import Declared
from govllm.tasks.sourcemap import validated

POOL = Path("hotline/recommend/entries.jsonl")
# Entries shown with a call, and how many of these are others of its own matters at most.
SHOWN = 13
_OWN = 6
# Entries nearest in words, of which some are drawn.
_NEAR = 30


class Entry(Declared):
    """A knowledge entry.

    Attributes:
        matter: what is asked when it helps.
        group: whom it is for; "" for everybody.
        districts: where it holds; none for the whole city.
        valid_from, valid_to: the days on which it holds, both included; None: until further notice.
    """

    id: str
    title: str = Field(min_length=1)
    text: str = Field(min_length=1)
    matter: str = Field(min_length=1)
    group: str = ""
    districts: tuple[District, ...] = ()
    valid_from: date
    valid_to: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)


class Conversation(Declared):
    """What a conversation tells.

    Attributes:
        matters: what the caller wants to know.
        groups: those that the person concerned belongs to.
        district: where the matter is to be dealt with.
        day: of the call.
    """

    matters: tuple[str, ...] = Field(min_length=1)
    groups: tuple[str, ...] = ()
    district: District
    day: date


def helps(entry: Entry, call: Conversation) -> bool:
    """Whether an entry holds for a call in all four respects."""
    return (
        entry.matter in call.matters
        and (not entry.group or entry.group in call.groups)
        and (not entry.districts or call.district in entry.districts)
        and entry.in_force(call.day)
    )


def helpful(call: Conversation, pool: Sequence[Entry]) -> list[str]:
    """The ids of the entries that help, those for the narrowest circle first.

    Raises:
        ValueError: for a matter or group that no entry is of, or a call that none helps.
    """
    for field, given, known in (
        ("matters", call.matters, {entry.matter for entry in pool}),
        ("groups", call.groups, {entry.group for entry in pool}),
    ):
        if unknown := [name for name in given if name not in known]:
            raise ValueError(f"{field}: {unknown[0]!r} is none, {nearest(unknown[0], known)}")
    found = [entry for entry in pool if helps(entry, call)]
    if not found:
        raise ValueError("no entry of the pool helps")
    found.sort(key=lambda entry: (-bool(entry.group) - bool(entry.districts), entry.id))
    return [entry.id for entry in found]


def shown_with(call: Conversation, pool: Sequence[Entry]) -> list[Entry]:
    """The entries shown with a call: those that help, others of the same matters (superseded, of
    another group or district), and by turns ones of other matters for the caller's own group or
    district and near ones in words; mixed by digest."""
    return _among(helpful(call, pool), call, pool)


def _among(ids: Sequence[str], call: Conversation, pool: Sequence[Entry]) -> list[Entry]:
    wanted = set(ids)
    right = [entry for entry in pool if entry.id in wanted]
    text = "".join(_words(entry) for entry in right)
    others = nearest_first(
        (entry for entry in pool if entry.id not in wanted), text, _words, lambda entry: entry.id
    )
    own = [entry for entry in others if entry.matter in call.matters][:_OWN]
    strange = [entry for entry in others if entry.matter not in call.matters]
    key = call.model_dump(mode="json")
    # By digest, since a generator's draws may change between versions of Python.
    fitting, near = (
        sorted(entries, key=lambda entry: canonical.digest([entry.id, key]))
        for entries in (
            [e for e in strange if e.group in call.groups or call.district in e.districts],
            strange[:_NEAR],
        )
    )
    by_turns = (entry for row in zip_longest(fitting, near) for entry in row if entry)
    shown = list({entry.id: entry for entry in (*right, *own, *by_turns)}.values())[:SHOWN]
    return sorted(shown, key=lambda entry: canonical.digest([key, entry.id]))


def _words(entry: Entry) -> str:
    return entry.title + entry.text


@lru_cache(maxsize=4)
def load_pool(path: Path) -> tuple[Entry, ...]:
    """The knowledge entries of a file, one a line.

    Raises:
        DeclarationError: for the first fault: a line that is not in form, an id used twice.
    """
    return tuple(_entries(path))


def _entries(path: Path) -> Iterator[Entry]:
    seen: dict[str, int] = {}
    for number, raw in json_lines(path):
        entry = validated(Entry, raw, path, None)
        if first := seen.get(entry.id):
            raise DeclarationError(path, number, "id", f"{entry.id} stands on line {first} too")
        seen[entry.id] = number
        yield entry


# Held for one call, since target, prompt and slices are made of the same ids.
@lru_cache(maxsize=1)
def _helpful(call: Conversation, path: Path) -> tuple[str, ...]:
    return tuple(helpful(call, load_pool(path)))


def _ids(call: Conversation) -> tuple[str, ...]:
    return _helpful(call, evalsets_dir() / POOL)


def _shown(call: Conversation) -> Mapping[str, Any]:
    entries = _among(_ids(call), call, load_pool(evalsets_dir() / POOL))
    return {
        "today": written(call.day),
        "entries": [
            {"id": e.id, "title": e.title, "scope": _scope(e), "text": e.text} for e in entries
        ],
    }


def _scope(entry: Entry) -> str:
    until = "起" if entry.valid_to is None else f"至{entry.valid_to}"
    where = "、".join(entry.districts) or "全市"
    return f"{where}；{entry.group or '不限人群'}；{entry.valid_from}{until}"


def _slices(call: Conversation) -> Mapping[str, str]:
    count = len(_ids(call))
    return {"相关条目数": str(count) if count < 3 else "3条以上"}


RECOMMEND = Recipe(
    facts=Conversation,
    target=lambda call: [*_ids(call)],
    shown=_shown,
    slices=_slices,
)
