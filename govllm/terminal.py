"""Whether anybody looks at what is shown on the terminal."""

from __future__ import annotations

import os
import sys


def watched(quiet: bool = False) -> bool:
    """Whether someone watches: a terminal, not CI, and not told to be quiet."""
    return not quiet and sys.stderr.isatty() and not os.environ.get("CI")
