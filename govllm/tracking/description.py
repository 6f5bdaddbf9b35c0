"""A run's description in MLflow: the verdict in Chinese and English, and where to look next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from govllm.tracking.record import RunRecord

# Older servers refuse longer tags.
LONGEST = 5000
# Of these characters for the line on gates left out, and so many reasons; the scorecard has all.
_NOTICE = 100
_REASONS = 5

WORDS = {
    "pass": "通过 · Pass",
    "fail": "不通过 · Fail",
    "insufficient": "证据不足 · Insufficient evidence",
    "error": "出错 · Error",
    "not_run": "未执行 · Not run",
}
_SCOPES = {
    "complete": "",
    "partial": "部分运行：不能据此登记上线。 A partial run: it can never be registered.",
    "exploratory": "探索性运行（评测方案已被改动）：不能据此登记上线。 "
    "An exploratory run (its policy was changed): it can never be registered.",
}
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

    Args:
        address: of the scorecard in MLflow's own pages, such as `#/experiments/1/…`.
    """
    head, tail = "\n".join(_head(run)), "\n".join(_tail(run, address))
    rows = _rows(run)
    room = LONGEST - len(head) - len(tail) - _NOTICE
    shown = 0
    for row in rows:
        room -= len(row) + 1
        if room < 0:
            break
        shown += 1
    left_out = len(rows) - shown
    more = [f"另有 {left_out} 项，见评分卡。 {left_out} more in the scorecard.", ""]
    return "\n".join((head, *rows[:shown], "", *(more if left_out else ()), tail))[:LONGEST]


def _head(run: RunRecord) -> Iterator[str]:
    verdict = run.verdict
    yield f"## {WORDS.get(verdict['verdict'], verdict['verdict'])}"
    yield ""
    yield f"{_plain(run.plan.candidate)} · {_plain(run.plan.content['profile']['policy']['name'])}"
    yield ""
    if notice := _SCOPES.get(verdict["scope"], verdict["scope"]):
        yield f"**{notice}**"
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
    cells = (gate["id"], metric, gate["rule"] or "—", estimate, bounds, WORDS[gate["verdict"]])
    return f"| {' | '.join(map(_plain, cells))} |"


def _tail(run: RunRecord, address: str) -> Iterator[str]:
    yield f"**评分卡 Scorecard**: [scorecard.html]({address})"
    yield ""
    yield "（或打开本页的 Artifacts 标签，选 `scorecard.html`）"
    yield "(or open the *Artifacts* tab of this page and choose `scorecard.html`)"
    yield ""
    yield f"`plan_sha256` {run.plan.sha256}"


def _plain(text: str) -> str:
    """Text that Markdown shows as it stands: a candidate's name must not become a link or a
    picture."""
    return re.sub(r"([\\`*_{}\[\]()#+!|<>~&])", r"\\\1", " ".join(text.split()))
