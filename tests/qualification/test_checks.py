"""The checks on hallucination on labelled answers: shipped figures are the code's, targets hold."""

from __future__ import annotations

from typing import Any

import pytest

from govllm import canonical
from govllm.qualification.checks import (
    FAMILIES,
    FILE,
    FOLDER,
    PARTS,
    figures,
    measure_checks,
    rows_of,
)
from govllm.resources import evalsets_dir

SETS = evalsets_dir() / FOLDER


@pytest.fixture(scope="module")
def record() -> dict[str, dict[str, Any]]:
    return measure_checks(evalsets_dir())


@pytest.mark.parametrize("family", FAMILIES)
def test_the_shipped_figures_are_those_of_this_code(
    record: dict[str, dict[str, Any]], family: str
) -> None:
    shipped = canonical.read_json(SETS / family / FILE)
    assert shipped == record[family], "run python -m govllm.build checks"


@pytest.mark.parametrize("family", FAMILIES)
def test_there_are_enough_answers_and_none_twice(
    record: dict[str, dict[str, Any]], family: str
) -> None:
    rows = [row for part in PARTS for row in rows_of(SETS / family / f"{part}.jsonl")]
    assert len(rows) >= 200
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["answer"] for row in rows}) == len(rows)
    assert record[family]["held_back"]["answers"] >= 100


# Of names and contradictions no figure is wanted, and no score leans on them.
@pytest.mark.parametrize(
    ("family", "wanted"),
    [
        ("citations", 0.95),
        ("numbers", 0.95),
        ("abstention", 0.97),
        ("entities", 0.55),
        ("contradictions", 0.5),
    ],
)
def test_what_is_wanted_is_reached_on_answers_not_looked_at(
    record: dict[str, dict[str, Any]], family: str, wanted: float
) -> None:
    assert record[family]["held_back"]["f1"] >= wanted


def test_a_check_wrong_at_a_known_rate_is_measured_at_it() -> None:
    """Of ten wrong answers eight are found, of ten right ones one is taken for wrong."""
    told = [(["a"], ["a"])] * 8 + [(["a"], [])] * 2 + [([], ["b"])] + [([], [])] * 9
    row = figures(told)
    assert (row["hits"], row["false"], row["missed"]) == (8, 1, 2)
    assert row["f1"] == pytest.approx(16 / 19)
    assert row["sensitivity"] == pytest.approx(0.8)
    assert row["specificity"] == pytest.approx(0.9)
    for name in ("f1", "sensitivity", "specificity"):
        assert row[f"{name}_lower"] < row[name] < row[f"{name}_upper"]


def test_nothing_measured_is_no_figure() -> None:
    row = figures([])
    assert row["f1"] is row["sensitivity"] is row["specificity"] is None
    only_right = figures([([], [])])
    assert only_right["sensitivity"] is None
    assert only_right["specificity"] == 1.0
