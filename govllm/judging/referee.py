"""Who judges: served or reached like a candidate, known by what can change its answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.config.schema import JudgeSettings, ModelSettings, ServingSettings, Settings
from govllm.errors import GovllmError, UsageError, nearest
from govllm.governance.judged import SPECS
from govllm.judging.answers import Judge
from govllm.judging.prompts import prompts_digest
from govllm.plan.plan import Plan
from govllm.serving.candidate import Candidacy, Report, candidacy
from govllm.serving.vllm import VLLM

SCHEMA = "govllm-judge/1"


@dataclass(frozen=True, slots=True)
class Referee:
    """A judge that was found, and the document that the plan seals of it."""

    who: Candidacy
    document: Mapping[str, Any]


def referee(
    settings: Settings, candidate: Candidacy, report: Report, server: Sequence[str] = VLLM
) -> Referee | None:
    """Find the judge, where one is asked for; nothing is started.

    Raises:
        UsageError: for a judge that is the candidate, an unknown metric, or the record of another.
        ServingError: where its endpoint does not answer.
    """
    chosen = settings.judge
    if chosen is None:
        return None
    for name in chosen.metrics:
        if name not in SPECS:
            raise UsageError(f"unknown judge metric {name!r}", nearest(name, SPECS))
    who = find_judge(settings, chosen, report, server)
    if _same(who, candidate):
        raise UsageError("the judge is the candidate itself", "name another model as the judge")
    return Referee(who, _document(who, chosen))


def find_judge(
    settings: Settings, chosen: JudgeSettings, report: Report, server: Sequence[str] = VLLM
) -> Candidacy:
    """A judge, found as a candidate would be.

    Raises:
        UsageError, ServingError: as `candidacy` does, with the judge's keys in place of its own.
    """
    try:
        return candidacy(_as_candidate(settings, chosen), report, server)
    except GovllmError as error:
        mend = error.mend.replace("serving.", "judge.").replace("model.", "judge.")
        raise type(error)(f"the judge: {error.what}", mend) from None


def _as_candidate(settings: Settings, chosen: JudgeSettings) -> Settings:
    model = ModelSettings(chosen.name, chosen.path, None)
    if chosen.kind == "endpoint":
        serving = ServingSettings("endpoint", chosen.base_url, chosen.api_key_env)
    else:
        serving = replace(settings.serving, kind="vllm", base_url=None)
    return replace(settings, model=model, serving=serving)


def _same(judge: Candidacy, candidate: Candidacy) -> bool:
    weights = judge.candidate.sealed()["weights_sha256"]
    if weights is not None and weights == candidate.candidate.sealed()["weights_sha256"]:
        return True
    one, other = judge.attached, candidate.attached
    return (
        one is not None
        and other is not None
        and (one.base_url, one.model) == (other.base_url, other.model)
    )


def identity_of(who: Candidacy) -> dict[str, Any]:
    """What can change a judge's answers, the prompts included."""
    engine = who.engine
    return {
        "candidate": who.candidate.sealed(),
        "engine": [engine.name, engine.version],
        "flags": dict(engine.answer_flags),
        "prompts_sha256": prompts_digest(),
    }


def _document(who: Candidacy, chosen: JudgeSettings) -> dict[str, Any]:
    identity = identity_of(who)
    record = None
    if chosen.qualification is not None:
        record = read_record(Path(chosen.qualification))
        asked = {"judge": canonical.rounded(identity), "max_tokens": chosen.max_tokens}
        if {name: record[name] for name in asked} != asked:
            raise UsageError(
                f"{chosen.qualification} is the record of another judge, prompts or max_tokens",
                "qualify this one: python -m govllm.qualify_judge",
            )
    return {
        "identity": identity,
        "metrics": list(chosen.metrics),
        "max_tokens": chosen.max_tokens,
        "qualification": record,
    }


def read_record(path: Path) -> dict[str, Any]:
    """A judge's record.

    Raises:
        UsageError: where there is none.
    """
    try:
        record: dict[str, Any] = canonical.read_json(path)
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path}: no record of a judge ({error})", "write one: python -m govllm.qualify_judge"
        ) from None
    if record.get("schema") != SCHEMA:
        raise UsageError(
            f"{path}: no record of a judge", "python -m govllm.qualify_judge writes it"
        )
    return record


def judge_of(plan: Plan) -> tuple[Judge, Sequence[str]] | None:
    """The judge that a plan seals with its metrics, None where there is none."""
    document = plan.content.get("judge")
    if document is None:
        return None
    return Judge(document["identity"], document["max_tokens"]), document["metrics"]
