"""Errors put into what the caller says.

Two purposes: wrong characters in the manner of speech recognition, which the evaluation also has,
and small losses (a clause gone, a character gone) that keep a small model from learning the few
thousand cores by heart.
"""

import random
import re

_CLAUSE = re.compile(r"(?<=[，。！？；,])")
_MARK = re.compile(r"[，。！？、；,?!]")
_SLOT = re.compile(r"(\{[^}]*\})")


def clauses(text: str) -> list[str]:
    """The text cut after its punctuation."""
    return [c for c in _CLAUSE.split(text) if c]


def drop_clause(text: str, rng: random.Random) -> str:
    """One clause less, or two in another order, where there are enough of them."""
    parts = clauses(text)
    if len(parts) < 3:
        return text
    if rng.random() < 0.6:
        del parts[rng.randrange(len(parts))]
    else:
        at = rng.randrange(len(parts) - 2)
        parts[at], parts[at + 1] = parts[at + 1], parts[at]
    return "".join(parts)


def mishear(text: str, sounds: tuple[tuple[str, str], ...], rng: random.Random, rate: float) -> str:
    """Sound-alikes in place of words, each with the given probability; slots stay whole."""
    parts = _SLOT.split(text)
    for at in range(0, len(parts), 2):
        for right, wrong in sounds:
            if right in parts[at] and rng.random() < rate:
                parts[at] = parts[at].replace(right, wrong, 1)
    return "".join(parts)


def smudge(text: str, letters: str, rng: random.Random, rate: float) -> str:
    """Single characters lost or replaced by any other; slots and punctuation stay."""
    parts = _SLOT.split(text)
    for at in range(0, len(parts), 2):
        out = []
        for char in parts[at]:
            if char.isalnum() and rng.random() < rate:
                if rng.random() < 0.5:
                    out.append(rng.choice(letters))
                continue
            out.append(char)
        parts[at] = "".join(out)
    return "".join(parts)


def unpunctuate(text: str, rng: random.Random) -> str:
    """Most of the commas gone, as in a raw transcript."""
    return "".join(c for c in text if c not in "，。！？、；" or rng.random() < 0.25)


def stammer(text: str, fillers: tuple[str, ...], rng: random.Random) -> str:
    """A filler between two clauses."""
    parts = clauses(text)
    at = rng.randrange(len(parts)) if parts else 0
    parts.insert(at, rng.choice(fillers) + rng.choice(("，", "，", "")))
    return "".join(parts)


def commas(text: str, rng: random.Random) -> str:
    """One manner of punctuation throughout: wide mostly, narrow, blanks, or as it came."""
    draw = rng.random()
    if draw < 0.12:
        return _MARK.sub(" ", text)
    if draw < 0.7:
        return text.replace(",", "，").replace("?", "？").replace("!", "！")
    if draw < 0.85:
        return text.replace("，", ",").replace("？", "?").replace("！", "!")
    return text
