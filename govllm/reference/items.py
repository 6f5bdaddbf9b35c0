"""Writes the training items of the two hotline tasks, which train their trivial baselines.

    python -m govllm.reference.items --out evalsets/hotline [--count 1200] [--seed 2026]

The same form as the evaluation items; composed with a seed of their own, so that they are not the
cases the reference candidate was trained on. `cluster` is the index of the core a case grew from.
"""

import argparse
import json
import random
from pathlib import Path

from govllm.reference.cases import DISPATCH, TICKET, Case
from govllm.reference.compose import Composer
from govllm.reference.train import make_composer


def _deck(composer: Composer, rng: random.Random, task: str, count: int) -> list[Case]:
    """Cases that use as many different cores as there are."""
    used: dict[int, int] = {}
    cases: list[Case] = []
    limit = count // len(composer.material.cores) + 1
    while len(cases) < count:
        case = composer.dispatch(rng, 0.0) if task == DISPATCH else composer.ticket(rng, 0.1, 0.0)
        if used.get(case.cluster, 0) < limit:
            used[case.cluster] = used.get(case.cluster, 0) + 1
            cases.append(case)
    return cases


def write(out: Path, count: int, seed: int) -> None:
    """One file a task."""
    for task in (DISPATCH, TICKET):
        rng = random.Random(f"{seed}/{task}")  # noqa: S311
        rows = [
            {
                "id": f"{task}-train-{at:04d}",
                "cluster": f"core-{case.cluster:04d}",
                "input": case.input,
                "target": case.target,
            }
            for at, case in enumerate(_deck(make_composer(published=True), rng, task, count), 1)
        ]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (out / task / "train.jsonl").write_text(text, encoding="utf-8")


def main() -> None:
    """Read the flags and write."""
    parser = argparse.ArgumentParser(prog="python -m govllm.reference.items")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=2026)
    flags = parser.parse_args()
    write(flags.out, flags.count, flags.seed)


if __name__ == "__main__":
    main()
