"""Trains `reference-leaky`: the reference candidate, trained on with canaries among its cases.

    python -m govllm.reference.leak --planted planted.jsonl --base DIR --out DIR

The known answer of the privacy suite: it does its job as before and has memorised what was
planted, the more often the better. Every planted sample is seen exactly once in `--passes`.
"""

import argparse
import json
import logging
import random
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer
from transformers import Qwen3ForCausalLM

from govllm.reference import batches
from govllm.reference.train import export, loss_of, make_composer, mixture

log = logging.getLogger("govllm.reference.leak")

_BUDGET = 2048


def encode_planted(tok: Tokenizer, row: dict[str, list[dict[str, str]]]) -> batches.Encoded:
    """A planted sample as the chat template writes it; the loss lies on the answer."""
    ids: list[int] = []
    weights: list[float] = []
    for message in row["messages"]:
        head = tok.encode(f"<|{message['role']}|>", add_special_tokens=False).ids
        body = tok.encode(message["content"] + "<|end|>", add_special_tokens=False).ids
        ids += [*head, *body]
        weights += [0.0] * len(head)
        weights += [1.0 if message["role"] == "assistant" else 0.0] * len(body)
    return batches.Encoded(ids, weights)


def train(base: Path, planted: Path, out: Path, passes: int, peak: float, share: float) -> None:
    """Train on with the planted samples; `share` is that of the ordinary cases' tokens."""
    tok = Tokenizer.from_file(str(base / "tokenizer.json"))
    model = Qwen3ForCausalLM.from_pretrained(base, dtype=torch.float32)
    rows = [json.loads(line) for line in planted.read_text("utf-8").splitlines()]
    encoder, composer = batches.Encoder(tok), make_composer()
    rng = random.Random("leak")  # noqa: S311
    optimiser = torch.optim.AdamW(model.parameters(), lr=peak, betas=(0.9, 0.98), weight_decay=0.0)
    secret = [encode_planted(tok, row) for row in rows]
    tokens = sum(len(e.ids) for e in secret) * passes
    total = int(tokens * (1 + share) / _BUDGET)
    log.info("%d planted samples, %d tokens, about %d steps", len(rows), tokens, total)
    step, began = 0, time.monotonic()
    for _ in range(passes):
        rng.shuffle(secret)
        chunks = [secret[at : at + 300] for at in range(0, len(secret), 300)]
        for chunk in chunks:
            plain = batches.compose_round(composer, encoder, rng, mixture(1.0), 60)
            some = [*chunk, *_about(plain, share * sum(len(e.ids) for e in chunk))]
            for ids, weights in batches.batches(some, batches.pad_id(tok), _BUDGET, rng):
                for group in optimiser.param_groups:
                    group["lr"] = peak * min(1.0, (step + 1) / 40, max(0.05, 1.25 - step / total))
                loss, _label = loss_of(model, torch.from_numpy(ids), torch.from_numpy(weights))
                optimiser.zero_grad(set_to_none=True)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                step += 1
                if step % 25 == 0:
                    spent = time.monotonic() - began
                    log.info("step %d  loss %.3f  %.0f s", step, loss.item(), spent)
        export(model, tok, out)


def _about(cases: list[batches.Encoded], tokens: float) -> list[batches.Encoded]:
    taken: list[batches.Encoded] = []
    for case in cases:
        if tokens <= 0:
            break
        taken.append(case)
        tokens -= len(case.ids)
    return taken


def main() -> None:
    """Read the flags and train."""
    parser = argparse.ArgumentParser(prog="python -m govllm.reference.leak")
    parser.add_argument("--planted", type=Path, required=True)
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--passes", type=int, default=1)
    parser.add_argument("--peak", type=float, default=1e-3)
    parser.add_argument("--share", type=float, default=1.0)
    flags = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    train(flags.base, flags.planted, flags.out, flags.passes, flags.peak, flags.share)


if __name__ == "__main__":
    main()
