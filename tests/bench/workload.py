"""The workload all clients get: short yes/no questions, and where results go."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

CONCURRENCY = 256
TASK = """\
name: bench
version: 1
kind: classification
intended_use: benchmark
source: generated
prompt: {user: "{{ question }}"}
generation: {temperature: 0.0, max_tokens: 8}
labels: {答案: [是, 否]}
"""


def question(n: int) -> str:
    """The n-th question; all differ, so that no cache helps."""
    return f"第{n}号工单是否属于市民热线受理范围？只回答是或否。"


def write_task(folder: Path, samples: int) -> Path:
    """A task of the product's own kind with so many samples."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "task.yaml").write_text(TASK, encoding="utf-8")
    with (folder / "items.jsonl").open("w", encoding="utf-8") as items:
        for n in range(samples):
            item = {"id": f"q{n}", "cluster": f"c{n}", "input": {"question": question(n)}}
            items.write(json.dumps({**item, "target": "是"}, ensure_ascii=False) + "\n")
    return folder


@dataclass(frozen=True)
class Result:
    """What a client did.

    Attributes:
        wall_s, cpu_s: of its asking and scoring, start-up left out.
        rss_mib: largest resident memory of its process until the last answer.
    """

    client: str
    samples: int
    wall_s: float
    cpu_s: float
    rss_mib: float

    def as_line(self) -> str:
        return json.dumps(self.__dict__)
