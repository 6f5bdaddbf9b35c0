"""`social_security/materials`: what an applicant still lacks, by six lists of papers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from govllm.government.recipe import Recipe
from govllm.government.social.papers import AGENT, GUARDIAN, Handling, Need, Paper, checked
from govllm.tasks.declaration import Declared

_COMMON = "ss-materials-common-2026"
_AGENT_NAMES = tuple(need.name for need in AGENT)
_GUARDIAN_NAMES = tuple(need.name for need in GUARDIAN)


class _Visit(Declared):
    """What every visit tells.

    Attributes:
        on: the day of the visit.
        agent: whether someone else comes for the applicant.
        brought: papers by their names on the list.
    """

    on: date
    agent: bool = False
    brought: dict[str, Paper]


class Card(_Visit):
    """Facts of 云人社办〔2026〕11号."""

    matter: Literal["card"]
    reason: Literal["first", "lost", "damaged", "expired"]
    foreigner: bool = False
    minor: bool = False
    has_id: bool = True
    new_photo: bool = False


def _card(facts: Card) -> Iterator[Need]:
    yield Need("申请表", stamped=True)
    if facts.foreigner:
        yield Need("护照")
        yield Need("居留许可")
        if facts.reason == "first":
            yield Need("单位证明", stamped=True, days=30)
    elif facts.has_id:
        yield Need("身份证", original=not facts.agent)
    elif facts.minor:
        yield Need("户口簿")
    if facts.reason == "first" or facts.new_photo:
        yield Need("照片", original=False, later=True)
    if facts.reason in ("damaged", "expired"):
        yield Need("旧卡")
    if facts.minor:
        yield from GUARDIAN


class RetirementVisit(_Visit):
    """Facts of 云人社办〔2026〕12号.

    Attributes:
        before_1996: whether there is service before 1996.
        dates_differ: whether identity card and file tell two birthdays.
    """

    matter: Literal["retirement"]
    self_employed: bool = False
    woman: bool = False
    before_1996: bool = False
    special: bool = False
    sick: bool = False
    dates_differ: bool = False


def _retirement(facts: RetirementVisit) -> Iterator[Need]:
    yield Need("退休申请表", stamped=True)
    yield Need("身份证", original=not facts.agent)
    if facts.before_1996 or facts.special:
        yield Need("职工档案", stamped=True)
    yield Need("社保卡", original=False, later=True)
    if facts.woman and not facts.self_employed:
        yield Need("岗位证明", stamped=True, days=60)
    if facts.special:
        yield Need("公示结果", stamped=True)
    if facts.dates_differ:
        yield Need("户籍证明", stamped=True, days=90)
    if facts.sick:
        yield Need("劳动能力鉴定结论", stamped=True)


class Birth(_Visit):
    """Facts of 云医保办〔2026〕21号."""

    matter: Literal["birth"]
    event: Literal["birth", "ended"] = "birth"
    difficult: bool = False
    husband: bool = False
    wife_works: bool = True


def _birth(facts: Birth) -> Iterator[Need]:
    yield Need("津贴申请表", stamped=True)
    yield Need("身份证", original=not facts.agent)
    if facts.event == "birth":
        yield Need("出生医学证明", original=False)
    else:
        yield Need("诊断证明", stamped=True)
    if facts.difficult or facts.event == "ended":
        yield Need("出院记录", original=False, stamped=True)
    if facts.husband:
        yield Need("结婚证")
        if not facts.wife_works:
            yield Need("配偶未就业承诺书", stamped=True, later=True)
    yield Need("银行账户", original=False, later=True)


class InjuryVisit(_Visit):
    """Facts of 云人社办〔2026〕13号.

    Attributes:
        kin: whether a relative claims.
        blame_open: whether the police have not yet issued the finding on a traffic accident.
    """

    matter: Literal["injury"]
    kin: bool = False
    event: Literal["plain", "traffic", "violence", "errand"] = "plain"
    died: bool = False
    blame_open: bool = False


def _injury(facts: InjuryVisit) -> Iterator[Need]:
    yield Need("认定申请表", stamped=True)
    yield Need("伤者身份证", original=False)
    yield Need("劳动关系证明", original=False, stamped=True)
    if not facts.died:
        yield Need("诊断证明", stamped=True, days=90)
    if facts.event == "traffic":
        yield Need("责任认定书", stamped=True, later=facts.blame_open)
    if facts.event == "violence":
        yield Need("公安证明", stamped=True, later=True)
    if facts.event == "errand":
        yield Need("派遣证明", stamped=True)
    if facts.died:
        yield Need("死亡证明", stamped=True)
    if facts.kin:
        yield Need("亲属关系证明")


class SurvivorVisit(_Visit):
    """Facts of 云人社办〔2026〕14号.

    Attributes:
        since_2026: whether the death lies in 2026 or later.
        several: whether two or more may draw the benefit.
        card_lost: whether a pensioner's card is lost.
        by_police: whether the police certified the death.
    """

    matter: Literal["survivor"]
    since_2026: bool = True
    buried: bool = False
    several: bool = False
    pensioner: bool = False
    card_lost: bool = False
    by_police: bool = False
    minor: bool = False


def _survivor(facts: SurvivorVisit) -> Iterator[Need]:
    yield Need("待遇申领表", stamped=True)
    yield Need("死亡证明", stamped=True)
    if facts.since_2026 and not facts.buried:
        yield Need("火化证明", original=False, later=True)
    yield Need("身份证", original=not facts.agent)
    yield Need("关系证明")
    if facts.several:
        yield Need("遗属授权书", stamped=True)
    if facts.pensioner and not facts.card_lost:
        yield Need("死者社保卡")
    yield Need("领款账户", original=False, later=True)
    if not facts.by_police:
        yield Need("户口注销证明", original=False)
    if facts.minor:
        yield from GUARDIAN


class Claim(_Visit):
    """Facts of 云医保办〔2026〕22号.

    Attributes:
        invoice_lost: whether a stamped copy of the stub takes the invoice's place.
        not_filed: treated elsewhere, and the filing is not found in the system.
        bank_active: whether the card's bank account is active.
        foreign: whether papers are not in Chinese.
    """

    matter: Literal["claim"]
    stay: bool = True
    invoice_lost: bool = False
    injured: bool = False
    not_filed: bool = False
    bank_active: bool = True
    foreign: bool = False


def _claim(facts: Claim) -> Iterator[Need]:
    yield Need("报销申请表", stamped=True)
    yield Need("社保卡")
    yield Need("医疗发票", original=not facts.invoice_lost, stamped=True)
    yield Need("费用清单", stamped=True)
    if facts.stay:
        yield Need("出院记录", original=False, stamped=True, later=True)
    else:
        yield Need("门诊病历", original=False)
    if facts.injured:
        yield Need("意外情况说明", stamped=True)
    if facts.not_filed:
        yield Need("异地备案凭证", original=False, later=True)
    if not facts.bank_active:
        yield Need("银行账户", original=False, later=True)
    if facts.foreign:
        yield Need("翻译件", stamped=True)


def _names(listed: str, *more: str) -> tuple[str, ...]:
    return (*listed.split(), *more, *_AGENT_NAMES)


HANDLINGS = {
    "card": Handling(
        lambda facts: tuple(_card(facts)),
        "ss-materials-card-2026",
        _names("申请表 身份证 户口簿 护照 居留许可 照片 旧卡 单位证明", *_GUARDIAN_NAMES),
    ),
    "retirement": Handling(
        lambda facts: tuple(_retirement(facts)),
        "ss-materials-retirement-2026",
        _names("退休申请表 身份证 职工档案 社保卡 岗位证明 公示结果 户籍证明 劳动能力鉴定结论"),
    ),
    "birth": Handling(
        lambda facts: tuple(_birth(facts)),
        "ss-materials-birth-2026",
        _names("津贴申请表 身份证 出生医学证明 诊断证明 出院记录 结婚证 配偶未就业承诺书 银行账户"),
    ),
    "injury": Handling(
        lambda facts: tuple(_injury(facts)),
        "ss-materials-injury-2026",
        _names(
            "认定申请表 伤者身份证 劳动关系证明 诊断证明 责任认定书 公安证明 派遣证明 死亡证明 "
            "亲属关系证明"
        ),
    ),
    "survivor": Handling(
        lambda facts: tuple(_survivor(facts)),
        "ss-materials-survivor-2026",
        _names(
            "待遇申领表 死亡证明 火化证明 身份证 关系证明 遗属授权书 死者社保卡 领款账户 "
            "户口注销证明",
            *_GUARDIAN_NAMES,
        ),
    ),
    "claim": Handling(
        lambda facts: tuple(_claim(facts)),
        "ss-materials-claim-2026",
        _names(
            "报销申请表 社保卡 医疗发票 费用清单 出院记录 门诊病历 意外情况说明 异地备案凭证 "
            "银行账户 翻译件"
        ),
    ),
}


class MaterialsFacts(Declared):
    """The facts of one visit, whose `matter` says by which list it goes."""

    case: Annotated[
        Card | RetirementVisit | Birth | InjuryVisit | SurvivorVisit | Claim,
        Field(discriminator="matter"),
    ]


def answer(facts: MaterialsFacts) -> dict[str, Any]:
    """What is missing, what will not do, and whether the visit is taken in.

    Raises:
        ValueError: for a paper that the matter's list does not know, or a day that is needed.
    """
    visit, handling = facts.case, HANDLINGS[facts.case.matter]
    if strange := sorted(visit.brought.keys() - set(handling.names)):
        raise ValueError(f"{strange[0]} is on no list of this matter")
    needs = (*handling.needs(visit), *(AGENT if visit.agent else ()))
    return checked(needs, visit.brought, visit.on)


def _shown(facts: MaterialsFacts) -> dict[str, Any]:
    handling = HANDLINGS[facts.case.matter]
    return {"rules": [_COMMON, handling.document], "names": list(handling.names)}


RECIPE = Recipe(
    facts=MaterialsFacts,
    target=answer,
    shown=_shown,
    slices=lambda facts: {"matter": facts.case.matter, "能否受理": answer(facts)["能否受理"]},
)
