"""Review of applications under five schemes: defects, points and conclusion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pydantic import Field

from govllm.government.assessment_review import Reviewed, Scheme, review
from govllm.government.assessment_schemes import (
    ARTISAN,
    CARE,
    GRANT,
    PERMIT,
    SUPPLIER,
    Artisan,
    Care,
    Grant,
    Permit,
    Supplier,
)
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

_COMMON = "as-review-2026"
AnyApplication = Grant | Care | Artisan | Supplier | Permit


class AssessmentFacts(Declared):
    """An application; `scheme` says which of the five it is made under."""

    application: AnyApplication = Field(discriminator="scheme")


def assess(given: AnyApplication) -> tuple[Scheme[Any], Reviewed]:
    """The scheme of an application, and what its review finds."""
    match given:
        case Grant():
            return GRANT, review(GRANT, given)
        case Care():
            return CARE, review(CARE, given)
        case Artisan():
            return ARTISAN, review(ARTISAN, given)
        case Supplier():
            return SUPPLIER, review(SUPPLIER, given)
        case Permit():
            return PERMIT, review(PERMIT, given)


def _number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _target(facts: AssessmentFacts) -> dict[str, Any]:
    _, found = assess(facts.application)
    names = ("第一项", "第二项", "第三项", "第四项")
    return {
        "缺陷": list(found.defects),
        **{name: _number(each) for name, each in zip(names, found.points, strict=True)},
        "总分": _number(sum(found.points, Decimal(0))),
        "结论": found.conclusion,
    }


def _shown(facts: AssessmentFacts) -> dict[str, Any]:
    scheme, _ = assess(facts.application)
    return {"rules": [_COMMON, scheme.document]}


APPLICATION = Recipe(
    AssessmentFacts,
    _target,
    _shown,
    lambda facts: {"事项": facts.application.scheme},
)
