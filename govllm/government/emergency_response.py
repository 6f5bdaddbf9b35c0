"""An incident's response: level, lead and the steps of its plan in order."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from govllm.government.emergency_plans import ACCIDENT, FLOOD, HEALTH, Accident, Flood, Health
from govllm.government.emergency_steps import ordered
from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

LEVELS = ("一级", "二级", "三级", "四级")


class ResponseFacts(Declared):
    """An incident; its kind says which of the three plans applies."""

    incident: Accident | Health | Flood = Field(discriminator="kind")


def steps(incident: Accident | Health | Flood) -> list[str]:
    """The codes of the steps in order."""
    if isinstance(incident, Accident):
        return ordered(ACCIDENT, incident)
    if isinstance(incident, Health):
        return ordered(HEALTH, incident)
    return ordered(FLOOD, incident)


def document(incident: Accident | Health | Flood) -> str:
    """The id of the plan that applies."""
    if isinstance(incident, Accident):
        return ACCIDENT.document
    return HEALTH.document if isinstance(incident, Health) else FLOOD.document


def _target(facts: ResponseFacts) -> dict[str, Any]:
    return {
        "响应级别": LEVELS[facts.incident.level - 1],
        "牵头单位": facts.incident.lead,
        "步骤": steps(facts.incident),
    }


RESPONSE = Recipe(
    ResponseFacts,
    _target,
    lambda facts: {"rules": [document(facts.incident)]},
    lambda facts: {"事件": facts.incident.kind},
)
