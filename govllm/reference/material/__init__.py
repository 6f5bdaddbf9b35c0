"""The hand-written material, read once and kept frozen.

The pieces lie in plain text files so that a person who writes them needs no code. `cores.tsv` holds
what a call is about; everything else is the talk around it.
"""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_HERE = files("govllm.reference.material")
_WORDS = ("road_a", "road_b", "estate_b", "village_a", "village_b", "venue", "spot", "time")


@dataclass(frozen=True)
class Core:
    """What one call is about, in the caller's words, with the labels it carries."""

    index: int
    matter: str
    body: str
    kind: str
    urgency: str
    text: str


@dataclass(frozen=True)
class Material:
    """All pieces: cores, matter phrases, sections of phrases, pairs of sound-alikes."""

    cores: tuple[Core, ...]
    phrases: tuple[tuple[str, str], ...]
    pieces: dict[str, tuple[str, ...]]
    sounds: tuple[tuple[str, str], ...]


def _lines(name: str) -> list[str]:
    text = (_HERE / name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


def _pieces() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    section = ""
    for line in _lines("pieces.txt"):
        if line.startswith("["):
            section = line.strip("[]")
            found[section] = []
        elif section == "surname":
            found[section].extend(line)
        elif section in _WORDS:
            found[section].extend(line.split())
        else:
            found[section].append(line)
    return {name: tuple(values) for name, values in found.items()}


def read_cores() -> tuple[Core, ...]:
    """The cores, in the order of the file: a core's index is its cluster in the training items."""
    cores = []
    for index, line in enumerate(_lines("cores.tsv")):
        matter, body, kind, urgency, text = line.split("\t")
        cores.append(Core(index, matter, body, kind, urgency, text.strip()))
    return tuple(cores)


@cache
def load() -> Material:
    """Everything the composer draws from."""
    phrases: list[tuple[str, str]] = []
    for line in _lines("lexicon.tsv"):
        matter, listed = line.split("\t")
        phrases.extend((matter, phrase) for phrase in listed.split("|") if phrase)
    sounds = []
    for line in _lines("homophones.txt"):
        for pair in line.split():
            half = len(pair) // 2
            sounds.append((pair[:half], pair[half:]))
    return Material(read_cores(), tuple(phrases), _pieces(), tuple(sounds))
