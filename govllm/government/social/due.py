"""What a person is due, and the counting of money, months and ages that the rules share."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any

from pydantic import Field

from govllm.government.days import months_after

Yuan = Annotated[Decimal, Field(ge=0, decimal_places=2)]
Months = Annotated[int, Field(ge=0, le=720)]
Years = Annotated[int, Field(ge=0, le=120)]


@dataclass(frozen=True, slots=True)
class Due:
    """What the rule gives; None where the matter has no such answer.

    Attributes:
        amount: yuan, exact.
        months: a number of months, as the matter counts them.
        start: the first day of the first month.
        clause: the article that decides, among those the matter names.
    """

    amount: Fraction | None = None
    months: int | None = None
    start: date | None = None
    clause: str | None = None

    def as_target(self) -> dict[str, Any]:
        """The fields of the answer; money rounded half up to 0.01 yuan."""
        return {
            "金额": None if self.amount is None else _cents(self.amount),
            "月数": self.months,
            "起始日期": None if self.start is None else self.start.isoformat(),
            "适用条款": self.clause,
        }


NOTHING = Due(amount=Fraction(0))


@dataclass(frozen=True, slots=True)
class Matter:
    """One matter to be calculated.

    Attributes:
        due: from facts to what is due.
        asked: what each field of the answer means in this matter, from the facts.
        rules: the articles that the prompt shows, by the document's id.
    """

    due: Callable[[Any], Due]
    asked: Callable[[Any], str]
    rules: Mapping[str, tuple[str, ...]]


def _cents(amount: Fraction) -> int | float:
    cents = math.floor(amount * 100 + Fraction(1, 2))
    return cents // 100 if cents % 100 == 0 else cents / 100


def articles(numbers: str) -> tuple[str, ...]:
    """Articles by their numbers: `"三 十一"` for 第三条 and 第十一条."""
    return tuple(f"第{number}条" for number in numbers.split())


def percent(share: int) -> Fraction:
    """A share given in percent."""
    return Fraction(share, 100)


def month_of(day: date, later: int = 0) -> date:
    """The first day of a day's month, or of a later one's."""
    return months_after(day.replace(day=1), later)


def months_between(first: date, last: date) -> int:
    """Calendar months from one month to another, days disregarded."""
    return (last.year - first.year) * 12 + last.month - first.month
