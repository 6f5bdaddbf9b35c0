"""Proofreading: a list of edits against the errors that were planted in a text.

An edit names words of the text and what they should be; one with no words names an element that
the text lacks. What is measured per document is F0.5 (van Rijsbergen, *Information Retrieval*,
1979, with β = 0.5 as in the CoNLL-2014 shared task on grammatical error correction, Ng et al.): a
false alarm costs a proofreader's trust more than an error that was passed over.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govllm.domain import Answer, Sample, Task
from govllm.scoring import normalise
from govllm.scoring.labels import named_label
from govllm.scoring.score import Score, binary

WRONG, RIGHT, CLASS = "原文", "改为", "类别"
# The label set of elements that a document can lack.
ELEMENTS = "要素"
CLEAN = "无误"

# An edit may take in so many characters beside the error; who marks the paragraph has found nothing
# in it. Errors of one text stand at least as far apart, so that no edit can mean two.
SLACK = 30
# More false alarms than this in one document are counted as this many.
CAP = 5
_BETA2 = 0.25


@dataclass(frozen=True, slots=True)
class Edit:
    """What an answer would change.

    Attributes:
        wrong: words of the text; "" where something is missing.
        right: the words in their place, or the name of what is missing.
        kind: the class of error it is said to be.
    """

    wrong: str
    right: str
    kind: str


@dataclass(frozen=True, slots=True)
class Hit:
    """Which error an edit means (its place in the target), and whether it mends and names it."""

    error: int
    mends: bool
    names: bool


def edits_of(answer: str) -> list[Edit] | None:
    """The edits an answer lists, each once; none where it says 无误; None where it has no form.

    The first JSON list of objects counts, whatever stands around it.
    """
    if normalise.text(answer) == CLEAN:
        return []
    rows = _first_list(answer)
    if rows is None:
        return None
    edits = (Edit(*(_words(row.get(key)) for key in (WRONG, RIGHT, CLASS))) for row in rows)
    return list(dict.fromkeys(edits))


def _first_list(answer: str) -> list[dict[str, Any]] | None:
    decoder = json.JSONDecoder()
    start = answer.find("[")
    while start >= 0:
        try:
            found, _ = decoder.raw_decode(answer, start)
        except RecursionError:
            return None
        except ValueError:
            found = None
        # An empty list says that nothing is wrong where it ends the answer; within prose nothing.
        stray = found == [] and bool(answer[start:].strip("[] \n\t`。."))
        if isinstance(found, list) and all(_is_edit(row) for row in found) and not stray:
            return found
        start = answer.find("[", start + 1)
    return None


def _is_edit(row: object) -> bool:
    return isinstance(row, dict) and WRONG in row and RIGHT in row


def _words(value: object) -> str:
    return "" if value is None else str(value).strip()


def hit(task: Task, text: str, errors: Sequence[Mapping[str, Any]], edit: Edit) -> Hit | None:
    """The error that an edit means; None for a false alarm.

    Words that stand nowhere in the text or in several places mean nothing, since nobody could tell
    what is to be changed. An edit mends where the text that it makes is the text with the right
    wording in the error's place, and nothing else changed.
    """
    named = named_label(edit.kind, task.labels[CLASS])
    if edit.wrong in ("", "无"):
        element = named_label(edit.right, task.labels[ELEMENTS])
        for place, error in enumerate(errors):
            if element is not None and error.get("missing") == element:
                return Hit(place, True, named == error["class"])
        return None
    if text.count(edit.wrong) != 1:
        return None
    start = text.index(edit.wrong)
    end = start + len(edit.wrong)
    for place, error in enumerate(errors):
        if "wrong" not in error:
            continue
        first = text.index(error["wrong"])
        last = first + len(error["wrong"])
        shared = min(end, last) - max(start, first)
        if shared <= 0 or end - start - shared > SLACK:
            continue
        made = text[:start] + edit.right + text[end:]
        mended = (text[:first] + right + text[last:] for right in error["right"])
        return Hit(place, made in mended, named == error["class"])
    return None


def f_half(hits: int, edits: int, errors: int) -> float:
    """F0.5 = 1.25·P·R / (0.25·P + R), of counts: P = hits / edits, R = hits / errors; 1 where there
    is nothing to find and nothing was marked."""
    return (1 + _BETA2) * hits / (edits + _BETA2 * errors) if edits or errors else 1.0


def score_edits(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `detection`, `correction` (F0.5 of errors found, and of errors found and mended),
    `classified` (share of the errors that were found and rightly classed), `exact` (all mended and
    nothing else marked), `parsed`; of a text without errors also `clean_kept` and `false_alarms`
    (their number, at most CAP).

    Of several edits that mean one error the first counts and the others are false alarms. On a text
    without errors detection, correction and classified are 1 where nothing is marked, else 0. An
    answer without form scores nothing there, and as many false alarms as are counted: all of the
    text has to be read again.
    """
    errors, text = sample.target["errors"], str(sample.input["text"])
    edits = edits_of(answers[0].text)
    parsed = edits is not None and all(
        named_label(edit.kind, task.labels[CLASS]) is not None for edit in edits
    )
    meant = [hit(task, text, errors, edit) for edit in edits or ()]
    hits: dict[int, Hit] = {}
    for each in meant:
        if each is not None:
            hits.setdefault(each.error, each)
    mended = sum(each.mends for each in hits.values())
    named = sum(each.names for each in hits.values())
    clean = not errors and edits is not None and not edits
    told = "；".join(f"{e.wrong}→{e.right}" for e in edits or ()) or None
    scores = {
        "detection": Score(_f(len(hits), edits, errors), told, _wanted(errors)),
        "correction": Score(_f(mended, edits, errors)),
        "classified": Score(named / len(errors) if errors else float(clean)),
        "exact": binary(edits is not None and len(edits) == mended == len(errors)),
        "parsed": binary(parsed),
    }
    if not errors:
        alarms = CAP if edits is None else min(len(edits), CAP)
        scores |= {"clean_kept": binary(clean), "false_alarms": Score(float(alarms))}
    return scores


def _f(hits: int, edits: Sequence[Edit] | None, errors: Sequence[object]) -> float:
    return 0.0 if edits is None else f_half(hits, len(edits), len(errors))


def _wanted(errors: Sequence[Mapping[str, Any]]) -> str:
    said = (
        f"（缺）→{error['missing']}"
        if "missing" in error
        else f"{error['wrong']}→{error['right'][0]}"
        for error in errors
    )
    return "；".join(said) or CLEAN
