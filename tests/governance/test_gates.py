"""Gates: a bound decides, nothing measured is never a pass."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.config.schema import GateSettings
from govllm.governance.gates import decide, decide_all, perfect_bound, reachable
from govllm.governance.verdict import conclude
from govllm.stats.metric import Metric


def metric(**changed: Any) -> Metric:
    values: dict[str, Any] = {
        "task": "s/t", "name": "accuracy", "slice": "", "estimate": 0.8,
        "lower": 0.76, "upper": 0.84, "confidence": 0.95, "gate_lower": 0.77, "gate_upper": 0.83,
        "method": "wilson", "direction": "higher", "worst": 0.0, "best": 1.0, "unit": "share",
        "n_planned": 400, "n_scored": 400, "n_errored": 0, "n_clusters": 130, "n_effective": 380.0,
    }  # fmt: skip
    return Metric(**{**values, **changed})


def leak_rate(**changed: Any) -> Metric:
    return metric(direction="lower", worst=1.0, best=0.0, **changed)


def gate(threshold: float, **changed: Any) -> GateSettings:
    values: dict[str, Any] = {"id": "g", "task": "s/t", "metric": "accuracy", "source": "test"}
    return GateSettings(**{**values, "threshold": threshold, **changed})


@pytest.mark.parametrize(
    ("threshold", "verdict"),
    [(0.77, "pass"), (0.7701, "insufficient"), (0.83, "insufficient"), (0.8301, "fail")],
)
def test_utility_passes_by_its_lower_bound(threshold: float, verdict: str) -> None:
    assert decide(gate(threshold), metric()).verdict == verdict


@pytest.mark.parametrize(
    ("threshold", "verdict"),
    [(0.8301, "pass"), (0.83, "insufficient"), (0.7701, "insufficient"), (0.77, "fail")],
)
def test_a_rate_of_harm_passes_by_its_upper_bound(threshold: float, verdict: str) -> None:
    assert decide(gate(threshold), leak_rate()).verdict == verdict


def test_nothing_scored_is_never_a_pass() -> None:
    for direction in (metric, leak_rate):
        nothing = {"estimate": None, "n_scored": 0, "gate_lower": 0.0, "gate_upper": 1.0}
        none = direction(**nothing, n_planned=0)
        assert decide(gate(0.0), none).verdict == "insufficient"
        errors = direction(**nothing, n_planned=9, n_errored=9)
        assert decide(gate(0.0), errors).verdict == "error"


@pytest.mark.parametrize("field", ["estimate", "gate_lower", "gate_upper"])
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_is_none_is_an_error(field: str, value: float) -> None:
    assert decide(gate(0.1), metric(**{field: value})).verdict == "error"


def test_too_few_samples_are_insufficient_however_good() -> None:
    result = decide(gate(0.5, min_samples=500), metric())
    assert result.verdict == "insufficient"
    assert result.needed == 500


def test_an_insufficient_gate_says_how_many_samples_would_decide() -> None:
    result = decide(gate(0.78), metric())
    assert result.verdict == "insufficient"
    assert result.needed is not None
    assert result.needed > 400
    assert str(result.needed) in result.reason["en"]
    assert str(result.needed) in result.reason["zh"]


def test_a_task_left_out_is_not_run_and_not_passed() -> None:
    (result,) = decide_all([gate(0.5)], [metric(task="s/other")])
    assert result.verdict == "not_run"


def test_a_slice_is_gated_apart_from_the_whole() -> None:
    good, bad = metric(), metric(slice="style=asr", gate_lower=0.2, gate_upper=0.4)
    whole, part = decide_all([gate(0.7), gate(0.7, slice="style=asr")], [good, bad])
    assert (whole.verdict, part.verdict) == ("pass", "fail")


@pytest.mark.parametrize("name", ["style=ars", "style=rare", "stlye=asr"])
def test_a_slice_that_was_not_measured_takes_no_gate_away(name: str) -> None:
    """Misspelt or too small: the task was asked, so the gate is undecided and not left out."""
    whole, part = decide_all([gate(0.7), gate(0.7, slice=name)], [metric()])
    assert (whole.verdict, part.verdict) == ("pass", "insufficient")
    assert name in part.reason["en"]
    assert name in part.reason["zh"]
    verdict = conclude([whole, part], "complete", 400, 0, 0.0)
    assert verdict.verdict == "insufficient"


def test_zero_leaks_show_less_than_one_percent_from_299_seeds_on() -> None:
    assert reachable(0.01, worst=1.0, best=0.0, clusters=299)
    assert not reachable(0.01, worst=1.0, best=0.0, clusters=298)
    assert reachable(0.99, worst=0.0, best=1.0, clusters=299)
    assert not reachable(0.99, worst=0.0, best=1.0, clusters=298)
    assert not reachable(0.5, worst=0.0, best=1.0, clusters=0)


@given(
    threshold=st.floats(0.01, 0.99),
    low=st.floats(0.0, 1.0),
    width=st.floats(0.0, 0.5),
    higher=st.booleans(),
)
def test_a_gate_never_passes_and_fails_at_once(
    threshold: float, low: float, width: float, higher: bool
) -> None:
    made = (metric if higher else leak_rate)(gate_lower=low, gate_upper=min(1.0, low + width))
    verdict = decide(gate(threshold), made).verdict
    bound = made.gate_lower if higher else made.gate_upper
    assert (verdict == "pass") == (bound >= threshold if higher else bound < threshold)


def test_more_seeds_show_more() -> None:
    bounds = [perfect_bound(n) for n in (1, 10, 100, 1000)]
    assert bounds == sorted(bounds)
    assert bounds[-1] < 1.0
