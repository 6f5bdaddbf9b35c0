"""`social_security/eligibility`: may this person have this benefit, and what is not known."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from govllm.government.recipe import Recipe
from govllm.government.social.care_conditions import Home, Sickness
from govllm.government.social.conditions import BENEFITS
from govllm.government.social.verdict import verdict
from govllm.government.social.work_conditions import Flexible, Recognition, Skill, Special
from govllm.tasks.declaration import Declared


class EligibilityFacts(Declared):
    """The facts of one claim, whose `benefit` says by which rule it goes."""

    case: Annotated[
        Flexible | Sickness | Special | Recognition | Skill | Home,
        Field(discriminator="benefit"),
    ]


def _target(facts: EligibilityFacts) -> dict[str, Any]:
    return dict(verdict(BENEFITS[facts.case.benefit].conditions(facts.case)))


def _shown(facts: EligibilityFacts) -> dict[str, Any]:
    benefit = BENEFITS[facts.case.benefit]
    return {"rule": benefit.document, "about": list(benefit.about)}


RECIPE = Recipe(
    facts=EligibilityFacts,
    target=_target,
    shown=_shown,
    slices=lambda facts: {"benefit": facts.case.benefit, "结论": _target(facts)["结论"]},
)
