"""What is logged of a run, read from its folder: plain values, known to no tracking library."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from govllm import canonical
from govllm.capability.names import is_foreign
from govllm.errors import GovllmError, UsageError
from govllm.evidence.folder import RunFolder

# Limits that every MLflow store keeps.
_LONGEST_NAME = 250
_LONGEST_VALUE = 500
_LONGEST_DIGEST = 36
_MARK = 8

_BOUNDS = ("lower", "upper")
_COUNTS = ("n_scored", "n_errored")
_NOT_ATTESTED = "not attested"
_DIGESTS = ("weights_sha256", "tokenizer_sha256", "chat_template_sha256", "config_sha256")
_DECLARED = ("architecture", "dtype", "quantization", "context_length", "revision")


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A sealed plan.

    Attributes:
        sha256: of `plan.json`.
        run_id: of the run, as sealed.
        sealed_at: ISO time.
        content: what was sealed.
    """

    sha256: str
    run_id: str
    sealed_at: str
    content: Mapping[str, Any]

    @property
    def candidate(self) -> str:
        return str(self.content["candidate"]["name"])

    @property
    def sealed_ms(self) -> int:
        """Milliseconds since 1970."""
        return _milliseconds(self.sealed_at)


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A finished run: its plan, and the documents `metrics.json` and `verdict.json`."""

    plan: PlanRecord
    metrics: Mapping[str, Any]
    verdict: Mapping[str, Any]

    @property
    def ended_ms(self) -> int:
        """When the last answer came, in milliseconds since 1970; when the plan was sealed where
        none came. Values logged again at the same time are the same values to MLflow."""
        last = self.metrics["usage"]["last"]
        return _milliseconds(last) if last else self.plan.sealed_ms


@dataclass(frozen=True, slots=True)
class Value:
    """One number.

    Attributes:
        name: made of characters that MLflow allows.
        task: whose items it was measured on; "" for a number about the whole run.
    """

    name: str
    value: float
    task: str


@dataclass(frozen=True, slots=True)
class Dataset:
    """One task's items. They are named and digested, never uploaded.

    Attributes:
        digest: as much of the items' sha256 as MLflow holds.
        source: where they lie; profile: how many they are; tags: version, licence and origin.
    """

    name: str
    digest: str
    source: str
    profile: Mapping[str, int]
    tags: Mapping[str, str]


def read_plan(folder: RunFolder) -> PlanRecord:
    """The sealed plan of a run.

    Raises:
        UsageError: where the folder holds none.
    """
    if not folder.plan.is_file():
        raise UsageError(f"{folder.path} holds no run", "name a folder with a plan.json")
    document = canonical.read_json(folder.plan)
    return PlanRecord(
        canonical.file_digest(folder.plan),
        document["run_id"],
        document["sealed_at"],
        document["content"],
    )


def read_run(folder: RunFolder) -> RunRecord:
    """A finished run.

    Raises:
        UsageError: where it is not finished.
        GovllmError: where its verdict was reached on another plan.
    """
    plan = read_plan(folder)
    if not folder.is_recorded():
        raise UsageError(
            f"the run in {folder.path} is not finished",
            f"finish it with the same python -m govllm.eval command and paths.run={folder.path}",
        )
    verdict = canonical.read_json(folder.verdict)
    if verdict["plan_sha256"] != plan.sha256:
        raise GovllmError(f"{folder.path}: the verdict was reached on another plan.json")
    return RunRecord(plan, canonical.read_json(folder.metrics), verdict)


def candidate_params(plan: PlanRecord) -> dict[str, str]:
    """What the candidate is and what served it."""
    candidate, engine = plan.content["candidate"], plan.content["engine"]
    params: dict[str, Any] = {
        "candidate": candidate["name"],
        "attested": "yes" if candidate["attested"] else "no",
        **{name: candidate[name] or _NOT_ATTESTED for name in _DIGESTS[:1]},
        **{name: candidate[name] for name in (*_DIGESTS[1:], *_DECLARED)},
        "engine": engine["name"],
        "engine_version": engine["version"],
        **{f"flag.{name}": value for name, value in engine["answer_flags"].items()},
        "plan_sha256": plan.sha256,
    }
    return {safe_name(k): _text(v) for k, v in params.items() if v is not None}


def params_of(plan: PlanRecord) -> dict[str, str]:
    """The run's parameters: the candidate, and what it was asked under."""
    content = plan.content
    asked = {
        "profile": content["profile"]["policy"]["name"],
        "policy_sha256": content["profile"]["policy_sha256"],
        "scope": content["scope"],
        "seed": content["seed"],
        "thinking_tokens": content["thinking_tokens"],
        "limit": "none" if content["limit"] is None else content["limit"],
        "code_version": content["code_version"],
        "tasks": " ".join(task["id"] for task in content["tasks"]),
    }
    return candidate_params(plan) | {name: _text(value) for name, value in asked.items()}


def plan_tags(plan: PlanRecord) -> dict[str, str]:
    """The tags of a run from the moment its plan is sealed."""
    return {
        "govllm.run_id": plan.run_id,
        "plan_sha256": plan.sha256,
        "profile": plan.content["profile"]["policy"]["name"],
        "scope": plan.content["scope"],
        "sealed_at": plan.sealed_at,
    }


def verdict_tags(run: RunRecord) -> dict[str, str]:
    """The tags that say how a run was decided."""
    gates = {safe_name(f"gate.{g['id']}"): str(g["verdict"]) for g in run.verdict["gates"]}
    return {"verdict": str(run.verdict["verdict"]), **gates}


def values_of(run: RunRecord) -> list[Value]:
    """Every gate as 1 or 0, every metric and slice with bounds and counts, and the cost.

    What was not measured has no value, and a gate that a partial run left out none either.
    """
    found = [
        Value(safe_name(f"gate/{gate['id']}"), float(gate["verdict"] == "pass"), gate["task"])
        for gate in run.verdict["gates"]
        if gate["verdict"] != "not_run"
    ]
    for metric in (*run.metrics["metrics"], *run.metrics["slices"]):
        found += _metric_values(metric)
    usage = run.metrics["usage"]
    found += [
        Value(safe_name(f"usage/{name}"), float(value), "")
        for name, value in usage.items()
        if isinstance(value, (int, float))
    ]
    found += [
        Value(safe_name(f"usage/error/{k}"), float(n), "") for k, n in usage["errors"].items()
    ]
    return found


def datasets_of(plan: PlanRecord) -> list[Dataset]:
    """The items of every task of the plan."""
    return [_dataset(task) for task in plan.content["tasks"]]


def safe_part(part: str) -> str:
    """`part` of a name between two slashes with nothing but what MLflow allows in it. One that
    had to be changed ends in a digest of the old one, so that different parts stay different."""
    safe = re.sub(r"[^\w.\- ]", "_", part).strip()
    if not safe.strip("."):
        safe = "_"
    return safe if safe == part else f"{safe}-{_mark(part)}"


def safe_name(name: str) -> str:
    """`name` made of safe parts, and not too long."""
    safe = "/".join(map(safe_part, name.split("/")))
    if len(safe) <= _LONGEST_NAME:
        return safe
    return f"{safe[: _LONGEST_NAME - _MARK - 1]}-{_mark(name)}"


def _metric_values(metric: Mapping[str, Any]) -> Iterator[Value]:
    task = metric["task"]
    name = f"{task}/{metric['name']}"
    if metric["slice"]:
        dimension, _, value = metric["slice"].partition("=")
        name += f"/{safe_part(dimension)}/{safe_part(value)}"
    if metric["estimate"] is not None:
        yield Value(safe_name(name), float(metric["estimate"]), task)
    for part in (*_BOUNDS, *_COUNTS):
        yield Value(safe_name(f"{name}.{part}"), float(metric[part]), task)


def _dataset(task: Mapping[str, Any]) -> Dataset:
    tags = {
        "version": task["version"],
        "license": task["license"],
        "task_sha256": task["sha256"],
        "items_sha256": task["items_sha256"],
        **{f"source.{language}": text for language, text in task["source"].items()},
    }
    return Dataset(
        task["id"],
        task["items_sha256"][:_LONGEST_DIGEST],
        task["source"]["en"] if is_foreign(task["id"]) else f"evalsets/{task['id']}/items.jsonl",
        {name: task[name] for name in ("n_items", "n_planned", "n_clusters")},
        {name: _text(value) for name, value in tags.items()},
    )


def _mark(text: str) -> str:
    return canonical.text_digest(text)[:_MARK]


def _text(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 1] + "…"


def _milliseconds(iso: str) -> int:
    return int(datetime.fromisoformat(iso).timestamp() * 1000)
