"""What a run did not test or not decide."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from govllm.domain import Bilingual
from govllm.evidence.card.gates import GateView
from govllm.evidence.card.tasks import TaskView
from govllm.evidence.reading import Reading
from govllm.tasks.perturb import twin_of


def untested(run: Reading, gates: Sequence[GateView], tasks: Sequence[TaskView]) -> list[Bilingual]:
    """What this run did not test or not decide: it must not be taken for passed."""
    planned = {task.record["id"] for task in tasks}
    wanted = (name for suite in run.policy["suites"].values() for name in suite["tasks"])
    found = [
        Bilingual(f"任务 {name}：没有运行", f"Task {name}: was not run")
        for name in dict.fromkeys(wanted)
        if name not in planned
    ]
    found += [
        Bilingual(f"门槛 {g.record['id']}：没有执行", f"Gate {g.record['id']}: was not decided")
        for g in gates
        if g.record["verdict"] == "not_run"
    ]
    for task in tasks:
        # A twin asks a part of its task's samples again and decides nothing by design.
        if not twin_of(task.record["id"]):
            found += _gaps(task, {g.record["task"] for g in gates})
    if clauses := len(run.verdict["not_tested"]):
        found.append(
            Bilingual(
                f"{clauses} 项条款没有任务检验，逐条列在条款对照中",
                f"{clauses} clauses that no task tests, listed one by one under Clauses",
            )
        )
    return found


def _gaps(task: TaskView, gated: Collection[str]) -> Iterator[Bilingual]:
    record = task.record
    name = Bilingual(f"任务“{record['title']['zh']}”", f"Task “{record['title']['en']}”")
    whole, asked = record["n_items"] * record["epochs"], record["n_planned"]
    if record["id"] not in gated:
        yield Bilingual(
            f"{name.zh}：只测量，方案没有为它设门槛，不作判定",
            f"{name.en}: measured only; the profile has no gate for it, so nothing is decided",
        )
    if asked < whole:
        yield Bilingual(
            f"{name.zh}：{whole} 个样本中只问了 {asked} 个",
            f"{name.en}: only {asked} of {whole} samples were asked",
        )
    if task.too_small:
        slices = ", ".join(f"{d}={value} ({count})" for d, value, count in task.too_small)
        yield Bilingual(
            f"{name.zh}：下列分组样本太少，没有单独测量：{slices}",
            f"{name.en}: slices with too few samples to be measured apart: {slices}",
        )
