"""A run's description in MLflow: the verdict in Chinese and English, and where to look next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from govllm.evidence.card.wording import SCOPES, VERDICTS
from govllm.tracking.record import RunRecord

# Older servers refuse longer tags.
LONGEST = 5000
# Of these characters for the line on gates left out, and so many reasons; the scorecard has all.
_NOTICE = 100
_REASONS = 5

_COLUMNS = (
    "门槛 Gate",
    "任务/指标 Metric",
    "规则 Rule",
    "估计 Estimate",
    "单侧界 One-sided bounds",
    "结论 Verdict",
)
_FIRST = ("fail", "error", "insufficient", "pass", "not_run")


def describe(run: RunRecord, address: str) -> str:
    """Markdown for MLflow's description field, at most `LONGEST` characters.

    What must be seen at once comes first: MLflow shows some five lines before *Show more*.

    Args:
        address: of the scorecard in MLflow's own pages, such as `#/experiments/1/…`.
    """
    head, tail = "\n".join(_head(run, address)), "\n".join(_tail(run))
    rows = _rows(run)
    room = LONGEST - len(head) - len(tail) - _NOTICE
    shown = 0
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            break
        shown += 1
    left_out = len(rows) - shown
    more = [f"另有 {left_out} 项，见记分卡。 {left_out} more in the scorecard.", ""]
    return "\n".join((head, *rows[:shown], "", *(more if left_out else ()), tail))[:LONGEST]


def _head(run: RunRecord, address: str) -> Iterator[str]:
    verdict = run.verdict
    profile = run.plan.content["profile"]["policy"]["name"]
    yield f"## {_word(verdict['verdict'])}"
    yield ""
    yield f"**[记分卡 Scorecard]({address})** · {_plain(run.plan.candidate)} · {_plain(profile)}"
    yield ""
    if verdict["scope"] != "complete":
        scope = SCOPES[verdict["scope"]]
        yield f"**{scope.zh}，不能据此登记上线。 {scope.en}: it can never be registered.**"
        yield ""
    if not verdict["candidate"]["attested"]:
        yield "**候选模型未验证，除非方案明文允许，不能登记。**"
        yield "**Candidate not attested: it cannot be registered unless the profile says so.**"
        yield ""
    for reason in verdict["reasons"][:_REASONS]:
        yield f"- {_plain(reason['zh'])} · {_plain(reason['en'])}"
    yield ""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "|---" * len(_COLUMNS) + "|"


def _rows(run: RunRecord) -> list[str]:
    """Gates as table rows, those that failed first."""
    gates = sorted(run.verdict["gates"], key=lambda gate: _FIRST.index(gate["verdict"]))
    return [_row(gate) for gate in gates]


def _row(gate: Mapping[str, Any]) -> str:
    measured = gate["verdict"] != "not_run"
    estimate = "—" if gate["estimate"] is None else f"{gate['estimate']:.3f}"
    bounds = f"{gate['lower']:.3f} – {gate['upper']:.3f}" if measured else "—"
    metric = "/".join(filter(None, (gate["task"], gate["metric"], gate["slice"])))
    cells = (gate["id"], metric, gate["rule"] or "—", estimate, bounds, _word(gate["verdict"]))
    return f"| {' | '.join(map(_plain, cells))} |"


def _tail(run: RunRecord) -> Iterator[str]:
    yield "记分卡也可在本页 Artifacts 标签下打开：`scorecard.html`。"
    yield "The scorecard is also under the tab *Artifacts* of this page: `scorecard.html`."
    yield ""
    yield f"`plan_sha256` {run.plan.sha256}"


def _word(verdict: str) -> str:
    return f"{VERDICTS[verdict].zh} · {VERDICTS[verdict].en}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands: a candidate's name must not become a link or a
    picture."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&])", r"\\\1", " ".join(text.split()))
