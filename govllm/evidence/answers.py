"""The scorecard's last part: answers to open, with what was asked and how they were scored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govllm.domain import Bilingual
from govllm.evidence.examples import (
    OUTCOMES,
    Block,
    Drawn,
    Outcome,
    Place,
    Scored,
    draw,
    read_scored,
    transcripts,
)
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import Document, Reading, best_of
from govllm.evidence.sections import SliceSizes, blocks_of

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
        focus: the score to tell in the closed line: of labels, and one that was missed first.
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


@dataclass(frozen=True, slots=True)
class Group:
    """The examples of one outcome; `total` counts all samples that had it."""

    outcome: Outcome
    total: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """A gate's or a task's examples.

    Attributes:
        system: the system prompt that all examples share, or None.
    """

    key: str
    title: Bilingual
    system: Clip | None
    groups: tuple[Group, ...]

    def group(self, outcome: str) -> Group:
        return next(g for g in self.groups if g.outcome == outcome)


def answers_of(run: Reading, folder: RunFolder) -> tuple[dict[str, BlockView], SliceSizes]:
    """Every block's examples by the block's key, and the slices' sizes, which fall off on the way.

    Raises:
        JournalError: where the journal's chain does not hold.
    """
    blocks, sizes = blocks_of(run), SliceSizes()
    drawn = draw(sizes.watch(read_scored(folder.scores)), blocks, run.plan["seed"])
    places = {scored.place for found in drawn.values() for scored in found.chosen}
    told = transcripts(folder.journal, run.plan_sha256, places)
    return {block.key: _block(run, block, drawn, told) for block in blocks}, sizes


def _block(
    run: Reading,
    block: Block,
    drawn: Mapping[tuple[str, Outcome], Drawn],
    told: Mapping[Place, Sequence[Document]],
) -> BlockView:
    shared = _shared_system(block, drawn, told)
    bests = _bests(run, block.task)
    groups = tuple(
        Group(
            outcome,
            drawn[block.key, outcome].total,
            tuple(
                _example(block, scored, outcome, told.get(scored.place, ()), shared, bests)
                for scored in drawn[block.key, outcome].chosen
            ),
        )
        for outcome in OUTCOMES
    )
    system = None if shared is None else clip(shared)
    return BlockView(block.key, _title(run, block), system, groups)


def _title(run: Reading, block: Block) -> Bilingual:
    task = run.task(block.task)
    title = Bilingual(block.task, block.task) if task is None else Bilingual(**task["title"])
    if block.key.startswith("t"):
        return title
    gate = run.verdict["gates"][int(block.key[1:])]
    spec = run.spec(block.task, gate["metric"])
    name = {"zh": gate["metric"], "en": gate["metric"]} if spec is None else spec["title"]
    part = f"（{block.slice}）" if block.slice else ""
    return Bilingual(
        f"{title.zh} · {name['zh']}{part}",
        f"{title.en} · {name['en']}" + (f" ({block.slice})" if block.slice else ""),
    )


def _shared_system(
    block: Block,
    drawn: Mapping[tuple[str, Outcome], Drawn],
    told: Mapping[Place, Sequence[Document]],
) -> str | None:
    found = {
        _system(rows[0])
        for outcome in OUTCOMES
        for scored in drawn[block.key, outcome].chosen
        if (rows := told.get(scored.place))
    }
    return found.pop() if len(found) == 1 else None


def _system(row: Document) -> str | None:
    messages = row.get("messages") or ()
    return next((str(m["content"]) for m in messages if m["role"] == "system"), None)


def _bests(run: Reading, task: str) -> dict[str, float]:
    record = run.task(task)
    return {} if record is None else {s["score"]: best_of(s) for s in record["metrics"]}


def _example(
    block: Block,
    scored: Scored,
    outcome: Outcome,
    rows: Sequence[Document],
    shared: str | None,
    bests: Mapping[str, float],
) -> Example:
    scores = tuple(
        ScoreView(
            s.name,
            s.value,
            s.predicted,
            s.expected,
            None if s.name not in bests or s.value is None else s.value == bests[s.name],
            s.name in block.best,
        )
        for s in scored.scores
    )
    asked = _asked(rows, shared)
    parts = tuple(_part(row) for row in rows)
    labelled = sorted((s for s in scores if s.counts and s.expected is not None), key=_missed_first)
    focus = labelled[0] if labelled else None
    return Example(scored, outcome, asked, parts, scores, focus, _glimpse(rows))


def _missed_first(score: ScoreView) -> bool:
    return score.met is not False


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
    messages = row.get("messages") or ()
    return bool(messages) and messages[-1]["role"] == "assistant"


def _part(row: Document) -> Part:
    said = row["messages"][-1]["content"] if _is_likelihood(row) else ""
    return Part(row, *(_text(row, name) for name in ("answer", "reasoning", "detail")), said)


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
