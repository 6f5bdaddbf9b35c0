"""A first pass over words alone: embeddings that already know which words go with which label.

Embeddings are tied, so the row of a label's token is also what the answer is compared with. Setting
words near the labels they speak for (their mean against the label's row) takes a minute and spares
the transformer the slowest part of learning from few examples.
"""

import random

import torch
from tokenizers import Tokenizer

from govllm.reference.compose import Composer

_BATCH = 128


def _ids(tok: Tokenizer, text: str) -> list[int]:
    return list(tok.encode(text, add_special_tokens=False).ids) or [0]


def pretrain(
    table: torch.nn.Parameter, tok: Tokenizer, composer: Composer, seed: int, steps: int
) -> float:
    """Train the embedding table in place; the last loss."""
    rng = random.Random(f"{seed}/words")  # noqa: S311
    bodies = sorted(set(composer.bodies.values()))
    matters = sorted(composer.bodies)
    rows = torch.tensor([_ids(tok, name)[0] for name in [*bodies, *matters]])
    work = table.detach().clone().requires_grad_(True)
    scale = torch.tensor(4.0, requires_grad=True)
    optimiser = torch.optim.Adam([{"params": [work], "lr": 3e-3}, {"params": [scale], "lr": 1e-2}])
    running = 0.0
    for step in range(steps):
        texts, body, matter = [], [], []
        for _ in range(_BATCH):
            case = composer.words(rng)
            kept = [t for t in _ids(tok, case[0]) if rng.random() > 0.15] or [0]
            texts.append(torch.tensor(kept))
            body.append(bodies.index(composer.bodies[case[1]]))
            matter.append(matters.index(case[1]))
        mean = torch.nn.functional.embedding_bag(
            torch.cat(texts),
            work,
            torch.tensor([0, *[len(t) for t in texts[:-1]]]).cumsum(0),
            mode="mean",
        )
        mean = torch.nn.functional.normalize(mean, dim=1) * scale.exp().clamp(max=300.0)
        logits = mean @ work[rows].T
        loss = torch.nn.functional.cross_entropy(
            logits[:, : len(bodies)], torch.tensor(body), label_smoothing=0.05
        ) + torch.nn.functional.cross_entropy(
            logits[:, len(bodies) :], torch.tensor(matter), label_smoothing=0.05
        )
        for group in optimiser.param_groups:
            group["lr"] *= 1.0 if step < steps * 0.6 else 0.995
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        running = (
            float(loss.detach()) if not running else 0.97 * running + 0.03 * float(loss.detach())
        )
    with torch.no_grad():
        size = table.std()
        table.copy_(work / work.std() * size)
    return running
