"""Scoring a recorded run anew from its journal, and comparing with what its folder says."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq

from govllm import pipeline
from govllm.errors import GovllmError
from govllm.evidence.folder import RunFolder
from govllm.evidence.verify import Finding
from govllm.evidence.words import has_texts
from govllm.plan.reopen import reopen
from govllm.plan.seal import read_seal

# What rescoring makes again, to the byte. The scores are compared row by row: another version of
# the Parquet library writes the same rows in other bytes.
_AGAIN = ("metrics.json", "verdict.json", "junit.xml", "scorecard.html")


def rescore(
    folder: RunFolder,
    evalsets: str | None,
    task_path: Path | None,
    include_path: str | None = None,
) -> Finding:
    """What rescoring found.

    Args:
        evalsets: folder of suites; None takes the shipped ones.
        task_path: folder of the run's own task, where it has one.
        include_path: folder of the run's own lm-eval tasks, where it has some.
    """
    try:
        faults = tuple(_differences(folder, evalsets, task_path, include_path))
    except GovllmError as error:
        faults = (str(error),)
    except (ValueError, LookupError, TypeError, AttributeError, OSError) as error:
        faults = (f"cannot be rescored ({type(error).__name__}: {error})",)
    return Finding("rescore", faults)


def _differences(
    folder: RunFolder, evalsets: str | None, task_path: Path | None, include_path: str | None
) -> Iterator[str]:
    sealed = read_seal(folder.plan)
    if not has_texts(folder.journal, sealed.journal_root):
        yield "the texts were taken out of this copy: rescore it where it was made"
        return
    plan = reopen(sealed.content, evalsets, task_path, include_path)
    with tempfile.TemporaryDirectory(prefix="govllm-rescore-") as scratch:
        again = RunFolder(Path(scratch))
        again.plan.symlink_to(folder.plan.absolute())
        if folder.journal.exists():
            again.journal.symlink_to(folder.journal.absolute())
        if folder.incumbent.exists():
            again.incumbent.symlink_to(folder.incumbent.absolute())
        pipeline.score(plan, sealed, again)
        if not pq.read_table(again.scores).equals(pq.read_table(folder.scores)):
            yield "scores.parquet holds other scores than the answers have"
        verdict = pipeline.judge(plan, sealed, again)
        pipeline.publish(verdict, again)
        for name in _AGAIN:
            if (again.path / name).read_bytes() != (folder.path / name).read_bytes():
                yield f"{name} is not what the answers come to"
