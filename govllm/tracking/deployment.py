"""The deployment check: are these weights the approved ones, on evidence that still holds?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.evidence.admission import approval_faults, evidence_faults, weights_faults
from govllm.evidence.folder import RunFolder
from govllm.evidence.standing import standing_of
from govllm.evidence.trust import trusted_keys
from govllm.tracking.registry import download_evidence, find_version


def deployment_faults(
    client: Any, reference: str, weights: Path, keys: Sequence[Path], scratch: Path, now: datetime
) -> list[str]:
    """Every reason against deploying these weights; empty where there is none.

    Nothing is taken from the registry's tags alone, which anyone may set who may write there: the
    evidence is fetched and verified anew.

    Args:
        reference: `NAME@alias`.
        keys: trusted public keys; none takes those of this machine's profile.
        scratch: an empty folder for the evidence.
    """
    version = find_version(client, reference)
    if version is None:
        return [f"no version is registered as {reference}"]
    faults = []
    if version.revoked:
        tags = version.tags
        faults.append(
            f"version {version.number} was revoked on {tags['revoked_at']} by "
            f"{tags.get('revoked_by', '?')}: {tags.get('revoked_reason', '')}"
        )
    folder = RunFolder(download_evidence(client, version.run_id, scratch))
    if not folder.statement.is_file():
        return [*faults, f"run {version.run_id} holds no evidence"]
    if canonical.file_digest(folder.statement) != version.tags.get("statement_sha256"):
        faults.append("the evidence is not what was registered")
    trusted = trusted_keys(folder, keys)
    waivers = folder.decisions / f"waivers-{version.number}.json"
    standing = standing_of(folder, trusted, waivers if waivers.is_file() else None, now)
    faults += evidence_faults(standing, now)
    record = folder.decisions / f"approval-{version.number}.json"
    faults += approval_faults(folder, record, version.name, trusted)
    if standing.verification.intact:
        faults += weights_faults(folder, weights, required=True)
    return faults
