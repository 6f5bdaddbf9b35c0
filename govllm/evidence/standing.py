"""Where a run stands now: its evidence, its verdict, and the waivers that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from govllm import canonical
from govllm.errors import UsageError
from govllm.evidence.decisions import WaiverCheck, check_waiver, read_decisions
from govllm.evidence.folder import RunFolder
from govllm.evidence.keys import PublicKey
from govllm.evidence.reading import Document
from govllm.evidence.verify import Verification, verify
from govllm.governance.verdict import Verdict
from govllm.governance.waived import with_waivers


@dataclass(frozen=True, slots=True)
class Standing:
    """A run, verified and with its waivers applied.

    Attributes:
        verification: of its evidence.
        verdict: with the waivers that count; None where the evidence is not intact.
        waivers: every waiver that was given, with why it does not count.
        policy: of the profile, as the plan seals it.
    """

    folder: RunFolder
    verification: Verification
    verdict: Verdict | None
    waivers: tuple[WaiverCheck, ...]
    policy: Document

    @property
    def waived(self) -> tuple[str, ...]:
        """Ids of the gates with a waiver that counts."""
        return tuple(dict.fromkeys(w.gate for w in self.waivers if not w.fault))

    @property
    def passes(self) -> bool:
        """Whether its verdict is pass, waivers applied."""
        return self.verdict is not None and self.verdict.verdict == "pass"

    def age_fault(self, now: datetime) -> str:
        """Why the evidence is too old to act on, or ""."""
        last = canonical.read_json(self.folder.statement)["predicate"]["last_answer_at"]
        if last is None:
            return "no answer was ever given"
        days = float(self.policy["max_evidence_age_days"])
        age = now - datetime.fromisoformat(last)
        if age > timedelta(days=days):
            return f"the evidence is {age.days} days old; the profile allows {days:g}"
        return ""


def standing_of(
    folder: RunFolder,
    trusted: Sequence[PublicKey],
    waivers: Path | None,
    now: datetime | None = None,
) -> Standing:
    """Verify a run and apply its waivers.

    Args:
        waivers: a file of waivers, or None.

    Raises:
        UsageError: where the folder holds no evidence, or the waivers cannot be read.
    """
    if not folder.statement.is_file():
        raise UsageError(f"{folder.path} holds no evidence", "name the folder of a finished run")
    decisions = read_decisions(waivers, trusted) if waivers is not None else []
    verification = verify(folder, trusted)
    if not verification.intact:
        return Standing(folder, verification, None, (), {})
    plan = canonical.read_json(folder.plan)["content"]
    verdict, metrics = canonical.read_json(folder.verdict), canonical.read_json(folder.metrics)
    policy = plan["profile"]["policy"]
    moment = now or datetime.now(UTC)
    signed = policy["require_signed_waivers"]
    checks = tuple(check_waiver(d, folder, verdict, signed, moment) for d in decisions)
    waived = {check.gate for check in checks if not check.fault}
    return Standing(
        folder, verification, with_waivers(verdict, plan, metrics, waived), checks, policy
    )
