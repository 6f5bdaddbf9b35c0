"""Confidence against being right: known by hand, and in the long run."""

from __future__ import annotations

import numpy as np
import pytest

from govllm.stats.calibration import calibration


def test_worked_by_hand() -> None:
    """Two answers at 0.95, one right; two at 0.25, none right: (2·0.45 + 2·0.25) / 4."""
    found = calibration([0.95, 0.95, 0.25, 0.25], [1.0, 0.0, 0.0, 0.0], [0, 1, 2, 3], 1)
    assert found is not None
    assert found.ece == pytest.approx(0.35)
    assert [(b.n, b.confidence, b.accuracy) for b in found.bins] == [
        (2, pytest.approx(0.25), 0.0), (2, pytest.approx(0.95), 0.5),
    ]  # fmt: skip
    assert found.accuracy == 0.25
    assert found.interval.lower <= found.ece <= found.interval.upper


def test_a_calibrated_candidate_errs_little_and_an_overconfident_one_by_its_excess() -> None:
    rng = np.random.default_rng(3)
    sure = rng.uniform(0.5, 1.0, 4000)
    right = (rng.uniform(size=4000) < sure).astype(float)
    clusters = np.arange(4000) // 2
    honest = calibration(sure.tolist(), right.tolist(), clusters.tolist(), 1)
    boastful = calibration([0.99] * 4000, right.tolist(), clusters.tolist(), 1)
    assert honest is not None
    assert boastful is not None
    assert honest.ece < 0.03
    assert boastful.ece == pytest.approx(0.99 - right.mean())
    assert boastful.interval.lower < boastful.ece < boastful.interval.upper


def test_the_surest_answers_are_given_first_and_ties_stand_together() -> None:
    found = calibration([0.9] * 5 + [0.1] * 5, [1.0] * 5 + [0.0] * 5, list(range(10)), 1)
    tied = calibration([0.5] * 10, [1.0] * 5 + [0.0] * 5, list(range(10)), 1)
    assert found is not None
    assert tied is not None
    assert dict(found.curve)[0.5] == 1.0
    assert dict(found.curve)[1.0] == 0.5
    assert {accuracy for _, accuracy in tied.curve} == {0.5}


def test_nothing_told_is_nothing() -> None:
    assert calibration([], [], [], 1) is None


def test_certainty_has_a_bin() -> None:
    found = calibration([1.0, 0.0], [1.0, 0.0], [0, 1], 1)
    assert found is not None
    assert found.ece == 0.0
    assert [b.n for b in found.bins] == [1, 1]
