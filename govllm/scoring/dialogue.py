"""Conversations: was everything asked that the answer hangs on, nothing else, and is it right?"""

from __future__ import annotations

from collections.abc import Sequence

from govllm.dialogue.caller import Talk, talk
from govllm.dialogue.script import Script, script_of
from govllm.domain import Answer, FieldSpec, Sample, Task
from govllm.scoring.extraction import accepted, agrees
from govllm.scoring.labels import named_label
from govllm.scoring.score import Score, binary
from govllm.scoring.short_answer import readable


def answer_field(task: Task, sample: Sample) -> FieldSpec:
    """How an item's final answer is compared: in the way that it names, else as the task says."""
    return FieldSpec(sample.target.get("type", task.answer.type), task.answer.tolerance)


def is_right(task: Task, sample: Sample, given: str) -> bool:
    """Whether a final answer is one that the item accepts. Of choices it must name a single one."""
    forms, field = accepted(sample.target["answer"]), answer_field(task, sample)
    if field.type == "label":
        return named_label(given, sample.choices) in forms
    return is_formed(task, sample, given) and any(agrees(field, given, form) for form in forms)


def is_formed(task: Task, sample: Sample, given: str) -> bool:
    """Whether a final answer has the form that is asked for."""
    field = answer_field(task, sample)
    if field.type == "label":
        return named_label(given, sample.choices) is not None
    return readable(field, given)


def score_dialogue(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores of a conversation, whose answers are the candidate's messages in order:

    - `success`: the answer is right and everything it hangs on was asked for before. An answer that
      was guessed is none, right or not.
    - `answer`: it is right.
    - `slots`: share of what is needed that was asked for; where nothing is, whether it answered.
    - `needless`: 1 where it asked for something that the answer does not hang on, that the caller
      had said, or that he cannot tell.
    - `turns`: messages it took; without success as many as it may take.
    - `parsed`: every message has the asked form, and the last is an answer of the asked form.
    """
    script = script_of(sample)
    held = talk(script, [answer.text for answer in answers], task.max_turns)
    given = held.answer
    right = given is not None and is_right(task, sample, given)
    asked = {name for turn in held.turns for name in turn.asked}
    needed = [slot.name for slot in script.needed]
    found = sum(name in asked for name in needed)
    success = right and found == len(needed)
    share = found / len(needed) if needed else float(given is not None)
    in_form = given is not None and is_formed(task, sample, given)
    return {
        "success": binary(success),
        "answer": Score(float(right), given or None, str(accepted(sample.target["answer"])[0])),
        "slots": Score(share),
        "needless": binary(_needless(script, held)),
        "turns": Score(float(len(held.turns) if success else task.max_turns)),
        "parsed": binary(in_form and all(turn.in_form for turn in held.turns)),
    }


def _needless(script: Script, held: Talk) -> bool:
    told = {slot.name for slot in script.slots if slot.role in ("idle", "told")}
    for turn in held.turns:
        if turn.stray or told.intersection(turn.asked):
            return True
        told.update(turn.asked)
    return False
