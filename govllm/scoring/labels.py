"""Classification: the labels an answer names, one for each of the task's label sets."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from govllm.domain import Answer, Sample, Task
from govllm.patterns import compiled
from govllm.scoring import normalise
from govllm.scoring.score import Score, binary


def targets_of(task: Task, sample: Sample) -> Mapping[str, str]:
    """The right label per label set; a bare string fits a task with a single set."""
    if isinstance(sample.target, str):
        return {next(iter(task.labels)): sample.target}
    target: Mapping[str, str] = sample.target
    return target


def named_label(words: str, labels: Collection[str]) -> str | None:
    """The one label that `words` is or contains; None where it is none or several.

    Where one label's name holds another's, the longer one counts: the shorter one counts beside
    it only where it also stands apart, so that `合格、不合格` names two.
    """
    rest = normalise.text(words)
    names = _names(tuple(labels))
    found = []
    for name, label in names:
        if name and name in rest:
            found.append(label)
            # Twins, labels that read the same, both count and so neither does.
            if sum(name == other for other, _ in names) == 1:
                rest = rest.replace(name, "\0")
    return found[0] if len(found) == 1 else None


@lru_cache(256)
def _names(labels: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """The labels' names with the labels, the longest first."""
    names = ((normalise.text(label), label) for label in labels)
    return tuple(sorted(names, key=lambda pair: -len(pair[0])))


def parse_labels(answer: str, sets: Mapping[str, Collection[str]]) -> dict[str, str | None]:
    """The label an answer gives for each set, from JSON, from `set: label` lines, or bare.

    A bare answer counts only where there is a single set; two different labels for one set are
    no answer.
    """
    stated = normalise.json_object(answer)
    parsed: dict[str, str | None] = {}
    for name, labels in sets.items():
        if stated is not None:
            parsed[name] = named_label(str(stated.get(name, "")), labels)
            continue
        lines = compiled(_line_of(name, sets)).findall(answer)
        if not lines and len(sets) == 1:
            lines = [answer]
        given = {label for line in lines if (label := named_label(line, labels)) is not None}
        parsed[name] = given.pop() if len(given) == 1 else None
    return parsed


def _line_of(name: str, sets: Collection[str]) -> str:
    """The pattern of what stands behind a set's name; 子类别 does not name the set 类别 where it is
    a set itself."""
    longer = [other.removesuffix(name) for other in sets if other.endswith(name) and other != name]
    apart = "".join(f"(?<!{re.escape(before)})" for before in longer)
    return rf"{apart}{re.escape(name)}[*\s]*[:：]\s*(.+)"


def score_labels(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: one per label set (1 where right), `exact` (all right), `parsed` (all given)."""
    target = targets_of(task, sample)
    parsed = parse_labels(answers[0].text, task.labels)
    scores = {
        name: Score(float(parsed[name] == target[name]), parsed[name], target[name])
        for name in task.labels
    }
    right = all(score.value == 1.0 for score in scores.values())
    return scores | {
        "exact": binary(right),
        "parsed": binary(all(label is not None for label in parsed.values())),
    }
