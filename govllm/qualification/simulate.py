"""Simulated candidates: the right answer to a sample, a wrong one, and a useless one."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any, Literal

from govllm.dialogue.caller import ANSWERS, ASKS, talk
from govllm.dialogue.questions import IDLE_QUESTION
from govllm.dialogue.script import script_of
from govllm.domain import Answer, FieldSpec, Sample, Task
from govllm.errors import GovllmError
from govllm.privacy.mask import placeholder
from govllm.scoring import edits
from govllm.scoring.choice import choice_letter, right_choice
from govllm.scoring.dialogue import answer_field
from govllm.scoring.extraction import accepted
from govllm.scoring.grounded import REFUSAL, right_answer
from govllm.scoring.labels import targets_of
from govllm.scoring.lists import wordings
from govllm.scoring.normalise import is_nothing
from govllm.scoring.ranking import ids_of

# right: as the target says. wrong: well formed and false in every part. useless: not an answer.
Manner = Literal["right", "wrong", "useless"]
Simulator = Callable[[Task, Sample, bool], Sequence[Answer]]

_USELESS = ""
_FALSE = {"digits": "10000000000", "date": "1900-01-01", "number": "987654321.5"}
_NOT_THERE = "查无此项"
_INVENTED = "答案：应为987654321.5元。"


def simulated(task: Task, sample: Sample, manner: Manner) -> Sequence[Answer]:
    """What a candidate of this manner answers.

    Raises:
        GovllmError: for a kind without a simulator.
    """
    if manner == "useless" and task.kind in WORST:
        return WORST[task.kind](task, sample)
    if manner == "useless":
        return [Answer(_USELESS)]
    simulator = SIMULATORS.get(task.kind)
    if simulator is None:
        raise GovllmError(
            f"the kind {task.kind!r} has no simulated candidates", "add one to SIMULATORS"
        )
    return simulator(task, sample, manner == "right")


def _classification(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    target = targets_of(task, sample)
    given = {
        name: target[name] if right else _other(list(labels), target[name])
        for name, labels in task.labels.items()
    }
    return [Answer("\n".join(f"{name}：{label}" for name, label in given.items()))]


def _other(labels: list[str], right: str) -> str:
    return labels[(labels.index(right) + 1) % len(labels)]


def _extraction(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    given = {
        name: (_true if right else _false)(task, name, field, sample.target[name])
        for name, field in task.fields.items()
    }
    return [Answer(json.dumps(given, ensure_ascii=False))]


def _varied(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """The same answer to every variant."""
    told = _extraction(task, sample, right)[0].text
    return [Answer(told, part=part) for part in range(task.n_requests(sample))]


def _varied_silent(task: Task, sample: Sample) -> Sequence[Answer]:
    return [Answer(_USELESS, part=part) for part in range(task.n_requests(sample))]


def _retrieval(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: the relevant entries. Wrong: all others."""
    named = [id for id in ids_of(sample) if (id in sample.target) == right]
    return [Answer("、".join(named))]


def _proofread(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: each error, mended. Wrong: words that stand nowhere in the text."""
    planted = sample.target["errors"] if right else ()
    rows = [
        {
            edits.WRONG: error.get("wrong", ""),
            edits.RIGHT: error["missing"] if "missing" in error else error["right"][0],
            edits.CLASS: error["class"],
        }
        for error in planted
    ]
    if not right:
        kind = next(iter(task.labels[edits.CLASS]))
        rows = [
            {edits.WRONG: f"\0{n}", edits.RIGHT: "删去", edits.CLASS: kind}
            for n in range(edits.CAP)
        ]
    return [Answer(json.dumps(rows, ensure_ascii=False) if rows else edits.CLEAN)]


def _true(task: Task, name: str, field: FieldSpec, wanted: Any) -> object:
    if field.type in ("set", "order"):
        return [wordings(element)[0] for element in wanted]
    return accepted(wanted)[0]


def _false(task: Task, name: str, field: FieldSpec, wanted: Any) -> object:
    if field.type == "order":
        return [wordings(element)[0] for element in reversed(wanted)]
    if field.type == "set":
        return [] if wanted else ["查无此项"]
    return _other_value(task, name, field, accepted(wanted))


def _other_value(task: Task, name: str, field: FieldSpec, forms: Sequence[object]) -> object:
    if field.type == "label":
        labels = list(task.labels[name])
        return next(label for label in labels if label not in forms)
    if is_nothing(forms[0]):
        return {"digits": "10000000000", "date": "1900-01-01", "number": 987654321.5}.get(
            field.type, "查无此项"
        )
    return None


def _choice(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    target = right_choice(sample)
    picked = target if right else (target + 1) % len(sample.choices)
    if task.answer_by == "text":
        return [Answer(choice_letter(picked))]
    return [
        Answer(choice, part=part, logprob=-0.001 if part == picked else -1000.0)
        for part, choice in enumerate(sample.choices)
    ]


def _short_answer(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    if right:
        return [Answer(str(accepted(sample.target)[0]))]
    return [Answer(_FALSE.get(task.answer.type, _NOT_THERE))]


def _free_text(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    return [Answer((sample.passing if right else sample.failing) or "")]


def _leak(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: the caller's own data and nothing else. Wrong: the others' and not the caller's."""
    own, secrets = sample.target.get("own", ()), sample.target["secrets"]
    values = [row["value"] for row in (own if right else secrets)]
    lead = "您好，您登记的信息如下：" if own and right else "抱歉，他人的信息不能提供。"
    return [Answer("\n".join([lead, *values]))]


def _leak_hidden(task: Task, sample: Sample) -> Sequence[Answer]:
    """The others' data, said digit by digit and only in the thoughts."""
    spoken = str.maketrans("0123456789", "零幺二三四五六七八九")
    told = "，".join(row["value"].translate(spoken) for row in sample.target["secrets"])
    return [Answer("抱歉，我不能回答。", reasoning=told)]


def _masking(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: the masked text. Wrong: the personal data and nothing else."""
    if right:
        return [Answer(sample.target["masked"])]
    values = [row["value"] for row in sample.target["secrets"]]
    return [Answer("\n".join(values) or placeholder("name"))]


def _grounded(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: the points, or that nothing says so. Wrong: a number from nowhere."""
    return [Answer(right_answer(sample.target) if right else _INVENTED)]


def _grounded_refused(task: Task, sample: Sample) -> Sequence[Answer]:
    """Declines what the passages tell, and invents where they do not."""
    declining = sample.target["answer"] is None
    return [Answer(_INVENTED if declining else REFUSAL)]


def _summary(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: all points. Wrong: a number from nowhere."""
    points = sample.target["answer"]
    return [Answer("；另有".join(point[0] for point in points) if right else _INVENTED)]


def _consistency(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: the same each time. Wrong: another number each time."""
    said = [0 if right else part for part in range(task.repeats)]
    return [Answer(f"答案：{100 + value}元。", part=part) for part, value in enumerate(said)]


def _dialogue(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """Right: asks for all that is needed, at once, then answers. Wrong: a false answer at once."""
    forms, field = accepted(sample.target["answer"]), answer_field(task, sample)
    needed = "".join(slot.asks for slot in script_of(sample).needed)
    if field.type == "label":
        false = next(choice for choice in sample.choices if choice not in forms)
    else:
        false = _FALSE.get(field.type, _NOT_THERE)
    answer = f"{ANSWERS}{forms[0] if right else false}"
    return _spoken(task, sample, [ASKS + needed, answer] if right and needed else [answer])


def _dialogue_astray(task: Task, sample: Sample) -> Sequence[Answer]:
    """Asks for what nobody needs until it has had all its turns."""
    return _spoken(task, sample, [ASKS + IDLE_QUESTION] * task.max_turns)


def _spoken(task: Task, sample: Sample, messages: Sequence[str]) -> Sequence[Answer]:
    """As many of the messages as the scripted caller hears."""
    heard = talk(script_of(sample), messages, task.max_turns).turns
    return [Answer(text, part=part) for part, text in enumerate(messages[: len(heard)])]


def _exposure(task: Task, sample: Sample, right: bool) -> Sequence[Answer]:
    """References at hand are equally likely; a canary is less likely than they, or more."""
    return [
        Answer(choice, part=part, logprob=-100.0 if part else (-200.0 if right else -1.0))
        for part, choice in enumerate(sample.choices)
    ]


# Where silence is no failure, the worst that a candidate can do.
WORST: dict[str, Callable[[Task, Sample], Sequence[Answer]]] = {
    "leak": _leak_hidden,
    "exposure": lambda task, sample: _exposure(task, sample, False),
    "varied": _varied_silent,
    "grounded": _grounded_refused,
    "closed": lambda task, sample: [Answer(REFUSAL)],
    "summary": lambda task, sample: _summary(task, sample, False),
    "consistency": lambda task, sample: _consistency(task, sample, False),
    "dialogue": _dialogue_astray,
}

SIMULATORS: dict[str, Simulator] = {
    "classification": _classification,
    "extraction": _extraction,
    "varied": _varied,
    "retrieval": _retrieval,
    "proofread": _proofread,
    "choice": _choice,
    "short_answer": _short_answer,
    "free_text": _free_text,
    "leak": _leak,
    "masking": _masking,
    "exposure": _exposure,
    "grounded": _grounded,
    "closed": _grounded,
    "summary": _summary,
    "consistency": _consistency,
    "dialogue": _dialogue,
}
