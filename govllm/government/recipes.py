"""The one table of government tasks whose items are made from seeds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.government.analysis import ANALYSIS
from govllm.government.duplicate import DUPLICATE
from govllm.government.recipe import Recipe
from govllm.government.recommend import RECOMMEND
from govllm.government.search import SEARCH

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "hotline/analysis": ANALYSIS,
        "hotline/duplicate": DUPLICATE,
        "hotline/recommend": RECOMMEND,
        "retrieval/search": SEARCH,
    }
)
