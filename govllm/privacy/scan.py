"""One scan of a text: every rule, what overlaps settled, in the order of the text."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Collection, Iterable, Sequence

from govllm.privacy import addresses, facts, names
from govllm.privacy.classes import CLASSES, Finding, Tier
from govllm.privacy.identifiers import find_identifiers
from govllm.privacy.normal import plain
from govllm.privacy.patterns import find_patterns

_RANK = {Tier.CHECKED: 0, Tier.FORM: 1, Tier.LANGUAGE: 2}


def scan(text: str, kinds: Collection[str] = CLASSES.keys()) -> list[Finding]:
    """Personal data in a text.

    Args:
        kinds: classes to look for.

    Returns:
        Findings by place; no two overlap, but that a fact (an illness, a sentence) may lie beside
        anything.
    """
    flat = plain(text)
    found: list[Finding] = list(find_identifiers(flat))
    found += find_patterns(flat)
    found += addresses.find_addresses(flat)
    found += facts.find_facts(flat)
    clear = settle(found)
    if "name" in kinds:
        clear = settle([*clear, *names.find_names(flat, [(f.start, f.end) for f in clear])])
    return [finding for finding in clear if finding.kind in kinds]


def settle(found: Iterable[Finding]) -> list[Finding]:
    """Of findings that overlap the surer one, then the longer one."""
    order = sorted(
        found, key=lambda f: (_RANK[CLASSES[f.kind].tier], f.start - f.end, f.start, f.kind)
    )
    kept: list[Finding] = []
    for finding in order:
        if all(finding.end <= other.start or other.end <= finding.start for other in kept):
            kept.append(finding)
    return sorted(kept)


_BASE64 = re.compile(r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{12,}={0,2}(?![A-Za-z0-9+/=])")


def decoded(text: str) -> Sequence[str]:
    """Other readings of a text: its base64 parts decoded, and the whole of it reversed.

    For those who ask whether something is hidden in a text, not only whether it stands in it.
    """
    readings = [text[::-1]]
    for match in _BASE64.finditer(text):
        body = match[0].rstrip("=")
        try:
            raw = base64.b64decode(body + "=" * (-len(body) % 4), validate=True)
            readings.append(raw.decode("utf-8"))
        except (binascii.Error, UnicodeDecodeError):
            continue
    return readings
