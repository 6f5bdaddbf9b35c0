"""Paired differences: they cover the truth, and one exactly δ worse is let through at most 5 %."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from sklearn.metrics import f1_score

from govllm.domain import Bilingual, MetricSpec
from govllm.stats.macro_f1 import class_counts
from govllm.stats.paired import (
    Pairs,
    difference,
    holm,
    macro_f1_difference,
    mean_difference,
    sign_test,
)

SHARE = MetricSpec("m", "s", "mean", "higher", 0.0, 1.0, "share", Bilingual("m", "m"))
LEAK = MetricSpec("m", "s", "mean", "lower", 0.0, 1.0, "share", Bilingual("m", "m"))

pytestmark = pytest.mark.usefixtures("weights_drawn_once")


@dataclass(frozen=True)
class World:
    """Two candidates whose pairs differ.

    Attributes:
        lost, gained: probabilities that the second is worse, or better, on a sample.
        clusters: seeds, of `size` samples each; alike: probability that a seed's samples all
            come out as its first.
    """

    lost: float
    gained: float
    clusters: int = 130
    size: int = 3
    alike: float = 0.3

    @property
    def truth(self) -> float:
        return self.gained - self.lost


def draw(world: World, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    shares = [world.lost, 1.0 - world.lost - world.gained, world.gained]
    values = rng.choice([-1.0, 0.0, 1.0], (world.clusters, world.size), p=shares)
    alike = rng.random(world.clusters) < world.alike
    values[alike] = values[alike][:, :1]
    return values.ravel(), np.repeat(np.arange(world.clusters), world.size)


COVERING = [
    World(0.1, 0.1),
    World(0.2, 0.1),
    World(0.15, 0.3, alike=0.6),
    World(0.2, 0.2, clusters=400, size=1, alike=0.0),
]
RARE = [World(0.0, 0.0), World(0.005, 0.005), World(0.02, 0.0), World(0.0, 0.03), World(0.01, 0.02)]


def coverage(world: World, runs: int) -> float:
    rng = np.random.default_rng(5)
    held = 0
    for _ in range(runs):
        found = mean_difference(*draw(world, rng), seed=0).two_sided
        held += found.lower <= world.truth <= found.upper
    return held / runs


def test_differences_are_covered_95_percent_of_the_time() -> None:
    found = [coverage(world, 2000) for world in COVERING]
    assert abs(float(np.mean(found)) - 0.95) <= 0.01, found
    assert min(found) >= 0.94 - 2.33 * math.sqrt(0.94 * 0.06 / 2000), found


def test_where_candidates_hardly_differ_intervals_err_on_the_wide_side() -> None:
    found = [coverage(world, 1000) for world in RARE]
    assert min(found) >= 0.94, found


@pytest.mark.parametrize(
    "world",
    [*COVERING, *RARE[1:], World(0.05, 0.01), World(0.04, 0.02, clusters=40), World(0.08, 0.03)],
    ids=str,
)
def test_one_exactly_so_much_worse_is_let_through_at_most_5_percent_of_the_time(
    world: World,
) -> None:
    """The gate passes when the lower bound is above -margin; here the truth is -margin."""
    runs = 3000
    rng = np.random.default_rng(13)
    passed = caught = 0
    for _ in range(runs):
        bounds = mean_difference(*draw(world, rng), seed=0).one_sided
        passed += bounds.lower > world.truth
        caught += bounds.upper < world.truth
    allowed = 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / runs)
    assert passed / runs <= allowed
    assert caught / runs <= allowed


def test_the_same_candidate_twice_is_shown_to_be_hardly_different() -> None:
    """No difference in 132 seeds shows that under 2.3 % differ; 4.6 samples a seed do not make
    it more."""
    bounds = mean_difference(np.zeros(600), np.repeat(np.arange(132), 5)[:600], seed=0)
    assert -0.026 < bounds.one_sided.lower < -0.02
    assert bounds.one_sided.upper == -bounds.one_sided.lower


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_exact_test_is_the_binomial_one(one: int, two: int) -> None:
    expected = stats.binomtest(one, one + two).pvalue if one + two else 1.0
    assert sign_test(one, two) == pytest.approx(expected, rel=1e-9)


def pairs(one: list[float], two: list[float], clusters: list[int] | None = None) -> Pairs:
    codes = clusters or list(range(len(one)))
    return Pairs(np.array(one), np.array(two), np.array(codes))


def test_better_and_worse_follow_the_metrics_direction() -> None:
    given_ = pairs([0.0, 0.0, 1.0], [1.0, 1.0, 0.0])
    up, down = difference(SHARE, given_, 0), difference(LEAK, given_, 0)
    assert (up.better, up.worse) == (2, 1)
    assert (down.better, down.worse) == (1, 2)
    assert up.estimate == down.estimate == pytest.approx(1 / 3)


def test_errors_count_at_both_extremes() -> None:
    nan = math.nan
    clean = difference(SHARE, pairs([1.0] * 40, [1.0] * 40), 0)
    found = difference(SHARE, pairs([1.0] * 40, [1.0] * 30 + [nan] * 10), 0)
    assert found.n_errored == 10
    assert found.estimate == pytest.approx(-0.25)
    assert found.lower < -0.25 < clean.lower
    both = difference(SHARE, pairs([nan] * 10 + [0.0] * 30, [nan] * 10 + [0.0] * 30), 0)
    assert both.lower < -0.25
    assert both.upper > 0.25


def test_seeds_weigh_as_one_in_the_test_over_seeds() -> None:
    """Ten samples of one seed that all got better are one piece of evidence."""
    one, two = [0.0] * 10, [1.0] * 10
    found = difference(SHARE, pairs(one, two, [7] * 10), 0)
    assert found.p_samples == pytest.approx(2 / 1024)
    assert found.p_seeds == 1.0
    assert found.n_clusters == 1


def test_no_pairs_show_nothing() -> None:
    found = difference(SHARE, pairs([], []), 0)
    assert found.estimate is None
    assert (found.lower, found.upper, found.p_samples) == (-1.0, 1.0, 1.0)


def test_holm_is_as_published() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    assert holm([]) == []
    assert holm([0.5, 0.9]) == [1.0, 1.0]


@given(st.lists(st.floats(0, 1), max_size=8))
def test_adjusted_values_never_fall_below_the_raw_ones(values: list[float]) -> None:
    assert all(a >= v for a, v in zip(holm(values), values, strict=True))


def test_two_equal_macro_f1_are_not_shown_to_be_equal_to_the_digit() -> None:
    counts = (np.eye(3)[[0, 1, 2] * 10], np.eye(3)[[0, 1, 2] * 10], np.eye(3)[[0, 1, 2] * 10])
    found = macro_f1_difference(counts, counts)
    assert found.lower < -0.05
    assert found.upper == -found.lower


def test_macro_f1_differs_by_what_it_differs_by() -> None:
    rng = np.random.default_rng(1)
    expected = rng.integers(0, 4, 200)
    clusters = np.arange(200) // 2
    right = expected.copy()
    wrong = np.where(rng.random(200) < 0.3, (expected + 1) % 4, expected)
    one, two = (class_counts(p, expected, clusters, 4) for p in (right, wrong))
    found = macro_f1_difference(one, two)
    value = f1_score(expected, wrong, average="macro") - 1.0
    assert (found.lower + found.upper) / 2 == pytest.approx(value)
    assert found.upper < 0
