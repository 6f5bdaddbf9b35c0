"""What a text tells of a person who applies; whatever it does not tell keeps the field's default.

Money in 元, floor space in square metres.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field, model_validator

from govllm.government.city import District
from govllm.government.days import age_on
from govllm.tasks.declaration import Declared


class Job(Declared):
    """A job with an employer in the city.

    Attributes:
        since: when the person began to work in the city.
        contract_months: None where no contract is told.
        county_service_since: the beginning of unbroken work in schools and clinics of the counties.
        free_housing: whether the employer houses the person for nothing.
    """

    district: District
    sector: Literal["学校", "医疗卫生机构", "其他"] = "其他"
    since: date | None = None
    contract_months: int | None = Field(None, gt=0)
    county_service_since: date | None = None
    civil_servant: bool = False
    on_establishment: bool = False
    free_housing: bool = False


class Family(Declared):
    """The applicant, the spouse and children under age.

    Attributes:
        income: of all of them, a month.
        floor_space: of their own homes in the city.
        car: what the dearest car cost.
    """

    size: int = Field(ge=1)
    income: int | None = Field(None, ge=0)
    floor_space: Decimal | None = Field(None, ge=0)
    car: int = Field(0, ge=0)


class Business(Declared):
    """A business registered in the city.

    Attributes:
        staff: people under contract, without the owner and the spouse.
        closed_months: how long it stood still.
    """

    since: date
    role: Literal["法定代表人", "经营者", "合伙人"] | None = None
    staff: int = Field(0, ge=0)
    closed_months: int = Field(0, ge=0)


class Internship(Declared):
    recognised: bool = False
    months: int | None = Field(None, gt=0)
    contract: bool = False


class Certificate(Declared):
    """A certificate of skill; `times` subsidies for training were paid this year already."""

    issued: date
    listed_school: bool = False
    same_paid: bool = False
    times: int = Field(0, ge=0)


class Appliance(Declared):
    kind: Literal["冰箱", "洗衣机", "空调", "电视机", "热水器", "吸油烟机", "其他"]
    bought: date
    listed_shop: bool = False
    grade: int | None = Field(None, ge=1, le=5)
    old_given: bool = False
    same_kind_paid: bool = False


class Person(Declared):
    """An applicant.

    Attributes:
        age: in whole years, where no birthday is told.
        native: whether the household registration is from birth or by redrawn boundaries.
        graduated: from a university or college.
        groups: of those that the start-up loan is for, as the text names them.
        first_contribution, earlier_contribution: to the insurance of employees in the city: the
            first of the present job, and the last one before it.
        delayed_months: by illness or nursing.
        once_unemployed: whether the person has ever been registered as unemployed.
    """

    born: date | None = None
    age: int | None = Field(None, ge=0, le=120)
    sex: Literal["男", "女"] | None = None
    registered: bool = False
    native: bool = False
    registered_since: date | None = None
    permit_since: date | None = None
    degree: Literal["大专", "学士", "硕士", "博士"] | None = None
    title: Literal["副高级", "正高级"] | None = None
    senior_technician: bool = False
    graduated: date | None = None
    student: bool = False
    groups: frozenset[Literal["登记失业", "就业困难", "退役军人", "脱贫人口", "返乡创业农民工"]] = (
        frozenset()
    )
    job: Job | None = None
    first_contribution: date | None = None
    earlier_contribution: date | None = None
    delayed_months: int = Field(0, ge=0)
    owns_home: bool = False
    public_rental: bool = False
    spouse_has_rent_allowance: bool = False
    family: Family | None = None
    business: Business | None = None
    other_loans: bool = False
    led_another_business: bool = False
    internship: Internship | None = None
    internship_paid: bool = False
    certificate: Certificate | None = None
    centenarian_benefit: bool = False
    allowance_elsewhere: bool = False
    disability: Literal["轻度", "中度", "重度"] | None = None
    hardship: Literal["低保", "低保边缘", "计划生育特殊家庭"] | None = None
    in_care_home: bool = False
    care_insurance: bool = False
    once_unemployed: bool = False
    disabled_card: bool = False
    flexible_registered: bool = False
    pension_months: int = Field(0, ge=0)
    firm_owner: bool = False
    subsidy_months: int = Field(0, ge=0)
    appliance: Appliance | None = None

    @model_validator(mode="after")
    def _one_age(self) -> Person:
        if self.born is not None and self.age is not None:
            raise ValueError("give either born or age")
        return self

    def age_on(self, day: date, today: date) -> int | None:
        """Whole years on a day, or None where neither age nor birthday is told.

        An age without a birthday is today's, and also an earlier day's where both lie in one year.

        Raises:
            ValueError: where such an age would have to be carried into another year.
        """
        if self.born is not None:
            return age_on(self.born, day)
        if self.age is not None and day.year != today.year:
            raise ValueError("an age of another year needs the birthday (born)")
        return self.age
