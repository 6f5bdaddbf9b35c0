"""Which of the policies that are shown a person or a firm is granted, and which conditions fail.

Sources: the policies of `evalsets/corpus/rules/policy-p*.yaml`, and the common rules in the prompt
of `policy/match`: whom a policy is not for is told its first condition alone; of two policies that
exclude each other the one that pays more within a year is granted, the other given up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from pydantic import Field, field_validator, model_validator

from govllm.government.policy import corporate, personal
from govllm.government.policy.firm import Firm
from govllm.government.policy.person import Person
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

Applicant = TypeVar("Applicant", Person, Firm)


def _nothing(applicant: object, on: date) -> int:
    return 0


@dataclass(frozen=True, slots=True)
class Policy(Generic[Applicant]):
    """One policy.

    Attributes:
        held: of each condition whether it holds on a day, the first being whom the policy is for.
        conditions: how many there are.
        excludes: the policy that cannot be had beside it.
        amount: what a year of it is worth, where it excludes another.
    """

    held: Callable[[Applicant, date], tuple[bool, ...]]
    conditions: int
    excludes: str | None = None
    amount: Callable[[Applicant, date], int | Decimal] = _nothing


PERSONAL: Mapping[str, Policy[Person]] = MappingProxyType(
    {
        "P01": Policy(personal.talent_allowance, 4, "P02", personal.talent_allowance_a_year),
        "P02": Policy(personal.county_talent, 4, "P01", personal.county_talent_a_year),
        "P03": Policy(personal.talent_rent, 5, "P04", personal.talent_rent_a_year),
        "P04": Policy(personal.rent_subsidy, 5, "P03", personal.rent_subsidy_a_year),
        "P05": Policy(personal.startup_loan, 5),
        "P06": Policy(personal.startup_grant, 4),
        "P07": Policy(personal.internship, 5),
        "P08": Policy(personal.training, 5),
        "P09": Policy(personal.old_age, 4, "P10", personal.old_age_a_year),
        "P10": Policy(personal.home_care, 5, "P09", personal.home_care_a_year),
        "P11": Policy(personal.flexible_work, 5),
        "P12": Policy(personal.trade_in, 5),
    }
)
CORPORATE: Mapping[str, Policy[Firm]] = MappingProxyType(
    {
        "P13": Policy(corporate.job_stability, 4),
        "P14": Policy(corporate.graduate_hiring, 4),
        "P15": Policy(corporate.research_award, 4),
        "P16": Policy(corporate.first_equipment, 5),
        "P17": Policy(corporate.renewal, 5, "P18", corporate.renewal_amount),
        "P18": Policy(corporate.digitisation, 4, "P17", corporate.digitisation_amount),
        "P19": Policy(corporate.loan_interest, 4, "P22", corporate.loan_interest_amount),
        "P20": Policy(corporate.fair_subsidy, 4),
        "P21": Policy(corporate.scale_award, 4),
        "P22": Policy(corporate.small_firm_loan, 4, "P19", corporate.small_firm_loan_amount),
    }
)


class Application(Declared):
    """A person or a firm that applies on a day, and the policies that are looked at."""

    on: date
    policies: tuple[str, ...] = Field(min_length=4, max_length=6)
    person: Person | None = None
    firm: Firm | None = None

    @field_validator("policies")
    @classmethod
    def _known(cls, policies: tuple[str, ...]) -> tuple[str, ...]:
        if len(set(policies)) < len(policies):
            raise ValueError("names a policy twice")
        if unknown := [code for code in policies if code not in {*PERSONAL, *CORPORATE}]:
            raise ValueError(f"no policy {unknown[0]}")
        return policies

    @model_validator(mode="after")
    def _one_applicant(self) -> Application:
        if (self.person is None) == (self.firm is None):
            raise ValueError("give either person or firm")
        table: Mapping[str, Any] = PERSONAL if self.person else CORPORATE
        if strange := [code for code in self.policies if code not in table]:
            raise ValueError(f"{strange[0]} is not for this kind of applicant")
        return self


@dataclass(frozen=True, slots=True)
class Decision:
    """What is granted, which conditions fail, and which policies are given up for others."""

    granted: tuple[str, ...]
    failing: tuple[str, ...]
    given_up: tuple[str, ...]


def decide(application: Application) -> Decision:
    """The right answer."""
    if application.person is not None:
        return _decide(PERSONAL, application.person, application)
    if application.firm is not None:
        return _decide(CORPORATE, application.firm, application)
    raise ValueError("give either person or firm")


def failing(code: str, held: tuple[bool, ...]) -> tuple[str, ...]:
    """The conditions that fail: the first alone where the policy is not for the applicant."""
    if not held[0]:
        return (f"{code}-1",)
    return tuple(f"{code}-{number}" for number, holds in enumerate(held, 1) if not holds)


def _decide(
    table: Mapping[str, Policy[Applicant]], applicant: Applicant, application: Application
) -> Decision:
    on = application.on
    held = {code: table[code].held(applicant, on) for code in application.policies}
    failed = tuple(c for code, holds in held.items() for c in failing(code, holds))
    met = [code for code, holds in held.items() if all(holds)]
    given_up = _given_up(table, applicant, met, on)
    return Decision(tuple(code for code in met if code not in given_up), failed, given_up)


def _given_up(
    table: Mapping[str, Policy[Applicant]], applicant: Applicant, met: list[str], on: date
) -> tuple[str, ...]:
    """Of each two policies that exclude each other the one that is worth less.

    Raises:
        ValueError: where both are worth the same.
    """
    less = []
    for one in met:
        two = table[one].excludes
        if two is None or two not in met:
            continue
        worth, other = (table[code].amount(applicant, on) for code in (one, two))
        if worth == other:
            raise ValueError(f"{one} and {two} are worth the same, so that neither is to be taken")
        if worth < other:
            less.append(one)
    return tuple(less)


def _target(application: Application) -> Mapping[str, Any]:
    decision = decide(application)
    return {
        "可享受": list(decision.granted),
        "不满足的条件": list(decision.failing),
        "让位": list(decision.given_up),
    }


def _shown(application: Application) -> Mapping[str, Any]:
    return {"policies": [f"policy-{code.lower()}" for code in application.policies]}


def _slices(application: Application) -> Mapping[str, str]:
    decision = decide(application)
    return {
        "applicant": "个人" if application.person else "企业",
        "conflict": "有" if decision.given_up else "无",
    }


MATCH = Recipe(Application, _target, _shown, _slices)
