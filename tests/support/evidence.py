"""A finished, signed run of a tiny task, and copies of it to tamper with."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from govllm.config.schema import GateSettings
from govllm.evidence.bundle import write_bundle
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import SigningKey, load_signing_key, new_pair
from govllm.pipeline import judge, publish, score
from govllm.plan.plan import Plan
from govllm.plan.seal import read_seal, seal
from tests.support.runs import Told, failure, gate, plan_of, reply, write_journal
from tests.support.tasks import write_tiny

# Rates that both gates of the run hold or miss, whatever the small number of samples.
GATES = (gate("answered", 0.2), gate("exact", 0.99))


def make_key(folder: Path, secret: str | None = None) -> SigningKey:
    """A key pair in a folder of its own."""
    new_pair(folder, secret)
    return load_signing_key(folder / "signing.key", secret)


def told(number: int) -> Told:
    """What the candidate answers: sometimes right, sometimes wrong, once an error."""
    if number == 5:
        return failure()
    return reply("住建局" if number % 2 else "城管局", reasoning="想一想" if number % 3 else "")


@dataclass(frozen=True)
class SignedRun:
    """A signed run.

    Attributes:
        folder: of the run; task: of its own task.
        key: that signed it; public: file of its public half.
    """

    folder: RunFolder
    task: Path
    key: SigningKey
    public: Path
    plan: Plan

    def copy(self, to: Path) -> RunFolder:
        """A copy to change."""
        shutil.copytree(self.folder.path, to)
        return RunFolder(to)


def conclude_run(
    folder: RunFolder, plan: Plan, telling: Callable[[int], Told], key: SigningKey | None
) -> None:
    """Everything that a run writes, without a server."""
    folder.path.mkdir(parents=True, exist_ok=True)
    if plan.incumbent is not None:
        shutil.copyfile(plan.incumbent.scores, folder.incumbent)
    sealed = seal(plan, folder.plan)
    write_journal(folder, plan, sealed.sha256, lambda number, _: telling(number))
    finish_run(folder, plan, key)


def finish_run(folder: RunFolder, plan: Plan, key: SigningKey | None) -> None:
    """Score, judge, publish and bundle what the journal holds."""
    sealed = read_seal(folder.plan)
    score(plan, sealed, folder)
    publish(judge(plan, sealed, folder), folder)
    write_bundle(folder, key)


def signed_run(
    parent: Path,
    telling: Callable[[int], Told] = told,
    gates: Sequence[GateSettings] = GATES,
    **options: Any,
) -> SignedRun:
    """A run in `parent/run`, its key in `parent/key`.

    Args:
        options: of `plan_of`.
    """
    task = write_tiny(parent, "classification")
    plan = plan_of(task, gates, **{"max_error_share": 0.5, **options})
    folder, key = RunFolder(parent / "run"), make_key(parent / "key")
    conclude_run(folder, plan, telling, key)
    return SignedRun(folder, task, key, parent / "key/signing.pub", plan)
