"""Patterns that tasks declare.

Compiled once in a process, when the task is read: Python's own cache holds 512, fewer than the
checks of one task may be.
"""

from __future__ import annotations

import re
from functools import lru_cache

compiled = lru_cache(1 << 13)(re.compile)
