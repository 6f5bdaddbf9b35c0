"""`python -m govllm.tracking.note`: the short-lived process that notes a sealed plan in MLflow.

It reads `{"folder", "uri", "experiment"}` from standard input; see `govllm.tracking.track`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from govllm.errors import GovllmError
from govllm.evidence.folder import RunFolder
from govllm.exits import ExitCode
from govllm.tracking.store import Store
from govllm.tracking.track import note


def main() -> int:
    """The process's exit code."""
    order = json.load(sys.stdin)
    try:
        note(RunFolder(Path(order["folder"])), Store(order["uri"], order["experiment"]))
    except GovllmError as error:
        print(f"govllm: error: {error}", file=sys.stderr)
        return error.exit_code
    return ExitCode.PASS


if __name__ == "__main__":
    sys.exit(main())
