"""One answer to open: what was asked, what came back, and how it was scored."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govllm.evidence.examples import Block, Outcome, Scored
from govllm.evidence.reading import Document

# A text longer than this is shown by its two ends; all of it stands in the journal. Without a
# bound a few thousand long answers would make a page no browser opens.
LONGEST = 6000

_GLIMPSE = 60


@dataclass(frozen=True, slots=True)
class Clip:
    """A text, or its two ends and the number of characters left out between them."""

    head: str
    left_out: int
    tail: str


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it was sent."""

    role: str
    text: Clip


@dataclass(frozen=True, slots=True)
class ScoreView:
    """One score of an example.

    Attributes:
        met: whether it has the best value; None where no metric says what that is.
        counts: whether the gate (or task) at hand looks at it.
    """

    name: str
    value: float | None
    predicted: str | None
    expected: str | None
    met: bool | None
    counts: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One request of a sample and what came of it.

    Attributes:
        row: the journal's; its texts are in the fields beside it.
        answer, reasoning, detail: None where there is none, or where it was taken out.
        said: the choice whose probability was asked for, or "".
    """

    row: Document
    answer: Clip | None
    reasoning: Clip | None
    detail: Clip | None
    said: str


@dataclass(frozen=True, slots=True)
class Example:
    """A sample to open.

    Attributes:
        focus: the score to tell in the closed line, one with labels that was missed before others.
        glimpse: the beginning of its answer, for the same line.
        messages: what was asked, its system prompt left out where the whole block shares it.
    """

    scored: Scored
    outcome: Outcome
    messages: tuple[Message, ...]
    parts: tuple[Part, ...]
    scores: tuple[ScoreView, ...]
    focus: ScoreView | None
    glimpse: str


# Scores whose given label lists words of the answer that do not hold.
_POINTS = frozenset({"unsupported"})


def pointed_at(scores: Sequence[ScoreView]) -> tuple[str, ...]:
    """The words of an answer that its scores point at, such as a number that no passage tells."""
    given = [s.predicted for s in scores if s.name in _POINTS and s.predicted]
    return tuple(dict.fromkeys(word for words in given for word in words.split("、") if word))


def followed_in(scores: Sequence[ScoreView]) -> tuple[str, ...]:
    """The sentences of the prompt that the answer should have followed."""
    told = [s.expected for s in scores if s.name in _POINTS and s.expected]
    return tuple(dict.fromkeys(line for lines in told for line in lines.split("\n") if line))


def spans(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A text in pieces, each with whether it is one of the words."""
    if not words:
        return [(text, False)]
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    pieces = re.split(f"({'|'.join(map(re.escape, longest_first))})", text)
    return [(piece, at % 2 == 1) for at, piece in enumerate(pieces) if piece]


def example_of(
    block: Block,
    scored: Scored,
    outcome: Outcome,
    rows: Sequence[Document],
    shared: str | None,
    bests: Mapping[str, float],
) -> Example:
    """A drawn sample with the journal's rows of its requests.

    Args:
        rows: by part; none where it was never asked.
        shared: the system prompt that is shown once for the whole block, or None.
        bests: the best value of each score that a metric uses.
    """
    scores = tuple(
        ScoreView(
            s.name,
            s.value,
            s.predicted,
            s.expected,
            None if s.name not in bests or s.value is None else s.value == bests[s.name],
            s.name in block.meets,
        )
        for s in scored.scores
    )
    asked = _asked(rows, shared)
    parts = tuple(_part(row) for row in rows)
    return Example(scored, outcome, asked, parts, scores, _focus(scores), _glimpse(rows))


def _focus(scores: Sequence[ScoreView]) -> ScoreView | None:
    labelled = [s for s in scores if s.expected is not None]
    missed = [s for s in labelled if s.met is False or s.value == 0.0]
    counting = [s for s in labelled if s.counts]
    # A score without labels of its own (all right or not) is told by a label that was missed.
    told = [s for s in missed if s.predicted is not None] if not counting else []
    return next(iter([s for s in counting if s in missed] + counting + told), None)


def _asked(rows: Sequence[Document], shared: str | None) -> tuple[Message, ...]:
    if not rows:
        return ()
    messages: list[Mapping[str, Any]] = list(rows[0].get("messages") or ())
    if _is_likelihood(rows[0]):
        messages.pop()
    return tuple(
        Message(m["role"], clip(str(m["content"])))
        for m in messages
        if not (m["role"] == "system" and m["content"] == shared)
    )


def _is_likelihood(row: Document) -> bool:
    """Whether a row asked for the probability of its last message's text."""
    messages: Sequence[Mapping[str, Any]] = row.get("messages") or ()
    told = bool(messages) and messages[-1]["role"] == "assistant"
    return told and row.get("logprob") is not None


def _part(row: Document) -> Part:
    said = row["messages"][-1]["content"] if _is_likelihood(row) else ""
    return Part(row, _text(row, "answer"), _text(row, "reasoning"), _text(row, "detail"), said)


def _text(row: Document, name: str) -> Clip | None:
    value = row.get(name)
    return None if value is None else clip(str(value))


def clip(text: str) -> Clip:
    """A text, or where it is too long its two ends."""
    if len(text) <= LONGEST:
        return Clip(text, 0, "")
    half = LONGEST // 2
    return Clip(text[:half], len(text) - 2 * half, text[-half:])


def _glimpse(rows: Sequence[Document]) -> str:
    if len(rows) != 1 or not rows[0].get("answer"):
        return ""
    line = " ".join(str(rows[0]["answer"])[: 4 * _GLIMPSE].split())
    return line if len(line) <= _GLIMPSE else line[: _GLIMPSE - 1] + "…"


def system_of(row: Document) -> str | None:
    """The system prompt that was sent, or None."""
    messages = row.get("messages") or ()
    return next((str(m["content"]) for m in messages if m["role"] == "system"), None)
