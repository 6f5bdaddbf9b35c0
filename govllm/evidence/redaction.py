"""Copies of a run for third parties: without any text, and with evidence that still holds.

The journal's chain is over salted digests of its texts. With the texts go their salts, so that
nobody can find a short text by trying; a single text can be disclosed later with its salt, and be
checked against the copy.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from govllm import canonical
from govllm.client.journal import TEXTS, line_of, read_rows, redacted, text_digest
from govllm.errors import UsageError
from govllm.evidence.examples import Place
from govllm.evidence.folder import RunFolder
from govllm.evidence.reading import read_run

SCHEMA = "govllm-disclosure/1"


def redact(folder: RunFolder, out: RunFolder) -> int:
    """Write a copy of a recorded run without texts; returns the number of rows.

    Raises:
        UsageError: for a run that shows its texts on its sealed scorecard, or a folder that is
            there already.
        JournalError: where the journal's chain does not hold.
    """
    if out.path.exists():
        raise UsageError(f"{out.path} is there already", "name a folder that is not")
    if read_run(folder).plan["reveal"]:
        raise UsageError(
            f"{folder.path}: its scorecard and scores, which are sealed, show texts as they came",
            "evaluate again with evidence.reveal=false",
        )
    # In a folder beside it first: what is there under the name is whole.
    partial = RunFolder(out.path.with_name(f".{out.path.name}.partial"))
    shutil.rmtree(partial.path, ignore_errors=True)
    partial.evidence.mkdir(parents=True, mode=0o700)
    rows = 0
    if folder.journal.exists():
        rows = write_redacted_journal(folder, partial.journal)
    for path in folder.sealed_files():
        if path != folder.journal:
            canonical.copy_private(path, partial.path / path.name)
    for path in folder.evidence_files():
        canonical.copy_private(path, partial.evidence / path.name)
    partial.path.rename(out.path)
    return rows


def write_redacted_journal(folder: RunFolder, path: Path) -> int:
    """Write the journal without its texts; returns the number of rows.

    Raises:
        JournalError: where the chain does not hold.
    """
    rows = 0
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        for _, row in read_rows(folder.journal, read_run(folder).journal_root):
            stream.write(line_of(redacted(row)))
            rows += 1
        stream.flush()
        os.fsync(stream.fileno())
    return rows


@contextmanager
def outgoing(folder: RunFolder) -> Iterator[list[Path]]:
    """The sealed files as they may leave the machine: the journal without its texts, unless the
    plan says that they are revealed."""
    if not folder.journal.exists() or read_run(folder).plan["reveal"]:
        yield folder.sealed_files()
        return
    with tempfile.TemporaryDirectory(prefix="govllm-outgoing-") as scratch:
        journal = Path(scratch) / folder.journal.name
        write_redacted_journal(folder, journal)
        yield [journal if path == folder.journal else path for path in folder.sealed_files()]


def disclosure(folder: RunFolder, place: Place) -> dict[str, Any]:
    """The texts of every attempt of one sample with their salts.

    Raises:
        UsageError: where the journal has no such sample, or no longer has its texts.
    """
    rows = [
        {
            "seq": row["seq"],
            "part": row["part"],
            "attempt": row["attempt"],
            "salts": row.get("salts", {}),
            "texts": {name: row[name] for name in TEXTS if row.get(name) is not None},
        }
        for _, row in read_rows(folder.journal, read_run(folder).journal_root)
        if (row["task"], row["sample"], row["epoch"]) == place
    ]
    task, sample, epoch = place
    named = f"{task} {sample} (epoch {epoch})"
    if not rows:
        raise UsageError(f"{folder.journal}: no sample {named}", "scores.parquet lists them")
    if not any(row["texts"] for row in rows):
        raise UsageError(f"{folder.journal}: the texts of {named} were taken out of this copy")
    return {
        "schema": SCHEMA,
        "run_id": canonical.read_json(folder.plan)["run_id"],
        "task": task,
        "sample": sample,
        "epoch": epoch,
        "rows": rows,
    }


def disclosure_faults(folder: RunFolder, document: Mapping[str, Any]) -> Iterator[str]:
    """What of a disclosure is not what the journal's digests say."""
    place = (document["task"], document["sample"], document["epoch"])
    if document["run_id"] != canonical.read_json(folder.plan)["run_id"]:
        yield "it discloses texts of another run"
        return
    told = {row["seq"]: row for row in document["rows"]}
    if not told:
        yield "it discloses nothing"
    for _, row in read_rows(folder.journal, read_run(folder).journal_root):
        given = told.pop(row["seq"], None)
        if given is None:
            continue
        if (row["task"], row["sample"], row["epoch"]) != place:
            yield f"row {row['seq']} is of another sample"
        for name, text in given["texts"].items():
            if text_digest(str(given["salts"].get(name)), text) != row["digests"].get(name):
                yield f"row {row['seq']}: its {name} is not what was written"
    for seq in sorted(told):
        yield f"row {seq} is not in the journal"
