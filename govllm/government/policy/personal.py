"""The policies for persons, P01 to P12: of each condition whether it holds, in the order in which
`evalsets/corpus/rules/policy-p*.yaml` number them."""

from __future__ import annotations

from datetime import date

from govllm.government.city import COUNTIES
from govllm.government.days import completed, months_after, within
from govllm.government.policy.person import Person

_YEAR = 12

# P01, heading and P01-1, P01-4.
_NEWCOMERS_FROM = date(2026, 1, 1)
_NO_CONTRIBUTION_MONTHS = 26
_CLASS_B_AGE, _CLASS_C_AGE = 44, 37
_TALENT_TERM = 10
_ALLOWANCE = {"甲": 5200, "乙": 2900, "丙": 1100}
# P03, heading.
_CENTRAL = frozenset({"澄湖区", "青岚区", "云州高新区"})
# P04-2 to P04-4 and heading.
_INCOME_PER_HEAD, _SPACE_PER_HEAD, _CAR = 3150, 16, 120_000
_RENT_BY_SIZE = {1: 600, 2: 900, 3: 1200}
# P09, heading: from which age how much a month.
_BY_AGE = ((100, 780), (95, 310), (90, 160), (80, 85))
# P11-1.
_HARD_TO_PLACE_AGE = {"女": 43, "男": 53}
# P12-2.
_TRADE_IN_FROM = date(2026, 1, 1)

Held = tuple[bool, ...]


def _at_most(age: int | None, limit: int) -> bool:
    return age is not None and age <= limit


def _at_least(age: int | None, limit: int) -> bool:
    return age is not None and age >= limit


def _recent_graduate(person: Person, months: int, on: date) -> bool:
    return (
        person.degree is not None
        and not person.student
        and person.graduated is not None
        and within(person.graduated, months, on)
    )


def talent_class(person: Person, on: date) -> str | None:
    """甲, 乙, 丙 or None (P01, heading); ages on the day of the first contribution."""
    day = person.first_contribution or on
    if person.title == "正高级":
        return "甲"
    if (person.degree == "博士" or person.title == "副高级") and _at_most(
        person.age_on(day, on), _CLASS_B_AGE
    ):
        return "乙"
    third = person.degree in ("硕士", "博士") or person.senior_technician
    return "丙" if third and _at_most(person.age_on(day, on), _CLASS_C_AGE) else None


def talent_allowance(person: Person, on: date) -> Held:
    """P01."""
    first, earlier, job = person.first_contribution, person.earlier_contribution, person.job
    newcomer = (
        first is not None
        and first >= _NEWCOMERS_FROM
        and not (earlier is not None and months_after(earlier, _NO_CONTRIBUTION_MONTHS) >= first)
        and not (job is not None and job.civil_servant)
    )
    return (
        newcomer,
        talent_class(person, on) is not None,
        job is not None and (job.contract_months or 0) >= 3 * _YEAR,
        within(first, _TALENT_TERM + person.delayed_months, on),
    )


def county_talent(person: Person, on: date) -> Held:
    """P02."""
    job = person.job
    return (
        job is not None and job.district in COUNTIES and job.sector != "其他",
        person.degree in ("学士", "硕士", "博士") or person.title is not None,
        _at_most(person.age_on(on, on), 45),
        job is not None and completed(job.county_service_since, _YEAR, on),
    )


def talent_rent(person: Person, on: date) -> Held:
    """P03."""
    job = person.job
    talent = person.degree in ("硕士", "博士") or person.title or person.senior_technician
    return (
        job is not None and bool(talent),
        not person.owns_home,
        not person.public_rental and not (job is not None and job.free_housing),
        job is not None and within(job.since, 24, on),
        not person.spouse_has_rent_allowance,
    )


def rent_subsidy(person: Person, on: date) -> Held:
    """P04."""
    family = person.family
    income = family.income if family else None
    space = family.floor_space if family else None
    size = family.size if family else 1
    return (
        person.registered or completed(person.permit_since, 36, on),
        income is not None and income <= _INCOME_PER_HEAD * size,
        space is not None and space < _SPACE_PER_HEAD * size,
        family is None or family.car <= _CAR,
        not person.public_rental,
    )


def startup_loan(person: Person, on: date) -> Held:
    """P05."""
    business = person.business
    focus = bool(person.groups) or _recent_graduate(person, 5 * _YEAR, on)
    return (
        focus and person.job is None and not person.student and business is not None,
        _at_most(person.age_on(on, on), 58),
        business is not None and completed(business.since, 4, on),
        business is not None and business.role is not None,
        not person.other_loans,
    )


def startup_grant(person: Person, on: date) -> Held:
    """P06."""
    business = person.business
    return (
        _recent_graduate(person, 5 * _YEAR, on) and business is not None,
        business is not None and completed(business.since, 10 + business.closed_months, on),
        business is not None and business.staff >= 2,
        not person.led_another_business,
    )


def internship(person: Person, on: date) -> Held:
    """P07."""
    placement = person.internship
    age = person.age_on(on, on)
    young = "登记失业" in person.groups and _at_least(age, 16) and _at_most(age, 30)
    idle = person.job is None and person.business is None
    return (
        (_recent_graduate(person, 24, on) and idle) or young,
        placement is not None and placement.recognised,
        placement is not None and placement.months is not None and 3 <= placement.months <= 10,
        not (placement is not None and placement.contract),
        not person.internship_paid,
    )


def training(person: Person, on: date) -> Held:
    """P08."""
    certificate = person.certificate
    established = person.job is not None and person.job.on_establishment
    return (
        certificate is not None and not established,
        certificate is not None and certificate.listed_school,
        certificate is not None and within(certificate.issued, 10, on),
        not (certificate is not None and certificate.same_paid),
        not (certificate is not None and certificate.times >= 3),
    )


def old_age(person: Person, on: date) -> Held:
    """P09."""
    settled = person.native or completed(person.registered_since, 18, on)
    return (
        _at_least(person.age_on(on, on), 80),
        person.registered and settled,
        not person.centenarian_benefit,
        not person.allowance_elsewhere,
    )


def home_care(person: Person, on: date) -> Held:
    """P10."""
    return (
        person.registered and _at_least(person.age_on(on, on), 65),
        person.disability in ("中度", "重度"),
        person.hardship is not None,
        not person.in_care_home,
        not person.care_insurance,
    )


def flexible_work(person: Person, on: date) -> Held:
    """P11."""
    unemployed = person.once_unemployed or "登记失业" in person.groups
    old = person.sex is not None and _at_least(
        person.age_on(on, on), _HARD_TO_PLACE_AGE[person.sex]
    )
    return (
        person.registered and unemployed and (old or person.disabled_card),
        person.flexible_registered,
        person.pension_months >= 3,
        not person.firm_owner,
        person.subsidy_months < 34,
    )


def trade_in(person: Person, on: date) -> Held:
    """P12."""
    bought = person.appliance
    return (
        bought is not None and bought.kind != "其他",
        bought is not None and _TRADE_IN_FROM <= bought.bought <= on and bought.listed_shop,
        bought is not None and bought.grade in (1, 2),
        bought is not None and bought.old_given,
        not (bought is not None and bought.same_kind_paid),
    )


def talent_allowance_a_year(person: Person, on: date) -> int:
    """元 (P01, heading)."""
    return _YEAR * _ALLOWANCE[talent_class(person, on) or "丙"]


def county_talent_a_year(person: Person, on: date) -> int:
    """元 (P02, heading)."""
    if person.degree == "博士" or person.title is not None:
        return 30_000
    return 18_000 if person.degree == "硕士" else 12_000


def talent_rent_a_year(person: Person, on: date) -> int:
    """元 (P03, heading)."""
    district = person.job.district if person.job else None
    return _YEAR * (1450 if district in _CENTRAL else 750 if district in COUNTIES else 950)


def rent_subsidy_a_year(person: Person, on: date) -> int:
    """元 (P04, heading)."""
    return _YEAR * _RENT_BY_SIZE[min(person.family.size if person.family else 1, 3)]


def old_age_a_year(person: Person, on: date) -> int:
    """元 (P09, heading)."""
    age = person.age_on(on, on) or 0
    return _YEAR * next((amount for limit, amount in _BY_AGE if age >= limit), 0)


def home_care_a_year(person: Person, on: date) -> int:
    """元 (P10, heading)."""
    return _YEAR * (400 if person.disability == "重度" else 200)
