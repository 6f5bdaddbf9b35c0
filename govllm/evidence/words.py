"""The last word on every request of a run, found in its journal."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from govllm.client.journal import parse_row, read_rows
from govllm.domain import Answer, Sample, Task
from govllm.errors import GovllmError
from govllm.tasks.requests import is_whole

Place = tuple[str, str, int]
R = TypeVar("R")
Told = Callable[[Place], list[R]]


class Said(msgspec.Struct, frozen=True):
    """What scoring reads of a row: its texts but for the question's, which are most of it."""

    error: dict[str, Any] | None
    part: int
    finish: str | None = None
    logprob: float | None = None
    answer: str | None = None
    reasoning: str | None = None
    greedy: bool | None = None


# What a run may hold of what was said, in characters, and what a row takes beside its texts.
_LITTLE, _OF_A_ROW = 1 << 24, 256
_parse_said = msgspec.json.Decoder(Said).decode


@dataclass(frozen=True, slots=True)
class LastWords:
    """Where in the journal the last attempt of each request stands.

    Attributes:
        path: the journal.
        offsets: byte offset by (task, sample, epoch), then by part.
        last_hash: the chain's last hash, which stands for the whole journal.
        kept: what they say, where all of it is little.
    """

    path: Path
    offsets: Mapping[Place, Mapping[int, int]]
    last_hash: str
    kept: Mapping[Place, Mapping[int, Said]] | None = None

    @contextmanager
    def reader(self) -> Iterator[Told[dict[str, Any]]]:
        """Gives a function from a sample to the last attempts of its requests, by part."""
        with self._reader(parse_row) as rows:
            yield rows

    @contextmanager
    def answers(self) -> Iterator[Told[Said]]:
        """The same without the questions, in a part of the time."""
        kept = self.kept
        if kept is not None:
            yield lambda place: [said for _, said in sorted(kept.get(place, {}).items())]
            return
        with self._reader(_parse_said) as said_of:
            yield said_of

    @contextmanager
    def _reader(self, parse: Callable[[bytes], R]) -> Iterator[Told[R]]:
        if not self.offsets:
            yield lambda _: []
            return
        with self.path.open("rb") as stream:

            def rows(place: Place) -> list[R]:
                parts = self.offsets.get(place, {})
                found = []
                for part in sorted(parts):
                    stream.seek(parts[part])
                    found.append(parse(stream.readline()))
                return found

            yield rows


def last_words(journal: Path, plan_sha256: str) -> LastWords:
    """Read a journal once, checking its chain.

    Raises:
        JournalError: where the chain does not hold.
    """
    offsets: dict[Place, dict[int, int]] = {}
    kept: dict[Place, dict[int, Said]] | None = {}
    last, size = plan_sha256, 0
    if journal.exists():
        for offset, row in read_rows(journal, plan_sha256):
            place = (row["task"], row["sample"], row["epoch"])
            offsets.setdefault(place, {})[row["part"]] = offset
            last = row["hash"]
            if kept is not None:
                said = _said(row)
                kept.setdefault(place, {})[said.part] = said
                size += len(said.answer or "") + len(said.reasoning or "") + _OF_A_ROW
                if size > _LITTLE:
                    kept = None
    return LastWords(journal, offsets, last, kept)


def _said(row: Mapping[str, Any]) -> Said:
    return Said(
        row["error"],
        row["part"],
        row.get("finish"),
        row.get("logprob"),
        row.get("answer"),
        row.get("reasoning"),
        row.get("greedy"),
    )


def has_texts(journal: Path, plan_sha256: str) -> bool:
    """Whether all texts of a journal are still there: of a redacted copy nothing can be scored."""
    rows = read_rows(journal, plan_sha256) if journal.exists() else ()
    return all(name in row for _, row in rows for name in row["digests"])


def answer_of(said: Said) -> Answer:
    """A row's answer.

    Raises:
        GovllmError: where its text was taken out; it must not pass for silence.
    """
    return Answer(
        _text_of(said),
        said.reasoning or "",
        said.finish or "",
        said.part,
        said.logprob,
        said.greedy,
    )


def error_of(task: Task, sample: Sample, told: Sequence[Said]) -> str | None:
    """Why a sample has no answer, as a short word; None where it has all of its answers."""
    for said in told:
        if said.error is not None:
            return str(said.error["code"])
    return None if is_whole(task, sample, list(map(_text_of, told))) else "not_asked"


def _text_of(said: Said) -> str:
    if said.answer is None:
        raise GovllmError("the texts were taken out of this copy", "use the run where it was made")
    return said.answer
