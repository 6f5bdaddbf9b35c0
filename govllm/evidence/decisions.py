"""The officer's decisions: waivers, approvals, refusals, revocations.

Each is an in-toto statement whose subject is the run's own statement, so that it speaks of one
evaluation and no other; signed in the same way where its author has a key. They stand beside the
sealed evidence and change nothing in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Literal

from govllm import canonical
from govllm.errors import UsageError
from govllm.evidence import dsse
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import PublicKey, SigningKey
from govllm.evidence.reading import Document

PREDICATE = "urn:govllm:decision:v1"
Kind = Literal["waiver", "approval", "refusal", "revocation"]


@dataclass(frozen=True, slots=True)
class Decision:
    """A record as it was read.

    Attributes:
        statement_sha256: digest of the run's statement that it names.
        content: what was decided.
        signed_by: id of a trusted key that signed; None where there is none.
        fault: why no trusted key vouches for it, or "".
        record: as it stands in its file.
    """

    statement_sha256: str
    content: Document
    signed_by: str | None
    fault: str
    record: Document

    @property
    def kind(self) -> str:
        return str(self.content.get("kind"))


def decide(
    kind: Kind, folder: RunFolder, by: str, reason: str, key: SigningKey | None, **more: Any
) -> dict[str, Any]:
    """A record about a run, signed where there is a key.

    Raises:
        UsageError: without a name or a reason, or for a run without evidence.
    """
    for name, value in (("--by", by), ("--reason", reason)):
        if not value.strip():
            raise UsageError(f"{name} is empty", "a decision needs somebody who took it and why")
    if not folder.statement.is_file():
        raise UsageError(f"{folder.path} holds no evidence", "name the folder of a finished run")
    evidence = canonical.read_json(folder.statement)
    content = dsse.statement(
        "statement.json",
        canonical.file_digest(folder.statement),
        PREDICATE,
        {
            "kind": kind,
            "by": by.strip(),
            "reason": reason.strip(),
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "candidate": evidence["predicate"]["candidate"]["name"],
            "weights_sha256": evidence["predicate"]["candidate"]["weights_sha256"],
            "plan_sha256": evidence["predicate"]["plan"]["sha256"],
            **more,
        },
    )
    return content if key is None else dsse.sign(content, key)


def read_decision(record: Any, trusted: Sequence[PublicKey]) -> Decision:
    """Read a record, signed or not.

    Raises:
        ValueError: where it is no decision.
    """
    if not isinstance(record, dict):
        raise ValueError("not a decision")
    signed = "payload" in record
    opened = dsse.open_envelope(record, trusted) if signed else None
    content = record if opened is None else opened.statement
    try:
        (subject,) = content["subject"]
        if content["predicateType"] != PREDICATE:
            raise ValueError("not a decision")
        return Decision(
            subject["digest"]["sha256"],
            content["predicate"],
            None if opened is None else opened.signed_by,
            "it is not signed" if opened is None else opened.fault,
            record,
        )
    except (KeyError, TypeError):
        raise ValueError("not a decision") from None


def read_decisions(path: Path, trusted: Sequence[PublicKey]) -> list[Decision]:
    """The records of a file: one, or a list.

    Raises:
        UsageError: where the file is not there or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        records = content if isinstance(content, list) else [content]
        return [read_decision(record, trusted) for record in records]
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{path} cannot be read as decisions ({error})",
            "python -m govllm.waive RUN --gate ID --by WHO --reason WHY --expires DATE writes one",
        ) from None


def append_decision(path: Path, record: Mapping[str, Any]) -> None:
    """Add a record to a file of records.

    Raises:
        UsageError: where the file holds something else.
    """
    old = [d.record for d in read_decisions(path, ())] if path.exists() else []
    canonical.write_json(path, [*old, record])


def moment_of(text: str) -> datetime:
    """A day (its end, UTC) or a moment with its zone.

    Raises:
        ValueError: for anything else.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        found = datetime.fromisoformat(text)
        if found.tzinfo is None:
            raise ValueError(f"{text} names no time zone") from None
        return found
    return datetime.combine(day, time.max, UTC)


@dataclass(frozen=True, slots=True)
class WaiverCheck:
    """A waiver held against a run; `fault` says why it does not count, or "" where it does."""

    gate: str
    fault: str
    decision: Decision


def check_waiver(
    decision: Decision, folder: RunFolder, verdict: Document, signed: bool, now: datetime
) -> WaiverCheck:
    """Whether a waiver counts for this run at this moment.

    Args:
        verdict: `verdict.json`.
        signed: whether a trusted key must have signed it.
    """
    gate = str(decision.content.get("gate"))
    return WaiverCheck(gate, _waiver_fault(decision, gate, folder, verdict, signed, now), decision)


def _waiver_fault(
    decision: Decision,
    gate: str,
    folder: RunFolder,
    verdict: Document,
    signed: bool,
    now: datetime,
) -> str:
    content = decision.content
    if decision.kind != "waiver":
        return f"it is no waiver but a {decision.kind}"
    if signed and decision.signed_by is None:
        return f"the profile wants waivers signed by a trusted key: {decision.fault}"
    if content.get("weights_sha256") != verdict["candidate"]["weights_sha256"]:
        return "it is for another candidate"
    if decision.statement_sha256 != canonical.file_digest(folder.statement):
        return "it is for another evaluation of the candidate"
    if not content.get("by") or not content.get("reason"):
        return "it does not say who waives, and why"
    try:
        expires = moment_of(str(content.get("expires")))
    except ValueError:
        return "it has no date of expiry"
    if expires <= now:
        return f"it expired on {expires:%Y-%m-%d}"
    found = next((g for g in verdict["gates"] if g["id"] == gate), None)
    if found is None:
        return f"the run has no gate {gate!r}"
    if found["verdict"] != "fail":
        return f"only a failed gate can be waived, and {gate} is {found['verdict']}"
    return ""
