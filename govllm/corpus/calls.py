"""Calls to the hotline: what people say, what they can tell when asked, the right answer; composed
into the items of `hotline/service` with the articles that the answer follows from."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from govllm import canonical
from govllm.corpus.document import Corpus
from govllm.corpus.items import REGULATIONS, TODAY, day_of
from govllm.corpus.load import load_corpus
from govllm.errors import DeclarationError, nearest
from govllm.tasks.declaration import Declared
from govllm.tasks.sourcemap import line_of, read_yaml, validated

CALLS, COMMON = Path("corpus/calls"), "common.yaml"
TASK = Path("hotline/service")
_FILES = {"items": "items.jsonl", "train": "train.jsonl"}

Said = dict[str, str]
Place = tuple[int | str, ...]


class Wanted(Declared):
    """Something that an operator may ask for.

    Attributes:
        asks: an example of the question.
        patterns: by which a question about it is recognised, beside the wordings named: a regular
            expression.
        like: names of wordings in `common.yaml`.
    """

    asks: str = Field(min_length=1)
    patterns: str = ""
    like: tuple[str, ...] = ()


class Voice(Declared):
    """How callers of a style speak.

    Attributes:
        again: what goes before something that they had said already.
        unknown: to questions about what they cannot tell.
        unclear: to messages that neither ask nor answer.
        always: what every such caller tells of himself, by name.
    """

    again: tuple[str, ...] = Field(min_length=1)
    unknown: tuple[str, ...] = Field(min_length=1)
    unclear: tuple[str, ...] = Field(min_length=1)
    always: Said


class Common(Declared):
    """What calls share: wordings of questions (regular expressions), voices, and what any caller
    may be asked."""

    wordings: dict[str, str]
    voices: dict[str, Voice]
    always: dict[str, Wanted]


class Call(Declared):
    """One call of a seed.

    Attributes:
        told: what the opening says already, and how it is said again; the others likewise by role.
        answer: the right one; a list accepts several forms.
        facts: from which a test works the answer out anew.
    """

    opening: str = Field(min_length=4)
    style: str
    difficulty: Literal["easy", "medium", "hard"]
    told: Said = Field(default_factory=dict)
    needed: Said = Field(default_factory=dict)
    optional: Said = Field(default_factory=dict)
    idle: Said = Field(default_factory=dict)
    answer: int | float | str | tuple[int | float | str, ...]
    facts: dict[str, Any]


class Seed(Declared):
    """A situation with the articles that decide it, and its calls.

    Attributes:
        part: whether its calls are items or stand in the train split.
        documents: the articles shown, by document.
        rule: the function by which a test works its answers out.
        form: what is asked for and how it is written; says too what need not be asked.
        idle: replies to what none of its calls needs.
    """

    seed: str
    part: Literal["items", "train"] = "items"
    documents: dict[str, tuple[str, ...]]
    rule: str
    form: str
    type: Literal["number", "date", "label", "text"] = "number"
    choices: tuple[str, ...] = ()
    slots: dict[str, Wanted] = Field(min_length=1)
    idle: Said = Field(default_factory=dict)
    calls: tuple[Call, ...] = Field(min_length=1)


class Seeds(Declared):
    """A file of seeds."""

    seeds: tuple[Seed, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """All calls with what they share."""

    common: Common
    seeds: tuple[Seed, ...]


def load_calls(folder: Path, corpus: Corpus) -> Material:
    """Read all seeds of a folder.

    Raises:
        DeclarationError: for the first fault: a file that is not in form, a seed named twice, a
            reference to nothing, something that a call gives no reply to.
    """
    common = validated(Common, *_read(folder / COMMON))
    seeds: list[Seed] = []
    for path in sorted(folder.glob("*.yaml")):
        if path.name == COMMON:
            continue
        value, path, node = _read(path)
        found = validated(Seeds, value, path, node)
        for at, seed in enumerate(found.seeds):
            for place, what in _faults(seed, common, corpus, {s.seed for s in seeds}):
                place = ("seeds", at, *place)
                field = ".".join(map(str, place))
                raise DeclarationError(path, line_of(node, place), field, f"{seed.seed}: {what}")
            seeds.append(seed)
    return Material(common, tuple(seeds))


def _read(path: Path) -> tuple[Any, Path, Any]:
    value, node = read_yaml(path)
    return value, path, node


def _faults(
    seed: Seed, common: Common, corpus: Corpus, seen: set[str]
) -> Iterator[tuple[Place, str]]:
    if seed.seed in seen:
        yield ("seed",), "stands there twice"
    for name, numbers in seed.documents.items():
        document = corpus.documents.get(name)
        if document is None or not document.in_force(TODAY):
            yield ("documents",), f"{name} is not in force, {nearest(name, corpus.documents)}"
            continue
        for number in numbers:
            if document.article(number) is None:
                known = [article.number for article in document.articles]
                yield ("documents", name), f"no {number}, {nearest(number, known)}"
    for name, wanted in seed.slots.items():
        for like in wanted.like:
            if like not in common.wordings:
                yield ("slots", name), f"no wordings {like}, {nearest(like, common.wordings)}"
    for at, call in enumerate(seed.calls):
        if call.style not in common.voices:
            yield ("calls", at), f"no voice {call.style}, {nearest(call.style, common.voices)}"
        yield from ((("calls", at), what) for what in _reply_faults(seed, call))


def _reply_faults(seed: Seed, call: Call) -> Iterator[str]:
    given = [name for said in _roles(seed, call).values() for name in said]
    for name in seed.slots.keys() - set(given):
        yield f"no reply about {name}"
    for name in given:
        if name not in seed.slots:
            yield f"nothing is called {name}, {nearest(name, seed.slots)}"
        if given.count(name) > 1:
            yield f"two replies about {name}"


def _roles(seed: Seed, call: Call) -> Mapping[str, Said]:
    own = {**call.told, **call.needed, **call.optional, **call.idle}
    always = {name: reply for name, reply in seed.idle.items() if name not in own}
    return {
        "told": call.told,
        "needed": call.needed,
        "optional": call.optional,
        "idle": {**always, **call.idle},
    }


def write_service(evalsets: Path) -> Iterator[tuple[Path, int]]:
    """Write `items.jsonl` and `train.jsonl` of the task; gives each path and its items.

    Raises:
        DeclarationError: for a fault in the corpus or the calls.
    """
    corpus = load_corpus(evalsets / REGULATIONS)
    material = load_calls(evalsets / CALLS, corpus)
    for part, name in _FILES.items():
        items = items_of(material, corpus, part)
        path = evalsets / TASK / name
        lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in items)
        canonical.write_atomic(path, "".join(lines))
        yield path, len(items)


def items_of(material: Material, corpus: Corpus, part: str) -> list[dict[str, Any]]:
    """The calls of a part as items."""
    seeds = [seed for seed in material.seeds if seed.part == part]
    return [
        _item(seed, number, material.common, corpus, at)
        for at, seed in enumerate(seeds)
        for number in range(len(seed.calls))
    ]


def _item(seed: Seed, number: int, common: Common, corpus: Corpus, at: int) -> dict[str, Any]:
    call = seed.calls[number]
    voice = common.voices[call.style]
    # Neighbours do not all begin with the same words.
    turn = at + number
    answer = list(call.answer) if isinstance(call.answer, tuple) else call.answer
    return {
        "id": f"service-{seed.seed}-{number + 1}",
        "cluster": f"service-{seed.seed}",
        "input": {
            "today": day_of(TODAY),
            "documents": _documents(seed, corpus),
            "form": seed.form,
            "opening": call.opening.strip(),
        },
        "target": {
            "answer": answer,
            "type": seed.type,
            "slots": [*_slots(seed, call, common, turn), *_always(voice, common)],
            "unknown": _turned(voice.unknown, turn),
            "unclear": _turned(voice.unclear, turn),
        },
        "slices": {
            "difficulty": call.difficulty,
            "style": call.style,
            "missing": str(len(call.needed)),
        },
        **({"choices": list(seed.choices)} if seed.choices else {}),
    }


def _documents(seed: Seed, corpus: Corpus) -> list[dict[str, Any]]:
    found = []
    for name, numbers in seed.documents.items():
        document = corpus.documents[name]
        articles = [a for a in document.articles if a.number in numbers]
        found.append(
            {
                "title": document.title,
                "number": document.number,
                "articles": [{"number": a.number, "text": a.text.strip()} for a in articles],
            }
        )
    return found


def _slots(seed: Seed, call: Call, common: Common, turn: int) -> Iterator[dict[str, Any]]:
    roles = _roles(seed, call)
    again = _turned(common.voices[call.style].again, turn)[0]
    for name, wanted in seed.slots.items():
        role = next(role for role, said in roles.items() if name in said)
        reply = roles[role][name]
        patterns = [wanted.patterns, *(common.wordings[like] for like in wanted.like)]
        yield {
            "name": name,
            "role": role,
            "patterns": [pattern for pattern in patterns if pattern],
            "asks": wanted.asks,
            "reply": again + reply if role == "told" else reply,
        }


def _always(voice: Voice, common: Common) -> Iterator[dict[str, Any]]:
    for name, wanted in common.always.items():
        yield {
            "name": name,
            "role": "idle",
            "patterns": [wanted.patterns],
            "asks": wanted.asks,
            "reply": voice.always[name],
        }


def _turned(texts: Sequence[str], turn: int) -> list[str]:
    at = turn % len(texts)
    return [*texts[at:], *texts[:at]]
