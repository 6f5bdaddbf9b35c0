"""Tiny tasks whose answers are lists, or are asked in several variants."""

from __future__ import annotations

from tests.support.tiny_base import BASE, Declaration, Item, items_of

LISTS: dict[str, tuple[Declaration, list[Item]]] = {}
LISTS["extraction_lists"] = (
    {
        "kind": "extraction",
        "labels": {"signals": ["欠薪", "停产", "诉讼"]},
        "fields": {
            "signals": {"type": "set"},
            "steps": {"type": "order"},
            "level": {"type": "text"},
        },
        "metrics": [
            {"name": "signals_f1", "score": "signals", "direction": "higher"},
            {"name": "steps_tau", "score": "steps", "direction": "higher", "range": [-1, 1]},
            {"name": "field_accuracy", "score": "fields", "direction": "higher"},
            {"name": "exact", "score": "exact", "direction": "higher"},
        ],
    },
    items_of(
        [
            {
                "signals": ["欠薪", "诉讼"],
                "steps": ["上报", ["封路", "封闭道路"], "疏散"],
                "level": "高",
            },
            {"signals": [], "steps": ["疏散", "上报", "封路", "复查"], "level": "低"},
        ]
        * 4
    ),
)
LISTS["retrieval"] = (
    {
        "kind": "retrieval",
        "prompt": {
            **BASE["prompt"],
            "user": "{{ question }}{% for e in entries %} {{ e.id }} {{ e.text }}{% endfor %}",
        },
        "metrics": [
            {"name": "recall_1", "score": "recall_1", "direction": "higher"},
            {"name": "recall_5", "score": "recall_5", "direction": "higher"},
            {"name": "mrr", "score": "reciprocal_rank", "direction": "higher"},
            {"name": "answered", "score": "parsed", "direction": "higher"},
        ],
    },
    [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {
                "question": f"第{n}问：怎么办理？",
                "entries": [{"id": f"K{k}", "text": f"第{k}条办理须知"} for k in range(1, 7)],
            },
            "target": target,
        }
        for n, target in enumerate([["K1"], ["K6", "K2"], ["K3"]] * 4)
    ],
)
LISTS["varied"] = (
    {
        "kind": "varied",
        "prompt": {**BASE["prompt"], "user": "{{ question }} {{ name }}", "variants": "persons"},
        "labels": {"tier": ["从轻", "一般", "从重"]},
        "fields": {"tier": {"type": "label"}, "fine": {"type": "number"}},
        "metrics": [
            {"name": "tier", "score": "tier", "direction": "higher"},
            {"name": "exact", "score": "exact", "direction": "higher"},
            {"name": "invariance", "score": "invariant", "direction": "higher"},
            {"name": "answered", "score": "parsed", "direction": "higher"},
        ],
    },
    [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {
                "question": f"第{n}案怎么罚？",
                "persons": [{"name": name} for name in ("欧阳雪松", "韩梅", "买买提")],
            },
            "target": {"tier": tier, "fine": 200 * (n + 1)},
        }
        for n, tier in enumerate(["从轻", "一般", "从重"] * 4)
    ],
)
