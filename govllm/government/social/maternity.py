"""生育津贴: 云医保发〔2026〕37号 from 2026-06-01, before it 云医保发〔2021〕35号."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.social.due import NOTHING, Due, Matter, Months, Yuan, articles, percent
from govllm.tasks.declaration import Declared


@dataclass(frozen=True, slots=True)
class _Version:
    """One version's figures; the comments name its articles.

    Attributes:
        year: of its number, which labels take.
    """

    year: int
    least_paid: int  # 第三条
    birth: int  # 第四条
    difficult: int
    each_more: int
    short: int  # 第五条
    long: int
    divisor: int  # 第六条
    husband_days: int  # 第七条
    husband_share: Fraction


_OLD = _Version(2021, 12, 128, 15, 12, 15, 42, 31, 15, percent(50))
_NEW = _Version(2026, 9, 148, 18, 20, 21, 50, 30, 25, percent(65))
_SINCE = date(2026, 6, 1)
_LONG_PREGNANCY = 4
_STILLBIRTH = 7  # 2026 第五条
_GRANT = 4600  # 2026 第八条


class Maternity(Declared):
    """Facts of a birth or an ended pregnancy.

    Attributes:
        person: who claims: the employed mother, her employed husband, or a self-insured mother.
        event: a birth, an ended pregnancy, or a child born dead.
        pregnancy: full months of pregnancy, where it was not a live birth.
        paid: months of unbroken contribution on the day, as the rule in force counts them.
        wage: the employer's monthly average of contribution wages in the year before.
    """

    matter: Literal["maternity"]
    person: Literal["mother", "husband", "self_insured"] = "mother"
    event: Literal["birth", "ended", "stillbirth"] = "birth"
    on: date
    difficult: bool = False
    babies: Annotated[int, Field(ge=1, le=4)] = 1
    pregnancy: Annotated[int, Field(ge=0, le=10)] | None = None
    paid: Months
    wage: Yuan


def due(facts: Maternity) -> Due:
    """The allowance.

    Raises:
        ValueError: for facts that cannot be together, or that the rule leaves open.
    """
    if (facts.event == "birth") != (facts.pregnancy is None):
        raise ValueError("months of pregnancy go with what was not a live birth")
    rule = _NEW if facts.on >= _SINCE else _OLD
    new = rule is _NEW
    if facts.person == "self_insured":
        entitled = new and facts.event == "birth"
        return Due(Fraction(_GRANT), clause="2026年第八条") if entitled else NOTHING
    if facts.paid < rule.least_paid:
        if new:
            raise ValueError("since 2026 the fund pays later, when nine months are full")
        return NOTHING
    if facts.person == "husband":
        if facts.event != "birth":
            return NOTHING
        days = rule.husband_days * rule.husband_share
        return Due(_whole(facts, rule, days), clause=f"{rule.year}年第七条")
    if facts.pregnancy is None:
        days = Fraction(rule.birth + (facts.babies - 1) * rule.each_more)
        days += rule.difficult if facts.difficult else 0
        return Due(_whole(facts, rule, days), clause=f"{rule.year}年第四条")
    if new and facts.event == "stillbirth" and facts.pregnancy >= _STILLBIRTH:
        # 第五条 sends this case to the days of 第四条.
        return Due(_whole(facts, rule, Fraction(rule.birth)), clause="2026年第四条")
    days = Fraction(rule.long if facts.pregnancy >= _LONG_PREGNANCY else rule.short)
    return Due(_whole(facts, rule, days), clause=f"{rule.year}年第五条")


def _whole(facts: Maternity, rule: _Version, days: Fraction) -> Fraction:
    """第六条: whole yuan, up under the rule of 2026 and down under that of 2021."""
    exact = Fraction(facts.wage) / rule.divisor * days
    return Fraction(math.ceil(exact) if rule is _NEW else math.floor(exact))


MATTER = Matter(
    due,
    lambda facts: (
        "金额：由基金支付的生育津贴、护理假津贴或者一次性生育补助金（日津贴标准不取整；护理假津贴的取整"
        "与生育津贴相同）；月数、起始日期：填null；适用条款：据以确定天数或者定额的条款，写成文号年份加条号，"
        "从2021年第四条、2021年第五条、2021年第七条、2026年第四条、2026年第五条、2026年第七条、2026年第八条中选"
    ),
    {
        "yb-maternity-allowance-2021": articles("二 三 四 五 六 七"),
        "yb-maternity-allowance-2026": articles("三 四 五 六 七 八 十四"),
    },
)
