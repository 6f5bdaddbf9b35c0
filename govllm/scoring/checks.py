"""Named checks on free text: each a pure question with a yes or a no."""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from govllm.patterns import compiled
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
        compiled(value)
    except (re.error, TypeError) as error:
        return f"not a regular expression: {error}"
    return ""


def _count_fault(value: Any) -> str:
    ok = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return "" if ok else "needs a whole number"


def _number_fault(value: Any) -> str:
    stated = isinstance(value, str | int | float) and normalise.parse_number(str(value)) is not None
    return "" if stated else "needs a number"


def _date_fault(value: Any) -> str:
    dated = normalise.parse_date(str(value)) is not None
    return "" if dated else "not a date (YYYY-MM-DD)"


def _range_fault(value: Any) -> str:
    if not isinstance(value, list) or len(value) != 2 or any(map(_count_fault, value)):
        return "needs two whole numbers, the fewest and the most"
    return "" if value[0] <= value[1] else "the fewest are more than the most"


def _contains(answer: str, value: str) -> bool:
    return normalise.text(value) in normalise.text(answer)


def _states(answer: str, value: object) -> bool:
    wanted = normalise.parse_number(str(value))
    return wanted is not None and any(
        math.isclose(wanted, number, rel_tol=1e-9) for number in normalise.numbers_in(answer)
    )


# A day with or without its year; behind it may stand the last day of a span in the same month.
_DAY = re.compile(
    r"(?<!\d)(?:(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]|(\d{1,2})\s*月)\s*(\d{1,2})(?!\d)\s*[日号]?"
    r"(?:[^\d月。；;\n]{0,8}?[至到—–~-]+\s*(\d{1,2})\s*[日号])?"
)


def _days(answer: str, year: int) -> Iterator[datetime.date]:
    for named, month, bare, *days in _DAY.findall(unicodedata.normalize("NFKC", answer)):
        for day in filter(None, days):
            try:
                yield datetime.date(int(named or year), int(month or bare), int(day))
            except ValueError:
                continue


def _dates(answer: str, value: object) -> bool:
    """Whether a day is stated, in any of its wordings; without a year it is the value's."""
    wanted = normalise.parse_date(str(value))
    return wanted is not None and wanted in _days(answer, wanted.year)


def _length(answer: str) -> int:
    return len(re.sub(r"\s", "", answer))


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
    "omits_number": Check(
        lambda a, v: not _states(a, v), _number_fault, "a number that must not be stated"
    ),
    "states_date": Check(_dates, _date_fault, "a day that must be stated"),
    "omits_date": Check(
        lambda a, v: not _dates(a, v), _date_fault, "a day that must not be stated"
    ),
    "matches": Check(
        lambda a, v: compiled(v).search(a) is not None,
        _pattern_fault,
        "a pattern that must be found",
    ),
    "not_matches": Check(
        lambda a, v: compiled(v).search(a) is None,
        _pattern_fault,
        "a pattern that must not be found",
    ),
    "min_chars": Check(lambda a, v: len(a.strip()) >= v, _count_fault, "fewest characters"),
    "max_chars": Check(lambda a, v: len(a.strip()) <= v, _count_fault, "most characters"),
    "length_between": Check(
        lambda a, v: v[0] <= _length(a) <= v[1],
        _range_fault,
        "fewest and most characters, white space left out",
    ),
    "max_lines": Check(lambda a, v: len(a.strip().splitlines()) <= v, _count_fault, "most lines"),
}
