"""The prompts of ragas' metrics in Chinese, from `prompts/*.yaml`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from govllm import canonical

NAMES = (
    "attributed", "claims", "noise_statements", "question", "statements", "useful", "verdicts",
)  # fmt: skip


@cache
def prompt_named(name: str) -> Mapping[str, Any]:
    """A prompt's instruction and its examples, each an input and an output."""
    text = (files("govllm.judging") / "prompts" / f"{name}.yaml").read_text("utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    return document


def prompts_digest() -> str:
    """sha256 of all prompts: a judge that is asked otherwise is another instrument."""
    return canonical.digest({name: dict(prompt_named(name)) for name in NAMES})


def written(name: str, schema: Mapping[str, Any], given: Mapping[str, Any]) -> str:
    """A prompt with what is to be judged.

    Args:
        schema: JSON Schema of the answer.
    """
    prompt = prompt_named(name)
    examples = "\n\n".join(
        f"示例{number}\n输入：{_json(example['input'])}\n输出：{_json(example['output'])}"
        for number, example in enumerate(prompt["examples"], 1)
    )
    return (
        f"{prompt['instruction']}\n\n"
        f"只输出一个 JSON 对象，符合下面的 JSON Schema，不要输出别的文字：\n{_json(schema)}\n\n"
        f"{examples}\n\n现在处理下面的输入。\n输入：{_json(given)}\n输出："
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
