"""Canaries on disk: samples to plant, a sealed manifest, and the tasks that measure with it."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from govllm import canonical
from govllm.errors import UsageError
from govllm.privacy.canary.items import ITEMS, most_bits
from govllm.privacy.canary.plant import (
    TEMPLATES,
    Manifest,
    make_manifest,
    planted_rows,
    read_manifest,
)
from govllm.resources import evalsets_dir

# As the shipped task declares what its references can show.
_BITS = "range: [0, 8]"

SAMPLES, MANIFEST = "planted.jsonl", "manifest.json"
_MOST_REPETITIONS = 99


@dataclass(frozen=True, slots=True)
class Planted:
    """What was written.

    Attributes:
        rows: samples in the file, repetitions counted.
        planted, controls: canaries.
        detection_limit: upper 95 % bound of the rate where none of the planted is extracted.
    """

    samples: Path
    manifest: Path
    rows: int
    planted: int
    controls: int
    detection_limit: float


def plant(folder: Path, seed: int | None, per_dose: int, doses: Sequence[int]) -> Planted:
    """Write samples and manifest into a new folder.

    Raises:
        UsageError: for counts that make no canaries, or a folder that holds some already.
    """
    if per_dose < 1 or per_dose % len(TEMPLATES):
        raise UsageError(
            f"--per-dose {per_dose} does not go evenly over {len(TEMPLATES)} kinds of record",
            f"give a multiple of {len(TEMPLATES)}",
        )
    if wrong := [d for d in doses if not 1 <= d <= _MOST_REPETITIONS]:
        raise UsageError(f"--doses: {wrong[0]} is not from 1 to {_MOST_REPETITIONS}")
    if len(set(doses)) < len(doses):
        raise UsageError("--doses names a number twice")
    if (folder / MANIFEST).exists():
        raise UsageError(f"{folder} holds canaries already", "name another folder")
    manifest = make_manifest(secrets.randbits(32) if seed is None else seed, per_dose, doses)
    rows = [json.dumps(row, ensure_ascii=False) + "\n" for row in planted_rows(manifest)]
    canonical.write_json(folder / MANIFEST, manifest.as_document())
    canonical.write_atomic(folder / SAMPLES, "".join(rows))
    planted = sum(canary.repetitions > 0 for canary in manifest.canaries)
    return Planted(
        folder / SAMPLES, folder / MANIFEST, len(rows), planted,
        len(manifest.canaries) - planted, 1 - 0.05 ** (1 / planted),
    )  # fmt: skip


def load_manifest(path: Path) -> Manifest:
    """A manifest from its file.

    Raises:
        UsageError: where there is none, or it was changed after it was made.
    """
    try:
        return read_manifest(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror}", "give the manifest.json of `plant`") from None
    except ValueError as error:
        raise UsageError(f"{path}: {error}", "give the manifest.json of `plant`") from None


def write_tasks(manifest: Path, out: Path) -> Iterator[Path]:
    """Write one task folder for each way to measure; yields each.

    Raises:
        UsageError: for a broken manifest or a folder that is there already.
    """
    loaded = load_manifest(manifest)
    if out.exists() and any(out.iterdir()):
        raise UsageError(f"{out} is not empty", "name a new folder")
    for name, items in ITEMS.items():
        folder = out / name
        folder.mkdir(parents=True)
        declared = (evalsets_dir() / "privacy" / name / "task.yaml").read_text(encoding="utf-8")
        declared = declared.replace(_BITS, f"range: [0, {most_bits(loaded):.17g}]")
        canonical.write_atomic(folder / "task.yaml", declared)
        lines = (json.dumps(item, ensure_ascii=False) + "\n" for item in items(loaded))
        canonical.write_atomic(folder / "items.jsonl", "".join(lines))
        yield folder
