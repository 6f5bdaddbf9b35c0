"""What a verdict comes to when failed gates are waived: everything else stands as it was."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any

from govllm.governance.controls import control_results
from govllm.governance.gates import GateResult
from govllm.governance.verdict import Verdict, conclude


def with_waivers(
    verdict: Mapping[str, Any],
    plan: Mapping[str, Any],
    metrics: Mapping[str, Any],
    waived: Collection[str],
) -> Verdict:
    """The verdict with these failed gates held for passed. A gate that is insufficient or errored
    cannot be waived: nothing was shown that one could take the risk of.

    Args:
        verdict, metrics: the documents of these names; plan: the content of `plan.json`.
        waived: ids of gates with a valid waiver.
    """
    given = [_gate(record) for record in verdict["gates"]]
    risked = {gate.id for gate in given if gate.verdict == "fail" and gate.id in waived}
    gates = [replace(g, verdict="pass") if g.id in risked else g for g in given]
    profile = plan["profile"]["policy"]
    first = {m["task"]: m for m in reversed(metrics["metrics"])}
    return conclude(
        gates,
        verdict["scope"],
        sum(m["n_planned"] for m in first.values()),
        sum(m["n_errored"] for m in first.values()),
        profile["max_error_share"],
        control_results(
            plan["controls"]["records"],
            profile["required_controls"],
            [(g.id, "waived" if g.id in risked else g.verdict, g.clauses) for g in gates],
            [name for name, m in first.items() if m["n_scored"]],
        ),
        risked,
    )


def _gate(record: Mapping[str, Any]) -> GateResult:
    known = {field.name for field in fields(GateResult)}
    given = {name: value for name, value in record.items() if name in known}
    return GateResult(**{**given, "clauses": tuple(record["clauses"])})
