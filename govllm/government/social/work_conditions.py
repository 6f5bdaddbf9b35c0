"""The conditions of four benefits for those who work, each as its rule numbers them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from govllm.government.days import completed, months_after, within
from govllm.government.social.due import Months, Years
from govllm.government.social.verdict import Outcome, term, told, unknown
from govllm.tasks.declaration import Declared

_HARDSHIP_MONTHS, _REGISTERED_MONTHS, _MOST_DRAWN = 12, 3, 36


class Flexible(Declared):
    """Facts of a claim under 云人社发〔2026〕33号; None is what was not told.

    Attributes:
        certified: the day of being certified as hard to employ; False where that never was.
        registered: the day of registration as flexibly employed; False likewise.
        pays: whether contributes to the employees' pension as a person, without arrears.
        role: in business, if any; `shop` says nothing of staff.
        drawn: months of subsidy so far.
        near: whether less than five years were left to retirement at the first claim.
        employed: whether there is an employment.
    """

    benefit: Literal["flexible"]
    applied: date
    certified: date | Literal[False] | None = None
    registered: date | Literal[False] | None = None
    pays: bool | None = None
    role: Literal["none", "shareholder", "shop", "shop_staff", "shop_alone"] | None = None
    drawn: Months | None = None
    near: bool | None = None
    employed: bool | None = None


def flexible(facts: Flexible) -> tuple[Outcome, ...]:
    """第一条 of the rule.

    Raises:
        ValueError: where two facts are missing and either would do.
    """
    if facts.near is None and facts.drawn is None:
        raise ValueError("months drawn and time to retirement are not both to be missing")
    long: Outcome = unknown("已享受补贴月数")
    if facts.near or (facts.drawn is not None and facts.drawn < _MOST_DRAWN):
        long = True
    elif facts.drawn is not None:
        long = unknown("初次申领时距退休时间") if facts.near is None else False
    roles: dict[str | None, Outcome] = {
        None: unknown("经营身份"),
        "shop": unknown("雇工情况"),
        "none": True,
        "shop_alone": True,
    }
    return (
        term(within, facts.certified, _HARDSHIP_MONTHS, facts.applied, "就业困难人员认定日期"),
        term(completed, facts.registered, _REGISTERED_MONTHS, facts.applied, "灵活就业登记日期"),
        told(facts.pays, "养老保险缴费情况"),
        roles.get(facts.role, False),
        long,
        told(None if facts.employed is None else not facts.employed, "劳动关系"),
    )


_SPECIAL_AGES = {"男": 55, "女": 45}
_SPECIAL_YEARS = {"井下": 8, "高温": 8, "高空": 10, "繁重": 10, "毒害": 8}
_SPECIAL_PAID, _WITNESSES = 180, 2


class Special(Declared):
    """Facts of a claim under 云人社发〔2026〕35号; None is what was not told.

    Attributes:
        years: of each listed work, time that does not count left out; None for years that were
            not told. Empty where the work is not listed.
        total: years of a work that was not told.
        archive: whether the file tells of the work.
        ledger, witnesses: pay ledger of the time, and colleagues' written statements.
        notice: posted without objection (or with one that failed), objected to, or not posted.
    """

    benefit: Literal["special"]
    sex: Literal["男", "女"]
    age: Years | None = None
    years: dict[Literal["井下", "高温", "高空", "繁重", "毒害"], Years | None] | None = None
    total: Years | None = None
    paid: Months | None = None
    archive: bool | None = None
    ledger: bool = False
    witnesses: Annotated[int, Field(ge=0, le=9)] = 0
    notice: Literal["clear", "objected", "not_posted"] | None = None


def special(facts: Special) -> tuple[Outcome, ...]:
    """第一条 to 第三条 of the rule."""
    listed: Outcome = unknown("工种") if facts.years is None else bool(facts.years)
    proven: Outcome = unknown("档案记载情况") if facts.archive is None else facts.archive
    if facts.archive is False:
        proven = facts.ledger and facts.witnesses >= _WITNESSES
    return (
        unknown("年龄") if facts.age is None else facts.age >= _SPECIAL_AGES[facts.sex],
        listed,
        _long_enough(facts),
        unknown("缴费月数") if facts.paid is None else facts.paid >= _SPECIAL_PAID,
        proven,
        unknown("公示情况") if facts.notice is None else facts.notice == "clear",
    )


def _long_enough(facts: Special) -> Outcome:
    """第一条（三）; where the work is not listed, only（二）fails (第二条)."""
    if facts.years is None:
        if facts.total is None:
            return unknown("从事特殊工种年限")
        if facts.total < min(_SPECIAL_YEARS.values()):
            return False
        most = max(_SPECIAL_YEARS.values())
        return True if facts.total >= most else unknown("工种")
    told = [years for years in facts.years.values() if years is not None]
    if len(told) < len(facts.years):
        return unknown("从事特殊工种年限")
    return sum(told) >= max((_SPECIAL_YEARS[work] for work in facts.years), default=0)


_EMPLOYER_DAYS, _OWN_MONTHS = 30, 12


class Recognition(Declared):
    """Facts of a claim under 云人社发〔2026〕36号; None is what was not told.

    Attributes:
        relation: employed, insured apart as a student or beyond the age, or neither.
        filer: who claims.
        happened, applied: the accident's day and the claim's.
        event: what happened, as 第二条 tells it; `other` is none of its cases.
        blame: of a traffic accident, the injured person's own.
        route: whether time and way were reasonable.
        death_hours: hours from an illness at the post to death; False where the person lives.
        excluded: whether a case of 第三条 holds.
    """

    benefit: Literal["recognition"]
    relation: bool | None = None
    filer: Literal["employer", "worker"] | None = None
    happened: date | None = None
    applied: date
    event: Literal["at_work", "commute", "illness", "errand", "other"]
    blame: Literal["none", "minor", "equal", "main", "full"] | None = None
    route: bool | None = None
    death_hours: Annotated[int, Field(ge=0)] | Literal[False] | None = None
    excluded: bool | None = None


def recognition(facts: Recognition) -> tuple[Outcome, ...]:
    """第一条 to 第三条 of the rule."""
    return (
        told(facts.relation, "劳动关系"),
        _in_time(facts),
        _case(facts),
        told(None if facts.excluded is None else not facts.excluded, "是否醉酒等排除情形"),
    )


def _in_time(facts: Recognition) -> Outcome:
    if facts.happened is None:
        return unknown("事故日期")
    own = facts.applied <= months_after(facts.happened, _OWN_MONTHS)
    employer = (facts.applied - facts.happened).days <= _EMPLOYER_DAYS
    if facts.filer is None:
        # Within thirty days it does not matter who claims.
        return True if employer else unknown("申请人身份") if own else False
    return employer if facts.filer == "employer" else own


def _case(facts: Recognition) -> Outcome:
    if facts.event == "commute":
        if facts.blame in ("main", "full") or facts.route is False:
            return False
        missing = [
            name
            for name, value in (("事故责任", facts.blame), ("路线和时间", facts.route))
            if value is None
        ]
        return unknown(*missing) if missing else True
    if facts.event == "illness":
        if facts.death_hours is None:
            return unknown("发病到死亡的时间")
        return facts.death_hours is not False and facts.death_hours <= 48
    return facts.event in ("at_work", "errand")


_SKILL_PAID, _SKILL_MONTHS, _SKILL_TIMES = 12, 12, 3


class Skill(Declared):
    """Facts of a claim under 云人社发〔2026〕38号; None is what was not told.

    Attributes:
        on_benefit: whether unemployment benefit is drawn in the city.
        insured_here: whether insured in the city now.
        certificate: listed levels five to three, or another paper.
        found: whether the network finds it.
        before: whether the same trade and level, or a higher one, was subsidised.
        times: subsidies drawn this year.
    """

    benefit: Literal["skill"]
    applied: date
    on_benefit: bool = False
    insured_here: bool | None = None
    paid: Months | None = None
    certificate: Literal["level", "high_level", "other"]
    found: bool | None = None
    issued: date | None = None
    before: bool | None = None
    times: Annotated[int, Field(ge=0)] | None = None


def skill(facts: Skill) -> tuple[Outcome, ...]:
    """第一条 and 第二条 of the rule."""
    paper: Outcome = False
    if facts.certificate == "level":
        paper = told(facts.found, "证书联网查询结果")
    paid: Outcome = True
    if not facts.on_benefit:
        paid = unknown("失业保险缴费月数") if facts.paid is None else facts.paid >= _SKILL_PAID
    return (
        paid,
        paper,
        term(within, facts.issued, _SKILL_MONTHS, facts.applied, "证书核发日期"),
        told(None if facts.before is None else not facts.before, "以往领取情况"),
        unknown("本年度领取次数") if facts.times is None else facts.times < _SKILL_TIMES,
        True if facts.on_benefit else told(facts.insured_here, "参保地"),
    )
