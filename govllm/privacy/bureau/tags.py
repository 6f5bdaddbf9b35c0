"""What stands in a copy in place of a value."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping

from govllm.privacy.classes import CLASSES, Finding
from govllm.privacy.mask import masked_value

Tag = Callable[[Finding], str]


def by_class(finding: Finding) -> str:
    """A value's class: `〔手机号〕`."""
    return f"〔{CLASSES[finding.kind].title.zh}〕"


def by_ends(finding: Finding) -> str:
    """The value itself by its ends: `138********`."""
    return masked_value(finding.kind, finding.value)


def pseudonyms() -> Tag:
    """A tag that is the same for the same value, so that records still join: `〔手机号1〕`.

    Numbers are given in the order in which values appear; which value has which is kept in memory
    alone.
    """
    known: dict[tuple[str, str], int] = {}
    numbers: Counter[str] = Counter()

    def tag(finding: Finding) -> str:
        key = (finding.kind, hashlib.sha256(finding.value.encode()).hexdigest())
        if key not in known:
            numbers[finding.kind] += 1
            known[key] = numbers[finding.kind]
        return f"〔{CLASSES[finding.kind].title.zh}{known[key]}〕"

    return tag


# By name, what makes the tags of one command.
STYLES: Mapping[str, Callable[[], Tag]] = {
    "tag": lambda: by_class,
    "pseudonym": pseudonyms,
    "partial": lambda: by_ends,
}
