"""失业保险待遇: 云人社发〔2026〕25号 (rs-unemployment-notice-2026)."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Literal

from govllm.government.city import COUNTIES, District
from govllm.government.social.due import NOTHING, Due, Matter, Months, month_of, percent
from govllm.tasks.declaration import Declared

# 二、: yuan a month by where the person was insured; the counties' is the last.
_FIRST = frozenset({"澄湖区", "青岚区", "石渡区", "南屏区", "云州高新区"})
_MONTHLY, _MONTHLY_OTHER, _MONTHLY_COUNTY = 1740, 1620, 1530
_LAST_MONTHS, _LAST_SHARE = 3, percent(85)
# 三、: months for each full year, from the sixth on, and at most.
_PER_YEAR, _EARLY_YEARS, _PER_LATER_YEAR, _MOST_MONTHS = Fraction(2), 5, Fraction(3, 2), 22
_LEAST_PAID = 12  # 一、
_BIRTH_TIMES = 3  # 五、
_SUBSIDY_SHARE, _SUBSIDY_CAP = percent(40), 5600  # 六、
_IN_JOB, _IN_BUSINESS = 4, 7  # 六、


class Unemployment(Declared):
    """Facts of a claim.

    Attributes:
        claim: the benefit itself, the grant for a birth, or the grant for working again.
        district: where the person was insured before.
        paid: months of contribution that count.
        carried: months of an earlier period that were not drawn.
        involuntary: whether the employment ended against the person's will.
        near_retirement: whether less than two years remain to the retirement age.
        applied: the day of the claim, for the benefit.
        drawn: months drawn before the birth's month, or before working again.
        kept: months of contribution in the new job, or of running the new business.
        business: whether a business was founded.
    """

    matter: Literal["unemployment"]
    claim: Literal["benefit", "birth", "working"] = "benefit"
    district: District
    paid: Months
    carried: Months = 0
    involuntary: bool = True
    near_retirement: bool = False
    applied: date | None = None
    drawn: Months = 0
    kept: Months = 0
    business: bool = False


def period(paid: int, carried: int) -> int:
    """Months of benefit (三、)."""
    years = paid // 12
    early = min(years, _EARLY_YEARS)
    earned = early * _PER_YEAR + (years - early) * _PER_LATER_YEAR
    return min(int(earned) + carried, _MOST_MONTHS)


def rates(facts: Unemployment) -> list[Fraction]:
    """Yuan of every month of the period (二、)."""
    full = Fraction(_MONTHLY_OTHER)
    if facts.district in _FIRST:
        full = Fraction(_MONTHLY)
    elif facts.district in COUNTIES:
        full = Fraction(_MONTHLY_COUNTY)
    months = period(facts.paid, facts.carried)
    last = 0 if facts.near_retirement else min(_LAST_MONTHS, months)
    return [full] * (months - last) + [full * _LAST_SHARE] * last


def due(facts: Unemployment) -> Due:
    """What the claim gives.

    Raises:
        ValueError: for facts that cannot be together.
    """
    if facts.paid < _LEAST_PAID or not facts.involuntary:
        return NOTHING
    monthly = rates(facts)
    if facts.drawn > len(monthly):
        raise ValueError(f"{facts.drawn} months drawn of a period of {len(monthly)}")
    if facts.claim == "benefit":
        if facts.applied is None:
            raise ValueError("the benefit needs the day of the claim")
        return Due(sum(monthly, Fraction(0)), len(monthly), month_of(facts.applied, 1), "二、")
    left = monthly[facts.drawn :]
    if facts.claim == "birth":
        if not left:
            raise ValueError("the birth lies after the period")
        return Due(left[0] * _BIRTH_TIMES, clause="五、")
    if not left or facts.kept < (_IN_BUSINESS if facts.business else _IN_JOB):
        return NOTHING
    subsidy = sum(left, Fraction(0)) * _SUBSIDY_SHARE
    return Due(min(subsidy, Fraction(_SUBSIDY_CAP)), len(left), None, "六、")


_ASKED = {
    "benefit": "金额：领满全部领取期限共发放的失业保险金；月数：领取期限；"
    "起始日期：首次发放月份的1日",
    "birth": "金额：一次性生育补助（当月标准为当月实际执行的标准）；月数、起始日期：填null",
    "working": "金额：稳定就业补助（尚未领取的各月，按第二项各自执行的标准相加；"
    "期限届满前已重新就业或者取得营业执照的，满4个月、7个月可以在届满之后）；月数：尚未领取的月数；起始日期：填null",
}

MATTER = Matter(
    due,
    lambda facts: _ASKED[facts.claim] + "；适用条款：据以发放的一项，从二、五、六、中选",
    {"rs-unemployment-notice-2026": ("一、", "二、", "三、", "四、", "五、", "六、", "七、")},
)
