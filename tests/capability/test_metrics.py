"""From a value and a standard error to an interval."""

from __future__ import annotations

import pytest

from govllm.capability.metrics import OWN, Counts, Figure, has_ends, metric_of, spec_of
from govllm.domain import MetricSpec

ACC = spec_of("acc", "none", higher=True, mean=True)
PERPLEXITY = spec_of("perplexity", "none", higher=False, mean=False)


def test_an_interval_of_normal_quantiles() -> None:
    metric = metric_of("t", ACC, [Figure(0.6, 0.05)], Counts(96, 0), [1.0] * 58 + [0.0] * 38)
    assert metric.method == "lm-eval stderr, normal"
    assert (metric.lower, metric.upper) == pytest.approx((0.6 - 0.097998, 0.6 + 0.097998), abs=1e-6)
    assert metric.gate_lower == pytest.approx(0.6 - 1.644854 * 0.05, abs=1e-6)
    assert (metric.worst, metric.best, metric.unit) == (0.0, 1.0, "share")


def test_it_ends_at_the_metrics_ends() -> None:
    metric = metric_of("t", ACC, [Figure(0.97, 0.03)], Counts(30, 0), [1.0] * 30)
    assert metric.upper == 1.0
    assert metric.lower == pytest.approx(0.97 - 1.959964 * 0.03, abs=1e-6)


@pytest.mark.parametrize(("value", "lower", "upper"), [(1.0, 0.940, 1.0), (0.0, 0.0, 0.060)])
def test_no_spread_is_no_certainty(value: float, lower: float, upper: float) -> None:
    """lm-eval's standard error of 60 right of 60 is 0; (0.025)^(1/60) = 0.940."""
    metric = metric_of("t", ACC, [Figure(value, 0.0)], Counts(60, 0), [value] * 60)
    assert (metric.lower, metric.upper) == pytest.approx((lower, upper), abs=1e-3)
    assert metric.method == "clopper-pearson"


def test_one_sample_says_little() -> None:
    metric = metric_of("t", ACC, [Figure(1.0, None)], Counts(1, 0), [1.0])
    assert metric.lower == pytest.approx(0.025)


def test_errors_span_both_figures() -> None:
    figures = [Figure(0.5, 0.07), Figure(0.7, 0.06)]
    metric = metric_of("t", ACC, figures, Counts(50, 10), [1.0] * 25 + [0.0] * 25)
    assert metric.estimate == 0.5
    assert metric.lower == pytest.approx(0.5 - 1.959964 * 0.07, abs=1e-6)
    assert metric.upper == pytest.approx(0.7 + 1.959964 * 0.06, abs=1e-6)
    assert (metric.n_scored, metric.n_errored) == (40, 10)


def test_nothing_known() -> None:
    metric = metric_of("t", ACC, [], Counts(5, 5))
    assert (metric.estimate, metric.lower, metric.upper) == (None, 0.0, 1.0)
    assert metric.method == "none"


def test_without_ends_the_axis_holds_what_was_measured() -> None:
    metric = metric_of("t", PERPLEXITY, [Figure(23.4, 1.5)], Counts(100, 0))
    assert metric.direction == "lower"
    assert (metric.best, metric.worst) == (1.0, 27.0)
    assert metric.best < metric.lower < metric.upper < metric.worst


@pytest.mark.parametrize(
    ("spec", "ends"),
    [
        (ACC, True),
        (spec_of("mcc", "none", higher=True, mean=False), True),
        (PERPLEXITY, False),
        (spec_of("rouge1", "none", higher=True, mean=True), False),
    ],
)
def test_which_have_ends(spec: MetricSpec, ends: bool) -> None:
    assert has_ends(spec) is ends


def test_names() -> None:
    spec = spec_of("exact_match", "flexible-extract", higher=True, mean=True)
    assert (spec.name, spec.aggregate) == ("exact_match.flexible-extract", "mean")
    assert spec.title.zh == "完全一致率 exact_match.flexible-extract"
    for name in ("prompt_level_strict_acc", "acc_norm", "em", "pass@1", "exact_match"):
        assert spec_of(name, "none", higher=True, mean=True).unit == "share"
    for name in ("bleu_acc_diff_x", "rouge1", "embedding"):
        assert spec_of(name, "none", higher=True, mean=True).aggregate in (OWN, "mean")
    assert spec_of("embedding", "none", higher=True, mean=True).aggregate == OWN
    # A mean of other things than right and wrong is lm-eval's alone.
    assert spec_of("rouge1", "none", higher=True, mean=True).aggregate == OWN
