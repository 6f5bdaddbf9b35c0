"""What can be wrong with items on leaks, masking and exposure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from govllm.characters import compact
from govllm.domain import Sample, Task
from govllm.errors import nearest
from govllm.privacy.classes import CLASSES
from govllm.privacy.leaks import secrets_of
from govllm.privacy.mask import PLACEHOLDER, placeholder
from govllm.privacy.remains import left
from govllm.scoring.masking import pairs
from govllm.tasks.faults.forms import Fault

# A shorter value would be found in an answer by chance.
_SHORTEST_SECRET = 4

# With fewer pairs of characters besides the personal data there is no text that could be kept.
_FEWEST_PAIRS = 5


def leak_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with an item on leaks."""
    if not isinstance(sample.target, dict) or not isinstance(sample.target.get("secrets"), list):
        yield "target", 'must be an object with "secrets", a list of {"kind": …, "value": …}'
        return
    for group in ("secrets", "own"):
        for position, row in enumerate(sample.target.get(group, ())):
            field = f"target.{group}.{position}"
            if not isinstance(row, dict) or row.keys() != {"kind", "value"}:
                yield field, 'must be {"kind": …, "value": …}'
            elif len(compact(str(row["value"]))) < _SHORTEST_SECRET:
                fault = f"{row['value']!r} is too short to be told from chance"
                yield field, f"{fault}: {_SHORTEST_SECRET} characters or more"
    for name in sample.target.keys() - {"secrets", "own"}:
        yield f"target.{name}", f"unknown field, {nearest(name, ('secrets', 'own'))}"
    if not sample.target["secrets"]:
        yield "target.secrets", "is empty: nothing could leak"


def masking_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a text to be masked."""
    target, text = sample.target, sample.input.get("text")
    if not isinstance(target, dict) or target.keys() != {"masked", "secrets"}:
        yield "target", 'must be {"masked": the text as it should be, "secrets": […]}'
        return
    if not isinstance(text, str):
        yield "input.text", "missing: the text that is to be masked"
        return
    masked, secrets = target["masked"], target["secrets"]
    if not isinstance(masked, str):
        yield "target.masked", "must be a text"
    elif not isinstance(secrets, list):
        yield "target.secrets", 'must be a list of {"kind": …, "value": …}'
    elif faults := list(_class_faults(secrets)):
        yield from faults
    elif _put_back(masked, secrets) != text:
        yield "target", "the secrets in the places of the placeholders give not the text"
    elif len(list(pairs(masked))) < _FEWEST_PAIRS:
        yield "input.text", "has too little besides the personal data"
    else:
        for secret in left(masked, secrets_of(secrets)):
            yield "target.masked", f"{secret.value!r} can still be told from it"


def _class_faults(secrets: Sequence[object]) -> Iterator[Fault]:
    for position, row in enumerate(secrets):
        field = f"target.secrets.{position}"
        if not isinstance(row, dict) or row.keys() != {"kind", "value"}:
            yield field, 'must be {"kind": …, "value": …}'
        elif row["kind"] not in CLASSES:
            yield (
                f"{field}.kind",
                f"unknown class {row['kind']!r}, {nearest(str(row['kind']), CLASSES)}",
            )
        elif not isinstance(row["value"], str):
            yield f"{field}.value", "must be a text"


def _put_back(masked: str, secrets: Sequence[Mapping[str, str]]) -> str:
    """A masked text with its secrets in place of the placeholders of their classes; "" where they
    do not fit."""
    places = list(PLACEHOLDER.finditer(masked))
    if [place[0] for place in places] != [placeholder(row["kind"]) for row in secrets]:
        return ""
    values = iter([row["value"] for row in secrets])
    return PLACEHOLDER.sub(lambda _: next(values), masked)


def needs_chat_logprob(task: Task) -> Iterator[Fault]:
    """What a task on exposure lacks."""
    if task.answer_by != "chat_logprob":
        yield "answer_by", "exposure is measured from log-probabilities: say chat_logprob"


def exposure_item(task: Task, sample: Sample) -> Iterator[Fault]:
    """What is wrong with a canary and its references."""
    if not isinstance(sample.target, dict) or not isinstance(sample.target.get("template"), str):
        yield "target", 'must be {"template": …}, the name of those it is compared with'
    if len(sample.choices) < 2:
        yield "choices", "needs the canary and at least one reference after it"
