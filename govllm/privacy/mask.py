"""Masking: personal data in a text replaced by its class, or shortened to its ends."""

from __future__ import annotations

import re
from collections.abc import Collection

from govllm.privacy.classes import CLASSES
from govllm.privacy.scan import scan

# Anything in such brackets but figures: 〔2026〕 is the year of a document's number.
PLACEHOLDER = re.compile(r"〔[^〔〕]*[^〔〕0-9][^〔〕]*〕")


def placeholder(kind: str) -> str:
    """What stands where personal data of a class stood, as `〔手机号〕`."""
    return f"〔{CLASSES[kind].title.zh}〕"


def mask(text: str, kinds: Collection[str] = CLASSES.keys()) -> str:
    """The text with every finding replaced by its class in brackets."""
    pieces, position = [], 0
    for finding in scan(text, kinds):
        pieces += [text[position : finding.start], placeholder(finding.kind)]
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
