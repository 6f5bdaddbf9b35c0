"""`python -m govllm.qualify_judge OUT`: how far a judge agrees with labelled pairs."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from govllm.config.cli import guarded
from govllm.errors import UsageError
from govllm.exits import ExitCode

_EXAMPLES = """\
examples:
  python -m govllm.qualify_judge judge.json --base-url http://127.0.0.1:8001/v1
  python -m govllm.qualify_judge judge.json --path /models/judge
  python -m govllm.qualify_judge judge.json --path /models/judge --pairs officers.jsonl
then
  python -m govllm.eval suite=hallucination judge=vllm judge.path=/models/judge \\
    judge.qualification=judge.json
"""


def qualify_judge(arguments: Sequence[str]) -> ExitCode:
    """Ask a judge about every labelled pair, and write its record."""
    given = _parser().parse_intermixed_args(arguments)
    if (given.path is None) == (given.base_url is None):
        raise UsageError("name one judge", "give --base-url URL or --path DIR")
    # Imported here so that `--help` answers at once.
    from govllm.config.compose import composed
    from govllm.judging.qualify import describe, qualify
    from govllm.pipeline import say
    from govllm.resources import evalsets_dir

    if given.path is not None:
        judge = ["judge=vllm", f"judge.path={given.path}"]
    else:
        judge = ["judge=endpoint", f"judge.base_url={given.base_url}"]
    judge += [f"judge.name={given.name}"] if given.name else []
    judge += [f"judge.max_tokens={given.max_tokens}"]
    pairs = given.pairs or [evalsets_dir() / "instruments" / "judge" / "pairs.jsonl"]
    record = qualify(composed([*judge, *given.overrides]), pairs, given.out, say)
    print(describe(record))
    return ExitCode.PASS


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.qualify_judge",
        description="Measure a judge model on pairs of answer and source whose claims are labelled "
        "supported, contradicted or absent: agreement, sensitivity, specificity, where it errs.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("out", type=Path, help="the record to write, a JSON file")
    parser.add_argument("--base-url", help="of an endpoint, up to and including /v1")
    parser.add_argument("--path", type=Path, help="folder of a checkpoint, served by vLLM")
    parser.add_argument("--name", help="the name an endpoint serves it under")
    parser.add_argument(
        "--pairs", type=Path, action="append", metavar="FILE",
        help="labelled pairs of your own, one a line; may be given several times",
    )  # fmt: skip
    parser.add_argument("--max-tokens", type=int, default=1024, help="of one answer (1024)")
    parser.add_argument(
        "overrides", nargs="*", help="further keys of the configuration: client.concurrency=8"
    )
    return parser


if __name__ == "__main__":
    sys.exit(guarded(lambda: qualify_judge(sys.argv[1:])))
