"""Tiny tasks of every kind, written into a test's own folder.

`write_tiny(tmp_path, "choice")` gives the folder of a whole task; `tiny("choice")` gives its
declaration and items first, for tests that break one thing in them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from govllm.tasks.load import LoadedTask, load_task
from tests.support.tiny_base import BASE, Declaration, Item, items_of
from tests.support.tiny_calls import CALLS
from tests.support.tiny_lists import LISTS

_CITY_BODIES = ["住建局", "交通局", "环保局"]
_URGENCY = ["紧急", "一般"]


_TINY: dict[str, tuple[Declaration, list[Item]]] = {
    "classification": (
        {"kind": "classification", "labels": {"body": _CITY_BODIES}, "slices": ["half"]},
        items_of(_CITY_BODIES * 4),
    ),
    "classification_two": (
        {"kind": "classification", "labels": {"承办单位": _CITY_BODIES, "紧急程度": _URGENCY}},
        items_of(
            [
                {"承办单位": body, "紧急程度": urgency}
                for body in _CITY_BODIES
                for urgency in _URGENCY
            ]
            * 2
        ),
    ),
    "extraction": (
        {
            "kind": "extraction",
            "labels": {"kind": ["投诉", "求助"]},
            "fields": {
                "kind": {"type": "label"},
                "name": {"type": "text"},
                "phone": {"type": "digits"},
                "amount": {"type": "number", "tolerance": 0.5},
                "day": {"type": "date"},
            },
        },
        items_of(
            [
                {
                    "kind": "投诉",
                    "name": ["王女士", "王 女士"],
                    "phone": "13800002719",
                    "amount": 1200,
                    "day": "2026-03-05",
                },
                {"kind": "求助", "name": None, "phone": None, "amount": None, "day": None},
            ]
            * 4
        ),
    ),
    "choice": (
        {"kind": "choice"},
        items_of([0, "B", "green", 2] * 2, choices=["red", "blue", "green"]),
    ),
    "choice_logprob": (
        {"kind": "choice", "answer_by": "logprob"},
        items_of([0, "B", "green", 2] * 2, choices=["red", "blue", "green"]),
    ),
    "short_answer": (
        {"kind": "short_answer"},
        items_of([["云州市", "云州"], "Paris", "桂园路18号", "blue"] * 2),
    ),
    "short_answer_number": (
        {"kind": "short_answer", "answer": {"type": "number", "tolerance": 0.01}},
        items_of([3, "3.5万", [12, "十二"], "25%"] * 2),
    ),
    "short_answer_date": (
        {"kind": "short_answer", "answer": {"type": "date"}},
        items_of(["2026-03-05", "2026年3月6日"] * 4),
    ),
    "free_text": (
        {"kind": "free_text"},
        items_of(
            [[{"contains": "身份证"}, {"absent": "不清楚"}, {"max_chars": 40}]] * 8,
            passing="请带身份证到窗口办理。",
            # Every check must be missed for the worst candidate to reach the worst value.
            failing="这个我们也不清楚，您再打别的电话问一问吧，" * 3,
        ),
    ),
}

_TINY["masking"] = (
    {
        "kind": "masking",
        "prompt": {**BASE["prompt"], "user": "{{ text }}"},
        "metrics": [
            {"name": "recall", "score": "gone", "direction": "higher"},
            {"name": "utility", "score": "kept", "direction": "higher"},
        ],
    },
    [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {"text": f"第{n}号工单：来电人{name}反映楼道灯不亮，电话{phone}。"},
            "target": {
                "masked": f"第{n}号工单：来电人〔姓名〕反映楼道灯不亮，电话〔手机号〕。",
                "secrets": [
                    {"kind": "name", "value": name},
                    {"kind": "mobile", "value": phone},
                ],
            },
        }
        for n, (name, phone) in enumerate(
            [("欧阳雪松", "13800002719"), ("韩梅", "15000004471")] * 2
        )
    ],
)

KINDS = tuple(_TINY)
"""Names of the tiny tasks that have one prompt variable and one right answer: the kinds, and their
variants after an underscore. Those on hallucination, below, have several and may decline."""


_TINY["grounded"] = (
    {
        "kind": "grounded",
        "prompt": {
            **BASE["prompt"],
            "user": "{{ today }} {% for p in passages %}{{ p.text }} {% endfor %}{{ question }}",
        },
        "metrics": [
            {"name": "accuracy", "score": "right", "direction": "higher"},
            {"name": "hallucination_rate", "score": "unsupported", "direction": "lower"},
        ],
    },
    [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {
                "today": "2026年11月28日",
                "question": f"{question}（第{n}问）",
                "passages": [
                    {
                        "title": "云州市小额补助办法",
                        "number": "云试发〔2026〕1号",
                        "valid": "2026年2月1日起施行",
                        "article": "第三条",
                        "text": f"城区每人每月补助{amount}元，县里由区县自行确定。",
                    }
                ],
            },
            "target": {"answer": None if amount % 2 else [[f"{amount}元"]]},
        }
        for n, (question, amount) in enumerate(
            [
                ("城区每月补助多少", 120),
                ("县里每月补助多少", 121),
                ("住城区，一个月多少钱", 340),
                ("住县里，一个月多少钱", 341),
            ]
            * 3
        )
    ],
)

_QUESTION = {"today": "2026年11月28日"}
_TINY["closed"] = (
    {
        "kind": "closed",
        "prompt": {**BASE["prompt"], "user": "{{ today }} {{ question }}"},
        "metrics": [
            {"name": "invented_rate", "score": "invented", "direction": "lower"},
            {"name": "accuracy", "score": "right", "direction": "higher"},
            {"name": "false_refusal_rate", "score": "refused", "direction": "lower"},
        ],
    },
    [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {**_QUESTION, "question": f"{question}（第{n}问）"},
            "target": {"answer": [[f"{digits}位"]]},
        }
        for n, (question, digits) in enumerate(
            [("公民身份号码有几位", 18), ("手机号码有几位", 11), ("邮政编码有几位", 6)] * 4
        )
    ],
)
_TINY["summary"] = (
    {
        "kind": "summary",
        "prompt": _TINY["grounded"][0]["prompt"],
        "metrics": [
            {"name": "coverage", "score": "covered", "direction": "higher"},
            {"name": "hallucination_rate", "score": "unsupported", "direction": "lower"},
        ],
    },
    [{**item, "target": {"answer": [["每人每月"], ["区县"]]}} for item in _TINY["grounded"][1]],
)
_TINY["consistency"] = (
    {
        "kind": "consistency",
        "prompt": {**BASE["prompt"], "user": "{{ today }} {{ question }}"},
        "generation": {"temperature": 0.8},
        "repeats": 3,
        "metrics": [{"name": "consistency", "score": "consistent", "direction": "higher"}],
    },
    [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {**_QUESTION, "question": f"每月补助多少（第{n}问）"},
            "target": None,
        }
        for n in range(12)
    ],
)


_TINY |= LISTS | CALLS


def tiny(name: str) -> tuple[Declaration, list[Item]]:
    """The declaration and the items of a tiny task, to be changed at will."""
    # Through JSON and not by deepcopy, which would keep one target shared by several items.
    declaration, items = json.loads(json.dumps(_TINY[name]))
    return {**json.loads(json.dumps(BASE)), **declaration}, items


def write_task(folder: Path, declaration: Mapping[str, Any], items: Iterable[Item]) -> Path:
    """Write `task.yaml` and `items.jsonl`; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = yaml.safe_dump(dict(declaration), allow_unicode=True, sort_keys=False)
    (folder / "task.yaml").write_text(text, encoding="utf-8")
    lines = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    (folder / "items.jsonl").write_text(lines, encoding="utf-8")
    return folder


def write_tiny(parent: Path, name: str) -> Path:
    """Write a tiny task into `parent/name`; returns its folder."""
    return write_task(parent / name, *tiny(name))


def load_tiny(parent: Path, name: str) -> LoadedTask:
    """Write and load a tiny task."""
    return load_task(write_tiny(parent, name), "own")
