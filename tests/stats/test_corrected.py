"""A rate freed of an instrument's errors covers the true one."""

from __future__ import annotations

import numpy as np
import pytest

from govllm.domain import Bilingual, MetricSpec
from govllm.stats.corrected import Bounded, corrected, freed
from govllm.stats.intervals import Clustered, share_interval
from govllm.stats.metric import Metric, ScoreColumn, measure


def exactly(share: float) -> Bounded:
    return Bounded(share, share, share)


@pytest.mark.parametrize("true", [0.0, 0.05, 0.3, 1.0])
@pytest.mark.parametrize(("sensitivity", "specificity"), [(1.0, 1.0), (0.9, 0.95), (0.6, 0.8)])
def test_what_was_put_in_comes_out(true: float, sensitivity: float, specificity: float) -> None:
    found = true * sensitivity + (1 - true) * (1 - specificity)
    freed = corrected(exactly(found), exactly(sensitivity), exactly(specificity))
    assert freed is not None
    assert freed.value == pytest.approx(true)


def test_it_is_clipped() -> None:
    freed = corrected(exactly(0.01), exactly(0.9), exactly(0.9))
    assert freed == Bounded(0.0, 0.0, 0.0)


@pytest.mark.parametrize(("sensitivity", "specificity"), [(0.5, 0.5), (0.2, 0.3)])
def test_an_instrument_that_tells_nothing_corrects_nothing(
    sensitivity: float, specificity: float
) -> None:
    assert corrected(exactly(0.4), exactly(sensitivity), exactly(specificity)) is None


def test_the_bounds_cover_the_true_rate() -> None:
    """An instrument with unknown errors, itself measured on 200 right and 200 wrong answers."""
    rng = np.random.default_rng(7)
    true, sensitivity, specificity, n = 0.2, 0.85, 0.9, 400
    covered = 0
    for _ in range(200):
        wrong = rng.random(n) < true
        found = np.where(wrong, rng.random(n) < sensitivity, rng.random(n) > specificity)
        freed = corrected(
            _measured(found),
            _measured(rng.random(200) < sensitivity),
            _measured(rng.random(200) < specificity),
        )
        covered += freed is not None and freed.lower <= true <= freed.upper
    assert covered >= 190


def _measured(hits: np.ndarray) -> Bounded:  # type: ignore[type-arg]
    data = Clustered(hits.astype(float), np.ones(len(hits)), binary=True)
    bounds = share_interval(data)
    return Bounded(data.mean, bounds.lower, bounds.upper)


RECORD = {
    "sensitivity": 0.9, "sensitivity_lower": 0.85, "sensitivity_upper": 0.94,
    "specificity": 0.97, "specificity_lower": 0.94, "specificity_upper": 0.99,
}  # fmt: skip


def rate(wrong: int, n: int = 200) -> Metric:
    spec = MetricSpec("bad", "bad", "mean", "lower", 0.0, 1.0, "share", Bilingual("坏", "bad"))
    values = np.array([1.0] * wrong + [0.0] * (n - wrong))
    return measure("t", spec, ScoreColumn(values, np.arange(n), [None] * n, [None] * n), 1)


@pytest.mark.parametrize("wrong", [0, 10, 60, 190, 200])
def test_a_gate_sees_the_worse_of_raw_and_corrected_bounds(wrong: int) -> None:
    raw = rate(wrong)
    gated = freed(raw, [RECORD])
    assert gated.corrected is not None
    assert gated.gate_upper >= raw.gate_upper
    assert gated.gate_lower <= raw.gate_lower
    assert (gated.estimate, gated.lower, gated.upper) == (raw.estimate, raw.lower, raw.upper)
    behind = corrected(
        Bounded(raw.estimate or 0.0, raw.lower, raw.upper),
        Bounded.of(RECORD, "sensitivity"),
        Bounded.of(RECORD, "specificity"),
    )
    assert behind is not None
    assert gated.corrected["value"] == behind.value


def test_of_several_instruments_the_worst_figures_count() -> None:
    better = {name: min(1.0, value + 0.03) for name, value in RECORD.items()}
    assert freed(rate(20), [better, RECORD]) == freed(rate(20), [RECORD])
    assert freed(rate(20), []) == rate(20)


def test_instruments_that_tell_nothing_leave_the_gate_open() -> None:
    blind = dict.fromkeys(RECORD, 0.5)
    gated = freed(rate(0), [blind])
    assert (gated.gate_lower, gated.gate_upper, gated.corrected) == (0.0, 1.0, None)
