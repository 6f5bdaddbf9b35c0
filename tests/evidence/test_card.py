"""Numbers, words and pictures of the scorecard, one by one."""

from __future__ import annotations

from typing import Any

import pytest

from govllm.evidence.card.drawing import EDGE, draw_gate, draw_metric
from govllm.evidence.card.tasks import baseline_values
from govllm.evidence.card.wording import (
    duration,
    error_words,
    exact,
    finding_words,
    moment,
    rule_words,
    shown,
)

WIDTH = 212.0  # 200 units between the edges


def metric(direction: str, lower: float, upper: float, estimate: float | None) -> dict[str, Any]:
    worst, best = (0.0, 1.0) if direction == "higher" else (1.0, 0.0)
    return {
        "direction": direction,
        "worst": worst,
        "best": best,
        "lower": lower,
        "upper": upper,
        "estimate": estimate,
    }


def gate(verdict: str, lower: float, upper: float, threshold: float, **more: Any) -> dict[str, Any]:
    return {
        "kind": "threshold",
        "verdict": verdict,
        "lower": lower,
        "upper": upper,
        "threshold": threshold,
        "confidence": 0.95,
        "estimate": (lower + upper) / 2,
        "n_scored": 100,
        "n_errored": 0,
        "needed": None,
        "reason": {"zh": "原因", "en": "a reason"},
        **more,
    }


SHARE = {"unit": "share", "direction": "higher"}
LEAK = {"unit": "share", "direction": "lower"}


def test_positions_are_linear_on_the_whole_range() -> None:
    drawn = draw_metric(metric("higher", 0.25, 0.75, 0.5), WIDTH, baselines={"majority": 0.1})
    assert drawn.interval == (EDGE + 50, EDGE + 150)
    assert drawn.estimate == EDGE + 100
    assert drawn.marks == (("majority", EDGE + 20),)
    assert (drawn.low, drawn.high, drawn.zoom) == (0.0, 1.0, 1.0)


@pytest.mark.parametrize(
    ("direction", "verdict", "bound", "points_up"),
    [
        ("higher", "pass", 0.3, True),
        ("higher", "insufficient", 0.3, True),
        ("higher", "fail", 0.7, False),
        ("lower", "pass", 0.7, False),
        ("lower", "insufficient", 0.7, False),
        ("lower", "fail", 0.3, True),
    ],
)
def test_the_drawn_bound_is_the_one_that_decided(
    direction: str, verdict: str, bound: float, points_up: bool
) -> None:
    drawn = draw_gate(gate(verdict, 0.3, 0.7, 0.5), metric(direction, 0.25, 0.75, 0.5), WIDTH)
    assert drawn.bound == pytest.approx(EDGE + 200 * bound)
    assert drawn.points_up == points_up


def test_the_zone_lies_on_the_good_side_of_the_threshold() -> None:
    high = draw_gate(gate("pass", 0.3, 0.7, 0.2), metric("higher", 0.3, 0.7, 0.5), WIDTH)
    low = draw_gate(gate("pass", 0.3, 0.7, 0.8), metric("lower", 0.3, 0.7, 0.5), WIDTH)
    assert high.zone == (EDGE + 40, EDGE + 200)
    assert low.zone == (EDGE, EDGE + 160)


@pytest.mark.parametrize(
    ("upper", "zoom", "high"), [(0.008, 50.0, 0.02), (0.0499, 10.0, 0.1), (0.12, 1.0, 1.0)]
)
def test_small_rates_are_enlarged_and_the_axis_says_so(
    upper: float, zoom: float, high: float
) -> None:
    drawn = draw_gate(gate("pass", 0.0, upper, 0.01), metric("lower", 0.0, upper, 0.0), WIDTH)
    assert (drawn.zoom, drawn.low) == (zoom, 0.0)
    assert drawn.high == pytest.approx(high)
    assert drawn.interval[1] <= WIDTH - EDGE


def test_what_was_not_measured_has_no_dot() -> None:
    drawn = draw_gate(gate("error", 0.0, 1.0, 0.5), metric("higher", 0.0, 1.0, None), WIDTH)
    assert drawn.estimate is None
    assert drawn.interval == (EDGE, WIDTH - EDGE)


@pytest.mark.parametrize(
    ("value", "apart", "text"),
    [
        (0.936, 0.9, "93.6%"),
        (0.89996, 0.9, "89.996%"),
        (0.9, 0.9, "90.0%"),
        (0.9996, 0.5, "99.96%"),
        (0.0004, 0.5, "0.04%"),
        (1.0, 0.5, "100.0%"),
    ],
)
def test_rounding_never_crosses_a_threshold_or_reaches_an_end(
    value: float, apart: float, text: str
) -> None:
    assert shown(value, "share", apart) == text


def test_other_units_and_nothing() -> None:
    assert shown(3.14159, "bits") == "3.14 bits"
    assert shown(None, "share") == "—"
    assert exact(0.005, "share") == "0.5%"
    assert exact(2.0, "bits") == "2 bits"


@pytest.mark.parametrize(
    ("record", "spec", "zh"),
    [
        (gate("pass", 0.91, 0.95, 0.9), SHARE, "有 95% 的把握不低于 91.0%，达到门槛 90%"),
        (gate("fail", 0.5, 0.6, 0.9), SHARE, "有 95% 的把握不高于 60.0%，达不到门槛 90%"),
        (gate("pass", 0.0, 0.007, 0.01), LEAK, "有 95% 的把握不高于 0.7%，低于门槛 1%"),
        (gate("fail", 0.02, 0.05, 0.01), LEAK, "有 95% 的把握不低于 2.0%，达到或超过门槛 1%"),
    ],
)
def test_findings_tell_the_bound_that_decided(
    record: dict[str, Any], spec: dict[str, Any], zh: str
) -> None:
    assert finding_words(record, spec).zh == zh


def test_an_open_gate_tells_both_bounds_and_what_would_decide() -> None:
    told = finding_words(gate("insufficient", 0.85, 0.95, 0.9, needed=400, n_errored=3), SHARE)
    for part in ("85.0%", "95.0%", "400 个独立样本", "3 个样本出错"):
        assert part in told.zh
    few = finding_words(gate("insufficient", 0.95, 0.99, 0.9, n_scored=8), SHARE)
    assert "只有 8 个样本得到评分" in few.zh


@pytest.mark.parametrize("verdict", ["error", "not_run"])
def test_a_gate_without_numbers_keeps_its_own_reason(verdict: str) -> None:
    assert finding_words(gate(verdict, 0.0, 1.0, 0.9), SHARE).zh == "原因"
    assert finding_words(gate("pass", 0.95, 1.0, 0.9), None).en == "a reason"


def test_rules_follow_the_direction() -> None:
    assert "不低于 90%" in rule_words(gate("pass", 0, 1, 0.9), SHARE).zh
    assert "低于 1%" in rule_words(gate("pass", 0, 1, 0.01), LEAK).zh
    assert "不低于" not in rule_words(gate("pass", 0, 1, 0.01), LEAK).zh


def test_baselines_stand_beside_their_own_score_alone() -> None:
    record = {
        "score": "body",
        "results": {"majority": {"estimate": 0.1}, "tfidf_logreg": {"estimate": 0.4}},
    }
    spec = {"score": "body", "aggregate": "mean"}
    assert baseline_values(record, spec) == {"majority": 0.1, "tfidf_logreg": 0.4}
    assert baseline_values(record, {**spec, "aggregate": "macro_f1"}) == {}
    assert baseline_values(record, {**spec, "score": "exact"}) == {}
    assert baseline_values(None, spec) == {}


def test_times_are_told_in_utc() -> None:
    assert moment("2026-03-01T16:00:05.250+08:00") == "2026-03-01 08:00:05 UTC"
    assert moment(None) == "—"
    start = "2026-03-01T08:00:00+00:00"
    assert duration(start, "2026-03-01T08:00:01.500+00:00").zh == "1.5 秒"
    assert duration(start, "2026-03-01T08:03:02+00:00").zh == "3 分 2 秒"
    assert duration(start, "2026-03-01T10:03:59.900+00:00").en == "2 h 4 min"
    assert duration(None, None).zh == "—"


def test_errors_have_words_or_stand_for_themselves() -> None:
    assert error_words("timeout").zh == "超时"
    assert error_words("http_502").zh == "服务器报错（HTTP 502）"
    assert error_words("strange").en == "strange"
