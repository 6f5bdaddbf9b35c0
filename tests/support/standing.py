"""Orders for stand-in servers (`tests.support.stand_in`), and finding every process of theirs."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

STAND_IN = (sys.executable, str(Path(__file__).with_name("stand_in.py")))


class Ledger:
    """The folder in which the stand-ins of one test leave their names."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.folder = folder

    def orders(self, **orders: Any) -> dict[str, str]:
        """The environment that tells a stand-in what to do."""
        return {"STAND_IN": json.dumps({"ledger": str(self.folder), **orders})}

    def hits(self) -> Counter[str]:
        """The prompts that stand-ins were asked."""
        path = self.folder / "hits"
        return Counter(path.read_text(encoding="utf-8").splitlines() if path.exists() else ())

    def servers(self) -> list[int]:
        """Process ids of all lives, dead ones included."""
        return [int(p.name.partition("-")[2]) for p in self.folder.glob("server-*")]

    def children(self) -> list[int]:
        """Process ids of what the servers started."""
        return [int(p.name.partition("-")[2]) for p in self.folder.glob("child-*")]

    def left(self) -> set[int]:
        """Every living process that inherited these orders: wardens, servers and their children.

        Found by the environment, so that none escapes by changing its parent or its session.
        """
        wanted, found = str(self.folder).encode(), set()
        for entry in os.scandir("/proc"):
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    if wanted in Path(entry.path, "environ").read_bytes():
                        found.add(int(entry.name))
                except OSError:
                    continue
        return found

    def kill_all(self) -> None:
        """So that a test that failed leaves nothing behind."""
        for pid in self.left():
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
