"""What all tiny tasks begin with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

Declaration = dict[str, Any]
Item = dict[str, Any]

BASE: Declaration = {
    "name": "tiny",
    "version": "1.0.0",
    "prompt": {"system": "Answer in the form asked for.", "user": "{{ question }}"},
    "intended_use": {"zh": "测试", "en": "tests"},
    "source": {"zh": "自编", "en": "written for tests"},
}


def items_of(targets: Iterable[Any], **extra: Any) -> list[Item]:
    """One item a target, two to a cluster, with a slice of two values."""
    return [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {"question": f"question number {n} of a tiny task"},
            "target": target,
            "slices": {"half": "even" if n % 2 == 0 else "odd"},
            **extra,
        }
        for n, target in enumerate(targets)
    ]
