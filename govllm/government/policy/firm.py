"""What a text tells of a firm that applies; whatever it does not tell keeps the field's default.

Money in 万元.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import Field

from govllm.government.city import District
from govllm.tasks.declaration import Declared


class Insured(Declared):
    """Insurance against unemployment in the city; heads and dismissals are last year's."""

    paid_months: int = Field(ge=0)
    heads: int = Field(gt=0)
    dismissed: int = Field(0, ge=0)


class Hiring(Declared):
    """Graduates hired together; `insured_since` is the beginning of unbroken contributions."""

    graduated: date
    hired: date
    contract_months: int | None = Field(None, gt=0)
    insured_since: date | None = None


class Research(Declared):
    """Spent last year and the year before."""

    spent: Decimal = Field(ge=0)
    before: Decimal = Field(gt=0)


class Equipment(Declared):
    """A first machine of its kind, in the city's list since `listed`."""

    listed: date | None
    sold: date | None = None
    price: Decimal = Field(Decimal(0), ge=0)
    insured: Decimal = Field(Decimal(0), ge=0)
    premium: Decimal = Field(Decimal(0), ge=0)
    related_buyer: bool = False


class Renewal(Declared):
    """New machines for old ones; `bought` is the invoice's day."""

    invested: Decimal = Field(ge=0)
    bought: date
    old_years: int = Field(0, ge=0)
    scrapped: bool = False
    second_hand: bool = False
    leased: bool = False


class Digital(Declared):
    """`spent` on software and services, hardware not counted; levels from 1 to 4."""

    spent: Decimal = Field(ge=0)
    before: int = Field(ge=1, le=4)
    after: int = Field(ge=1, le=4)
    listed_provider: bool = False


class Loan(Declared):
    """A bank's loan; `interest` is what a year cost."""

    principal: Decimal = Field(gt=0)
    purpose: Literal["流动资金", "购置设备", "偿还借款", "其他"]
    interest: Decimal | None = Field(None, gt=0)
    overdue: bool = False


class Fair(Declared):
    place: Literal["本市", "境内", "境外"]
    closed: date
    paid_this_year: int = Field(0, ge=0)


class KeyHires(Declared):
    """People of the groups in P22 who were hired in the twelve months before."""

    heads: int = Field(ge=0)
    contract_months: int | None = Field(None, gt=0)


class Firm(Declared):
    """An applicant.

    Attributes:
        registered: in the city.
        heads, revenue: staff, and turnover of last year.
        tech_until: how long the certificate of a high-tech firm holds.
        tech_sme: whether it was listed as a small technology firm this year.
        punished: the last penalty for environment or safety.
        listed: since when it counts among firms above scale.
        listed_before: whether it had been among them and left.
    """

    kind: Literal["企业", "个体工商户", "社会组织"]
    industry: Literal[
        "工业",
        "建筑",
        "商贸",
        "餐饮住宿",
        "软件",
        "房地产开发",
        "典当",
        "小额贷款",
        "劳务派遣",
        "其他",
    ]
    registered: bool = True
    district: District | None = None
    heads: int | None = Field(None, ge=0)
    revenue: Decimal | None = Field(None, ge=0)
    dishonest: bool = False
    insured: Insured | None = None
    hiring: Hiring | None = None
    tech_until: date | None = None
    tech_sme: bool = False
    research: Research | None = None
    punished: date | None = None
    equipment: Equipment | None = None
    renewal: Renewal | None = None
    digital: Digital | None = None
    loan: Loan | None = None
    fair: Fair | None = None
    listed: date | None = None
    listed_before: bool = False
    key_hires: KeyHires | None = None
    unpaid_wages: bool = False
