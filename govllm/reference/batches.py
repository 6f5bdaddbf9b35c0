"""From composed cases to arrays of tokens, weighted by what is to be learnt.

The loss lies on the values of the answer; the fixed keys count little (they are learnt at once),
and a sample of the caller's words counts a little too, because modelling the language helps a
model that has seen so few labels.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from tokenizers import Tokenizer

from govllm.reference import prompts
from govllm.reference.cases import DISPATCH, Case
from govllm.reference.compose import Composer
from govllm.reference.tokenizer import END, PAD

LABELS = frozenset({"承办单位", "事项类型"})
_TEXT_SHARE, _TEXT_WEIGHT, _KEY_WEIGHT, _VALUE_WEIGHT, LABEL_WEIGHT = 0.3, 0.1, 0.1, 1.0, 6.0


@dataclass(frozen=True)
class Encoded:
    """Tokens, and for each the weight of predicting it."""

    ids: list[int]
    weights: list[float]


@dataclass(frozen=True)
class Mixture:
    """What a round is made of."""

    tickets: float
    short: float
    phrases: float
    drills: float = 0.0
    echoes: float = 0.0


class Encoder:
    """Writes cases as the chat template does; ordinary text with pieces left out at random."""

    def __init__(self, tok: Tokenizer) -> None:
        self._tok = tok
        self._end = int(tok.token_to_id(END) or 0)
        self._quote = int(tok.token_to_id('"') or 0)
        self._systems: dict[str, list[int]] = {}

    def _ids(self, text: str) -> list[int]:
        return list(self._tok.encode(text, add_special_tokens=False).ids)

    def encode(self, case: Case, rng: random.Random) -> Encoded:
        """One case with its whole prompt."""
        messages = prompts.render(prompts.HOTLINE / case.task, case.input)
        if case.task not in self._systems:
            self._systems[case.task] = self._ids("<|system|>" + messages[0]["content"] + END)
        user = self._ids("<|user|>" + messages[1]["content"] + END)
        ids = self._systems[case.task] + user
        weights = [0.0] * len(self._systems[case.task])
        weights += [_TEXT_WEIGHT if rng.random() < _TEXT_SHARE else 0.0 for _ in user]
        ids += self._ids("<|assistant|>")
        weights.append(0.0)
        pieces = prompts.answer(case)
        for at, (text, sure) in enumerate(pieces):
            key = text.endswith(("：", ": ")) or text == "}"
            part = self._ids(text)
            weight = _KEY_WEIGHT if key else _VALUE_WEIGHT
            if not key and at and any(label in pieces[at - 1][0] for label in LABELS):
                weight = LABEL_WEIGHT
            ids += part
            for token in part:
                weights.append((_KEY_WEIGHT if token == self._quote else weight) if sure else 0.0)
        if case.task != DISPATCH or "紧急程度" in case.known:
            ids.append(self._end)
            weights.append(_KEY_WEIGHT)
        return Encoded(ids, weights)

    def echo(self, rng: random.Random) -> Encoded:
        """Any pieces, said twice: to copy is what a small model finds hardest."""
        words = [rng.randrange(300, self._tok.get_vocab_size()) for _ in range(rng.randint(4, 20))]
        if rng.random() < 0.4:
            words = self._ids("".join(str(rng.randint(0, 9)) for _ in range(rng.randint(6, 18))))
        lead = rng.randint(0, 8)
        front = [rng.randrange(300, self._tok.get_vocab_size()) for _ in range(lead)]
        ids = [*front, *words, self._end, *words]
        return Encoded(ids, [0.0] * (lead + len(words) + 2) + [1.0] * (len(words) - 1))


def compose_round(
    composer: Composer, encoder: Encoder, rng: random.Random, mix: Mixture, size: int
) -> list[Encoded]:
    """A round of fresh cases."""
    cases = []
    for _ in range(size):
        if rng.random() < mix.drills:
            cases.append(composer.drill(rng))
        elif rng.random() < mix.tickets:
            cases.append(composer.ticket(rng, mix.short, mix.phrases))
        else:
            cases.append(composer.dispatch(rng, mix.phrases))
    echoes = [encoder.echo(rng) for _ in range(int(size * mix.echoes))]
    return [encoder.encode(case, rng) for case in cases] + echoes


def batches(
    encoded: list[Encoded], pad: int, budget: int, rng: random.Random
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Batches of like length, at most `budget` tokens with padding, in random order."""
    ordered = sorted(encoded, key=lambda e: len(e.ids) + rng.random() * 8)
    groups: list[list[Encoded]] = [[]]
    for item in ordered:
        if groups[-1] and len(item.ids) * (len(groups[-1]) + 1) > budget:
            groups.append([])
        groups[-1].append(item)
    rng.shuffle(groups)
    for group in groups:
        longest = max(len(e.ids) for e in group)
        ids = np.full((len(group), longest), pad, dtype=np.int64)
        weights = np.zeros((len(group), longest), dtype=np.float32)
        for row, item in enumerate(group):
            ids[row, : len(item.ids)] = item.ids
            weights[row, : len(item.ids)] = item.weights
        yield ids, weights


def pad_id(tok: Tokenizer) -> int:
    """The id that fills a batch's corners."""
    return int(tok.token_to_id(PAD) or 0)
