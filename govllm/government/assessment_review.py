"""An application under review: its defects, its points and the conclusion.

The rule is 云评发〔2026〕2号 (`as-review-2026`); each scheme adds its own rules in
`govllm.government.assessment_schemes`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Generic, NamedTuple, Self, TypeVar

from pydantic import Field, model_validator

from govllm.tasks.declaration import Declared

# 第四条.
_VETOES = frozenset({"D01", "D02", "D10", "D11"})
_PASS_MARK = 60
# Article 二 of each scheme: the most points of the four items.
FULL_MARKS = (30, 30, 20, 20)

Points = tuple[Decimal, Decimal, Decimal, Decimal]


class Application(Declared):
    """What an application tells, whichever the scheme.

    Attributes:
        submitted: the day it was received, or of the postmark.
        attached: the attachments that were handed in, each with the last day it is valid, if any.
        table: the rows of the table of items; `total` is what is written beneath.
        claimed: what the form says of the scheme's facts, where that is told beside what the
            attachments show.
        names: the applicant's name wherever it stands, if it stands in several places.
    """

    submitted: datetime.date
    attached: dict[str, datetime.date | None]
    table: dict[str, Annotated[Decimal, Field(ge=0)]] = Field(min_length=2)
    total: Decimal
    claimed: dict[str, Decimal] = Field({})
    names: tuple[str, ...] = ()
    signed: bool = True
    sealed: bool = True

    @model_validator(mode="after")
    def _of_something(self) -> Self:
        # The schemes take shares of the sum.
        if not self.sum:
            raise ValueError("table: its rows sum to 0")
        return self

    @property
    def sum(self) -> Decimal:
        """Of the table's rows, whatever total is written."""
        return sum(self.table.values(), Decimal(0))


A = TypeVar("A", bound=Application)


@dataclass(frozen=True, slots=True)
class Scheme(Generic[A]):
    """The rules of one scheme.

    Attributes:
        document: the id of its text.
        required: the attachments that must be handed in.
        proof: the item that scores nothing without its attachment, by position, and that one.
        shares: the largest share of a row of the table.
        deadline: the last day to submit.
        eligible: whether the applicant meets the basic conditions.
        over_limit, vetoed, repeated: D08, D10 and D11.
        earned: the points of the four items as the attachments show them, before caps.
    """

    document: str
    required: tuple[str, ...]
    proof: tuple[int, str]
    shares: Mapping[str, Fraction]
    deadline: Callable[[A], datetime.date]
    eligible: Callable[[A], bool]
    over_limit: Callable[[A], bool]
    vetoed: Callable[[A], bool]
    repeated: Callable[[A], bool]
    earned: Callable[[A], Points]


class Reviewed(NamedTuple):
    """Defects in the order of their codes, points of the four items, conclusion."""

    defects: tuple[str, ...]
    points: Points
    conclusion: str


def tier(value: Fraction | Decimal | int, *steps: tuple[Fraction | Decimal | int, int]) -> Decimal:
    """The points of the first step that a value reaches, the steps going down; 0 below them."""
    return Decimal(next((points for least, points in steps if value >= least), 0))


def defects(scheme: Scheme[A], given: A) -> tuple[str, ...]:
    """The codes of the defects (第一条, 第二条).

    Raises:
        ValueError: where `claimed` names what is no fact of the scheme.
    """
    if unknown := sorted(given.claimed.keys() - type(given).model_fields.keys()):
        raise ValueError(f"claimed.{unknown[0]} is no fact of this scheme")
    found = {
        "D01": given.submitted > scheme.deadline(given),
        "D02": not scheme.eligible(given),
        "D03": any(name not in given.attached for name in scheme.required),
        "D04": any(until and until < given.submitted for until in given.attached.values()),
        "D05": len(set(given.names)) > 1
        or any(getattr(given, name) != value for name, value in given.claimed.items()),
        "D06": given.total != given.sum,
        "D07": any(
            Fraction(given.table.get(row, Decimal(0))) > share * Fraction(given.sum)
            for row, share in scheme.shares.items()
        ),
        "D08": scheme.over_limit(given),
        "D09": not (given.signed and given.sealed),
        "D10": scheme.vetoed(given),
        "D11": scheme.repeated(given),
    }
    return tuple(code for code, there in found.items() if there)


def points(scheme: Scheme[A], given: A) -> Points:
    """The points of the four items (第三条)."""
    place, attachment = scheme.proof
    earned = [
        min(max(each, Decimal(0)), Decimal(full))
        for each, full in zip(scheme.earned(given), FULL_MARKS, strict=True)
    ]
    if attachment not in given.attached:
        earned[place] = Decimal(0)
    one, two, three, four = earned
    return one, two, three, four


def review(scheme: Scheme[A], given: A) -> Reviewed:
    """Defects, points and conclusion (第四条)."""
    found, earned = defects(scheme, given), points(scheme, given)
    if _VETOES.intersection(found):
        return Reviewed(found, earned, "不予通过")
    if found:
        return Reviewed(found, earned, "补正")
    enough = sum(earned, Decimal(0)) >= _PASS_MARK
    return Reviewed(found, earned, "通过" if enough else "不予通过")
