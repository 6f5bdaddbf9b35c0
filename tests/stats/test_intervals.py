"""Intervals at their edges, and metrics with errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from govllm.domain import Bilingual, MetricSpec
from govllm.stats.intervals import clustered, effective_n, gate_bounds, share_interval
from govllm.stats.macro_f1 import class_counts, macro_f1
from govllm.stats.metric import ScoreColumn, measure


def spec(aggregate: str = "mean", direction: str = "higher") -> MetricSpec:
    title = Bilingual("准确率", "accuracy")
    return MetricSpec("m", "s", aggregate, direction, 0.0, 1.0, "share", title)  # type: ignore[arg-type]


def column(values: list[float], clusters: list[int] | None = None) -> ScoreColumn:
    n = len(values)
    codes = np.array(clusters if clusters is not None else range(n), dtype=np.int64)
    return ScoreColumn(np.array(values, dtype=np.float64), codes, [None] * n, [None] * n)


def shares(right: int, n: int, per_cluster: int = 1) -> ScoreColumn:
    return column([1.0] * right + [0.0] * (n - right), [i // per_cluster for i in range(n)])


def test_zero_of_299_shows_less_than_one_percent() -> None:
    harm = spec(direction="lower")
    assert measure("t", harm, shares(0, 299), 0).gate_upper < 0.01
    assert measure("t", harm, shares(0, 298), 0).gate_upper >= 0.01


def test_none_of_300_is_not_zero_for_sure() -> None:
    metric = measure("t", spec(), shares(0, 300), 0)
    assert metric.lower == 0.0
    assert metric.upper > 0.009


def test_300_of_300_from_ten_seeds_is_the_evidence_of_ten() -> None:
    many = measure("t", spec(), shares(300, 300, per_cluster=30), 0)
    ten = measure("t", spec(), shares(10, 10), 0)
    assert many.n_effective == ten.n_effective == 10
    assert (many.lower, many.gate_lower) == (ten.lower, ten.gate_lower)


def test_without_clusters_n_is_n() -> None:
    assert effective_n(clustered(np.array([1.0, 0.0, 1.0]), np.array([4, 5, 6]))) == 3.0


def test_twins_count_once() -> None:
    rng = np.random.default_rng(0)
    single = (rng.random(200) < 0.7).astype(float)
    doubled = clustered(np.repeat(single, 2), np.repeat(np.arange(200), 2))
    assert effective_n(doubled) == pytest.approx(200, rel=0.02)


@pytest.mark.parametrize("short", [1, 2, 3, 4])
def test_a_few_graded_scores_that_fall_short_are_not_the_interval_0_1(short: int) -> None:
    """Resamples without them have no variance; the bootstrap alone gave [0, 1]."""
    values = [0.5] * short + [1.0] * (120 - short)
    up = measure("t", spec(), column(values), 0)
    assert 0.9 < up.lower < up.estimate < up.upper < 1.0
    down = measure("t", spec(direction="lower"), column([1.0 - v for v in values]), 0)
    assert (down.lower, down.upper) == pytest.approx((1.0 - up.upper, 1.0 - up.lower))


def test_one_mistake_among_many_costs_little() -> None:
    """The bound falls with every mistake, and never far below the one of independent seeds."""
    found = [measure("t", spec(), shares(400 - k, 400, per_cluster=3), 0) for k in range(6)]
    bounds = [m.gate_lower for m in found]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[0] > 0.97
    assert bounds[1] > 0.96
    few = measure("t", spec(), column([1.0] * 11 + [0.0], [i // 2 for i in range(12)]), 0)
    assert few.gate_lower > 0.4


def test_errors_count_at_both_extremes() -> None:
    clean = [1.0] * 80 + [0.0] * 20
    metric = measure("t", spec(), column([*clean, *[math.nan] * 10]), 0)
    worst = measure("t", spec(), column([*clean, *[0.0] * 10]), 0)
    best = measure("t", spec(), column([*clean, *[1.0] * 10]), 0)
    assert metric.estimate == worst.estimate
    assert (metric.lower, metric.upper) == (worst.lower, best.upper)
    assert (metric.gate_lower, metric.gate_upper) == (worst.gate_lower, best.gate_upper)
    assert (metric.n_planned, metric.n_scored, metric.n_errored) == (110, 100, 10)


def test_for_a_harm_the_worst_is_the_other_end() -> None:
    metric = measure("t", spec(direction="lower"), column([0.0] * 90 + [math.nan] * 10), 0)
    assert metric.estimate == pytest.approx(0.1)


@pytest.mark.parametrize("values", [[], [math.nan] * 5])
def test_nothing_scored_has_no_estimate_and_the_whole_range(values: list[float]) -> None:
    metric = measure("t", spec(), column(values), 0)
    assert metric.estimate is None
    assert (metric.lower, metric.upper) == (0.0, 1.0)
    assert (metric.gate_lower, metric.gate_upper) == (0.0, 1.0)


@pytest.mark.parametrize("values", [[1.0], [0.0], [0.5], [0.5, 0.5], [0.25, 0.75]])
def test_a_handful_of_samples_is_wide(values: list[float]) -> None:
    metric = measure("t", spec(), column(values), 0)
    assert metric.upper - metric.lower > 0.5


def test_one_seed_shows_next_to_nothing() -> None:
    metric = measure("t", spec(), column([1.0, 1.0, 0.0, 1.0], [0, 0, 0, 0]), 0)
    assert metric.upper - metric.lower > 0.5


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 12), st.sampled_from([0.0, 0.5, 1.0])), min_size=1, max_size=60
    )
)
def test_bounds_hold_the_estimate_and_stay_in_range(rows: list[tuple[int, float]]) -> None:
    metric = measure("t", spec(), column([v for _, v in rows], [c for c, _ in rows]), 3)
    assert metric.estimate is not None
    assert 0.0 <= metric.lower <= metric.estimate + 1e-9
    assert metric.estimate - 1e-9 <= metric.upper <= 1.0
    assert 0.0 <= metric.gate_lower <= metric.estimate + 1e-9
    assert metric.estimate - 1e-9 <= metric.gate_upper <= 1.0


@given(st.integers(5, 400), st.floats(0.0, 1.0))
def test_one_sided_bounds_lie_inside_the_exact_two_sided_ones(n: int, share: float) -> None:
    right = round(share * n)
    data = clustered(np.array([1.0] * right + [0.0] * (n - right)), np.arange(n))
    gate, interval = gate_bounds(data), share_interval(data)
    assert gate.lower >= interval.lower - 0.02
    assert gate.upper <= interval.upper + 0.02


def test_the_same_data_give_the_same_numbers() -> None:
    rng = np.random.default_rng(5)
    values = list(rng.choice([0.0, 0.25, 1.0], 200))
    codes = [i // 3 for i in range(200)]
    assert measure("t", spec(), column(values, codes), 9) == measure(
        "t", spec(), column(values, codes), 9
    )


def test_macro_f1_is_scikit_learns() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        expected, predicted = rng.integers(0, 6, 80), rng.integers(0, 6, 80)
        counts = class_counts(predicted, expected, np.arange(80), 6)
        ours = float(macro_f1(*(c.sum(0) for c in counts)))
        present = sorted(set(expected.tolist()))
        theirs = f1_score(expected, predicted, labels=present, average="macro", zero_division=0)
        assert ours == pytest.approx(theirs, abs=1e-12)


def _labelled(predicted: list[str | None], expected: list[str]) -> ScoreColumn:
    values = [float(p == e) for p, e in zip(predicted, expected, strict=True)]
    return ScoreColumn(np.array(values), np.arange(len(values)), predicted, expected)


def test_macro_f1_has_bounds_around_it() -> None:
    rng = np.random.default_rng(4)
    expected = [str(label) for label in rng.integers(0, 5, 300)]
    predicted = [e if rng.random() < 0.7 else str(rng.integers(0, 5)) for e in expected]
    metric = measure("t", spec("macro_f1"), _labelled(predicted, expected), 1)
    assert metric.estimate is not None
    assert metric.lower < metric.gate_lower < metric.estimate < metric.gate_upper < metric.upper


def test_macro_f1_of_a_perfect_or_worst_candidate_is_not_certain() -> None:
    expected = ["a", "b"] * 20
    perfect = measure("t", spec("macro_f1"), _labelled(list(expected), expected), 1)
    worst = measure("t", spec("macro_f1"), _labelled([None] * 40, expected), 1)
    assert (perfect.estimate, perfect.upper) == (1.0, 1.0)
    assert 0.8 < perfect.gate_lower < 1.0
    assert (worst.estimate, worst.lower) == (0.0, 0.0)
    assert 0.0 < worst.gate_upper < 0.2
