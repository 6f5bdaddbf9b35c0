"""Registering a run's candidate as an approved model version, and taking that back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.evidence.admission import expiry, later_failures_beside, registration_faults
from govllm.evidence.decisions import decide
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import SigningKey
from govllm.evidence.standing import Standing
from govllm.tracking.record import read_run
from govllm.tracking.registry import (
    Version,
    approve_version,
    create_version,
    later_failures,
    log_decision,
    revoke_version,
    revoked_on,
    tag_run,
)
from govllm.tracking.runs import fill_run, open_run
from govllm.tracking.store import Ids, Store, read_ids, write_ids


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approver says.

    Attributes:
        name: of the registered model.
        by, reason: who approves, and why.
        key: that signs the record; None leaves it unsigned.
    """

    name: str
    by: str
    reason: str
    key: SigningKey | None


def faults_of(
    client: Any,
    store: Store,
    standing: Standing,
    approval: Approval,
    weights: Path | None,
    now: datetime,
) -> list[str]:
    """Every reason against registering this run, on disk and in MLflow."""
    faults = list(registration_faults(standing, weights, now))
    if standing.verdict is None:
        return faults
    evidence = canonical.read_json(standing.folder.statement)["predicate"]
    digest = evidence["candidate"]["weights_sha256"]
    if digest is not None:
        later = later_failures(
            client, store, digest, evidence["profile"]["name"], evidence["plan"]["sealed_at"]
        )
        later += later_failures_beside(standing.folder)
        faults += [f"a later complete run of the same weights failed: {run}" for run in later]
    if revoked := revoked_on(client, approval.name, standing.verification.statement_sha256):
        faults.append(
            f"this evidence was registered as version {revoked.number} and revoked: evaluate anew"
        )
    return faults


def register_run(client: Any, store: Store, standing: Standing, approval: Approval) -> Version:
    """Register an admissible run and move the alias `approved` to it.

    The run is logged first where it is not in MLflow yet. The alias moves last: what fails before
    leaves the former version approved.
    """
    folder = standing.folder
    ids = _logged(client, store, folder)
    record = decide(
        "approval", folder, approval.by, approval.reason, approval.key, name=approval.name
    )
    tags = _tags(standing, approval, ids)
    number = create_version(client, ids, approval.name, tags, _description(standing, approval))
    _keep(client, ids, folder, f"approval-{number}.json", record)
    if standing.waivers:
        records = [waiver.decision.record for waiver in standing.waivers]
        _keep(client, ids, folder, f"waivers-{number}.json", records)
    tag_run(client, ids.run_id, {"decision": "approved", "decided_by": approval.by})
    approve_version(client, approval.name, number)
    return Version(approval.name, number, ids.run_id, 0, tags, current=True)


def refuse_run(
    client: Any, store: Store, folder: RunFolder, by: str, reason: str, key: SigningKey | None
) -> Path:
    """Record that an officer refuses a run; where the record lies."""
    record = decide("refusal", folder, by, reason, key)
    ids = _logged(client, store, folder)
    path = _keep(client, ids, folder, "refusal.json", record)
    tag_run(client, ids.run_id, {"decision": "refused", "decided_by": by})
    return path


def revoke(
    client: Any, version: Version, evidence: RunFolder, by: str, reason: str, key: SigningKey | None
) -> None:
    """Revoke a version: marked, its alias taken, the record kept beside its evidence.

    Args:
        evidence: of the version's run, as it was fetched.
    """
    record = decide(
        "revocation", evidence, by, reason, key, name=version.name, version=version.number
    )
    path = evidence.decisions / f"revocation-{version.number}.json"
    canonical.write_json(path, record)
    now = datetime.now(UTC).isoformat(timespec="seconds")
    tags = {"revoked_at": now, "revoked_by": by, "revoked_reason": reason}
    revoke_version(client, version, tags)
    log_decision(client, version.run_id, path)
    tag_run(client, version.run_id, {"decision": "revoked", "decided_by": by})


def _logged(client: Any, store: Store, folder: RunFolder) -> Ids:
    """The run in MLflow with everything it has, its signature included: it may have been signed
    after it was logged."""
    run = read_run(folder)
    ids = open_run(client, store, run.plan, read_ids(folder, store))
    write_ids(folder, store, ids)
    fill_run(client, ids, run, folder.sealed_files(), folder.evidence_files())
    return ids


def _keep(client: Any, ids: Ids, folder: RunFolder, name: str, record: Any) -> Path:
    path = folder.decisions / name
    canonical.write_json(path, record)
    log_decision(client, ids.run_id, path)
    return path


def _tags(standing: Standing, approval: Approval, ids: Ids) -> dict[str, str]:
    evidence = canonical.read_json(standing.folder.statement)["predicate"]
    return {
        "verdict": "pass with waivers" if standing.waived else "pass",
        "profile": evidence["profile"]["name"],
        "use": standing.policy["use"],
        "policy_sha256": evidence["profile"]["policy_sha256"],
        "plan_sha256": evidence["plan"]["sha256"],
        "statement_sha256": standing.verification.statement_sha256,
        "signed_by": standing.verification.signed_by or "",
        "weights_sha256": evidence["candidate"]["weights_sha256"] or "not attested",
        "evidence_expires": expiry(standing),
        "waivers": " ".join(standing.waived) or "none",
        "evidence": f"runs:/{ids.run_id}",
        "approved_by": approval.by,
        "approved_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "reason": approval.reason,
    }


def _description(standing: Standing, approval: Approval) -> str:
    name = standing.policy["name"]
    title: Mapping[str, str] = standing.policy["title"] or {"zh": name, "en": name}
    gates: Sequence[Any] = standing.verdict.gates if standing.verdict else ()
    waived = f"，其中豁免 {len(standing.waived)} 项" if standing.waived else ""
    lines = [
        f"由 {approval.by} 按方案“{title['zh']}”批准：{approval.reason}",
        f"{len(gates)} 项门槛全部达到{waived}；证据有效期至 {expiry(standing)[:10]}。",
        "",
        f"Approved by {approval.by} under the profile “{title['en']}”: {approval.reason}",
        f"{len(gates)} gates hold"
        + (f", {len(standing.waived)} of them waived" if standing.waived else "")
        + f"; the evidence may be used until {expiry(standing)[:10]}.",
    ]
    if standing.policy["use"] == "demonstration":
        lines += ["", "演示方案，不批准任何实际用途。 A demonstration: it approves no use."]
    return "\n".join(lines)
