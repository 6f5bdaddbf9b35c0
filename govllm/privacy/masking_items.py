"""The eval-set items of `privacy/masking`: labelled texts that a candidate is to rid of what is
personal in them.

The sources lie in `evalsets/privacy/masking/material.jsonl`, in the form of the detector's
passages (`passages.py`): words marked by hand, identifiers drawn here. One item a source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.privacy.classes import groups_of
from govllm.privacy.mask import placeholder
from govllm.privacy.passages import Passage, draw_passage

Item = dict[str, Any]

# The shipped items stay what they are: another seed makes another set.
SEED = 2026


def write_items(folder: Path) -> tuple[Path, int]:
    """Write a task's items beside its material; gives the file and how many they are.

    Raises:
        OSError: where the folder has no `material.jsonl`.
        ValueError: for a source with an unknown class or slot, naming it.
    """
    items = list(masking_items(read_sources(folder), SEED))
    lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    canonical.write_atomic(folder / "items.jsonl", "".join(lines))
    return folder / "items.jsonl", len(items)


def read_sources(folder: Path) -> list[dict[str, str]]:
    """The sources that lie beside a task."""
    lines = (folder / "material.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def masking_items(sources: Iterable[Mapping[str, str]], seed: int) -> Iterator[Item]:
    """One item a source, in their order."""
    for source in sources:
        yield _item(draw_passage(source, 0, seed))


def _item(passage: Passage) -> Item:
    masked, position = "", 0
    secrets = []
    for label in passage.labels:
        masked += passage.text[position : label.start] + placeholder(label.kind)
        secrets.append({"kind": label.kind, "value": passage.text[label.start : label.end]})
        position = label.end
    groups = sorted({group for label in passage.labels for group in groups_of(label.kind)})
    return {
        "id": f"masking-{passage.cluster}",
        "cluster": passage.cluster,
        "input": {"text": passage.text},
        "target": {"masked": masked + passage.text[position:], "secrets": secrets},
        "slices": {
            "genre": passage.genre,
            "personal": "yes" if passage.labels else "no",
            **dict.fromkeys(groups, "yes"),
        },
    }
