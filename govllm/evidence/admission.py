"""Whether a run may be registered, or a registered model deployed: every reason against it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from govllm import canonical
from govllm.evidence.decisions import moment_of, read_decisions
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import PublicKey
from govllm.evidence.reading import Document
from govllm.evidence.standing import Standing
from govllm.serving.provenance import checkpoint_digests


def registration_faults(standing: Standing, weights: Path | None, now: datetime) -> Iterator[str]:
    """Why a run cannot be registered; nothing where it can.

    Args:
        weights: folder of the candidate's checkpoint, or None where it is not known.
    """
    yield from evidence_faults(standing, now)
    if standing.verdict is None:
        return
    yield from weights_faults(standing.folder, weights, bool(standing.policy["require_attested"]))


def evidence_faults(standing: Standing, now: datetime) -> Iterator[str]:
    """What speaks against the evidence and its verdict at this moment, at registration and again at
    deployment: whoever writes to a registry can put anything there by hand."""
    found = standing.verification
    if not found.trusted:
        yield from (f"evidence: {fault}" for fault in found.faults())
    if standing.verdict is None:
        return
    if not standing.passes:
        yield f"the verdict is {standing.verdict.verdict}, not pass"
        yield from (f"  {reason['en']}" for reason in standing.verdict.reasons)
    if standing.verdict.scope != "complete":
        yield f"the run is {standing.verdict.scope}: only a complete run can be registered"
    yield from (f"waiver of {w.gate}: {w.fault}" for w in standing.waivers if w.fault)
    if fault := standing.age_fault(now):
        yield fault


def weights_faults(folder: RunFolder, weights: Path | None, required: bool) -> Iterator[str]:
    """What speaks against these weights being the ones that were evaluated.

    Args:
        required: whether a candidate whose weights were never digested is a fault.
    """
    candidate = canonical.read_json(folder.statement)["predicate"]["candidate"]
    if not candidate["attested"]:
        if required:
            yield "the candidate is not attested, and the profile wants its weights digested"
        return
    if weights is None:
        yield "the weights are not where they were: name their folder with --weights DIR"
        return
    here = checkpoint_digests(weights, "--weights")
    was = candidate["files"] or {}
    for name in sorted(here.keys() | was.keys()):
        if here.get(name) != was.get(name):
            what = "is gone" if name not in here else "is new" if name not in was else "was changed"
            yield f"{weights / name} {what}: these are not the evaluated weights"


def later_failures_beside(folder: RunFolder) -> Iterator[str]:
    """Complete runs of the same weights under the same profile that lie beside this one, were
    sealed later and failed: a store that was not told of them must not make them unheard of."""
    ours = canonical.read_json(folder.plan)
    beside = {*folder.path.absolute().parent.glob("*/verdict.json")}
    beside |= {*folder.path.absolute().parent.parent.glob("*/*/verdict.json")}
    for path in sorted(beside):
        try:
            theirs = canonical.read_json(path.with_name("plan.json"))
            verdict = canonical.read_json(path)
            same = _identity(theirs) == _identity(ours) and verdict["scope"] == "complete"
            if same and verdict["verdict"] == "fail" and theirs["sealed_at"] > ours["sealed_at"]:
                yield str(path.parent)
        except (OSError, ValueError, LookupError, TypeError):
            continue


def _identity(plan: Document) -> tuple[str, str]:
    content = plan["content"]
    return content["candidate"]["weights_sha256"], content["profile"]["policy"]["name"]


def known_weights(folder: RunFolder) -> Path | None:
    """Where a run's weights lay when it was planned; None where nothing is noted or there."""
    if not folder.origin.is_file():
        return None
    path = canonical.read_json(folder.origin)["model_path"]
    return Path(path) if path and Path(path).is_dir() else None


def approval_faults(
    folder: RunFolder, record: Path, name: str, trusted: Sequence[PublicKey]
) -> Iterator[str]:
    """What speaks against an approval's record: it must be there, and of this evidence."""
    if not record.is_file():
        yield f"no approval is on record ({record.name})"
        return
    for decision in read_decisions(record, trusted):
        if decision.kind != "approval" or decision.content.get("name") != name:
            yield f"{record.name} approves something else"
        if decision.statement_sha256 != canonical.file_digest(folder.statement):
            yield f"{record.name} approves another evaluation"
        if "payload" in decision.record and decision.signed_by is None:
            yield f"{record.name}: {decision.fault}"


def expiry(standing: Standing) -> str:
    """The moment from which the evidence, or a waiver that it leans on, is too old."""
    last = canonical.read_json(standing.folder.statement)["predicate"]["last_answer_at"]
    days = timedelta(days=float(standing.policy["max_evidence_age_days"]))
    ends = [datetime.fromisoformat(last) + days]
    ends += [moment_of(str(w.decision.content["expires"])) for w in standing.waivers if not w.fault]
    return min(ends).isoformat(timespec="seconds")
