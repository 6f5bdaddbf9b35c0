"""What people have said of answers in MLflow, brought back beside what the scorers said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from govllm.tracking.store import Ids
from govllm.tracking.traces import PLAN, traces_of


@dataclass(frozen=True, slots=True)
class Label:
    """One person's assessment of one answer.

    Attributes:
        name: what was assessed, by preference a score's name; value: as it was given.
        scored: what the scorer of that name said, or None where there is none.
        by: the person, as MLflow knows them; at_ms: when, in milliseconds since 1970.
    """

    task: str
    sample: str
    epoch: int
    name: str
    value: Any
    rationale: str | None
    scored: float | None
    by: str
    at_ms: int
    trace_id: str
    plan_sha256: str

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far people and a scorer agree.

    Attributes:
        n: labels that are a yes or a no, as is the score; agreed: of these.
        kappa: Cohen's (1960); None where chance alone would agree always.
    """

    task: str
    name: str
    n: int
    agreed: int
    kappa: float | None


def labels_of(client: Any, ids: Ids) -> list[Label]:
    """Every assessment by a person on a run's traces, oldest first."""
    found = [label for trace in traces_of(client, ids) for label in _labels(trace)]
    return sorted(found, key=lambda label: (label.at_ms, label.trace_id, label.name))


def _labels(trace: Any) -> Iterator[Label]:
    tags = trace.info.tags
    if "task" not in tags or PLAN not in tags:
        return
    assessments = [a for a in trace.info.assessments if a.valid is not False]
    scores = {a.name: a.value for a in assessments if a.source.source_type == "CODE"}
    for a in assessments:
        if a.source.source_type == "HUMAN":
            yield Label(
                tags["task"], tags["sample"], int(tags["epoch"]), a.name, a.value, a.rationale,
                scores.get(a.name), str(a.source.source_id), int(a.create_time_ms),
                str(trace.info.trace_id), tags[PLAN],
            )  # fmt: skip


def agreements(labels: Iterable[Label]) -> list[Agreement]:
    """Agreement by task and score, over labels that can be read as right or wrong."""
    pairs: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    for label in labels:
        said = verdict_of(label.value)
        if said is not None and label.scored in (0.0, 1.0):
            pairs.setdefault((label.task, label.name), []).append((said, label.scored == 1.0))
    return [_agreement(*key, found) for key, found in sorted(pairs.items())]


_YES = ("yes", "true", "right", "correct", "pass", "是", "对", "正确", "通过", "1")
_NO = ("no", "false", "wrong", "incorrect", "fail", "否", "错", "错误", "不通过", "0")


def verdict_of(value: Any) -> bool | None:
    """A label as right or wrong; None where it says neither."""
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return {0.0: False, 1.0: True}.get(float(value))
    word = str(value).strip().lower()
    return True if word in _YES else False if word in _NO else None


def _agreement(task: str, name: str, pairs: Sequence[tuple[bool, bool]]) -> Agreement:
    n = len(pairs)
    agreed = sum(one == two for one, two in pairs)
    ones, twos = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    chance = sum(ones[value] * twos[value] for value in (True, False)) / n**2
    kappa = None if chance >= 1.0 else (agreed / n - chance) / (1.0 - chance)
    return Agreement(task, name, n, agreed, kappa)
