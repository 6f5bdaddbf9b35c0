"""Simulated evaluations with a known truth."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from govllm.stats.intervals import Clustered, clustered


@dataclass(frozen=True)
class World:
    """What is simulated.

    Attributes:
        truth: the candidate's true mean score.
        clusters: seeds; each has 2 to `largest` samples, or 1 where `largest` is 1.
        correlation: of samples within a seed (beta-binomial); 0 for none.
        graded: scores in eighths and not yes or no.
    """

    truth: float
    clusters: int = 130
    largest: int = 5
    correlation: float = 0.2
    graded: bool = False


def draw(world: World, rng: np.random.Generator) -> Clustered:
    """One evaluation of the world."""
    n = world.clusters
    sizes = rng.integers(2, world.largest + 1, n) if world.largest > 1 else np.ones(n, int)
    codes = np.repeat(np.arange(n), sizes)
    if world.correlation:
        strength = 1 / world.correlation - 1
        shares = rng.beta(world.truth * strength, (1 - world.truth) * strength, n)
    else:
        shares = np.full(n, world.truth)
    steps = 8 if world.graded else 1
    return clustered(rng.binomial(steps, shares[codes]) / steps, codes)
