"""Sets, orders, rankings, and one question in several variants."""

from __future__ import annotations

import itertools
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.domain import Answer
from govllm.scoring.lists import elements_of, f1, tau
from govllm.scoring.ranking import ranked, score_ranking
from govllm.scoring.varied import score_varied
from tests.support.tasks import load_tiny

NAMES = st.lists(st.sampled_from("甲乙丙丁戊己庚辛"), unique=True, max_size=8)


@pytest.mark.parametrize(
    ("given_", "wanted", "expected"),
    [
        (["甲", "乙"], ["乙", "甲"], 1.0), ("甲、乙", ["乙", "甲"], 1.0), ([], [], 1.0),
        ("无", [], 1.0), (None, [], 1.0), ("未提及", [], 1.0), ("none", [], 1.0), ([None], [], 1.0),
        (["甲"], [], 0.0), ([], ["甲"], 0.0),
        (["甲", "丙"], ["甲", "乙"], 0.5), (["甲", "甲"], ["甲"], 1.0),
        (["市局", "公安局"], [["市公安局", "公安局"], "市局"], 1.0),
        # Two wordings of one element are one hit, and no false alarm beside it.
        (["市公安局", "公安局"], [["市公安局", "公安局"]], 1.0),
        (["甲", "乙", "丙", "丁"], ["甲"], 0.4),
    ],
)  # fmt: skip
def test_sets_by_hand(given_: object, wanted: list[str], expected: float) -> None:
    assert f1(given_, wanted) == pytest.approx(expected)


@given(NAMES, NAMES)
def test_f1_is_that_of_the_sets(given_: list[str], wanted: list[str]) -> None:
    one, two = set(given_), set(wanted)
    total = len(one) + len(two)
    assert f1(given_, wanted) == pytest.approx(2 * len(one & two) / total if total else 1.0)


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ("甲乙丙丁", 1.0), ("丁丙乙甲", -1.0), ("", -1.0), ("乙甲丙丁", 2 / 3), ("甲乙丙", 0.0),
        ("甲乙丙丁戊", 0.2), ("戊己", -1.0),
    ],
)  # fmt: skip
def test_orders_by_hand(given_: str, expected: float) -> None:
    assert tau(list(given_), list("甲乙丙丁")) == pytest.approx(expected)


@given(st.permutations(list("甲乙丙丁戊")))
def test_tau_counts_pairs(order: list[str]) -> None:
    wanted = list("甲乙丙丁戊")
    pairs = list(itertools.combinations(wanted, 2))
    right = sum(order.index(a) < order.index(b) for a, b in pairs)
    assert tau(order, wanted) == pytest.approx(2 * right / len(pairs) - 1)


def test_elements_are_read_from_lists_and_from_one_text() -> None:
    assert elements_of("营业执照、身份证；\n户口本") == ["营业执照", "身份证", "户口本"]
    assert elements_of(["Ａ-1", "a1", " "]) == ["a1"]


def test_ids_are_read_in_order_and_not_within_others() -> None:
    assert ranked("K12、K1，再看K1和XK3。", ["K1", "K12", "K3"]) == ["K12", "K1"]
    assert ranked('["K3","K1"]', ["K1", "K12", "K3"]) == ["K3", "K1"]


def test_rankings_by_hand(tmp_path: Path) -> None:
    loaded = load_tiny(tmp_path, "retrieval")
    sample = next(iter(loaded.items.read([1])))
    assert sample.target == ["K6", "K2"]
    scores = score_ranking(loaded.task, sample, [Answer("K1、K2、K3、K6")])
    told = {name: score.value for name, score in scores.items()}
    assert told == {
        "recall_1": 0.0, "recall_3": 0.5, "recall_5": 1.0, "reciprocal_rank": 0.5, "parsed": 1.0,
    }  # fmt: skip
    assert score_ranking(loaded.task, sample, [Answer("都不合适")])["parsed"].value == 0.0


def test_variants_must_get_the_same_answer(tmp_path: Path) -> None:
    loaded = load_tiny(tmp_path, "varied")
    sample = next(iter(loaded.items.read([0])))

    def scores(*told: dict[str, object] | str) -> dict[str, float]:
        answers = [
            Answer(each if isinstance(each, str) else json.dumps(each, ensure_ascii=False))
            for each in told
        ]
        found = score_varied(loaded.task, sample, answers)
        return {name: score.value for name, score in found.items()}

    right, other = {"tier": "从轻", "fine": 200}, {"tier": "从重", "fine": 200}
    assert scores(right, right, right) == {
        "tier": 1.0, "fine": 1.0, "fields": 1.0, "exact": 1.0, "parsed": 1.0, "invariant": 1.0,
    }  # fmt: skip
    mixed = scores(right, other, right)
    assert mixed["tier"] == pytest.approx(2 / 3)
    assert mixed["invariant"] == 0.0
    assert scores(other, other, other)["invariant"] == 1.0
    assert scores(right, {**right, "fine": "二百元"}, right)["invariant"] == 1.0
    assert scores("", "", "")["invariant"] == 0.0
