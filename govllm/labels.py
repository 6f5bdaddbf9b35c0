"""`python -m govllm.labels RUN`: bring back what people have said of answers in MLflow."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode

if TYPE_CHECKING:
    from govllm.evidence.folder import RunFolder
    from govllm.tracking.human import Label


def fetch(arguments: Sequence[str]) -> ExitCode:
    """Write the labels of the run that the arguments name, and how far scorers agree with them."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm import canonical
    from govllm.evidence.folder import RunFolder
    from govllm.tracking.choose import chosen_store
    from govllm.tracking.human import agreements, labels_of
    from govllm.tracking.record import read_plan
    from govllm.tracking.session import session
    from govllm.tracking.store import read_ids

    folder = RunFolder(given.run)
    read_plan(folder)
    store = chosen_store(folder, given.tracking_uri, given.experiment)
    ids = read_ids(folder, store)
    if ids is None:
        raise UsageError(f"{folder.path} is not in MLflow", f"python -m govllm.track {folder.path}")
    with session(store) as client:
        labels = labels_of(client, ids)
    if not labels:
        print("nobody has labelled an answer of this run yet: open a trace in MLflow and assess it")
        return ExitCode.INSUFFICIENT
    out = given.out or folder.decisions / "labels.jsonl"
    lines = (json.dumps(label.as_dict(), ensure_ascii=False) + "\n" for label in labels)
    canonical.write_atomic(out, "".join(lines))
    print(f"{len(labels)} labels in {out}")
    for found in agreements(labels):
        kappa = "—" if found.kappa is None else f"{found.kappa:.2f}"
        print(f"{found.task} {found.name}: {found.agreed} of {found.n} agree, kappa {kappa}")
    if given.pairs is not None:
        _write_pairs(given, folder, labels)
    return ExitCode.PASS


def _write_pairs(given: argparse.Namespace, folder: RunFolder, labels: Sequence[Label]) -> None:
    from govllm import canonical
    from govllm.evidence.words import last_words
    from govllm.judging.officers import SUPPORTED_IF, pairs_of
    from govllm.plan.reopen import reopen
    from govllm.plan.seal import read_seal

    sealed = read_seal(folder.plan)
    plan = reopen(sealed.content, given.evalsets, given.task_path)
    pairs = list(pairs_of(labels, plan, last_words(folder.journal, sealed.journal_root)))
    if not pairs:
        raise UsageError(
            "nobody has said of an answer over passages whether they bear it out",
            f"assess {', '.join(SUPPORTED_IF)} of such answers in MLflow",
        )
    lines = (json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs)
    canonical.write_atomic(given.pairs, "".join(lines))
    print(f"{len(pairs)} labelled pairs in {given.pairs}")


def _parser() -> argparse.ArgumentParser:
    from govllm.tracking.options import add_store_options

    parser = argparse.ArgumentParser(
        prog="python -m govllm.labels",
        description="Bring the labels that people left on a run's traces in MLflow back as JSONL, "
        "and say how far the scorers agree with them.",
        epilog="examples:\n"
        "  python -m govllm.labels runs/candidate-may --out labels.jsonl\n"
        "  python -m govllm.labels runs/candidate-may --pairs officers.jsonl",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", type=Path, help="the run's folder")
    parser.add_argument(
        "--out", type=Path, metavar="FILE",
        help="(default: decisions/labels.jsonl in the run's folder)",
    )  # fmt: skip
    parser.add_argument(
        "--pairs", type=Path, metavar="FILE",
        help="write the answers that people held for supported, or not, as labelled pairs for "
        "python -m govllm.qualify_judge --pairs FILE (answers as they came, not masked)",
    )  # fmt: skip
    parser.add_argument("--evalsets", metavar="DIR", help="eval sets that were asked, for --pairs")
    parser.add_argument(
        "--task-path", type=Path, metavar="DIR", help="folder of the run's own task, for --pairs"
    )
    add_store_options(parser)
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: fetch(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
