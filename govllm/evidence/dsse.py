"""Signed statements: an in-toto Statement v1 in a DSSE envelope (secure-systems-lab/dsse v1)."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from securesystemslib.dsse import Envelope
from securesystemslib.exceptions import VerificationError

from govllm import canonical
from govllm.evidence.keys import PublicKey, SigningKey

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope's content, and who vouches for it.

    Attributes:
        statement: what was signed; empty where the envelope cannot be read.
        key_ids: of the keys that claim to have signed.
        signed_by: id of a trusted key whose signature holds; None where there is none.
        fault: why nobody trusted vouches for it, or "".
    """

    statement: Mapping[str, Any]
    key_ids: tuple[str, ...]
    signed_by: str | None
    fault: str


def statement(
    subject: str, sha256: str, predicate_type: str, predicate: Mapping[str, Any]
) -> dict[str, Any]:
    """An in-toto Statement v1 about one subject."""
    return {
        "_type": STATEMENT_TYPE,
        "subject": [{"name": subject, "digest": {"sha256": sha256}}],
        "predicateType": predicate_type,
        "predicate": dict(predicate),
    }


def sign(content: Mapping[str, Any], key: SigningKey) -> dict[str, Any]:
    """Sign a statement's canonical JSON."""
    envelope = Envelope(canonical.dumps(content).encode(), PAYLOAD_TYPE, {})
    envelope.sign(key.signer)
    document: dict[str, Any] = envelope.to_dict()
    return document


def open_envelope(document: Any, trusted: Sequence[PublicKey]) -> Opened:
    """Read an envelope and look for a trusted signature. Nothing in it is believed but by a key
    that was given from outside."""
    try:
        # The library decodes signatures in place.
        envelope = Envelope.from_dict(copy.deepcopy(document))
        content = json.loads(envelope.payload)
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        return Opened({}, (), None, f"not a DSSE envelope ({type(error).__name__})")
    key_ids = tuple(envelope.signatures)
    if envelope.payload_type != PAYLOAD_TYPE or not isinstance(content, dict):
        return Opened({}, key_ids, None, f"the envelope holds no {PAYLOAD_TYPE}")
    fault = ""
    for key in trusted:
        if key.key_id not in key_ids:
            continue
        try:
            envelope.verify([key.verifier], 1)
        except VerificationError:
            fault = f"the signature by {key.key_id[:12]}… does not hold"
            continue
        return Opened(content, key_ids, key.key_id, "")
    return Opened(content, key_ids, None, fault or _untrusted(key_ids, trusted))


def _untrusted(key_ids: Sequence[str], trusted: Sequence[PublicKey]) -> str:
    if not key_ids:
        return "it bears no signature"
    signers = ", ".join(f"{key_id[:12]}…" for key_id in key_ids)
    if not trusted:
        return f"signed by {signers}, but no trusted key was named"
    return f"signed by {signers}, which is none of the {len(trusted)} trusted keys"
