"""The scorecard's clauses: what each rule asks, what tested it, and how that came out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from govllm.domain import Bilingual
from govllm.evidence.card.wording import STATUSES
from govllm.evidence.reading import Document, Reading

STATES: Mapping[str, Bilingual] = {
    "met": Bilingual("达到", "Met"),
    "failed": Bilingual("未达到", "Not met"),
    "waived": Bilingual("未达到，已豁免", "Not met, waived"),
    "insufficient": Bilingual("证据不足", "Not enough evidence"),
    "measured": Bilingual("已测量，未判定", "Measured, not decided"),
    "not_tested": Bilingual("未检验", "Not tested"),
}

# A clause that asks for more than was tested is never simply met.
_PARTLY_MET = Bilingual("所测部分达到", "Met as far as tested")

# The symbols and colours of verdicts serve for states as well.
LOOKS: Mapping[str, str] = {
    "met": "pass",
    "failed": "fail",
    "waived": "limited",
    "insufficient": "insufficient",
    "measured": "not_run",
    "not_tested": "not_run",
}


@dataclass(frozen=True, slots=True)
class ClauseView:
    """A control for readers.

    Attributes:
        record: as the plan seals it; result: its state.
        gates: (position, id) of the gates that decide it.
        notes: what the tests leave out.
    """

    record: Document
    result: Document
    state: Bilingual
    look: str
    status: Bilingual
    gates: tuple[tuple[int, str], ...]
    notes: tuple[Bilingual, ...]


@dataclass(frozen=True, slots=True)
class FrameworkView:
    """A rule or standard: the controls that were tested or are required, and those that were not.

    Attributes:
        tally: controls by state, in the order of `STATES`.
    """

    id: str
    title: Bilingual
    edition: str | None
    tested: tuple[ClauseView, ...]
    untested: tuple[ClauseView, ...]
    tally: tuple[tuple[str, int], ...]


def framework_views(run: Reading) -> list[FrameworkView]:
    """Every framework of the catalogue that the plan sealed; those with tested controls first."""
    results = {result["id"]: result for result in run.verdict["controls"]}
    positions = {gate["id"]: n for n, gate in enumerate(run.verdict["gates"])}
    views: dict[str, list[ClauseView]] = {}
    for record in run.plan["controls"]["records"]:
        view = _clause(record, results[record["id"]], positions)
        views.setdefault(record["framework"], []).append(view)
    titles = run.plan["controls"]["frameworks"]
    found = [_framework(name, titles[name], clauses) for name, clauses in views.items()]
    return sorted(found, key=lambda f: not f.tested)


def _clause(record: Document, result: Document, positions: Mapping[str, int]) -> ClauseView:
    tests = [test for test in record["tests"] if test["task"] in result["tasks"]]
    partly_met = result["state"] == "met" and result["partly"]
    return ClauseView(
        record,
        result,
        _PARTLY_MET if partly_met else STATES[result["state"]],
        "limited" if partly_met else LOOKS[result["state"]],
        STATUSES[record["status"]],
        tuple((positions[gate], gate) for gate in result["gates"]),
        tuple(dict.fromkeys(Bilingual(**test["note"]) for test in tests if test["note"])),
    )


def _framework(name: str, sealed: Document, clauses: list[ClauseView]) -> FrameworkView:
    counts = Counter(clause.result["state"] for clause in clauses)
    return FrameworkView(
        name,
        Bilingual(**sealed["title"]),
        sealed.get("edition"),
        tuple(c for c in clauses if _is_shown(c)),
        tuple(c for c in clauses if not _is_shown(c)),
        tuple((state, counts[state]) for state in STATES if counts[state]),
    )


def _is_shown(clause: ClauseView) -> bool:
    return clause.result["state"] != "not_tested" or bool(clause.result["required"])
