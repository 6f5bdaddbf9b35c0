"""Opinions on drafts: clauses, stance and direction, worked by hand and in general."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from govllm.government.policy.feedback import FEEDBACK, FIGURES, Opinion, clause_name
from govllm.resources import evalsets_dir

quick = settings(max_examples=200, derandomize=True, deadline=None)

FOLDER = evalsets_dir() / "policy" / "feedback"


def answer(draft: str, *remarks: dict[str, Any]) -> dict[str, str]:
    opinion = Opinion.model_validate({"draft": draft, "remarks": remarks})
    return dict(FEEDBACK.target(opinion))


def test_clauses_are_told_in_the_draft_s_order() -> None:
    told = answer("ebike", {"clause": 8, "stance": "支持"}, {"clause": 3, "stance": "支持"})
    assert (told["首涉条款"], told["另涉条款"]) == ("第三条", "第八条")


def test_an_opinion_on_nothing_is_beside_the_point() -> None:
    assert answer("park") == {
        "首涉条款": "无",
        "另涉条款": "无",
        "立场": "无关",
        "数值变化": "无",
    }


@pytest.mark.parametrize(
    ("stances", "taken"),
    [
        (("支持", "反对"), "反对"),
        (("反对", "支持"), "反对"),
        (("支持", "修改建议"), "修改建议"),
        (("修改建议", "反对"), "修改建议"),
        (("支持", "支持"), "支持"),
    ],
)
def test_of_two_stances_the_one_that_asks_for_more_counts(
    stances: tuple[str, str], taken: str
) -> None:
    remarks = [{"clause": n, "stance": stance} for n, stance in enumerate(stances, 1)]
    assert answer("stalls", *remarks)["立场"] == taken


@pytest.mark.parametrize(
    ("draft", "clause", "number", "direction"),
    [
        ("ebike", 3, "0.7", "变小"),
        ("ebike", 3, "1.2", "变大"),
        ("park", 6, "1.4", "变小"),
        ("meals", 1, "71", "变大"),
    ],
)
def test_direction(draft: str, clause: int, number: str, direction: str) -> None:
    told = answer(draft, {"clause": clause, "stance": "修改建议", "number": number})
    assert told["数值变化"] == direction


@quick
@given(st.sampled_from(sorted(FIGURES)), st.integers(1, 8), st.decimals(0, 2000, places=1))
def test_a_number_is_more_less_or_refused(draft: Any, clause: int, number: Decimal) -> None:
    remark = {"clause": clause, "stance": "修改建议", "number": number}
    figure = FIGURES[draft].get(clause)
    if figure is None or figure == number:
        with pytest.raises(ValueError, match=clause_name(clause)):
            answer(draft, remark)
    else:
        told = answer(draft, {"clause": clause % 8 + 1, "stance": "支持"}, remark)
        assert told["数值变化"] == ("变大" if number > figure else "变小")


@pytest.mark.parametrize(
    ("remarks", "fault"),
    [
        ([{"clause": 9, "stance": "支持"}], "less than or equal to 8"),
        ([{"clause": 1, "stance": "无关"}], "修改建议"),
        ([{"clause": 1, "stance": "支持", "number": 3}], "by a 修改建议 alone"),
        ([{"clause": 1, "stance": "支持"}, {"clause": 1, "stance": "反对"}], "a clause twice"),
        ([{"clause": n, "stance": "支持"} for n in (1, 2, 3)], "at most 2"),
        (
            [{"clause": n, "stance": "修改建议", "number": 9} for n in (2, 3)],
            "proposes two numbers",
        ),
    ],
)
def test_bad_facts_are_refused(remarks: list[dict[str, Any]], fault: str) -> None:
    with pytest.raises(ValidationError, match=fault):
        Opinion.model_validate({"draft": "ebike", "remarks": remarks})


def test_the_figures_are_those_of_the_drafts() -> None:
    declared = yaml.safe_load((FOLDER / "task.yaml").read_text(encoding="utf-8"))
    read = {}
    for name in declared["documents"]:
        document = yaml.safe_load((FOLDER / name).read_text(encoding="utf-8"))
        assert [a["number"] for a in document["articles"]] == [clause_name(n) for n in range(1, 9)]
        found = [re.findall(r"\d+(?:\.\d+)?", a["text"]) for a in document["articles"]]
        assert all(len(numbers) <= 1 for numbers in found)
        draft = document["id"].removeprefix("policy-draft-")
        read[draft] = {n: Decimal(f[0]) for n, f in enumerate(found, 1) if f}
    assert read == FIGURES
