"""Opinions on a draft: which clauses they are about, what they want, and in which direction.

Sources: the drafts `evalsets/corpus/rules/policy-draft-*.yaml`, and the definitions in the prompt
of `policy/feedback`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Literal

from pydantic import Field, field_validator, model_validator

from govllm.government.recipe import Recipe
from govllm.tasks.declaration import Declared

Draft = Literal["ebike", "park", "stalls", "meals"]
Stance = Literal["修改建议", "反对", "支持"]

# Of an opinion that takes several stances the first of these counts (prompt, 立场).
_PRECEDENCE: tuple[Stance, ...] = ("修改建议", "反对", "支持")
_NUMERALS = "一二三四五六七八"
_NONE = "无"


def _figures(written: str) -> Mapping[int, Decimal]:
    pairs = (pair.split(": ") for pair in written.split(", "))
    return MappingProxyType({int(clause): Decimal(figure) for clause, figure in pairs})


# The one figure of each clause that has one, in the clause's own unit.
FIGURES: Mapping[Draft, Mapping[int, Decimal]] = MappingProxyType(
    {
        "ebike": _figures("2: 30, 3: 0.9, 4: 23, 5: 6, 6: 200, 7: 2, 8: 300"),
        "park": _figures("1: 21, 2: 70, 3: 300, 5: 3, 6: 1.5, 7: 15, 8: 22"),
        "stalls": _figures("1: 23, 2: 600, 3: 1, 4: 30, 5: 50, 7: 3, 8: 20"),
        "meals": _figures("1: 70, 2: 3, 3: 2, 4: 2, 7: 5, 8: 10"),
    }
)


class Remark(Declared):
    """What an opinion says of one clause; `number` is what its figure should become."""

    clause: int = Field(ge=1, le=len(_NUMERALS))
    stance: Stance
    number: Decimal | None = None

    @model_validator(mode="after")
    def _changed(self) -> Remark:
        if self.number is not None and self.stance != "修改建议":
            raise ValueError("a number is proposed by a 修改建议 alone")
        return self


class Opinion(Declared):
    """An opinion on a draft; one that is about no clause has no remarks."""

    draft: Draft
    remarks: tuple[Remark, ...] = Field((), max_length=2)

    @field_validator("remarks")
    @classmethod
    def _once_each(cls, remarks: tuple[Remark, ...]) -> tuple[Remark, ...]:
        if len({remark.clause for remark in remarks}) < len(remarks):
            raise ValueError("names a clause twice")
        if sum(remark.number is not None for remark in remarks) > 1:
            raise ValueError("proposes two numbers, so that their direction is not one")
        return remarks


def clause_name(number: int) -> str:
    """第一条 for 1."""
    return f"第{_NUMERALS[number - 1]}条"


def stance(opinion: Opinion) -> str:
    """The stance of the whole opinion; 无关 where it is about no clause."""
    taken = {remark.stance for remark in opinion.remarks}
    return next((each for each in _PRECEDENCE if each in taken), "无关")


def direction(opinion: Opinion) -> str:
    """变大 or 变小 against the draft's figure; 无 where no number is proposed.

    Raises:
        ValueError: where the clause has no figure, or has that one already.
    """
    for remark in opinion.remarks:
        if remark.number is None:
            continue
        figure = FIGURES[opinion.draft].get(remark.clause)
        if figure is None:
            raise ValueError(f"{clause_name(remark.clause)} of this draft has no figure")
        if remark.number == figure:
            raise ValueError(f"{clause_name(remark.clause)} says {figure} already")
        return "变大" if remark.number > figure else "变小"
    return _NONE


def _target(opinion: Opinion) -> Mapping[str, str]:
    clauses = [clause_name(number) for number in sorted(r.clause for r in opinion.remarks)]
    first, second, *_ = [*clauses, _NONE, _NONE]
    return {
        "首涉条款": first,
        "另涉条款": second,
        "立场": stance(opinion),
        "数值变化": direction(opinion),
    }


def _shown(opinion: Opinion) -> Mapping[str, Any]:
    return {"draft": f"policy-draft-{opinion.draft}"}


FEEDBACK = Recipe(Opinion, _target, _shown, lambda opinion: {"draft": opinion.draft})
