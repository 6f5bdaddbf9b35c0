"""The verdict over all gates: fail before error before insufficient before pass."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import Any

import pytest

from govllm.exits import ExitCode, of_verdict, worst
from govllm.governance.gates import GateResult, decide
from govllm.governance.verdict import Verdict, as_document, conclude
from tests.governance.test_gates import gate, metric

_BY_VERDICT: dict[str, GateResult] = {
    "pass": decide(gate(0.5), metric()),
    "fail": decide(gate(0.9), metric()),
    "insufficient": decide(gate(0.8), metric()),
    "error": decide(gate(0.5), metric(estimate=None, n_scored=0, n_errored=400)),
    "not_run": decide(gate(0.5), None),
}
_ORDER = ("fail", "error", "insufficient", "pass")


def concluded(*verdicts: str, **changed: Any) -> Verdict:
    values: dict[str, Any] = {"n_planned": 400, "n_errored": 0, "max_error_share": 0.0}
    gates = [_BY_VERDICT[v] for v in verdicts]
    return conclude(gates, "complete", **{**values, **changed})


@pytest.mark.parametrize("pair", list(combinations_with_replacement(_ORDER, 2)))
def test_precedence(pair: tuple[str, str]) -> None:
    expected = min(pair, key=_ORDER.index)
    assert concluded(*pair).verdict == expected
    assert concluded(*reversed(pair)).verdict == expected


def test_no_gates_are_insufficient() -> None:
    assert concluded().verdict == "insufficient"
    assert concluded("not_run").verdict == "insufficient"
    assert concluded("not_run", "pass").verdict == "pass"


def test_an_empty_set_is_insufficient_whatever_the_gates_say() -> None:
    assert concluded("pass", n_planned=0).verdict == "insufficient"


def test_errors_above_the_tolerance_are_an_error_even_if_gates_hold() -> None:
    assert concluded("pass", n_errored=1).verdict == "error"
    assert concluded("pass", n_errored=4, max_error_share=0.01).verdict == "pass"
    assert concluded("pass", n_errored=5, max_error_share=0.01).verdict == "error"
    assert concluded("fail", n_errored=400).verdict == "fail"


@pytest.mark.parametrize("verdict", _ORDER)
def test_every_verdict_has_reasons_in_both_languages(verdict: str) -> None:
    for reason in concluded(verdict).reasons:
        assert reason["zh"]
        assert reason["en"]


def test_exit_codes() -> None:
    assert [of_verdict(v) for v in ("pass", "fail", "insufficient", "error")] == [0, 1, 3, 4]
    assert of_verdict("anything else") == ExitCode.BROKE
    assert worst([]) == ExitCode.BROKE
    assert worst([ExitCode.INSUFFICIENT, ExitCode.USAGE, ExitCode.PASS]) == ExitCode.USAGE
    assert worst([ExitCode.USAGE, ExitCode.BROKE]) == ExitCode.BROKE
    assert worst([ExitCode.BROKE, ExitCode.FAIL]) == ExitCode.FAIL


def test_the_document_names_engine_candidate_and_plan() -> None:
    document = as_document(
        concluded("pass", "fail"),
        engine={"name": "vllm", "version": "1"},
        candidate={"name": "c", "weights_sha256": "w"},
        plan_sha256="p",
    )
    assert document["verdict"] == "fail"
    assert document["engine"]["name"] == "vllm"
    assert document["candidate"]["weights_sha256"] == "w"
    assert document["plan_sha256"] == "p"
    assert {"id", "task", "metric", "estimate", "lower", "upper", "confidence", "n_planned",
            "n_scored", "n_errored", "rule", "threshold", "verdict", "clauses"} <= set(
        document["gates"][0]
    )  # fmt: skip
