"""The one table of government tasks whose items are made from seeds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.government.recipe import Recipe
from govllm.government.social import calculate as social_calculate
from govllm.government.social import eligibility as social_eligibility
from govllm.government.social import materials as social_materials

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "social_security/calculate": social_calculate.RECIPE,
        "social_security/eligibility": social_eligibility.RECIPE,
        "social_security/materials": social_materials.RECIPE,
    }
)
