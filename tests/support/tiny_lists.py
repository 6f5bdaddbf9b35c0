"""Tiny tasks whose answers are lists of things or of edits, or are asked in several variants."""

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


LISTS["proofread"] = (
    {
        "kind": "proofread",
        "prompt": {**BASE["prompt"], "user": "{{ text }}"},
        "labels": {
            "类别": ["错别字", "标点", "机构名称", "要素缺失"],
            "要素": ["标题", "署名", "成文日期"],
        },
        "metrics": [
            {"name": "detection", "score": "detection", "direction": "higher"},
            {"name": "correction", "score": "correction", "direction": "higher"},
            {"name": "exact", "score": "exact", "direction": "higher"},
            {
                "name": "false_alarms",
                "score": "false_alarms",
                "direction": "lower",
                "range": [0, 5],
                "unit": "per text",
                "where": {"state": "clean"},
            },
        ],
    },
    [
        {
            "id": f"t-{n:03}",
            "cluster": f"seed-{n // 2}",
            "input": {
                "text": f"关于第{n}次检查的通知\n各部门：\n第{n}次检查定于本月中旬进行，由办公室"
                f"会同有关科室组织实施，现将工作{'布署' if faulty else '部署'}如下，请各科室按照"
                "分工抓好落实，检查结果于月底前汇总，逾期不报的将在全市范围内予以通报。\n办公室"
            },
            "target": {
                "errors": [
                    {"wrong": "布署", "right": ["部署"], "class": "错别字"},
                    {"missing": "成文日期", "class": "要素缺失"},
                ]
                if faulty
                else []
            },
            "slices": {"state": "faulty" if faulty else "clean"},
        }
        for n, faulty in enumerate([True, False, True, True] * 3)
    ],
)
