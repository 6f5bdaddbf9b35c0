"""The one table of government tasks whose items are made from seeds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.government.policy.feedback import FEEDBACK
from govllm.government.policy.match import MATCH
from govllm.government.recipe import Recipe

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "policy/feedback": FEEDBACK,
        "policy/match": MATCH,
    }
)
