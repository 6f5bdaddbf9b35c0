"""`scorecard.html`: one self-contained page on which a compliance officer can decide.

It is made from the run's folder alone and holds no time of its own making, so the same evidence
gives the same page to the byte. Answers are hostile text: everything is escaped, and a content
security policy lets the browser run nothing but the page's own few lines.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from govllm import canonical
from govllm.evidence.card import wording
from govllm.evidence.card.answers import answers_of
from govllm.evidence.card.banner import banner_of
from govllm.evidence.card.clauses import STATES, framework_views
from govllm.evidence.card.excerpts import followed_in, pointed_at, spans
from govllm.evidence.card.families import FAMILIES
from govllm.evidence.card.gaps import untested
from govllm.evidence.card.gates import gate_views
from govllm.evidence.card.incumbent import FINDINGS, LOOKS, incumbent_view
from govllm.evidence.card.personal import Canaries, source_rows
from govllm.evidence.card.scenarios import by_scenario
from govllm.evidence.card.sureness import sure_views
from govllm.evidence.card.tasks import task_views
from govllm.evidence.card.waivers import waiver_view
from govllm.evidence.decisions import WaiverCheck
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import Reading, read_run
from govllm.evidence.standing import Standing

_TEMPLATES = Path(__file__).parent / "templates"

# Characters that are not seen but change what is: they turn a line's direction, hide in a word.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


def write_scorecard(folder: RunFolder) -> None:
    """Write the scorecard of a judged run into its folder.

    Raises:
        JournalError: where the journal's chain does not hold.
    """
    canonical.write_atomic(folder.scorecard, render(_context(read_run(folder), folder)))


def write_amended(standing: Standing) -> Path:
    """Write `decisions/scorecard.html`, which shows a run with an officer's waivers; the sealed
    scorecard stays as it is. Returns where it is.

    Raises:
        JournalError: where the journal's chain does not hold.
    """
    path = standing.folder.decisions / "scorecard.html"
    run = read_run(standing.folder)
    if standing.verdict is not None:
        amended = {
            "verdict": standing.verdict.verdict,
            "reasons": [dict(reason) for reason in standing.verdict.reasons],
            "controls": [control.as_dict() for control in standing.verdict.controls],
        }
        run = replace(run, verdict={**run.verdict, **amended})
    canonical.write_atomic(path, render(_context(run, standing.folder, standing.waivers)))
    return path


def _context(
    run: Reading, folder: RunFolder, waivers: Sequence[WaiverCheck] = ()
) -> dict[str, Any]:
    waived = frozenset(waiver.gate for waiver in waivers if not waiver.fault)
    canaries = Canaries()
    blocks, sizes = answers_of(run, folder, canaries)
    gates = gate_views(run)
    tasks = task_views(run, sizes.by_task)
    return {
        "run": run,
        "candidate": run.verdict["candidate"],
        "engine": run.plan["engine"],
        "usage": run.metrics["usage"],
        "banner": banner_of(run, waived),
        "waivers": [waiver_view(waiver) for waiver in waivers],
        "gates": gates,
        "tasks": tasks,
        "incumbent": incumbent_view(run, folder),
        "incumbent_findings": FINDINGS,
        "incumbent_looks": LOOKS,
        "frameworks": framework_views(run),
        "clause_states": STATES,
        "untested": untested(run, gates, tasks),
        "blocks": blocks,
        "sources": source_rows(run),
        "canaries": canaries,
        "families": FAMILIES,
        "sure": sure_views(run),
        "scenarios": by_scenario(tasks),
    }


def render(context: Mapping[str, Any]) -> str:
    """The page."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        finalize=_told,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "shown": wording.shown,
        "exact": wording.exact,
        "moment": wording.moment,
    }
    environment.globals |= {
        "words": wording,
        "spans": spans,
        "pointed_at": pointed_at,
        "followed_in": followed_in,
    }
    style, script = (
        (_TEMPLATES / "scorecard" / name).read_text(encoding="utf-8")
        for name in ("page.css", "page.js")
    )
    return environment.get_template("scorecard.html.j2").render(
        context, style=style, script=script, style_hash=_source(style), script_hash=_source(script)
    )


def _told(value: Any) -> Any:
    """A value as the page tells it: what a reader would not see is named, as `[U+202E]`."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return _UNSEEN.sub(lambda found: f"[U+{ord(found[0]):04X}]", value)


def _source(text: str) -> str:
    """A hash source of the content security policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
