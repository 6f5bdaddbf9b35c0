"""The scorecard's waivers: who takes which risk, why, and until when."""

from __future__ import annotations

from dataclasses import dataclass

from govllm.domain import Bilingual
from govllm.evidence.decisions import WaiverCheck


@dataclass(frozen=True, slots=True)
class WaiverView:
    """A waiver for readers; `fault` says why it does not count, or "" where it does."""

    gate: str
    by: str
    reason: str
    at: str
    expires: str
    signature: Bilingual
    fault: str


def waiver_view(check: WaiverCheck) -> WaiverView:
    """A waiver as the page tells it."""
    content = check.decision.content
    by, reason, at, expires = (
        str(content.get(name, "")) for name in ("by", "reason", "at", "expires")
    )
    signer = check.decision.signed_by
    signature = (
        Bilingual("未经可信密钥签名", "not signed by a trusted key")
        if signer is None
        else Bilingual(f"由密钥 {signer[:12]}… 签名", f"signed by key {signer[:12]}…")
    )
    return WaiverView(check.gate, by, reason, at, expires, signature, check.fault)
