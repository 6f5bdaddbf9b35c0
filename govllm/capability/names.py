"""What lm-eval's tasks are called: `lm_eval/NAME`, and the suites' own by `lm_eval.yaml`."""

from __future__ import annotations

from pathlib import Path

from govllm import canonical

# The suite of every task that lm-eval, or a folder of the user's, brings.
FOREIGN = "lm_eval"

# What a suite's task that lm-eval measures has in place of `task.yaml`.
FILE = "lm_eval.yaml"

KIND = "lm_eval"


def is_foreign(name: str) -> bool:
    """Whether a task is one of lm-eval's own or of the user's, and no suite's."""
    return name.startswith(f"{FOREIGN}/")


def local_folders(evalsets: Path) -> dict[str, Path]:
    """Every task below a folder of suites that lm-eval measures, as `suite/task` to its folder."""
    found = sorted(evalsets.glob(f"*/*/{FILE}"))
    return {f"{p.parent.parent.name}/{p.parent.name}": p.parent for p in found}


def same_files(one: Path, other: Path) -> bool:
    """Whether two tasks' folders hold the same, to the letter."""
    held = [
        {path.name: canonical.file_digest(path) for path in folder.iterdir() if path.is_file()}
        for folder in (one, other)
    ]
    return held[0] == held[1]
