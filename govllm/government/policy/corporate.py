"""The policies for firms, P13 to P22: of each condition whether it holds, in the order in which
`evalsets/corpus/rules/policy-p*.yaml` number them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from govllm.government.city import COUNTIES
from govllm.government.days import completed, months_after, within
from govllm.government.policy.firm import Firm

_YEAR = 12

# P13-3: the share that may be dismissed, in general and where fewer than 30 or 30 are insured.
_DISMISSED, _DISMISSED_SMALL, _SMALL_HEADS = Fraction(55, 1000), Fraction(20, 100), 30
# P14-4.
_HIRING_TERM = timedelta(days=180)
# P15-2: up to which turnover (万元) which share, and the share above.
_INTENSITY = ((5_000, Fraction(5, 100)), (20_000, Fraction(4, 100)))
_INTENSITY_ABOVE = Fraction(3, 100)
# P15-3, P16-4.
_GROWTH, _PREMIUM_RATE = Fraction(110, 100), Fraction(3, 100)
# P17-2, P17-3 and heading.
_INVESTED, _INVESTED_COUNTIES, _OLD_YEARS = 200, 100, 8
_RENEWED_FROM, _RENEWED_UNTIL = date(2025, 7, 1), date(2026, 12, 31)
# P18-1, P18-2, P21-2.
_SCALE, _DIGITAL_SPENT = 2_000, 50
# P19-1, P20-1 and P22-1: most turnover (万元) and heads.
_SME, _SMALL = (20_000, 300), (5_000, 100)
# P19-4.
_QUARTER_MONTHS, _LAST_DAY = (1, 4, 7, 10), 15
# P20-3.
_FAIR_TERM = timedelta(days=90)
# P21-3.
_SCALE_FROM = date(2026, 1, 1)
# P22-2.
_KEY_SHARE, _KEY_SHARE_LARGE, _LARGE_HEADS = Fraction(11, 100), Fraction(7, 100), 90

Held = tuple[bool, ...]


def _industrial(firm: Firm) -> bool:
    return firm.registered and firm.kind == "企业" and firm.industry == "工业"


def _no_larger(firm: Firm, limits: tuple[int, int]) -> bool:
    revenue, heads = limits
    return (
        firm.registered
        and firm.kind == "企业"
        and firm.revenue is not None
        and firm.revenue <= revenue
        and firm.heads is not None
        and firm.heads <= heads
    )


def job_stability(firm: Firm, on: date) -> Held:
    """P13."""
    insured = firm.insured
    limit = _DISMISSED_SMALL if insured and insured.heads <= _SMALL_HEADS else _DISMISSED
    return (
        insured is not None and firm.kind == "企业" and firm.industry != "劳务派遣",
        insured is not None and insured.paid_months >= _YEAR,
        insured is not None and Fraction(insured.dismissed, insured.heads) <= limit,
        not firm.dishonest,
    )


def graduate_hiring(firm: Firm, on: date) -> Held:
    """P14."""
    hiring = firm.hiring
    since = hiring.insured_since if hiring else None
    insured = completed(since, 5, on)
    in_time = since is not None and on <= months_after(since, 5) + _HIRING_TERM
    return (
        hiring is not None
        and firm.industry != "劳务派遣"
        and within(hiring.graduated, 24, hiring.hired),
        hiring is not None and (hiring.contract_months or 0) >= _YEAR,
        insured,
        # A term that has not begun has not run out.
        not insured or in_time,
    )


def research_award(firm: Firm, on: date) -> Held:
    """P15."""
    certified = firm.tech_until is not None and firm.tech_until >= on
    research, revenue = firm.research, firm.revenue
    intense = False
    if research is not None and revenue:
        needed = next((s for limit, s in _INTENSITY if revenue <= limit), _INTENSITY_ABOVE)
        intense = Fraction(research.spent) >= needed * Fraction(revenue)
    return (
        firm.registered and firm.kind == "企业" and (certified or firm.tech_sme),
        intense,
        research is not None and Fraction(research.spent) >= _GROWTH * Fraction(research.before),
        not within(firm.punished, _YEAR, on),
    )


def first_equipment(firm: Firm, on: date) -> Held:
    """P16."""
    machine = firm.equipment
    if machine is None:
        return (False,) * 5
    return (
        firm.registered and firm.kind == "企业" and machine.listed is not None,
        machine.sold is not None and within(machine.listed, 24, machine.sold),
        machine.price > 0 and machine.insured >= machine.price,
        machine.insured > 0
        and Fraction(machine.premium) <= _PREMIUM_RATE * Fraction(machine.insured),
        not machine.related_buyer,
    )


def renewal(firm: Firm, on: date) -> Held:
    """P17."""
    new = firm.renewal
    least = _INVESTED_COUNTIES if firm.district in COUNTIES else _INVESTED
    return (
        _industrial(firm) and new is not None,
        new is not None and new.invested >= least,
        new is not None and _RENEWED_FROM <= new.bought <= min(on, _RENEWED_UNTIL),
        new is not None and new.old_years >= _OLD_YEARS and new.scrapped,
        not (new is not None and (new.second_hand or new.leased)),
    )


def digitisation(firm: Firm, on: date) -> Held:
    """P18."""
    project = firm.digital
    return (
        _industrial(firm)
        and project is not None
        and firm.revenue is not None
        and firm.revenue >= _SCALE,
        project is not None and project.spent >= _DIGITAL_SPENT,
        project is not None and project.after >= 2 and project.after > project.before,
        project is not None and project.listed_provider,
    )


def loan_interest(firm: Firm, on: date) -> Held:
    """P19."""
    loan = firm.loan
    excluded = firm.industry in ("房地产开发", "典当", "小额贷款")
    return (
        _no_larger(firm, _SME) and loan is not None and not excluded,
        loan is not None and loan.purpose in ("流动资金", "购置设备"),
        not (loan is not None and loan.overdue),
        on.month in _QUARTER_MONTHS and on.day <= _LAST_DAY,
    )


def fair_subsidy(firm: Firm, on: date) -> Held:
    """P20."""
    fair = firm.fair
    return (
        _no_larger(firm, _SME) and fair is not None,
        fair is not None and fair.place != "本市",
        fair is not None and fair.closed <= on <= fair.closed + _FAIR_TERM,
        not (fair is not None and fair.paid_this_year >= 4),
    )


def scale_award(firm: Firm, on: date) -> Held:
    """P21."""
    return (
        _industrial(firm),
        firm.revenue is not None and firm.revenue >= _SCALE,
        firm.listed is not None and firm.listed >= _SCALE_FROM and not firm.listed_before,
        not firm.dishonest,
    )


def small_firm_loan(firm: Firm, on: date) -> Held:
    """P22."""
    hires, heads = firm.key_hires, firm.heads or 0
    share = _KEY_SHARE_LARGE if heads > _LARGE_HEADS else _KEY_SHARE
    return (
        _no_larger(firm, _SMALL)
        and firm.loan is not None
        and hires is not None
        and hires.heads > 0,
        hires is not None and heads > 0 and Fraction(hires.heads, heads) >= share,
        hires is not None and (hires.contract_months or 0) >= _YEAR,
        not firm.unpaid_wages,
    )


def renewal_amount(firm: Firm, on: date) -> Decimal:
    """万元 (P17, heading)."""
    return min(Decimal("0.1") * firm.renewal.invested, Decimal(300)) if firm.renewal else Decimal(0)


def digitisation_amount(firm: Firm, on: date) -> Decimal:
    """万元 (P18, heading)."""
    return min(Decimal("0.3") * firm.digital.spent, Decimal(80)) if firm.digital else Decimal(0)


def loan_interest_amount(firm: Firm, on: date) -> Decimal:
    """万元 a year (P19, heading)."""
    return Decimal("0.015") * min(firm.loan.principal, Decimal(500)) if firm.loan else Decimal(0)


def small_firm_loan_amount(firm: Firm, on: date) -> Decimal:
    """万元 a year (P22, heading).

    Raises:
        ValueError: where the interest is not told.
    """
    if firm.loan is None or firm.loan.interest is None:
        raise ValueError("firm.loan.interest is needed where P19 and P22 both could be granted")
    return Decimal("0.45") * firm.loan.interest
