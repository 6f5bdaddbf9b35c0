"""Named checks on free text: each a pure question with a yes or a no."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from govllm.scoring import normalise


@dataclass(frozen=True, slots=True)
class Check:
    """One named check.

    Attributes:
        holds: whether an answer meets the check's value.
        fault: what is wrong with a declared value, or "".
        help: the value's form, for the documentation.
    """

    holds: Callable[[str, Any], bool]
    fault: Callable[[Any], str]
    help: str


def _text_fault(value: Any) -> str:
    ok = isinstance(value, str) and normalise.text(value)
    return "" if ok else "needs a text with at least one letter, digit or character"


def _list_fault(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return "needs a list of texts"
    return next((fault for v in value if (fault := _text_fault(v))), "")


def _pattern_fault(value: Any) -> str:
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        return f"not a regular expression: {error}"
    return ""


def _count_fault(value: Any) -> str:
    ok = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if ok else "needs a whole number"


def _number_fault(value: Any) -> str:
    return "" if normalise.parse_number(str(value)) is not None else "needs a number"


def _contains(answer: str, value: str) -> bool:
    return normalise.text(value) in normalise.text(answer)


def _states(answer: str, value: object) -> bool:
    wanted = normalise.parse_number(str(value))
    pieces = re.split(r"[^\d.,%万亿零〇一二三四五六七八九两十百千点]+", answer)
    return any(normalise.parse_number(piece) == wanted for piece in pieces if piece)


CHECKS: dict[str, Check] = {
    "contains": Check(_contains, _text_fault, "a text that must occur"),
    "contains_any": Check(
        lambda a, v: any(_contains(a, x) for x in v), _list_fault, "texts, one of which must occur"
    ),
    "contains_all": Check(
        lambda a, v: all(_contains(a, x) for x in v), _list_fault, "texts that must all occur"
    ),
    "absent": Check(lambda a, v: not _contains(a, v), _text_fault, "a text that must not occur"),
    "states_number": Check(_states, _number_fault, "a number that must be stated"),
    "matches": Check(
        lambda a, v: re.search(v, a) is not None, _pattern_fault, "a pattern that must be found"
    ),
    "not_matches": Check(
        lambda a, v: re.search(v, a) is None, _pattern_fault, "a pattern that must not be found"
    ),
    "min_chars": Check(lambda a, v: len(a.strip()) >= v, _count_fault, "fewest characters"),
    "max_chars": Check(lambda a, v: len(a.strip()) <= v, _count_fault, "most characters"),
    "max_lines": Check(lambda a, v: len(a.strip().splitlines()) <= v, _count_fault, "most lines"),
}
