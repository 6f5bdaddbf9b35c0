"""What the READMEs' commands on evidence are run on: keys, a run that passes, one that fails."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from govllm import canonical
from govllm.config.schema import GateSettings, ModelSettings, ProfileSettings, Settings
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import SigningKey
from govllm.plan.plan import Plan, make_plan
from govllm.plan.seal import seal
from govllm.resources import evalsets_dir
from govllm.serving.provenance import Candidate, inspect_checkpoint
from govllm.tasks.load import load_task
from govllm.tasks.requests import Request
from tests.support.colours import write_checkpoint
from tests.support.evidence import finish_run, make_key
from tests.support.mock_server import right_answers
from tests.support.runs import ENGINE, Told, reply, write_journal

TASKS = ("hotline/dispatch", "hotline/ticket")
WEIGHTS = "models/candidate"
# In the order of their sealing: a failure sealed after the run that passed would refuse it.
RUNS = {"failed-may": False, "candidate-may": True}


class Office:
    """A folder with all of it, to be copied to where a command runs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._candidate = inspect_checkpoint(write_checkpoint(folder / WEIGHTS), None, None)
        key = make_key(folder / "keys")
        dispatch, ticket = (load_task(evalsets_dir() / name, "hotline") for name in TASKS)
        right = {True: right_answers(dispatch, ticket), False: right_answers(dispatch)}
        plan = _plan(self._candidate)
        for name, passes in RUNS.items():
            _run(RunFolder(folder / "runs" / name), plan, key, right[passes])

    def move_in(self, to: Path) -> None:
        """Copy everything, as if it had been made there."""
        shutil.copytree(self.folder, to, dirs_exist_ok=True)
        for name in RUNS:
            origin = {"model_path": str(to / WEIGHTS)}
            canonical.write_json(RunFolder(to / "runs" / name).origin, origin)


def _plan(candidate: Candidate) -> Plan:
    gates = (
        GateSettings("dispatch-form", TASKS[0], "answered", threshold=0.1, source="tests"),
        GateSettings("ticket-form", TASKS[1], "well_formed", threshold=0.5, source="tests"),
    )
    profile = ProfileSettings("trial", {"zh": "试验", "en": "trial"}, {}, gates)
    settings = Settings(ModelSettings("candidate"), profile=profile, tasks=TASKS, limit=20)
    plan = make_plan(settings, candidate, ENGINE)
    record = plan.content["profile"]
    record = {**record, "written_policy_sha256": record["policy_sha256"]}
    content = {**plan.content, "scope": "complete", "profile": record}
    return replace(plan, scope="complete", content=content)


def _run(folder: RunFolder, plan: Plan, key: SigningKey, answers: Mapping[str, str]) -> None:
    folder.path.mkdir(parents=True)
    sealed = seal(plan, folder.plan)

    def telling(number: int, request: Request) -> Told:
        return reply(answers.get(request.messages[-1]["content"], "no JSON"))

    write_journal(folder, plan, sealed.sha256, telling)
    finish_run(folder, plan, key)
