"""Nested headers: the paths of a form's columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from govllm.government.forms.render import render
from govllm.government.forms.table import Form, depth, paths
from govllm.government.recipe import Recipe

_EASY_COLUMNS = 8
_HARD_COLUMNS = 12


def fields(form: Form) -> dict[str, Any]:
    """The right answer: every path, and how many columns have data."""
    found = paths(form.columns)
    return {"字段": found, "列数": len(found)}


def _slices(form: Form) -> Mapping[str, str]:
    found, levels = paths(form.columns), depth(form.columns)
    leaves = [path.rpartition("/")[2] for path in found]
    repeated = len(set(leaves)) < len(leaves)
    difficulty = "medium"
    if levels == 2 and len(found) <= _EASY_COLUMNS and not repeated:
        difficulty = "easy"
    if levels > 2 and (len(found) > _HARD_COLUMNS or repeated):
        difficulty = "hard"
    return {
        "rendering": form.rendering,
        "levels": str(levels),
        "repeated": "yes" if repeated else "no",
        "difficulty": difficulty,
    }


def _shown(form: Form) -> Mapping[str, Any]:
    return {"form": render(form)}


HEADERS = Recipe(Form, fields, _shown, _slices)
