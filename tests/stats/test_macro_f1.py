"""Macro F1: its value, and that its bounds keep their promise on sets with many small classes."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from govllm.stats.macro_f1 import Counts, class_counts, macro_f1, macro_f1_bounds


@dataclass(frozen=True)
class Set:
    """An eval set of fixed composition and a candidate of known confusion.

    Attributes:
        classes, seeds: labels, and the seeds of each.
        accuracy: the candidate's; its errors spread evenly over the other labels.
        largest: samples of a seed, 2 to so many; 1 for no clusters.
        alike: how often a sample of a seed fares as its siblings do.
    """

    classes: int
    seeds: int
    accuracy: float
    largest: int = 5
    alike: float = 0.3

    @property
    def truth(self) -> float:
        """Recall and precision are the accuracy in every class, as all are of one size."""
        return self.accuracy


def drawn(world: Set, rng: np.random.Generator) -> Counts:
    seeds = world.classes * world.seeds
    sizes = rng.integers(2, world.largest + 1, seeds) if world.largest > 1 else np.ones(seeds, int)
    clusters = np.repeat(np.arange(seeds), sizes)
    expected = (np.arange(seeds) % world.classes)[clusters]
    own, shared = rng.random(len(clusters)), rng.random(seeds)[clusters]
    luck = np.where(rng.random(len(clusters)) < world.alike, shared, own)
    wrong = luck >= world.accuracy
    # Where in the rest of [0, 1) the draw fell says which other label was named.
    other = ((luck - world.accuracy) / (1 - world.accuracy) * (world.classes - 1)).astype(int) + 1
    predicted = np.where(
        wrong, (expected + np.clip(other, 1, world.classes - 1)) % world.classes, expected
    )
    return class_counts(predicted, expected, clusters, world.classes)


WORLDS = (
    Set(3, 100, 0.8, largest=1),
    Set(10, 13, 0.8),
    Set(10, 13, 0.95),
    Set(28, 5, 0.6),
    Set(28, 5, 0.8),
    Set(28, 5, 0.95),
    Set(28, 5, 0.99),
    Set(10, 3, 0.7),
)
RUNS = 2000


@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_bounds_keep_their_promise(world: Set) -> None:
    """95 % intervals cover (never under 94, noise of 2,000 runs apart), and a candidate exactly
    at the threshold passes at most 5 % of the time, in either direction."""
    rng = np.random.default_rng(17)
    covered = reached = stayed = 0
    for _ in range(RUNS):
        interval, gate, _ = macro_f1_bounds(drawn(world, rng))
        covered += interval.lower <= world.truth <= interval.upper
        reached += gate.lower >= world.truth
        stayed += gate.upper < world.truth
    assert covered / RUNS >= 0.94 - 2.33 * math.sqrt(0.94 * 0.06 / RUNS)
    allowed = 0.05 + 2.33 * math.sqrt(0.05 * 0.95 / RUNS)
    assert reached / RUNS <= allowed
    assert stayed / RUNS <= allowed


def test_the_interval_is_not_needlessly_wide() -> None:
    """On many large classes it is about as long as the normal interval of the true spread."""
    world = Set(5, 40, 0.8)
    rng = np.random.default_rng(3)
    lengths, values = [], []
    for _ in range(400):
        counts = drawn(world, rng)
        interval, _, _ = macro_f1_bounds(counts)
        lengths.append(interval.upper - interval.lower)
        values.append(float(macro_f1(*(c.sum(axis=0) for c in counts))))
    assert np.mean(lengths) == pytest.approx(2 * 1.96 * np.std(values), rel=0.15)


labels = st.integers(0, 4)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 4), labels, st.integers(0, 9)), min_size=1, max_size=60))
def test_the_value_is_scikit_learns_over_the_classes_that_occur(
    rows: list[tuple[int, int, int]],
) -> None:
    """Answers without a label (-1) among them, whatever the clusters."""
    predicted, expected, clusters = (np.array(column) for column in zip(*rows, strict=True))
    counts = class_counts(predicted, expected, clusters, 5)
    present = sorted(set(expected.tolist()))
    theirs = f1_score(expected, predicted, labels=present, average="macro", zero_division=0)
    assert float(macro_f1(*(c.sum(axis=0) for c in counts))) == pytest.approx(theirs, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(-1, 4), labels, st.integers(0, 9)), min_size=1, max_size=60))
def test_bounds_hold_the_value_and_stay_in_range(rows: list[tuple[int, int, int]]) -> None:
    predicted, expected, clusters = (np.array(column) for column in zip(*rows, strict=True))
    counts = class_counts(predicted, expected, clusters, 5)
    value = float(macro_f1(*(c.sum(axis=0) for c in counts)))
    for bounds in macro_f1_bounds(counts)[:2]:
        assert 0.0 <= bounds.lower <= value + 1e-9
        assert value - 1e-9 <= bounds.upper <= 1.0


def test_a_sample_without_an_expected_label_is_never_right() -> None:
    counts = class_counts(np.array([-1, 0]), np.array([-1, 0]), np.array([0, 1]), 2)
    hits, given_, wanted = (c.sum(axis=0) for c in counts)
    assert hits.tolist() == given_.tolist() == wanted.tolist() == [1.0, 0.0]


@pytest.mark.parametrize("predicted", [[0, 1, 2] * 10, [1, 2, 0] * 10, [-1] * 30])
def test_where_nothing_varies_the_clusters_are_the_evidence(predicted: list[int]) -> None:
    expected = np.array([0, 1, 2] * 10)
    clusters = np.arange(30) // 3
    interval, gate, n = macro_f1_bounds(class_counts(np.array(predicted), expected, clusters, 3))
    assert n == 10.0
    assert gate.upper - gate.lower == pytest.approx(1 - 0.05 ** (1 / 10))
    assert interval.upper - interval.lower == pytest.approx(1 - 0.025 ** (1 / 10))


def test_one_mistake_among_many_costs_little() -> None:
    """The bound falls with every mistake, and never far below the one of independent seeds."""
    expected, clusters = np.arange(400) % 4, np.arange(400) // 4
    found = []
    for mistakes in range(5):
        predicted = np.where(np.arange(400) < mistakes, -1, expected)
        found.append(macro_f1_bounds(class_counts(predicted, expected, clusters, 4))[1].lower)
    assert found == sorted(found, reverse=True)
    assert found[0] > 0.97
    assert found[1] > 0.95


def test_one_cluster_shows_next_to_nothing() -> None:
    predicted, expected = np.array([0, 1, 0, 1]), np.array([0, 1, 1, 1])
    interval, gate, _ = macro_f1_bounds(class_counts(predicted, expected, np.zeros(4, int), 2))
    assert interval.upper - interval.lower > 0.8
    assert gate.upper - gate.lower > 0.7
