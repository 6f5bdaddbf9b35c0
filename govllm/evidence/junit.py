"""`junit.xml`: one test case a gate, for the test views of CI systems."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from govllm import canonical
from govllm.governance.verdict import Verdict


def write_junit(verdict: Verdict, path: Path) -> None:
    """Write the gates as test cases: fail is a failure, error and insufficient are errors, a gate
    that a partial run left out is skipped."""
    suite = ET.Element("testsuite", name="govllm gates")
    counts = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    cases: list[tuple[str, str, str, str]] = [
        (g.id, g.task, g.verdict, g.reason["en"]) for g in verdict.gates
    ]
    cases.append(
        ("verdict", "govllm", verdict.verdict, "; ".join(r["en"] for r in verdict.reasons))
    )
    for name, group, outcome, reason in cases:
        counts["tests"] += 1
        case = ET.SubElement(suite, "testcase", name=name, classname=group)
        if outcome == "fail":
            counts["failures"] += 1
            ET.SubElement(case, "failure", message=reason)
        elif outcome == "not_run":
            counts["skipped"] += 1
            ET.SubElement(case, "skipped", message=reason)
        elif outcome != "pass":
            counts["errors"] += 1
            ET.SubElement(case, "error", message=f"{outcome}: {reason}")
    for name, count in counts.items():
        suite.set(name, str(count))
    ET.indent(suite)
    canonical.write_atomic(
        path, ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"
    )
