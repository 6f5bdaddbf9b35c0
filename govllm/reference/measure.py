"""Measures a checkpoint on items by greedy generation in the exact prompts of the tasks.

python -m govllm.reference.measure --checkpoint DIR --task dispatch FILE…
"""

import argparse
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer, Qwen3ForCausalLM

from govllm.reference import prompts
from govllm.reference.cases import DISPATCH, FIELDS

_DISPATCH = re.compile(r"承办单位：(.+)\n紧急程度：(.+)")
_BATCH = 24


@dataclass(frozen=True)
class Figures:
    """Counts of what came out right."""

    n: int
    formed: int
    right: dict[str, int]

    def lines(self) -> list[str]:
        """For people to read."""
        rows = [f"items {self.n}", f"well-formed {self.formed / self.n:.3f}"]
        rows += [f"{name} {count / self.n:.3f}" for name, count in self.right.items()]
        if len(self.right) > 2:
            rows.append(f"all fields {sum(self.right.values()) / self.n / len(self.right):.3f}")
        return rows


class Speaker:
    """A checkpoint that answers."""

    def __init__(self, checkpoint: Path) -> None:
        self._tok = AutoTokenizer.from_pretrained(checkpoint, padding_side="left")
        self._model = Qwen3ForCausalLM.from_pretrained(checkpoint, dtype=torch.float32).eval()

    def ask(self, task: str, inputs: list[dict[str, str]], tokens: int) -> Iterator[str]:
        """Greedy answers, in order."""
        for at in range(0, len(inputs), _BATCH):
            texts = [
                self._tok.apply_chat_template(
                    prompts.render(prompts.HOTLINE / task, given),
                    tokenize=False,
                    add_generation_prompt=True,
                )
                for given in inputs[at : at + _BATCH]
            ]
            batch = self._tok(texts, return_tensors="pt", padding=True, add_special_tokens=False)
            batch.pop("token_type_ids", None)
            with torch.inference_mode():
                out = self._model.generate(**batch, max_new_tokens=tokens, do_sample=False)
            yield from self._tok.batch_decode(
                out[:, batch["input_ids"].shape[1] :], skip_special_tokens=True
            )


def _read(task: str, answer: str) -> dict[str, Any] | None:
    if task == DISPATCH:
        match = _DISPATCH.search(answer)
        return {"承办单位": match[1].strip(), "紧急程度": match[2].strip()} if match else None
    try:
        found = json.loads(answer)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _same(wanted: Any, got: Any) -> bool:
    return bool(got in wanted if isinstance(wanted, list) else got == wanted)


def measure(speaker: Speaker, task: str, items: list[dict[str, Any]]) -> Figures:
    """Ask every item and count."""
    fields = ("承办单位", "紧急程度") if task == DISPATCH else FIELDS
    right, formed = dict.fromkeys(fields, 0), 0
    answers = speaker.ask(task, [item["input"] for item in items], 24 if task == DISPATCH else 192)
    for item, answer in zip(items, answers, strict=True):
        got = _read(task, answer)
        formed += got is not None
        for field in fields:
            right[field] += got is not None and _same(item["target"][field], got.get(field))
    return Figures(len(items), formed, right)


def main() -> None:
    """Read the flags and measure."""
    parser = argparse.ArgumentParser(prog="python -m govllm.reference.measure")
    parser.add_argument("--checkpoint", type=Path, required=True)
    parser.add_argument("--task", choices=("dispatch", "ticket"), required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("files", nargs="+", type=Path)
    flags = parser.parse_args()
    torch.set_num_threads(flags.threads)
    items = [
        json.loads(line)
        for file in flags.files
        for line in file.read_text(encoding="utf-8").splitlines()
        if line
    ]
    print("  ".join(measure(Speaker(flags.checkpoint), flags.task, items).lines()))


if __name__ == "__main__":
    main()
