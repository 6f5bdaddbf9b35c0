"""Seeds: situations written by hand, each with variants whose facts decide the right answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from govllm.errors import DeclarationError
from govllm.jsonl import json_lines
from govllm.tasks.declaration import Declared
from govllm.tasks.sourcemap import describe

_PLACE = re.compile(r"\{(\w+)\}")


class Variant(Declared):
    """One item of a seed.

    Attributes:
        facts: what its text tells, in the form that the task's rule takes.
        fill: the words that stand in the seed's `{places}`.
        input: what replaces the seed's input of the same name: a wording of its own.
        slices: beside the seed's.
        passing, failing: example answers, where the target is not itself an answer.
    """

    facts: Any
    fill: dict[str, str] = Field({})
    input: dict[str, Any] = Field({})
    slices: dict[str, str] = Field({})
    passing: str | None = None
    failing: str | None = None


class Seed(Declared):
    """A situation.

    Attributes:
        cluster: its name; its variants are not independent of each other.
        split: `items`, which candidates are asked, or `train`, which baselines are fitted on.
        input: what the prompt shows, with `{places}` that each variant fills in its own words.
        slices: groups that results are shown by.
    """

    cluster: str = Field(min_length=1)
    split: Literal["items", "train"] = "items"
    input: dict[str, Any]
    slices: dict[str, str] = Field({})
    variants: tuple[Variant, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Case:
    """A variant with its seed's words filled in, and where it stands.

    Attributes:
        line: of the file.
    """

    id: str
    seed: Seed
    variant: Variant
    input: Mapping[str, Any]
    line: int


def read_cases(path: Path) -> Iterator[Case]:
    """Every variant of a file of seeds, one seed a line.

    Raises:
        DeclarationError: for the first fault: a line that is not in form, a cluster named twice,
            a place without words or words without a place.
    """
    clusters: dict[str, int] = {}
    for line, raw in json_lines(path):
        try:
            seed = Seed.model_validate(raw)
        except ValidationError as error:
            place, what = describe(error, Seed)
            raise DeclarationError(path, line, ".".join(map(str, place)), what) from None
        if first := clusters.get(seed.cluster):
            fault = f"{seed.cluster!r} is named on line {first} too"
            raise DeclarationError(path, line, "cluster", fault)
        clusters[seed.cluster] = line
        for number, variant in enumerate(seed.variants, 1):
            field = f"variants.{number - 1}"
            try:
                filled = _filled({**seed.input, **variant.input}, variant.fill)
            except LookupError as error:
                raise DeclarationError(path, line, field, str(error.args[0])) from None
            yield Case(f"{seed.cluster}-{number}", seed, variant, filled, line)


def _filled(written: Mapping[str, Any], fill: Mapping[str, str]) -> dict[str, Any]:
    """An input with its places filled.

    Raises:
        LookupError: for a place without words, or words without a place.
    """
    used: set[str] = set()

    def words(place: re.Match[str]) -> str:
        if place[1] not in fill:
            raise LookupError(f"{{{place[1]}}} has no words in `fill`")
        used.add(place[1])
        return fill[place[1]]

    def walk(value: Any) -> Any:
        if isinstance(value, str):
            return _PLACE.sub(words, value)
        if isinstance(value, list):
            return [walk(each) for each in value]
        if isinstance(value, dict):
            return {name: walk(each) for name, each in value.items()}
        return value

    filled = {name: walk(value) for name, value in written.items()}
    if unused := sorted(fill.keys() - used):
        raise LookupError(f"`fill` has words for {{{unused[0]}}}, which the seed's input lacks")
    return filled
