"""`python -m govllm.serving.check`: does the installed torch fit vLLM? Run by `make setup`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence


def fault(flavour: str) -> str:
    """What is wrong with the installed torch for this flavour of vLLM, or ""."""
    try:
        import torch
    except (ImportError, OSError) as error:
        return f"torch does not import ({error})"
    if flavour == "cpu" and torch.version.cuda is not None:
        return f"torch {torch.__version__} is a CUDA build, but vLLM's CPU build was asked for"
    if flavour == "cuda" and torch.version.cuda is None:
        return f"torch {torch.__version__} is a CPU build, but this machine has an NVIDIA GPU"
    return ""


def main(arguments: Sequence[str]) -> int:
    """0 where torch fits, else 2 with the mend."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("flavour", choices=("cpu", "cuda"))
    found = fault(parser.parse_args(arguments).flavour)
    if found:
        print(
            f"govllm: error: {found}; on a machine whose package index has no CPU build of torch "
            "name the index that has it: make clean eval TORCH_INDEX=URL (see README)",
            file=sys.stderr,
        )
    return 2 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
