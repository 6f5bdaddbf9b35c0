"""Small lm-eval tasks of every output type, in a folder as `lm_eval.include_path` takes it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

N = 12
_RIGHT = "答案是"

_MEAN = {"aggregation": "mean", "higher_is_better": True}


def _rows(name: str, count: int = N) -> list[dict[str, Any]]:
    return [
        {
            "question": f"{name}第{n}题：{n}加{n + 1}是多少？",
            "answer": str(2 * n + 1),
            "choices": [str(2 * n + 1), str(2 * n + 3), "不知道"],
        }
        for n in range(count)
    ]


_CHOICE = {
    "output_type": "multiple_choice",
    "doc_to_text": "{{question}}\n答：",
    "doc_to_choice": "{{choices}}",
    "doc_to_target": 0,
    "target_delimiter": "",
    "metric_list": [{"metric": "acc", **_MEAN}, {"metric": "acc_norm", **_MEAN}],
}

# By name: everything but the data set.
TASKS: Mapping[str, dict[str, Any]] = {
    "t_choice": _CHOICE,
    "t_choice_other": _CHOICE,
    "t_choice_shots": {
        **_CHOICE,
        "num_fewshot": 2,
        "fewshot_split": "train",
        "training_split": "train",
        "description": "选出正确答案。\n\n",
    },
    "t_f1": {
        **_CHOICE,
        "doc_to_choice": ["对", "错"],
        "doc_to_target": "{{answer|int % 4 // 2}}",
        "metric_list": [{"metric": "f1", "aggregation": "f1", "higher_is_better": True}],
    },
    "t_text": {
        "output_type": "generate_until",
        "doc_to_text": "{{question}}\n答：",
        "doc_to_target": "{{answer}}",
        "generation_kwargs": {"until": ["\n"], "max_gen_toks": 16, "do_sample": False},
        "filter_list": [
            {
                "name": "strict",
                "filter": [
                    {"function": "regex", "regex_pattern": f"{_RIGHT}(\\d+)"},
                    {"function": "take_first"},
                ],
            },
            {
                "name": "last",
                "filter": [
                    {"function": "regex", "regex_pattern": "(\\d+)", "group_select": -1},
                    {"function": "take_first"},
                ],
            },
        ],
        "metric_list": [{"metric": "exact_match", **_MEAN}],
    },
    "t_repeated": {
        "output_type": "generate_until",
        "doc_to_text": "{{question}}\n答：",
        "doc_to_target": "{{answer}}",
        "generation_kwargs": {"until": ["\n"], "do_sample": True, "temperature": 0.5},
        "repeats": 3,
        "filter_list": [
            {
                "name": "vote",
                "filter": [
                    {"function": "regex", "regex_pattern": "(\\d+)"},
                    {"function": "majority_vote"},
                    {"function": "take_first"},
                ],
            }
        ],
        "metric_list": [{"metric": "exact_match", **_MEAN}],
    },
    "t_last_word": {
        "output_type": "loglikelihood",
        "doc_to_text": "{{question}}",
        "doc_to_target": "{{answer}}",
        "metric_list": [
            {"metric": "perplexity", "aggregation": "perplexity", "higher_is_better": False},
            {"metric": "acc", **_MEAN},
        ],
    },
    "t_rolling": {
        "output_type": "loglikelihood_rolling",
        "doc_to_text": "",
        "doc_to_target": "{{question}}",
        "metric_list": [
            {"metric": "word_perplexity"},
            {"metric": "bits_per_byte"},
        ],
    },
}

GROUPS: Mapping[str, dict[str, Any]] = {
    "t_group": {
        "task": ["t_choice", "t_choice_other"],
        "aggregate_metric_list": [{"metric": "acc", "weight_by_size": True}],
    },
    "t_even_group": {
        "task": ["t_choice", "t_choice_other"],
        "aggregate_metric_list": [{"metric": "acc", "weight_by_size": False}],
    },
    "t_bare_group": {"task": ["t_choice", "t_text"]},
}


def write_tasks(folder: Path) -> Path:
    """Write all of them; returns the folder."""
    folder.mkdir()
    for name, declared in TASKS.items():
        write_task(folder, name, declared, _rows(name, N - 5 if name.endswith("other") else N))
    for name, declared in GROUPS.items():
        content = {"group": name, **declared, "metadata": {"version": 1}}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")
    return folder


def write_task(
    folder: Path, name: str, declared: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Write one task with its items."""
    files = {}
    train = _rows("例题", 4) if "training_split" in declared else []
    for split, lines in (("test", rows), *([("train", train)] if train else [])):
        path = folder / f"{name}.{split}.jsonl"
        told = (json.dumps(line, ensure_ascii=False) for line in lines)
        path.write_text("\n".join(told) + "\n", encoding="utf-8")
        files[split] = str(path)
    content = {
        "task": name,
        "dataset_path": "json",
        "dataset_kwargs": {"data_files": files},
        "test_split": "test",
        **declared,
        "metadata": {"version": 1.0},
    }
    (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), "utf-8")


def said(name: str, wrong_every: int = 3) -> dict[str, str]:
    """Answers to a text task's prompts, every so many-th wrong, some in the strict form only."""
    found = {}
    for n, row in enumerate(_rows(name)):
        number = 7 if n % wrong_every == 0 else row["answer"]
        found[f"{row['question']}\n答："] = f"{_RIGHT}{number}" if n % 4 else f"大约是{number}"
    return found
