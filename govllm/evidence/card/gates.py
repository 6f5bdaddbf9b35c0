"""The scorecard's gates: what decided, how it came out, and why."""

from __future__ import annotations

from dataclasses import dataclass

from govllm.domain import Bilingual
from govllm.evidence.card.drawing import Picture, draw_gate
from govllm.evidence.card.wording import STATUSES, finding_words, rule_words
from govllm.evidence.reading import Document, Reading
from govllm.governance.judged import JUDGE_TASK

GATE_WIDTH = 260.0
_JUDGE = Bilingual("裁判模型", "Judge")


@dataclass(frozen=True, slots=True)
class GateView:
    """A gate for readers.

    Attributes:
        record: what `verdict.json` says of it; policy: what the profile says.
        spec, metric: the metric's declaration and measurement, None where the task was left out.
        hopeless: whether even a perfect result on the planned samples could not have passed.
    """

    record: Document
    policy: Document
    task_title: Bilingual
    title: Bilingual
    rule: Bilingual
    finding: Bilingual
    status: Bilingual
    spec: Document | None
    metric: Document | None
    picture: Picture | None
    hopeless: bool


def _title_of(name: str, task: Document | None) -> Bilingual:
    return Bilingual(name, name) if task is None else Bilingual(**task["title"])


def gate_views(run: Reading) -> list[GateView]:
    """Every gate, in the profile's order."""
    return [_gate(run, record) for record in run.verdict["gates"]]


def _gate(run: Reading, record: Document) -> GateView:
    policy = run.gate_policy(record["id"])
    task = run.task(record["task"])
    spec = run.spec(record["task"], record["metric"])
    metric = run.metric(record["task"], record["metric"], record["slice"])
    name = Bilingual(record["metric"], record["metric"])
    regression = record["kind"] == "regression"
    return GateView(
        record,
        policy,
        _JUDGE if record["task"] == JUDGE_TASK else _title_of(record["task"], task),
        name if spec is None else Bilingual(**spec["title"]),
        rule_words(record, spec),
        finding_words(record, spec),
        STATUSES.get(policy["status"], Bilingual(policy["status"], policy["status"])),
        spec,
        metric,
        None if metric is None or regression else draw_gate(record, metric, GATE_WIDTH),
        record["id"] in run.plan["unreachable_gates"],
    )
