"""`items.jsonl`: validated once as a stream, then read by position.

An eval set may hold hundreds of thousands of samples, so memory holds only where each line
starts (8 bytes a sample); a sample's text is read when it is asked and let go after.
"""

from __future__ import annotations

import hashlib
import json
import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray
from pydantic import ValidationError

from govllm.domain import Sample
from govllm.errors import DeclarationError
from govllm.tasks.declaration import ItemDeclaration
from govllm.tasks.sourcemap import describe

# What is wrong with an item, as (field, fault) pairs; a task's kind supplies it.
ItemCheck = Callable[[Sample], Sequence[tuple[str, str]]]


@dataclass(frozen=True, slots=True)
class ItemFile:
    """An eval set's items on disk.

    Attributes:
        path: the JSONL file.
        offsets: byte offset of each item's line.
        clusters: how many different clusters there are.
        digest: sha256 of the file.
        stamp: its size and when it was written, in nanoseconds: lines are found by their offsets.
    """

    path: Path
    offsets: array[int]
    clusters: int
    digest: str
    stamp: tuple[int, int]

    def __len__(self) -> int:
        return len(self.offsets)

    def read(self, ordinals: Sequence[int]) -> Iterator[Sample]:
        """The samples at these positions, in this order.

        Raises:
            DeclarationError: where the file has been written since it was validated.
        """
        with self.path.open("rb") as stream:
            if _stamp(stream) != self.stamp:
                fault = "was written while an evaluation was reading it"
                raise DeclarationError(self.path, None, "", fault, "leave it alone and start anew")
            for ordinal in ordinals:
                stream.seek(self.offsets[ordinal])
                yield sample_of(json.loads(stream.readline()))


def _stamp(stream: BinaryIO) -> tuple[int, int]:
    told = os.fstat(stream.fileno())
    return told.st_size, told.st_mtime_ns


def sample_of(raw: dict[str, Any]) -> Sample:
    """A validated item's JSON as a sample."""
    return Sample(
        id=raw["id"],
        cluster=raw["cluster"],
        input=raw["input"],
        target=raw["target"],
        slices=raw.get("slices", {}),
        choices=tuple(raw.get("choices", ())),
        passing=raw.get("passing"),
        failing=raw.get("failing"),
    )


def train_of(folder: Path) -> list[Sample]:
    """The train split beside a task's items; none where it has none."""
    path = folder / "train.jsonl"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as lines:
        return [sample_of(json.loads(line)) for line in lines if line.strip()]


def index_items(path: Path, check: ItemCheck) -> ItemFile:
    """Validate every line of `path` and remember where each begins.

    Raises:
        DeclarationError: at the first broken item: not JSON, a missing or unknown field, an id
            used twice, or what the task's kind finds wrong.
    """
    if not path.is_file():
        raise DeclarationError(path, None, "", "no such file", "a task needs items.jsonl beside it")
    offsets, lines, ids, clusters = array("Q"), array("Q"), array("Q"), array("Q")
    sha = hashlib.sha256()
    position = 0
    with path.open("rb") as stream:
        stamp = _stamp(stream)
        for number, line in enumerate(stream, 1):
            sha.update(line)
            if line.strip():
                sample = _parse(path, number, line)
                for field, fault in check(sample):
                    raise DeclarationError(path, number, field, fault)
                offsets.append(position)
                lines.append(number)
                ids.append(_hash64(sample.id))
                clusters.append(_hash64(sample.cluster))
            position += len(line)
    _refuse_twins(path, ids, lines)
    return ItemFile(path, offsets, len(np.unique(_as_numpy(clusters))), sha.hexdigest(), stamp)


def _parse(path: Path, number: int, line: bytes) -> Sample:
    try:
        raw = json.loads(line)
        # A lone surrogate is legal JSON and no text: it could be neither hashed nor sent.
        if b"\\ud" in line.lower():
            json.dumps(raw, ensure_ascii=False).encode()
    except UnicodeError as error:
        raise DeclarationError(
            path, number, "", f"not UTF-8: {error}", "save the file as UTF-8"
        ) from None
    except (ValueError, RecursionError) as error:
        raise DeclarationError(
            path, number, "", f"not JSON: {error}", "write one JSON object a line"
        ) from None
    if not isinstance(raw, dict):
        raise DeclarationError(
            path, number, "", "must be a JSON object", "write one JSON object a line"
        )
    try:
        ItemDeclaration.model_validate(raw)
    except ValidationError as error:
        location, what = describe(error, ItemDeclaration)
        raise DeclarationError(path, number, ".".join(map(str, location)), what) from None
    return sample_of(raw)


def _hash64(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _as_numpy(numbers: array[int]) -> NDArray[np.uint64]:
    return np.frombuffer(numbers, dtype=np.uint64)


def _refuse_twins(path: Path, ids: array[int], lines: array[int]) -> None:
    hashes = _as_numpy(ids)
    # Stable, so that of two twins the first in the file comes first.
    order = np.argsort(hashes, kind="stable")
    twins = np.flatnonzero(hashes[order[1:]] == hashes[order[:-1]])
    if twins.size:
        first, second = (lines[int(order[twins[0] + step])] for step in (0, 1))
        raise DeclarationError(
            path, second, "id", f"used before, on line {first}", "give every item its own id"
        )
