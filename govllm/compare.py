"""`python -m govllm.compare RUN_A RUN_B`: is the second candidate better, sample by sample?"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from govllm.config.cli import guarded
from govllm.exits import ExitCode, worst

if TYPE_CHECKING:
    from govllm.evidence.comparison import Compared, Comparison

_FINDINGS = {"better": "更好 better", "worse": "更差 worse", "open": "未见差别 no difference shown"}
_HEAD = (
    "task", "metric", "first", "second", "difference", "95 % interval", "pairs", "+", "-", "p",
    "finding",
)  # fmt: skip


def compare(arguments: Sequence[str]) -> ExitCode:
    """Compare the runs that the arguments name."""
    given = _parser().parse_args(arguments)
    # Imported here so that `--help` answers at once.
    from govllm.evidence.comparison import compare_runs
    from govllm.evidence.folder import RunFolder

    found = compare_runs(RunFolder(given.one), RunFolder(given.two))
    if given.json:
        document = {**asdict(found), "metrics": [c.as_dict() for c in found.metrics]}
        print(json.dumps(document, ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(found, given.slices)))
    if given.margin is None:
        return ExitCode.PASS
    codes = {c.metric: _held(c, given.margin) for c in found.metrics if not c.slice}
    for metric, code in codes.items():
        if code is not ExitCode.PASS:
            word = "worse than" if code is ExitCode.FAIL else "not shown to be within"
            print(f"{metric}: {word} the margin of {given.margin:g}")
    return worst(codes.values())


def _held(compared: Compared, margin: float) -> ExitCode:
    """Whether the second run is not worse by more than the margin, by one-sided 95 % bounds."""
    low, high = compared.difference.gate_lower, compared.difference.gate_upper
    least, most = (low, high) if compared.direction == "higher" else (-high, -low)
    if most < -margin:
        return ExitCode.FAIL
    return ExitCode.PASS if least > -margin else ExitCode.INSUFFICIENT


def _lines(found: Comparison, slices: bool) -> Iterator[str]:
    yield f"first:  {found.one}"
    yield f"second: {found.two}"
    yield ""
    shown = [c for c in found.metrics if slices or not c.slice]
    rows = [_HEAD, *map(_row, shown)]
    widths = [max(_width(row[n]) for row in rows) for n in range(len(_HEAD))]
    for row in rows:
        cells = (
            text + " " * (width - _width(text)) for text, width in zip(row, widths, strict=True)
        )
        yield "  ".join(cells).rstrip()
    compared = sum(not c.slice for c in found.metrics)
    yield ""
    yield (
        f"+ and -: samples on which the second is better or worse; p: exact over seeds, adjusted "
        f"for {compared} metrics (Holm)"
    )
    yield from (f"not compared: {task}: {why}" for task, why in found.left_out)
    for c in found.metrics:
        if not c.slice and (c.only_one or c.only_two):
            yield (
                f"{c.task} {c.metric}: {c.only_one} samples only in the first, "
                f"{c.only_two} only in the second"
            )
    yield "  ".join(f"{name} {_number(a)} → {_number(b)}" for name, a, b in found.usage)


def _row(c: Compared) -> tuple[str, ...]:
    d = c.difference
    return (
        c.task,
        f"{c.title.zh} {c.metric}" + (f" [{c.slice}]" if c.slice else ""),
        _number(c.one),
        _number(c.two),
        "—" if d.estimate is None else f"{d.estimate:+.4f}",
        f"[{d.lower:+.4f}, {d.upper:+.4f}]",
        str(d.n_pairs),
        str(d.better),
        str(d.worse),
        "" if c.p_adjusted is None else f"{c.p_adjusted:.3g}",
        _FINDINGS[c.finding],
    )


def _number(value: float | None) -> str:
    return "—" if value is None else f"{value:.4g}"


def _width(text: str) -> int:
    """Columns on a terminal: a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m govllm.compare",
        description="Compare two runs on the samples that both asked. With --margin it decides: "
        "exit 1 where a metric is worse by more than that, 3 where this cannot be told.",
        epilog="example: python -m govllm.compare runs/approved runs/candidate --margin 0.02",
    )
    parser.add_argument("one", type=Path, metavar="RUN_A", help="the incumbent's folder")
    parser.add_argument("two", type=Path, metavar="RUN_B", help="the newcomer's folder")
    parser.add_argument("--slices", action="store_true", help="show the slices as well")
    parser.add_argument(
        "--margin", type=float, metavar="D", help="how much worse the second may be, as a share"
    )
    parser.add_argument("--json", action="store_true", help="as JSON, slices included")
    return parser


def main() -> int:
    """The command's exit code."""
    return guarded(lambda: compare(sys.argv[1:]))


if __name__ == "__main__":
    sys.exit(main())
