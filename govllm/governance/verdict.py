"""The verdict: what all gates together say of a candidate."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from govllm.exits import ExitCode, of_verdict, worst
from govllm.governance.controls import ControlResult
from govllm.governance.gates import GateResult

Scope = Literal["complete", "partial", "exploratory"]

_WORDS = {
    ExitCode.FAIL: "fail",
    ExitCode.BROKE: "error",
    ExitCode.INSUFFICIENT: "insufficient",
    ExitCode.PASS: "pass",
}


# States of a required control that leave nothing open.
_DECIDED = ("met", "failed", "waived")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a run says of its candidate.

    Attributes:
        verdict: pass, fail, insufficient or error.
        scope: `partial` and `exploratory` runs can never be registered.
        reasons: one sentence each, in Chinese and English, most important first.
        controls: the state of every control.
    """

    verdict: str
    scope: Scope
    gates: tuple[GateResult, ...]
    reasons: tuple[Mapping[str, str], ...]
    controls: tuple[ControlResult, ...]

    @property
    def exit_code(self) -> ExitCode:
        return of_verdict(self.verdict)


def conclude(
    gates: Sequence[GateResult],
    scope: Scope,
    n_planned: int,
    n_errored: int,
    max_error_share: float,
    controls: Sequence[ControlResult] = (),
    waived: Collection[str] = (),
) -> Verdict:
    """The verdict over all gates.

    Args:
        controls: a required one that no gate decides leaves the verdict insufficient, but for a
            partial run, which is about its own gates and can never be registered.
        waived: ids of failed gates that are held for passed, as an officer took their risk.
        n_planned, n_errored: samples of the whole run.
        max_error_share: the profile's tolerance. Above it the run is an error even if the gates
            hold with every error at its worst: an evaluation that did not take place as planned
            must not pass a CI gate in silence.
    """
    decided = [gate for gate in gates if gate.verdict != "not_run"]
    codes = [of_verdict(gate.verdict) for gate in decided]
    reasons: list[Mapping[str, str]] = []
    if not decided:
        codes.append(ExitCode.INSUFFICIENT)
        reasons.append({"zh": "没有可判定的门槛", "en": "there was no gate to decide"})
    if n_planned == 0:
        codes.append(ExitCode.INSUFFICIENT)
        reasons.append({"zh": "评测集为空", "en": "the eval set is empty"})
    elif n_errored / n_planned > max_error_share:
        codes.append(ExitCode.BROKE)
        reasons.append(
            {
                "zh": f"{n_planned} 个样本中有 {n_errored} 个出错，"
                f"超过方案允许的比例 {max_error_share:g}",
                "en": f"{n_errored} of {n_planned} samples errored, more than the share "
                f"{max_error_share:g} that the profile allows",
            }
        )
    order = ("fail", "error", "insufficient")
    for word in order:
        reasons += [
            {lang: f"{gate.id}: {gate.reason[lang]}" for lang in ("zh", "en")}
            for gate in decided
            if gate.verdict == word
        ]
    if scope != "partial":
        undecided = [c for c in controls if c.required and c.state not in _DECIDED]
        codes += [ExitCode.INSUFFICIENT for _ in undecided]
        reasons += [_undecided(control) for control in undecided]
    if not reasons:
        reasons.append(_holding(len(decided), sum(gate.id in waived for gate in decided)))
    return Verdict(_WORDS[worst(codes)], scope, tuple(gates), tuple(reasons), tuple(controls))


def _holding(n: int, waived: int) -> Mapping[str, str]:
    if waived:
        return {
            "zh": f"{n} 项门槛中 {n - waived} 项达到，{waived} 项未达到而获豁免",
            "en": f"{n - waived} of {n} gates hold, {waived} failed and waived",
        }
    return {"zh": f"{n} 项门槛全部达到", "en": f"all {n} gates hold"}


def _undecided(control: ControlResult) -> Mapping[str, str]:
    why = {
        "not_tested": ("没有任务检验", "no task tests it"),
        "measured": ("有测量但没有门槛判定", "it is measured, but no gate decides it"),
    }.get(control.state, ("其门槛未能判定", "its gates are not decided"))
    return {
        "zh": f"必需条款 {control.id}：{why[0]}",
        "en": f"required control {control.id}: {why[1]}",
    }


def as_document(
    verdict: Verdict, *, engine: Mapping[str, Any], candidate: Mapping[str, Any], plan_sha256: str
) -> dict[str, Any]:
    """The content of `verdict.json`."""
    return {
        "verdict": verdict.verdict,
        "scope": verdict.scope,
        "engine": dict(engine),
        "candidate": dict(candidate),
        "plan_sha256": plan_sha256,
        "gates": [gate.as_dict() for gate in verdict.gates],
        "reasons": [dict(reason) for reason in verdict.reasons],
        "controls": [control.as_dict() for control in verdict.controls],
        "not_tested": sorted(c.id for c in verdict.controls if c.state == "not_tested"),
    }
