"""The conditions of two benefits for the disabled and the old, each as its rule numbers them."""

from __future__ import annotations

from datetime import date
from typing import Literal

from govllm.government.days import age_on, months_after, within
from govllm.government.social.due import Months, Yuan
from govllm.government.social.verdict import Outcome, term, told, unknown
from govllm.tasks.declaration import Declared

_SICK_PAID, _SICK_MONTHS = 120, 24


class Sickness(Declared):
    """Facts of a claim under 云人社发〔2026〕34号; None is what was not told.

    Attributes:
        retired_age: whether the legal retirement age is reached.
        paid: months of contribution that count.
        loss: of ability to work, as the city's committee found; "none" without its finding.
        found: the day of the last finding.
        cause: of the disability.
        drawing: a benefit that is being drawn.
        wages: whether an employer pays wages, sick pay included.
    """

    benefit: Literal["sickness"]
    applied: date
    retired_age: bool | None = None
    paid: Months | None = None
    loss: Literal["complete", "most", "part", "none"] | None = None
    found: date | None = None
    cause: Literal["illness", "accident", "work"] | None = None
    drawing: Literal["none", "unemployment", "injury", "other"] | None = None
    wages: bool | None = None


def sickness(facts: Sickness) -> tuple[Outcome, ...]:
    """第一条 of the rule."""
    loss: Outcome = unknown("劳动能力鉴定结论", *(["鉴定结论日期"] if facts.found is None else []))
    if facts.loss == "complete":
        loss = term(within, facts.found, _SICK_MONTHS, facts.applied, "鉴定结论日期")
    elif facts.loss is not None:
        loss = False
    cause: Outcome = unknown("致残原因") if facts.cause is None else facts.cause != "work"
    drawing: Outcome = unknown("正在领取的待遇")
    if facts.drawing is not None:
        drawing = facts.drawing in ("none", "other")
    return (
        told(None if facts.retired_age is None else not facts.retired_age, "年龄"),
        unknown("缴费月数") if facts.paid is None else facts.paid >= _SICK_PAID,
        loss,
        cause,
        drawing,
        told(None if facts.wages is None else not facts.wages, "工资支付情况"),
    )


_HOME_AGE, _HOME_AGE_POOR, _HOME_PERMIT = 65, 60, 60
_HOME_MONTHS, _HOME_INCOME = 12, 1730


class Home(Declared):
    """Facts of a claim under 云民发〔2026〕39号; None is what was not told.

    Attributes:
        birth: day of birth.
        poor: whether on the subsistence allowance, or maintained as 特困人员.
        local: whether registered in the city.
        permit: months of holding a residence permit.
        grade: as assessed last; "none" where that never was.
        assessed: the day of the last assessment.
        income: yuan a head and month.
        at_home: whether lives at home.
        care: whether the care insurance pays for care at home.
    """

    benefit: Literal["home"]
    applied: date
    birth: date | None = None
    poor: bool = False
    local: bool | None = None
    permit: Months | None = None
    grade: Literal["none", "mild", "moderate", "severe"] | None = None
    assessed: date | None = None
    income: Yuan | None = None
    at_home: bool | None = None
    care: bool | None = None


def home(facts: Home) -> tuple[Outcome, ...]:
    """第一条 of the rule."""
    least = _HOME_AGE_POOR if facts.poor else _HOME_AGE
    place: Outcome = told(facts.local, "户籍")
    if facts.local is False:
        known = facts.permit is not None
        place = (facts.permit or 0) >= _HOME_PERMIT if known else unknown("居住证持有时间")
    grade: Outcome = unknown("失能等级", *(["评估日期"] if facts.assessed is None else []))
    if facts.grade in ("none", "mild"):
        grade = False
    elif facts.grade is not None:
        grade = unknown("评估日期")
        if facts.assessed is not None:
            grade = facts.applied < months_after(facts.assessed, _HOME_MONTHS)
    income: Outcome = unknown("家庭人均月收入")
    if facts.poor:
        income = True
    elif facts.income is not None:
        income = facts.income <= _HOME_INCOME
    return (
        unknown("年龄") if facts.birth is None else age_on(facts.birth, facts.applied) >= least,
        place,
        grade,
        income,
        told(facts.at_home, "居住情况"),
        told(None if facts.care is None else not facts.care, "长期护理保险待遇"),
    )
