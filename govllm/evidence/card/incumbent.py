"""The scorecard's look at the incumbent: what is better or worse, and what has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govllm.domain import Bilingual
from govllm.evidence.comparison import Compared, against_incumbent
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import Reading

FINDINGS = {
    "better": Bilingual("更好", "Better"),
    "worse": Bilingual("更差", "Worse"),
    "open": Bilingual("未见差别", "No difference shown"),
}
LOOKS = {"better": "pass", "worse": "fail", "open": "not_run"}


@dataclass(frozen=True, slots=True)
class IncumbentView:
    """The incumbent for readers.

    Attributes:
        metrics: whole-task metrics of the tasks that both were asked to the letter.
        changes: what is other than it was.
    """

    name: str
    plan_sha256: str
    metrics: tuple[Compared, ...]
    changes: tuple[Bilingual, ...]


def incumbent_view(run: Reading, folder: RunFolder) -> IncumbentView | None:
    """The comparison of a run with the incumbent that its plan names; None where it names none."""
    sealed = run.plan["incumbent"]
    if sealed is None:
        return None
    return IncumbentView(
        sealed["name"],
        sealed["plan_sha256"],
        tuple(against_incumbent(run.plan, folder)),
        tuple(_changes(run)),
    )


def _changes(run: Reading) -> Iterator[Bilingual]:
    sealed, candidate = run.plan["incumbent"], run.plan["candidate"]
    same = sealed["weights_sha256"] == candidate["weights_sha256"] is not None
    yield (
        Bilingual("权重相同", "the weights are the same")
        if same
        else Bilingual("权重不同，或未能核对", "the weights are others, or could not be compared")
    )
    here = {task["id"]: task for task in run.plan["tasks"]}
    for name in sorted(here.keys() | sealed["tasks"].keys()):
        if name not in sealed["tasks"]:
            yield Bilingual(f"新增任务 {name}", f"task {name} is new")
        elif name not in here:
            yield Bilingual(f"不再有任务 {name}", f"task {name} is gone")
        elif here[name]["sha256"] != sealed["tasks"][name]:
            yield Bilingual(
                f"任务 {name} 的题目、提示或评分有改动，不作比较",
                f"task {name} has other items, prompts or scorers and is not compared",
            )
