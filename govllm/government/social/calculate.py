"""`social_security/calculate`: what a person is due, in fifteen matters."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from govllm.government.recipe import Recipe
from govllm.government.social import housing, injury, maternity, unemployment
from govllm.government.social.allowances import DISABLED, ELDERLY, Disabled, Elderly
from govllm.government.social.due import NOTHING, Due, Matter
from govllm.government.social.medical import INPATIENT, OUTPATIENT, Inpatient, Outpatient
from govllm.government.social.pensions import EMPLOYEE, RESIDENT, Employee, Resident
from govllm.government.social.retirement import RETIREMENT, SURVIVOR, Retirement, Survivor
from govllm.government.social.treatment import CARE, CHRONIC, RELIEF, Care, Chronic, Relief
from govllm.tasks.declaration import Declared

MATTERS: Mapping[str, Matter] = MappingProxyType(
    {
        "unemployment": unemployment.MATTER,
        "maternity": maternity.MATTER,
        "inpatient": INPATIENT,
        "outpatient": OUTPATIENT,
        "chronic": CHRONIC,
        "relief": RELIEF,
        "care": CARE,
        "elderly": ELDERLY,
        "disabled": DISABLED,
        "resident_pension": RESIDENT,
        "employee_pension": EMPLOYEE,
        "retirement": RETIREMENT,
        "survivor": SURVIVOR,
        "injury": injury.MATTER,
        "loan": housing.MATTER,
    }
)


class CalculateFacts(Declared):
    """The facts of one case, whose `matter` says by which rule it goes."""

    case: Annotated[
        unemployment.Unemployment
        | maternity.Maternity
        | Inpatient
        | Outpatient
        | Chronic
        | Relief
        | Care
        | Elderly
        | Disabled
        | Resident
        | Employee
        | Retirement
        | Survivor
        | injury.Injury
        | housing.Loan,
        Field(discriminator="matter"),
    ]


def due(facts: CalculateFacts) -> Due:
    """What the case gives; where no money is due, nothing else is told of it.

    Raises:
        ValueError: for facts that the matter's rule refuses.
    """
    found = MATTERS[facts.case.matter].due(facts.case)
    return NOTHING if found.amount == 0 else found


def _shown(facts: CalculateFacts) -> dict[str, Any]:
    matter = MATTERS[facts.case.matter]
    return {
        "rules": {id: list(articles) for id, articles in matter.rules.items()},
        "asked": matter.asked(facts.case),
    }


RECIPE = Recipe(
    facts=CalculateFacts,
    target=lambda facts: due(facts).as_target(),
    shown=_shown,
    slices=lambda facts: {"matter": facts.case.matter},
)
