"""Fields of several departments' forms that mean the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from itertools import combinations
from typing import Any, NamedTuple

from pydantic import Field, model_validator

from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

_FORM_LETTERS = "ABC"
TODAY = "填表当日"
_MANY_FIELDS = 14


class Meaning(NamedTuple):
    """What a field asks for: two fields are the same where all five agree (the prompt's rule).

    Attributes:
        of: whom or what it is about.
        about: the attribute asked for.
        unit: of measurement or of counting, "" where there is none.
        time: the day, month or year it is about.
        scope: what the figure or text takes in and leaves out, "" where nothing is said.
    """

    of: str
    about: str
    unit: str
    time: str
    scope: str


class FormField(Declared):
    """A field of a form: its name, what the form says of it, and what that means.

    Attributes:
        of: as in `Meaning`; none where the field says nothing, so that it is the form's own
            subject.
        time: likewise; none means the day of filling.
    """

    name: str = Field(min_length=1)
    says: str = Field(min_length=1)
    about: str = Field(min_length=1)
    of: str = ""
    unit: str = ""
    time: str = TODAY
    scope: str = ""


class DepartmentForm(Declared):
    """A form: who gives it out, and whom its fields are about where they do not say."""

    department: str
    title: str
    of: str = Field(min_length=1)
    fields: tuple[FormField, ...] = Field(min_length=2)

    def meanings(self) -> list[Meaning]:
        """What its fields mean, in their order."""
        return [Meaning(f.of or self.of, f.about, f.unit, f.time, f.scope) for f in self.fields]


class Comparison(Declared):
    """Two or three forms to be compared."""

    forms: tuple[DepartmentForm, ...] = Field(min_length=2, max_length=len(_FORM_LETTERS))

    @model_validator(mode="after")
    def _each_once(self) -> Comparison:
        for form in self.forms:
            common, times = Counter(form.meanings()).most_common(1)[0]
            if times > 1:
                raise ValueError(f"{form.title}: two fields mean {'·'.join(common)}")
        return self


def same_fields(comparison: Comparison) -> list[tuple[str, str]]:
    """The pairs of codes (`A1`, `B3`) whose fields mean the same, in the order of the forms."""
    coded = [
        [(f"{letter}{number}", meaning) for number, meaning in enumerate(form.meanings(), 1)]
        for letter, form in zip(_FORM_LETTERS, comparison.forms, strict=False)
    ]
    return [
        (code, other)
        for one, two in combinations(coded, 2)
        for code, meaning in one
        for other, same in two
        if meaning == same
    ]


def _target(comparison: Comparison) -> dict[str, Any]:
    # Either way round is the same pair.
    return {"同义": [[f"{a}={b}", f"{b}={a}"] for a, b in same_fields(comparison)]}


def _shown(comparison: Comparison) -> Mapping[str, Any]:
    forms = [
        {
            "letter": letter,
            "department": form.department,
            "title": form.title,
            "of": form.of,
            "fields": [
                {"code": f"{letter}{number}", "name": field.name, "says": field.says}
                for number, field in enumerate(form.fields, 1)
            ],
        }
        for letter, form in zip(_FORM_LETTERS, comparison.forms, strict=False)
    ]
    return {"forms": forms}


def misleading(comparison: Comparison) -> int:
    """Pairs of one name that do not mean the same, and pairs of two names that do."""
    names = {
        f"{letter}{number}": field.name
        for letter, form in zip(_FORM_LETTERS, comparison.forms, strict=False)
        for number, field in enumerate(form.fields, 1)
    }
    same = set(same_fields(comparison))
    pairs = [(a, b) for a, b in combinations(names, 2) if a[0] != b[0]]
    return sum((names[a] == names[b]) != ((a, b) in same) for a, b in pairs)


def _slices(comparison: Comparison) -> Mapping[str, str]:
    fields = sum(len(form.fields) for form in comparison.forms)
    wrong = misleading(comparison)
    difficulty = "medium"
    if wrong <= 2:
        difficulty = "easy"
    elif wrong > 4 or (len(comparison.forms) > 2 and fields >= _MANY_FIELDS):
        difficulty = "hard"
    return {"forms": str(len(comparison.forms)), "difficulty": difficulty}


FIELDS = Recipe(Comparison, _target, _shown, _slices)
