"""A tiny task of conversations."""

from __future__ import annotations

from tests.support.tiny_base import BASE, Declaration, Item


def _slot(name: str, role: str, patterns: list[str], asks: str, reply: str) -> Item:
    return {"name": name, "role": role, "patterns": patterns, "asks": asks, "reply": reply}


def _call(n: int) -> Item:
    """A caller of whom nothing, one or two things are missing, by turns."""
    missing = n % 3
    slots = [
        _slot(
            "年龄", "needed" if missing else "told", ["多大|几岁|年龄"], "多大年纪？", f"{80 + n}。"
        ),
        _slot(
            "户口",
            "needed" if missing == 2 else "told",
            ["户口.*哪|哪个区"],
            "户口在哪个区？",
            f"第{n}区。",
        ),
        _slot("子女", "idle", ["子女|孩子|儿女"], "有几个子女？", f"有{n}个。"),
    ]
    return {
        "id": f"t-{n:03}",
        "cluster": f"seed-{n // 2}",
        "input": {"opening": f"我想问高龄津贴，这是第{n}个电话。"},
        "target": {
            "answer": [100 + n, f"每月{100 + n}元"],
            "slots": slots,
            "unknown": ["这个不清楚。", "真不晓得。"],
            "unclear": ["您说什么？"],
        },
        "slices": {"missing": str(missing)},
    }


CALLS: dict[str, tuple[Declaration, list[Item]]] = {}
CALLS["dialogue"] = (
    {
        "kind": "dialogue",
        "prompt": {**BASE["prompt"], "user": "{{ opening }}"},
        "answer": {"type": "number"},
        "max_turns": 4,
        "metrics": [
            {"name": "success_rate", "score": "success", "direction": "higher"},
            {"name": "answers", "score": "answer", "direction": "higher"},
            {"name": "slots", "score": "slots", "direction": "higher"},
            {"name": "needless", "score": "needless", "direction": "lower"},
            {
                "name": "turns",
                "score": "turns",
                "direction": "lower",
                "range": [1, 4],
                "unit": "turns",
            },
            {"name": "answered", "score": "parsed", "direction": "higher"},
        ],
        "slices": ["missing"],
    },
    [_call(n) for n in range(12)],
)
