"""From seeds to items: the facts of each case go through the rule that gives the right answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from govllm import canonical
from govllm.errors import DeclarationError
from govllm.government.seeds import Case, read_cases
from govllm.tasks.declaration import Declared
from govllm.tasks.sourcemap import describe

SEEDS = "seeds.jsonl"


def _nothing(facts: Any) -> Mapping[str, Any]:
    return {}


def _none(facts: Any) -> tuple[None, None]:
    return None, None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a task's items are made.

    Attributes:
        facts: the form of what a case's text tells.
        target: the rule: from facts to the right answer, as the task's kind wants it.
        shown: what the prompt shows besides the written input (tables, forms), from the facts.
        slices: groups that follow from the facts.
        taken: inputs of the seed that go to the rule with the facts, and not to the prompt.
        examples: a passing and a failing answer, where the target is not itself an answer; a
            variant's own go before them.
    """

    facts: type[Declared]
    target: Callable[[Any], Any]
    shown: Callable[[Any], Mapping[str, Any]] = _nothing
    slices: Callable[[Any], Mapping[str, str]] = _nothing
    taken: tuple[str, ...] = ()
    examples: Callable[[Any], tuple[str | None, str | None]] = _none


def write_items(folder: Path, recipe: Recipe) -> Iterator[tuple[Path, int]]:
    """Write `items.jsonl` and `train.jsonl` of a task from its seeds; gives each with its items.
    The file of a split that no seed is of is removed, since baselines would be fitted on what is
    left of it.

    Raises:
        DeclarationError: for a fault in the seeds, facts that the rule refuses, or two cases of
            one text.
    """
    path = folder / SEEDS
    lines: dict[str, list[str]] = {"items": [], "train": []}
    texts: dict[str, int] = {}
    for case in read_cases(path):
        item = item_of(case, recipe, path)
        text = json.dumps(item["input"], ensure_ascii=False, sort_keys=True)
        if first := texts.get(text):
            raise _fault(case, path, "", f"reads as one on line {first} does")
        texts[text] = case.line
        lines[case.seed.split].append(json.dumps(item, ensure_ascii=False) + "\n")
    for split, written in lines.items():
        out = folder / f"{split}.jsonl"
        if not written:
            out.unlink(missing_ok=True)
        else:
            canonical.write_atomic(out, "".join(written))
            yield out, len(written)


def item_of(case: Case, recipe: Recipe, path: Path) -> dict[str, Any]:
    """A case as an item.

    Raises:
        DeclarationError: where its facts are not in form, the rule refuses them, or its input has
            the name of something that is shown from the facts.
    """
    try:
        taken = {name: case.input[name] for name in recipe.taken if name in case.input}
        told = {**case.variant.facts, **taken} if taken else case.variant.facts
        facts = recipe.facts.model_validate(told)
        made = {
            "target": recipe.target(facts),
            "shown": recipe.shown(facts),
            "slices": recipe.slices(facts),
        }
        passing, failing = recipe.examples(facts)
    except ValidationError as error:
        place, what = describe(error, recipe.facts)
        raise _fault(case, path, ".".join(map(str, ("facts", *place))), what) from None
    except ValueError as error:
        raise _fault(case, path, "facts", str(error)) from None
    given = {name: value for name, value in case.input.items() if name not in taken}
    if both := sorted(given.keys() & made["shown"].keys()):
        raise _fault(case, path, f"input.{both[0]}", "is made from the facts: give another name")
    item: dict[str, Any] = {
        "id": case.id,
        "cluster": case.seed.cluster,
        "input": {**given, **made["shown"]},
        "target": made["target"],
        "slices": {**case.seed.slices, **made["slices"], **case.variant.slices},
    }
    examples = {
        "passing": passing if case.variant.passing is None else case.variant.passing,
        "failing": failing if case.variant.failing is None else case.variant.failing,
    }
    return item | {name: text for name, text in examples.items() if text is not None}


def _fault(case: Case, path: Path, field: str, what: str) -> DeclarationError:
    number = case.id.rpartition("-")[2]
    place = f"variants.{int(number) - 1}" + (f".{field}" if field else "")
    return DeclarationError(path, case.line, place, what)
