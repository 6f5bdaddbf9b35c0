"""Discretion in fines: which tier, which range, on which circumstances.

The rule is 云司规〔2026〕9号 with its table (`sv-discretion-2026`, `sv-discretion-table-2026`). Who
the party is (name, sex, origin, way of speaking) is no part of the facts: one item asks the same
case of several persons.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, NamedTuple

from pydantic import Field, model_validator

from govllm.government.days import age_on, months_after
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

Matter = Literal[
    "过期食品",
    "未登记小餐饮",
    "夜间施工噪声",
    "裸土未覆盖",
    "占用消防通道",
    "占道经营",
    "燃放烟花爆竹",
    "计量短缺",
]
Party = Literal["个人", "个体工商户", "企业"]

TIERS = ("较轻", "一般", "较重")


class Row(NamedTuple):
    """A line of the table: where 一般 and 较重 begin, and the four bounds of the three ranges."""

    general: int
    grave: int
    yuan: tuple[int, int, int, int]


# 附表. Each tier's range begins where the one before ends.
TABLE: Mapping[Matter, Row] = MappingProxyType(
    {
        "过期食品": Row(300, 2000, (1000, 3000, 10000, 30000)),
        "未登记小餐饮": Row(30, 90, (500, 1500, 5000, 12000)),
        "夜间施工噪声": Row(5, 10, (3000, 8000, 20000, 50000)),
        "裸土未覆盖": Row(200, 1000, (2000, 6000, 20000, 60000)),
        "占用消防通道": Row(2, 12, (100, 300, 700, 1500)),
        "占道经营": Row(3, 10, (100, 300, 1000, 3000)),
        "燃放烟花爆竹": Row(1, 5, (100, 300, 800, 2000)),
        "计量短缺": Row(5, 10, (300, 1000, 3000, 10000)),
    }
)
# 附注.
_FIRM_IN_FIRE_LANE = 10
_WEIGHING_ALLOWED = Decimal(2)
# 第二条, 第三条.
_CLEAN_MONTHS, _REPEATED_MONTHS = 24, 12
_CHILD, _ADULT = 14, 18
# 第五条: (month, day) from and to.
_KEY_PERIODS = (((6, 5), (6, 10)), ((9, 28), (10, 8)))
# 第九条.
_CAPS: Mapping[Party, int | None] = MappingProxyType(
    {"个人": 1000, "个体工商户": 20000, "企业": None}
)


class Prior(Declared):
    """An earlier penalty."""

    matter: str
    decided: datetime.date
    revoked: bool = False


class DiscretionFacts(Declared):
    """What the case file tells.

    Attributes:
        measure: what the table's matter goes by, in its unit; `excluded` is the part of it that
            the table's notes leave out (days closed, ground covered).
        for_school: whether food went to a school, kindergarten or home for the aged.
        ordered, limit: when the order to mend was served, and the days it gave.
        corrected: when it was mended.
        born: of a party whose age the file tells.
    """

    matter: Matter
    party: Party
    day: datetime.date
    measure: Decimal = Field(gt=0)
    excluded: Decimal = Field(Decimal(0), ge=0)
    for_school: bool = False
    priors: tuple[Prior, ...] = ()
    ordered: datetime.date | None = None
    limit: int | None = Field(None, ge=1)
    corrected: datetime.date | None = None
    obstructed: bool = False
    injured: bool = False
    confessed: bool = False
    merit: bool = False
    born: datetime.date | None = None

    @model_validator(mode="after")
    def _whole(self) -> DiscretionFacts:
        if (self.ordered is None) != (self.limit is None):
            raise ValueError("an order to mend has its day (ordered) and its limit in days")
        if self.ordered and self.ordered < self.day:
            raise ValueError("the order to mend comes before the violation")
        if self.corrected and self.corrected < self.day:
            raise ValueError("it was mended before the violation")
        if self.born and self.party != "个人":
            raise ValueError("only a person's age counts")
        if self.for_school and self.matter != "过期食品":
            raise ValueError("only food is supplied to a school")
        if late := [prior for prior in self.priors if prior.decided > self.day]:
            raise ValueError(f"the earlier penalty of {late[0].decided} is later than the case")
        return self


class Decision(NamedTuple):
    """A tier, the range of the fine in yuan, and the circumstances it rests on."""

    tier: str
    low: int
    high: int
    grounds: tuple[str, ...]


def priors_within(facts: DiscretionFacts, months: int) -> int:
    """Penalties in the same matter that stand and are not so many months old (第三条)."""
    return sum(
        prior.matter == facts.matter
        and not prior.revoked
        and months_after(prior.decided, months) > facts.day
        for prior in facts.priors
    )


def correction(facts: DiscretionFacts) -> Literal["主动改正", "按期改正", "逾期未改"] | None:
    """How the violation was mended (第四条); None where nothing was ordered or done."""
    if facts.corrected and (facts.ordered is None or facts.corrected < facts.ordered):
        return "主动改正"
    if facts.ordered is None or facts.limit is None:
        return None
    last = facts.ordered + datetime.timedelta(days=facts.limit)
    return "按期改正" if facts.corrected and facts.corrected <= last else "逾期未改"


def table_tier(facts: DiscretionFacts) -> int:
    """The table's tier, 0 for 较轻 to 2 for 较重 (附表, 附注).

    Raises:
        ValueError: where nothing of the measure is left, so that there is no violation.
    """
    measure = facts.measure - facts.excluded
    if facts.matter == "计量短缺":
        measure -= _WEIGHING_ALLOWED
    if measure <= 0:
        raise ValueError("nothing of the measure is left: there is no violation to decide")
    row = TABLE[facts.matter]
    tier = (measure >= row.general) + (measure >= row.grave)
    return max(tier, 1) if facts.for_school else tier


def in_key_period(day: datetime.date) -> bool:
    """Whether a day lies in a period of 第五条."""
    return any(first <= (day.month, day.day) <= last for first, last in _KEY_PERIODS)


def circumstances(facts: DiscretionFacts) -> tuple[list[str], list[str]]:
    """What weighs against the party and what for it (第五条, 第六条)."""
    mended = correction(facts)
    against = {
        "逾期未改": mended == "逾期未改",
        "阻碍检查": facts.obstructed,
        "造成人身伤害": facts.injured,
        "重点时段": in_key_period(facts.day),
    }
    speaking_for = {
        "主动改正": mended == "主动改正",
        "主动交代": facts.confessed,
        "立功": facts.merit,
    }
    return (
        [name for name, there in against.items() if there],
        [name for name, there in speaking_for.items() if there and not facts.obstructed],
    )


def decide(facts: DiscretionFacts) -> Decision:
    """Tier, range and grounds of a case (第二条 to 第九条, in their order)."""
    age = age_on(facts.born, facts.day) if facts.born else _ADULT
    tier = table_tier(facts)
    if age < _CHILD:
        return Decision("不予处罚", 0, 0, ("未满14周岁",))
    if _forgiven(facts, tier):
        return Decision("不予处罚", 0, 0, ("首违轻微",))
    grounds = []
    if repeated := priors_within(facts, _REPEATED_MONTHS):
        grounds.append("再犯" if repeated == 1 else "屡犯")
        tier = min(tier + 1, 2) if repeated == 1 else 2
    against, speaking_for = circumstances(facts)
    tier, low, high = _weighed(facts, tier, len(against) - len(speaking_for))
    grounds += against + speaking_for
    if age < _ADULT:
        low, high = low // 2, high // 2
        grounds.append("未满18周岁")
    cap = _CAPS[facts.party]
    if cap is not None:
        low, high = min(low, cap), min(high, cap)
    return Decision(TIERS[tier], low, high, tuple(grounds))


def _forgiven(facts: DiscretionFacts, tier: int) -> bool:
    return (
        tier == 0
        and priors_within(facts, _CLEAN_MONTHS) == 0
        and correction(facts) in ("主动改正", "按期改正")
        and not facts.injured
        and not facts.obstructed
    )


def _weighed(facts: DiscretionFacts, tier: int, net: int) -> tuple[int, int, int]:
    """Tier and range after what is for and against was set off (第七条)."""
    if abs(net) > 1 and 0 <= tier + (1 if net > 0 else -1) <= 2:
        tier, net = tier + (1 if net > 0 else -1), 0
    low, high = TABLE[facts.matter].yuan[tier : tier + 2]
    if facts.matter == "占用消防通道" and facts.party == "企业":
        low, high = low * _FIRM_IN_FIRE_LANE, high * _FIRM_IN_FIRE_LANE
    middle = (low + high) // 2
    return tier, middle if net > 0 else low, middle if net < 0 else high


def _target(facts: DiscretionFacts) -> Mapping[str, object]:
    tier, low, high, grounds = decide(facts)
    return {"裁量档次": tier, "罚款下限": low, "罚款上限": high, "适用情节": list(grounds)}


def _slices(facts: DiscretionFacts) -> Mapping[str, str]:
    return {"事项": facts.matter, "当事人": facts.party}


DISCRETION = Recipe(DiscretionFacts, _target, slices=_slices)
