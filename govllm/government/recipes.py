"""The one table of government tasks whose items are made from seeds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.government.forms.fields import FIELDS
from govllm.government.forms.fill import FILL
from govllm.government.forms.headers import HEADERS
from govllm.government.forms.reuse import REUSE
from govllm.government.recipe import Recipe

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "forms/fields": FIELDS,
        "forms/fill": FILL,
        "forms/headers": HEADERS,
        "forms/reuse": REUSE,
    }
)
