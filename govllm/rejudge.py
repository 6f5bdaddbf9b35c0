"""`python -m govllm.rejudge RUN OUT`: decide a run's answers by other thresholds."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import composed_from, guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode


def rejudge(arguments: Sequence[str]) -> ExitCode:
    """Judge the answers of one run anew, in a folder of their own."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm import canonical, pipeline
    from govllm.evidence.bundle import write_bundle
    from govllm.evidence.folder import RunFolder
    from govllm.evidence.verify import verify
    from govllm.evidence.words import has_texts, last_words
    from govllm.plan.reopen import reopen
    from govllm.plan.seal import read_seal, seal
    from govllm.plan.supersede import superseding

    old, out = RunFolder(given.run), RunFolder(given.out)
    if not old.is_recorded():
        raise UsageError(f"{old.path} holds no finished run", "name a finished run's folder")
    if out.path.exists():
        raise UsageError(f"{out.path} is there already", "name a folder that is not")
    if faults := [f for f in verify(old, ()).faults() if not f.startswith("signature")]:
        raise UsageError(f"{old.path} is not intact: {faults[0]}", "see python -m govllm.verify")
    if strange := [word for word in given.policy if not word.startswith("profile")]:
        raise UsageError(f"{strange[0]!r} changes no policy", "give profile=NAME or profile.KEY=…")
    sealed = read_seal(old.plan)
    if not has_texts(old.journal, sealed.journal_root):
        fault = f"the texts were taken out of {old.path}"
        raise UsageError(fault, "judge the answers where they were given")
    name = sealed.content["profile"]["policy"]["name"]
    chosen = any(word.startswith("profile=") for word in given.policy)
    profile = composed_from([*([] if chosen else [f"profile={name}"]), *given.policy]).profile
    plan = superseding(
        reopen(sealed.content, given.evalsets, given.task_path, given.include_path),
        profile,
        sealed.sha256,
        last_words(old.journal, sealed.journal_root).last_hash,
    )
    out.path.mkdir(parents=True, mode=0o700)
    canonical.copy_private(old.journal, out.journal)
    again = seal(plan, out.plan)
    pipeline.score(plan, again, out)
    verdict = pipeline.judge(plan, again, out)
    pipeline.publish(verdict, out)
    write_bundle(out, None)
    print(f"{verdict.verdict.upper()} {out.path} (exploratory: never registrable)")
    return verdict.exit_code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.rejudge",
        description="Decide the answers of a finished run by another policy. The new run names the "
        "old plan, is exploratory, and can never be registered; the old run stays as it is.",
        epilog="example: python -m govllm.rejudge runs/candidate-may runs/stricter "
        "profile.gates.0.threshold=0.95",
    )
    parser.add_argument("run", type=Path, help="the run whose answers are judged")
    parser.add_argument("out", type=Path, help="folder of the new run, not there yet")
    parser.add_argument("policy", nargs="*", metavar="profile…", help="what decides instead")
    parser.add_argument("--evalsets", metavar="DIR", help="eval sets that were asked")
    parser.add_argument(
        "--task-path", type=Path, metavar="DIR", help="folder of the run's own task"
    )
    parser.add_argument(
        "--include-path", metavar="DIR", help="folder of the run's own lm-eval tasks"
    )
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: rejudge(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
