"""公积金贷款: 云政办发〔2025〕47号 (zj-provident-fund-2025)."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.social.due import (
    NOTHING,
    Due,
    Matter,
    Months,
    Years,
    Yuan,
    articles,
    percent,
)
from govllm.tasks.declaration import Declared

_LEAST_MONTHS = 9  # 第九条
_TIMES, _STEP = 14, 1000  # 第十条
_CAP_ONE, _CAP_BOTH = 550_000, 850_000
_CHILDREN, _MORE = 2, percent(115)
_MOST_HOMES = 1  # 第十一条: a second home may be bought, not a third
_MOST_YEARS, _MOST_AGE = 28, 67  # 第十二条


class Loan(Declared):
    """Facts of a loan from the housing fund.

    Attributes:
        balance: yuan in the borrower's account.
        spouse_balance: yuan in the spouse's account; None where the spouse has none.
        paid: months of contribution without a gap before the claim, made up ones included.
        made_up: of these, months that were made up for later.
        deferred: whether those were deferred with approval.
        children: of the family.
        homes: owned in the city by borrower and spouse.
        open_loan: whether a loan from the fund is not yet paid back.
        age: of the borrower, or of the younger of a couple that borrows together.
    """

    matter: Literal["loan"]
    balance: Yuan
    spouse_balance: Yuan | None = None
    paid: Months
    made_up: Months = 0
    deferred: bool = False
    children: Annotated[int, Field(ge=0, le=6)] = 0
    homes: Annotated[int, Field(ge=0, le=6)] = 0
    open_loan: bool = False
    age: Years


def due(facts: Loan) -> Due:
    """The most that may be lent, and for how long.

    Raises:
        ValueError: for more months made up than paid, or an age at which nothing is lent.
    """
    if facts.made_up > facts.paid or facts.age >= _MOST_AGE:
        raise ValueError("the months made up or the age cannot be")
    counted = facts.paid if facts.deferred else facts.paid - facts.made_up
    if counted < _LEAST_MONTHS or facts.homes > _MOST_HOMES:
        return NOTHING
    balances = Fraction(facts.balance) + Fraction(facts.spouse_balance or 0)
    by_balance = math.floor(balances * _TIMES / _STEP) * _STEP
    cap = Fraction(_CAP_ONE if facts.spouse_balance is None else _CAP_BOTH)
    if facts.children >= _CHILDREN:
        cap *= _MORE
    years = min(_MOST_YEARS, _MOST_AGE - facts.age)
    first = not facts.homes and not facts.open_loan
    return Due(min(Fraction(by_balance), cap), years * 12, None, "首套" if first else "第二套")


MATTER = Matter(
    due,
    lambda facts: (
        "金额：可贷的最高额度；月数：最长贷款期限（年龄按周岁、期限按整年计，再折成月）；起始日期：填null；"
        "适用条款：按第十一条认定的首付款档，填首套或者第二套（可以贷款而不属于首套的，填第二套；没有说到的住房和贷款视为没有）"
    ),
    {"zj-provident-fund-2025": articles("三 九 十 十一 十二")},
)
