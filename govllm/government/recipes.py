"""The one table of government tasks whose items are made from seeds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.government.drafting import DRAFT
from govllm.government.policy.feedback import FEEDBACK
from govllm.government.policy.match import MATCH
from govllm.government.recipe import Recipe
from govllm.government.routing import ROUTE
from govllm.government.supervision_discretion import DISCRETION
from govllm.government.supervision_inspection import INSPECTION
from govllm.government.supervision_risk import RISK

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "documents/draft": DRAFT,
        "documents/route": ROUTE,
        "supervision/discretion": DISCRETION,
        "supervision/inspection": INSPECTION,
        "supervision/risk": RISK,
        "policy/feedback": FEEDBACK,
        "policy/match": MATCH,
    }
)
