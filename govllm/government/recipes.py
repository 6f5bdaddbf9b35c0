"""The one table of government tasks whose items are made from seeds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.government.assessment import APPLICATION
from govllm.government.emergency_response import RESPONSE
from govllm.government.emergency_warning import WARNING
from govllm.government.recipe import Recipe

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "assessment/application": APPLICATION,
        "emergency/response": RESPONSE,
        "emergency/warning": WARNING,
    }
)
