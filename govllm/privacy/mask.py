"""Masking: personal data in a text replaced by its class, or shortened to its ends."""

from __future__ import annotations

from collections.abc import Collection

from govllm.privacy.classes import CLASSES
from govllm.privacy.scan import scan


def mask(text: str, kinds: Collection[str] = CLASSES.keys()) -> str:
    """The text with every finding replaced by its class in brackets, as `〔手机号〕`."""
    pieces, position = [], 0
    for finding in scan(text, kinds):
        pieces += [text[position : finding.start], f"〔{CLASSES[finding.kind].title.zh}〕"]
        position = finding.end
    return "".join([*pieces, text[position:]])


def masked_value(kind: str, value: str) -> str:
    """A value by its ends, enough to find it again in one's own files and no more.

    Numbers keep at most three characters in front and two behind, and never more than a third;
    words keep their first character.
    """
    if kind in ("name", "address", "health", "criminal", "credit", "employer", "school"):
        return value[:1] + "*" * max(1, len(value) - 1)
    shown = len(value) // 3
    front, back = min(3, shown), min(2, max(0, shown - 3))
    return value[:front] + "*" * (len(value) - front - back) + (value[-back:] if back else "")
