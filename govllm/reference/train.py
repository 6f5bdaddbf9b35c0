"""Trains the reference candidate from scratch.

    python -m govllm.reference.train --minutes 60 --out DIR [--steps N] [--seed S] [--threads T]

With `--steps` the run depends on seed, material and number of steps alone; with `--minutes` the
schedule follows the clock. A stopped run goes on from `DIR/state.pt`.
"""

import argparse
import logging
import random
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer
from transformers import Qwen3Config, Qwen3ForCausalLM

from govllm.reference import batches, prompts, tokenizer, words
from govllm.reference.compose import Composer
from govllm.reference.material import load

log = logging.getLogger("govllm.reference.train")


@dataclass(frozen=True)
class Plan:
    """Sizes and rates; the defaults made the shipped checkpoint."""

    seed: int = 7
    vocab: int = 5200
    hidden: int = 192
    layers: int = 4
    inner: int = 512
    heads: int = 6
    kv_heads: int = 6
    head_dim: int = 32
    budget: int = 2048
    round_size: int = 1500
    peak: float = 1.5e-3
    warmup: int = 150
    decay: float = 0.3
    words: int = 900
    spread: float = 0.06
    weight_decay: float = 0.1


@dataclass
class State:
    """Where a run stands."""

    step: int = 0
    round: int = 0
    seconds: float = 0.0
    tokens: int = 0


def make_composer(published: bool = False) -> Composer:
    """The composer over the shipped material."""
    material, town = load(), prompts.city()
    letters = "".join(sorted({c for core in material.cores for c in core.text if c.isalpha()}))
    return Composer(material, town.bodies, town.districts, letters, published)


def make_tokenizer(plan: Plan) -> Tokenizer:
    """Learnt on the pieces, each as often as it is written, so that no ready phrase is one token.

    Every character of names and places is repeated: those are copied, and copy best when whole.
    """
    material = load()
    texts = [core.text for core in material.cores]
    texts += [phrase for _, phrase in material.phrases]
    for name, pieces in material.pieces.items():
        texts += pieces
        if name in ("surname", "road_a", "road_b", "estate_b", "village_a", "village_b", "venue"):
            texts += [char for piece in pieces for char in piece] * 20
    return tokenizer.train(texts, plan.vocab)


def make_model(plan: Plan, tok: Tokenizer) -> Qwen3ForCausalLM:
    """A Qwen3 shape, which vLLM serves natively; embeddings are tied."""
    end = tok.token_to_id(tokenizer.END)
    config = Qwen3Config(
        vocab_size=(tok.get_vocab_size() + 15) // 16 * 16,
        hidden_size=plan.hidden,
        intermediate_size=plan.inner,
        num_hidden_layers=plan.layers,
        num_attention_heads=plan.heads,
        num_key_value_heads=plan.kv_heads,
        head_dim=plan.head_dim,
        max_position_embeddings=4096,
        tie_word_embeddings=True,
        initializer_range=plan.spread,
        eos_token_id=end,
        bos_token_id=None,
        pad_token_id=batches.pad_id(tok),
    )
    torch.manual_seed(plan.seed)
    model: Qwen3ForCausalLM = Qwen3ForCausalLM(config)
    _open_ear(model, plan)
    return model


def _open_ear(model: Qwen3ForCausalLM, plan: Plan) -> None:
    """Start as a listener to all words alike: the first layer passes on the mean of what was said.

    Together with embeddings that know the labels (`words`) the model begins where a bag of words
    ends, rather than having to find out first that there is something to attend to. What the other
    layers add starts small, so that no layer drowns the others.
    """
    with torch.no_grad():
        for layer in model.model.layers:
            layer.self_attn.o_proj.weight.mul_((2 * plan.layers) ** -0.5)
            layer.mlp.down_proj.weight.mul_((2 * plan.layers) ** -0.5)
        ear = model.model.layers[0].self_attn
        ear.v_proj.weight.mul_(0.3).add_(torch.eye(plan.hidden))
        ear.o_proj.weight.mul_(0.3).add_(2.0 * torch.eye(plan.hidden))
        ear.q_norm.weight.fill_(0.3)


def mixture(progress: float) -> batches.Mixture:
    """Bare phrases first, then copying, then whole calls."""
    if progress < 0.3:
        return batches.Mixture(tickets=0.3, short=0.8, phrases=0.35, echoes=0.05)
    if progress < 0.55:
        return batches.Mixture(tickets=0.25, short=0.4, phrases=0.25, drills=0.25, echoes=0.3)
    return batches.Mixture(tickets=0.4, short=0.1, phrases=0.15, drills=0.2)


def rate(plan: Plan, step: int, progress: float) -> float:
    """Warm up, hold, then come down to nothing."""
    if step < plan.warmup:
        return plan.peak * (step + 1) / plan.warmup
    left = max(0.0, 1.0 - progress)
    return plan.peak * min(1.0, left / plan.decay + 0.01)


def loss_of(
    model: Qwen3ForCausalLM, ids: torch.Tensor, weights: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    """Weighted cross-entropy where there is something to learn, and that of the labels alone."""
    hidden = model.model(input_ids=ids[:, :-1]).last_hidden_state
    wanted = weights[:, 1:] > 0
    logits = model.lm_head(hidden[wanted])
    each = torch.nn.functional.cross_entropy(logits.float(), ids[:, 1:][wanted], reduction="none")
    weight = weights[:, 1:][wanted]
    label = each.detach()[weight == batches.LABEL_WEIGHT]
    return (each * weight).sum() / weight.sum(), label.mean()


def export(model: Qwen3ForCausalLM, tok: Tokenizer, out: Path) -> None:
    """Write a checkpoint that transformers and vLLM read, in bfloat16."""
    out.mkdir(parents=True, exist_ok=True)
    twin = Qwen3ForCausalLM(model.config)
    twin.load_state_dict(model.state_dict())
    twin.to(torch.bfloat16)
    twin.generation_config.temperature = None
    twin.generation_config.do_sample = False
    twin.save_pretrained(out)
    tokenizer.save(tok, out)


class Trainer:
    """Holds model, optimiser and place, so that a run can stop and go on."""

    def __init__(self, plan: Plan, out: Path) -> None:
        self.plan, self.out, self.state = plan, out, State()
        out.mkdir(parents=True, exist_ok=True)
        path = out / "tokenizer.raw.json"
        if path.exists():
            self.tok = Tokenizer.from_file(str(path))
        else:
            self.tok = make_tokenizer(plan)
            self.tok.save(str(path))
        self.model = make_model(plan, self.tok)
        decayed = [p for p in self.model.parameters() if p.dim() > 1]
        plain = [p for p in self.model.parameters() if p.dim() <= 1]
        self.optimiser = torch.optim.AdamW(
            [
                {"params": decayed, "weight_decay": plan.weight_decay},
                {"params": plain, "weight_decay": 0.0},
            ],
            lr=plan.peak,
            betas=(0.9, 0.98),
        )
        if (out / "state.pt").exists():
            self._resume()
        else:
            began, table = time.monotonic(), self.model.model.embed_tokens.weight
            last = words.pretrain(table, self.tok, make_composer(), plan.seed, plan.words)
            self.state.seconds = time.monotonic() - began
            log.info("words: loss %.3f after %d steps", last, plan.words)

    def _resume(self) -> None:
        saved: dict[str, Any] = torch.load(self.out / "state.pt", weights_only=True)
        self.model.load_state_dict(saved["model"])
        self.optimiser.load_state_dict(saved["optimiser"])
        self.state = State(**saved["state"])
        log.info("going on from step %d", self.state.step)

    def save(self) -> None:
        """The place to go on from, and a checkpoint that can be served."""
        whole = {
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "state": asdict(self.state),
        }
        torch.save(whole, self.out / "state.tmp")
        (self.out / "state.tmp").replace(self.out / "state.pt")
        export(self.model, self.tok, self.out / "checkpoint")
        log.info("saved at step %d", self.state.step)

    def run(self, minutes: float, steps: int | None, every: float) -> None:
        """Train until the time or the steps are spent."""
        plan, state, composer = self.plan, self.state, make_composer()
        encoder = batches.Encoder(self.tok)
        pad, last_save, began, before = (
            batches.pad_id(self.tok),
            time.monotonic(),
            time.monotonic(),
            state.seconds,
        )
        shown = time.monotonic()
        running = 0.0

        def progress() -> float:
            return state.step / steps if steps else state.seconds / 60 / minutes

        while progress() < 1.0:
            rng = random.Random(f"{plan.seed}/{state.round}")  # noqa: S311
            encoded = batches.compose_round(
                composer, encoder, rng, mixture(progress()), plan.round_size
            )
            state.round += 1
            for ids, weights in batches.batches(encoded, pad, plan.budget, rng):
                for group in self.optimiser.param_groups:
                    group["lr"] = rate(plan, state.step, progress())
                loss = self._step(ids, weights)
                if loss == loss:  # a batch may hold no label
                    running = loss if not running else 0.98 * running + 0.02 * loss
                state.step += 1
                state.tokens += int(ids.size)
                state.seconds = before + time.monotonic() - began
                if time.monotonic() - shown > 20:
                    shown = time.monotonic()
                    speed = state.tokens / max(1.0, state.seconds)
                    log.info(
                        "step %d  %.0f %%  %.1f min  label loss %.3f  %.0f tokens/s",
                        state.step, 100 * progress(), state.seconds / 60, running, speed,
                    )  # fmt: skip
                if progress() >= 1.0:
                    break
            if time.monotonic() - last_save > 60 * every:
                last_save = time.monotonic()
                self.save()
        self.save()

    def _step(self, ids: np.ndarray, weights: np.ndarray) -> float:
        loss, label = loss_of(self.model, torch.from_numpy(ids), torch.from_numpy(weights))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        return float(label)


def main() -> None:
    """Read the flags and train."""
    parser = argparse.ArgumentParser(prog="python -m govllm.reference.train")
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument(
        "--save-every", type=float, default=10.0, help="minutes between checkpoints"
    )
    flags = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(flags.threads)
    Trainer(Plan(seed=flags.seed), flags.out).run(flags.minutes, flags.steps, flags.save_every)


if __name__ == "__main__":
    main()
