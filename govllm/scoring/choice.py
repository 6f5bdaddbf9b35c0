"""Multiple choice: by the letter or text an answer names, or by the likeliest choice."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from govllm.domain import Answer, Sample, Task
from govllm.scoring import normalise
from govllm.scoring.labels import named_label
from govllm.scoring.score import Score, binary

_LETTER = re.compile(r"(?<![A-Za-z])([A-Z])(?![A-Za-z])")
# One letter, or several between which the answer does not decide: A或B, A、B.
_LETTERS = r"[(]?[A-Z](?:\s*(?:或者?|、|和|与|及|/|or|and)\s*[A-Z])*(?![A-Za-z])"
_STATED = re.compile(
    rf"(?<![不非没未])(?:答案|(?i:answer)|选择?)\s*(?:是|为|(?i:is))?\s*:?\s*({_LETTERS})"
)
_SMALL = re.compile(r"(?:(?:答案|(?i:answer))\s*(?:是|为|(?i:is))?\s*:?\s*)?[(]?([a-z])[).]?")


def choice_letter(position: int) -> str:
    """`A` for 0, `B` for 1, …"""
    return chr(ord("A") + position)


def right_choice(sample: Sample) -> int:
    """Position of the right choice: the target is a position, a letter or the choice's text."""
    target = sample.target
    if isinstance(target, int):
        return target
    if target in sample.choices:
        return sample.choices.index(target)
    return ord(target) - ord("A")


def chosen(answer: str, choices: Sequence[str]) -> int | None:
    """The position of the one choice an answer names by letter or by text, else None.

    A letter said as the answer (`答案：B`) decides. A letter that merely occurs must not stand
    against the text of another choice: `A blue one` is not choice A.
    """
    # As written first: `1.5` and `15` are the same without punctuation.
    for form in (str.strip, normalise.text):
        whole = form(answer)
        same = [n for n, choice in enumerate(choices) if whole and whole == form(choice)]
        if len(same) == 1:
            return same[0]
    answer = unicodedata.normalize("NFKC", answer)
    if small := _SMALL.fullmatch(answer.strip()):
        answer = small[1].upper()
    stated = _positions(_LETTER.findall(" ".join(_STATED.findall(answer))), len(choices))
    if stated:
        return stated.pop() if len(stated) == 1 else None
    positions = _positions(_LETTER.findall(answer), len(choices))
    label = named_label(answer, choices)
    if label is not None:
        positions.add(list(choices).index(label))
    return positions.pop() if len(positions) == 1 else None


def _positions(letters: Iterable[str], choices: int) -> set[int]:
    return {p for letter in letters if (p := ord(letter) - ord("A")) < choices}


def score_choice(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `correct`, `parsed`; by log-probability also `correct_norm`, per character.

    Among equally likely choices none is chosen: a constant model must not score by order.
    """
    target = right_choice(sample)
    if task.answer_by == "text":
        picked = chosen(answers[0].text, sample.choices)
        return _scores(picked, target) | {"parsed": binary(picked is not None)}
    raw = {a.part: a.logprob for a in answers if a.logprob is not None}
    per_character = {part: value / max(1, len(sample.choices[part])) for part, value in raw.items()}
    norm = _scores(_likeliest(per_character), target)["correct"]
    return _scores(_likeliest(raw), target) | {
        "correct_norm": norm,
        "parsed": binary(len(raw) == len(sample.choices)),
    }


def _likeliest(values: dict[int, float]) -> int | None:
    best = max(values.values(), default=None)
    top = [part for part, value in values.items() if value == best]
    return top[0] if len(top) == 1 else None


def _scores(picked: int | None, target: int) -> dict[str, Score]:
    name = None if picked is None else choice_letter(picked)
    return {"correct": Score(float(picked == target), name, choice_letter(target))}
