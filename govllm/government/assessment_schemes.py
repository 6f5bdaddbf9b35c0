"""The five schemes of applications: 云评发〔2026〕3号 to 7号, each with its facts and its rules."""

from __future__ import annotations

import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from pydantic import Field

from govllm.government.assessment_review import Application, Points, Scheme, tier
from govllm.government.days import months_after

_10_PERCENT, _20_PERCENT, _40_PERCENT = Fraction(1, 10), Fraction(1, 5), Fraction(2, 5)
_60_PERCENT, _80_PERCENT = Fraction(3, 5), Fraction(4, 5)


class Grant(Application):
    """科技成果转化项目补助; money in 万元.

    Attributes:
        inventions, utilities: patents in force.
        masters: full-time masters and senior engineers without a doctorate.
        asked, sales: the grant asked for, and the new sales expected in two years.
        fines: day and amount of each.
    """

    scheme: Literal["项目补助"]
    registered: datetime.date
    revenue: Decimal = Field(gt=0)
    inventions: int = Field(ge=0)
    utilities: int = Field(ge=0)
    rd: Decimal = Field(ge=0)
    doctors: int = Field(ge=0)
    masters: int = Field(ge=0)
    asked: Decimal = Field(gt=0)
    sales: Decimal = Field(ge=0)
    dishonest: bool = False
    fines: tuple[tuple[datetime.date, Decimal], ...] = ()
    funded: bool = False


_GRANT_DAY = datetime.date(2026, 5, 31)
_FINES_FROM, _HEAVY_FINE = datetime.date(2023, 6, 1), 10
_MOST_REVENUE, _MOST_ASKED = 20_000, 80


def _grant_points(given: Grant) -> Points:
    rd = Fraction(given.rd) / Fraction(given.revenue)
    steps = ((Fraction(6, 100), 30), (Fraction(4, 100), 20), (Fraction(2, 100), 10))
    return (
        Decimal(6 * given.inventions + 2 * given.utilities),
        tier(rd, *steps),
        Decimal(4 * given.doctors + 2 * given.masters),
        tier(given.sales, (10 * given.asked, 20), (5 * given.asked, 12), (3 * given.asked, 6)),
    )


GRANT: Scheme[Grant] = Scheme(
    "as-grant-2026",
    required=("营业执照", "上年度审计报告", "专利证书", "信用报告"),
    proof=(0, "专利证书"),
    shares={"设备费": Fraction(1, 2), "劳务费": Fraction(3, 10), "管理费": Fraction(1, 20)},
    deadline=lambda given: _GRANT_DAY,
    eligible=lambda given: (
        months_after(given.registered, 24) <= _GRANT_DAY and given.revenue <= _MOST_REVENUE
    ),
    over_limit=lambda given: (
        given.asked > _MOST_ASKED or Fraction(given.asked) > _40_PERCENT * Fraction(given.sum)
    ),
    vetoed=lambda given: (
        given.dishonest
        or any(day >= _FINES_FROM and yuan >= _HEAVY_FINE for day, yuan in given.fines)
    ),
    repeated=lambda given: given.funded,
    earned=_grant_points,
)


class Care(Application):
    """养老机构等级认定.

    Attributes:
        area: m² a bed.
        disabled: residents who cannot care for themselves.
        certified: carers with a certificate.
        accidents, drills: within 12 months.
        asked_beds, fire_beds: beds asked for, and passed by the fire inspection.
        abuse: the day of an abuse that was found true.
        taken: another body has applied for the same house.
    """

    scheme: Literal["等级认定"]
    registered: datetime.date
    beds: int = Field(gt=0)
    area: Decimal = Field(gt=0)
    lift: bool
    bath: bool
    carers: int = Field(gt=0)
    disabled: int = Field(ge=0)
    certified: int = Field(ge=0)
    residents: int = Field(ge=0)
    satisfaction: Decimal = Field(ge=0, le=100)
    accidents: int = Field(0, ge=0)
    drills: int = Field(ge=0)
    asked_beds: int = Field(gt=0)
    fire_beds: int = Field(gt=0)
    abuse: datetime.date | None = None
    taken: bool = False


_CARE_DAY, _ABUSE_FROM = datetime.date(2026, 6, 30), datetime.date(2024, 7, 1)
_LEAST_BEDS, _LEAST_DRILLS = 50, 2


def _care_points(given: Care) -> Points:
    # Carers to residents in need 1:4 or better is four times the carers covering them.
    ratio = 20 if 4 * given.carers >= given.disabled else 12
    staff = ratio if 6 * given.carers >= given.disabled else 0
    certified = tier(Fraction(given.certified, given.carers), (_60_PERCENT, 10), (_40_PERCENT, 5))
    filled = tier(Fraction(given.residents, given.beds), (_80_PERCENT, 8), (_60_PERCENT, 4))
    missed = max(0, _LEAST_DRILLS - given.drills)
    return (
        tier(given.area, (8, 15), (6, 10)) + (8 if given.lift else 0) + (7 if given.bath else 0),
        staff + certified,
        filled + tier(given.satisfaction, (90, 12), (80, 6)),
        Decimal(20 - 5 * given.accidents - 4 * missed),
    )


CARE: Scheme[Care] = Scheme(
    "as-care-2026",
    required=("登记证书", "消防验收意见", "食品经营许可证", "人员名册"),
    proof=(1, "人员名册"),
    shares={"行政人员": _20_PERCENT},
    deadline=lambda given: _CARE_DAY,
    eligible=lambda given: (
        months_after(given.registered, 12) <= _CARE_DAY and given.beds >= _LEAST_BEDS
    ),
    over_limit=lambda given: given.asked_beds > given.fire_beds,
    vetoed=lambda given: given.abuse is not None and given.abuse >= _ABUSE_FROM,
    repeated=lambda given: given.taken,
    earned=_care_points,
)


class Artisan(Application):
    """云州工匠称号.

    Attributes:
        since: the first day at work on the line in the city.
        works: improvements honoured by the city or above; `patents` those granted.
        seniors, juniors: apprentices with a higher grade, and others who have finished.
        nominated, staff: people the firm nominates, and its workers.
        blamed: the day of an accident or detention that vetoes.
        honoured: holds the title, or one of the province or above.
    """

    scheme: Literal["工匠称号"]
    since: datetime.date
    born: datetime.date
    grade: Literal["高级技师", "技师", "高级工", "中级工", "无"]
    works: int = Field(ge=0)
    patents: int = Field(ge=0)
    seniors: int = Field(ge=0)
    juniors: int = Field(ge=0)
    nominated: int = Field(1, ge=1)
    staff: int = Field(gt=0)
    blamed: datetime.date | None = None
    honoured: bool = False


_ARTISAN_DAY, _BLAMED_FROM = datetime.date(2026, 3, 31), datetime.date(2023, 4, 1)
_GRADES = {"高级技师": 30, "技师": 20, "高级工": 10}


def _artisan_points(given: Artisan) -> Points:
    yes = Fraction(given.table.get("同意", Decimal(0))) / Fraction(given.sum)
    return (
        Decimal(_GRADES.get(given.grade, 0)),
        Decimal(8 * given.works + 5 * given.patents),
        Decimal(4 * given.seniors + given.juniors),
        tier(yes, (Fraction(9, 10), 20), (Fraction(3, 4), 12), (_60_PERCENT, 6)),
    )


ARTISAN: Scheme[Artisan] = Scheme(
    "as-artisan-2026",
    required=("劳动合同", "技能等级证书", "单位推荐函", "公示证明"),
    proof=(0, "技能等级证书"),
    shares={"弃权": _20_PERCENT},
    deadline=lambda given: _ARTISAN_DAY,
    eligible=lambda given: (
        months_after(given.since, 96) <= _ARTISAN_DAY < months_after(given.born, 720)
    ),
    over_limit=lambda given: given.nominated > max(1, given.staff // 100),
    vetoed=lambda given: given.blamed is not None and given.blamed >= _BLAMED_FROM,
    repeated=lambda given: given.honoured,
    earned=_artisan_points,
)


class Contract(NamedTuple):
    """A contract: its day, its amount in 万元, and whether it is of the kind applied for."""

    day: datetime.date
    amount: Decimal
    alike: bool = True


class Supplier(Application):
    """定点服务供应商入库; money in 万元.

    Attributes:
        insured: people in its social insurance; `managers` those with a certificate.
        base, limit: the reference price and the highest price allowed.
        complaints: found true within a year.
        collusion: the day of a penalty for it.
        sibling: another firm of the same owner applies for the same lot.
    """

    scheme: Literal["供应商入库"]
    founded: datetime.date
    capital: Decimal = Field(gt=0)
    contracts: tuple[Contract, ...]
    insured: int = Field(ge=0)
    managers: int = Field(ge=0)
    base: Decimal = Field(gt=0)
    limit: Decimal = Field(gt=0)
    credit: Literal["A", "B", "C", "D"]
    complaints: int = Field(0, ge=0)
    dishonest: bool = False
    collusion: datetime.date | None = None
    sibling: bool = False


_SUPPLIER_DAY, _THREE_YEARS = datetime.date(2026, 9, 15), datetime.date(2023, 9, 16)
_LEAST_CAPITAL = 200
_CREDIT = {"A": 20, "B": 12, "C": 5, "D": 0}


def _supplier_points(given: Supplier) -> Points:
    counted = [c.amount for c in given.contracts if c.alike and c.day >= _THREE_YEARS]
    people = tier(given.insured, (100, 20), (50, 12), (20, 6))
    price = (20 * given.base / given.sum).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return (
        sum((tier(amount, (100, 6), (50, 3)) for amount in counted), Decimal(0)),
        people + min(5 * given.managers, 10),
        price if given.sum >= given.base * Decimal("0.8") else Decimal(0),
        Decimal(_CREDIT[given.credit] - 2 * given.complaints),
    )


SUPPLIER: Scheme[Supplier] = Scheme(
    "as-supplier-2026",
    required=("营业执照", "社保缴纳证明", "安全生产许可证", "业绩合同"),
    proof=(0, "业绩合同"),
    shares={"管理费": _10_PERCENT, "机械费": Fraction(1, 4)},
    deadline=lambda given: _SUPPLIER_DAY,
    eligible=lambda given: (
        months_after(given.founded, 36) <= _SUPPLIER_DAY and given.capital >= _LEAST_CAPITAL
    ),
    over_limit=lambda given: given.sum > given.limit,
    vetoed=lambda given: (
        given.dishonest or (given.collusion is not None and given.collusion >= _THREE_YEARS)
    ),
    repeated=lambda given: given.sibling,
    earned=_supplier_points,
)


class Permit(Application):
    """排污许可延续; the table in tons.

    Attributes:
        expiry: the last day of the old permit.
        passed, tests: within 12 months.
        running: per cent of the time that the plant runs.
        months: with a whole ledger.
        last_year, allowed: emissions of the year before, and those permitted.
        pending: another application for the same site is under way.
    """

    scheme: Literal["排污许可"]
    expiry: datetime.date
    protected: bool = False
    obsolete: bool = False
    passed: int = Field(ge=0)
    tests: int = Field(gt=0)
    running: Decimal = Field(ge=0, le=100)
    online: bool
    months: int = Field(ge=0, le=12)
    drills: int = Field(ge=0)
    last_year: Decimal = Field(gt=0)
    allowed: Decimal = Field(gt=0)
    forged: bool = False
    stopped: bool = False
    pending: bool = False


_PERMIT_DAYS = datetime.timedelta(60)


def _permit_points(given: Permit) -> Points:
    passed = Fraction(given.passed, given.tests)
    fall = 1 - Fraction(given.sum) / Fraction(given.last_year)
    return (
        tier(passed, (1, 30), (Fraction(95, 100), 20), (Fraction(9, 10), 10)),
        tier(given.running, (98, 20), (90, 10)) + (10 if given.online else 0),
        Decimal(given.months + min(4 * given.drills, 8)),
        tier(fall, (_10_PERCENT, 20), (Fraction(1, 20), 12)) or Decimal(5 if fall > 0 else 0),
    )


PERMIT: Scheme[Permit] = Scheme(
    "as-permit-2026",
    required=("环评批复", "监测报告", "运行台账", "应急预案备案表"),
    proof=(0, "监测报告"),
    shares={"无组织排放": Fraction(15, 100)},
    deadline=lambda given: given.expiry - _PERMIT_DAYS,
    eligible=lambda given: not (given.protected or given.obsolete),
    over_limit=lambda given: given.sum > given.allowed,
    vetoed=lambda given: given.forged or given.stopped,
    repeated=lambda given: given.pending,
    earned=_permit_points,
)
