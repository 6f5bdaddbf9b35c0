"""The one table of government tasks whose items are made from seeds."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from govllm.government.analysis import ANALYSIS
from govllm.government.assessment import APPLICATION
from govllm.government.drafting import DRAFT
from govllm.government.duplicate import DUPLICATE
from govllm.government.emergency_response import RESPONSE
from govllm.government.emergency_warning import WARNING
from govllm.government.forms.fields import FIELDS
from govllm.government.forms.fill import FILL
from govllm.government.forms.headers import HEADERS
from govllm.government.forms.reuse import REUSE
from govllm.government.policy.feedback import FEEDBACK
from govllm.government.policy.match import MATCH
from govllm.government.proofread import PROOFREAD
from govllm.government.recipe import Recipe
from govllm.government.recommend import RECOMMEND
from govllm.government.routing import ROUTE
from govllm.government.search import SEARCH
from govllm.government.social import calculate as social_calculate
from govllm.government.social import eligibility as social_eligibility
from govllm.government.social import materials as social_materials
from govllm.government.supervision_discretion import DISCRETION
from govllm.government.supervision_inspection import INSPECTION
from govllm.government.supervision_risk import RISK

RECIPES: Mapping[str, Recipe] = MappingProxyType(
    {
        "assessment/application": APPLICATION,
        "documents/draft": DRAFT,
        "documents/proofread": PROOFREAD,
        "documents/route": ROUTE,
        "emergency/response": RESPONSE,
        "emergency/warning": WARNING,
        "forms/fields": FIELDS,
        "forms/fill": FILL,
        "forms/headers": HEADERS,
        "forms/reuse": REUSE,
        "hotline/analysis": ANALYSIS,
        "hotline/duplicate": DUPLICATE,
        "hotline/recommend": RECOMMEND,
        "policy/feedback": FEEDBACK,
        "policy/match": MATCH,
        "retrieval/search": SEARCH,
        "social_security/calculate": social_calculate.RECIPE,
        "social_security/eligibility": social_eligibility.RECIPE,
        "social_security/materials": social_materials.RECIPE,
        "supervision/discretion": DISCRETION,
        "supervision/inspection": INSPECTION,
        "supervision/risk": RISK,
    }
)
