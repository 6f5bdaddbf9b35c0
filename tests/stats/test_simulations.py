"""What the intervals and gates promise, held to it over thousands of simulated evaluations."""

from __future__ import annotations

import math

import numpy as np
import pytest

from govllm.stats.bootstrap import mean_interval
from govllm.stats.intervals import Clustered, gate_bounds, share_interval
from tests.stats.simulated import World, draw

_COVERING = [
    World(0.7, clusters=400, largest=1, correlation=0),
    World(0.5, clusters=250, largest=1, correlation=0),
    World(0.9, correlation=0.3),
    World(0.6, correlation=0.3),
    World(0.75, correlation=0.1),
]
_GRADED = [World(0.8, graded=True), World(0.6, correlation=0.4, graded=True)]

pytestmark = pytest.mark.usefixtures("weights_drawn_once")


def _coverage(world: World, runs: int) -> float:
    rng = np.random.default_rng(7)
    held = 0
    for _ in range(runs):
        data = draw(world, rng)
        interval = mean_interval(data, seed=0) if world.graded else share_interval(data)
        held += interval.lower <= world.truth <= interval.upper
    return held / runs


def test_shares_are_covered_95_percent_of_the_time() -> None:
    """95 ± 1 % over 2,000 evaluations of each world, clustered ones included, taken together;
    no single world is below 94 % by more than the noise of 2,000 runs (2.33 standard errors)."""
    found = [_coverage(world, 2000) for world in _COVERING]
    assert abs(float(np.mean(found)) - 0.95) <= 0.01
    noise = 2.33 * math.sqrt(0.94 * 0.06 / 2000)
    assert min(found) >= 0.94 - noise


def test_graded_means_are_covered_95_percent_of_the_time() -> None:
    found = [_coverage(world, 2000) for world in _GRADED]
    assert abs(float(np.mean(found)) - 0.95) <= 0.01


def test_near_the_ends_intervals_err_on_the_wide_side() -> None:
    assert _coverage(World(0.985, correlation=0.2), 2000) >= 0.94
    assert _coverage(World(0.99, clusters=300, largest=1, correlation=0), 2000) >= 0.94


@pytest.mark.parametrize(
    "world",
    [
        World(0.7, clusters=400, largest=1, correlation=0),
        World(0.9, correlation=0.3),
        World(0.6, correlation=0.3),
        World(0.97),
        World(0.97, clusters=300, largest=1, correlation=0),
        World(0.97, clusters=30),
        World(0.8, clusters=30),
        World(0.8, graded=True),
        World(0.95, graded=True),
        World(0.8, clusters=30, graded=True),
        World(0.97, clusters=30, graded=True),
    ],
    ids=str,
)
def test_a_candidate_at_the_threshold_passes_at_most_5_percent_of_the_time(world: World) -> None:
    """Both ways: as a utility whose lower bound must reach the truth, and as a harm whose upper
    bound must stay under it. 2.33 standard errors of 4,000 runs are allowed for noise."""
    runs = 4000
    rng = np.random.default_rng(11)
    reached = stayed = 0
    for _ in range(runs):
        bounds = gate_bounds(draw(world, rng))
        reached += bounds.lower >= world.truth
        stayed += bounds.upper < world.truth
    allowed = 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / runs)
    assert reached / runs <= allowed
    assert stayed / runs <= allowed


def test_ignoring_clusters_would_be_found_out() -> None:
    """The simulation can fail: intervals that take every sample for independent do not cover."""
    world = World(0.6, correlation=0.6)
    rng = np.random.default_rng(3)
    held = 0
    for _ in range(500):
        data = draw(world, rng)
        flat = Clustered(data.sums, data.sizes, True)
        n = int(flat.n)
        right = round(flat.mean * n)
        alone = np.array([1.0] * right + [0.0] * (n - right))
        interval = share_interval(Clustered(alone, np.ones(n), True))
        held += interval.lower <= world.truth <= interval.upper
    assert held / 500 < 0.9
