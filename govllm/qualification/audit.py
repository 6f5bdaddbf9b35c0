"""The audit of an eval set: size, balance, near-duplicates, leaks from the train split, length,
personal data, and how far trivial methods come."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from govllm.domain import Sample
from govllm.privacy.scan import scan
from govllm.privacy.synthetic import CLASSES, is_invented
from govllm.qualification.alike import near, own_words, texts_of
from govllm.qualification.transfer import baselines
from govllm.tasks.items import train_of
from govllm.tasks.load import LoadedTask
from govllm.tasks.prompts import messages

# What a set may not go over. Shares of its items, and a baseline's value between worst and best.
MOST_NEAR = 0.01
MOST_FROM_TRAIN = 0.01
BEST_BASELINE = 0.85
# Where every item is made of the same few parts by design (an attack by a service), or differs from
# another in its digits alone (planted records), likeness tells nothing.
_COMPOSED = frozenset({"leak", "exposure"})
# Every item has one right answer by design, to decline or to deny: what always does so is told by
# the false refusals of the tasks beside them.
_ONE_ANSWER = frozenset({"hallucination/unanswerable", "hallucination/false_premise"})
# Tasks that ask another set's items again.
_AGAIN = {
    "hallucination/consistency": "hallucination/closed",
    "hallucination/long_context_60": "hallucination/long_context",
}


@dataclass(frozen=True, slots=True)
class Audit:
    """What was found of one set.

    Attributes:
        items, clusters, train: sizes.
        commonest: share of the items that have the commonest answer.
        near, from_train: shares of the items that are nearly alike to one of another cluster, or of
            the train split; None where items are composed of the same parts by design.
        length: characters of a prompt, in the middle and at most.
        not_invented: identifiers in all that the set holds, the train split too, that cannot be
            seen to be nobody's.
        majority, nearest: baselines, as shares of the way from worst to best; None where answers
            cannot be carried over.
    """

    task: str
    items: int
    clusters: int
    train: int
    commonest: float
    near: float | None
    from_train: float | None
    length: tuple[int, int]
    not_invented: tuple[str, ...]
    majority: float | None
    nearest: float | None

    def faults(self) -> Iterator[str]:
        """What goes over a limit."""
        if self.near is not None and self.near > MOST_NEAR:
            yield f"{100 * self.near:.1f} % of the items are nearly alike to one of another cluster"
        if self.from_train is not None and self.from_train > MOST_FROM_TRAIN:
            yield f"{100 * self.from_train:.1f} % of the items are nearly alike to a train item"
        if self.not_invented:
            yield f"{len(self.not_invented)} identifiers may be somebody's: {self.not_invented[0]}"
        for name, value in (("commonest answer", self.majority), ("nearest text", self.nearest)):
            if value is not None and value > BEST_BASELINE:
                yield f"the {name} reaches {100 * value:.0f} %: the set tells little apart"

    def row(self) -> list[str]:
        """A line of the table."""
        return [
            f"`{self.task}`",
            f"{self.length[0]:,}",
            f"{self.length[1]:,}",
            _percent(self.commonest),
            _percent(self.near),
            _percent(self.from_train),
            f"{len(self.not_invented):,}",
            _percent(self.majority),
            _percent(self.nearest),
        ]


HEAD = (
    "task", "characters, median", "most", "commonest answer", "near-duplicates", "near train",
    "identifiers", "commonest answer scores", "nearest text scores",
)  # fmt: skip


def _percent(share: float | None) -> str:
    return "—" if share is None else f"{100 * share:.1f} %"


def audit(loaded: LoadedTask) -> Audit:
    """The audit of a task's items."""
    task = loaded.task
    items = list(loaded.items.read(range(len(loaded.items))))
    train = train_of(task.folder)
    own = own_words([s.input for s in (*items, *train)], [s.cluster for s in (*items, *train)])
    words, others = own[: len(items)], own[len(items) :]
    alike = task.kind not in _COMPOSED and task.id not in _AGAIN
    clusters = [s.cluster for s in items]
    lengths = sorted(sum(len(m["content"]) for m in messages(task, s)) for s in items)
    answers = Counter(json.dumps(s.target, ensure_ascii=False, sort_keys=True) for s in items)
    known = None if task.id in _ONE_ANSWER else baselines(task, items, train)
    return Audit(
        task.id,
        len(items),
        loaded.items.clusters,
        len(train),
        answers.most_common(1)[0][1] / len(items),
        len(near(words, clusters)) / len(items) if alike else None,
        _from_train(words, others) if alike and train else None,
        (lengths[len(lengths) // 2], lengths[-1]),
        tuple(sorted(set(_real([*items, *train])))),
        None if known is None else known["majority"],
        None if known is None else known["nearest"],
    )


def _from_train(words: Sequence[str], train: Sequence[str]) -> float:
    groups = ["items"] * len(words)
    return len(near(words, groups, [(text, "train") for text in train])) / len(words)


def _real(samples: Sequence[Sample]) -> Iterator[str]:
    """Identifiers in the samples' texts that are not seen to be invented."""
    # However many items show a text: an identifier in it is somebody's all the same.
    told = {text for each in samples for text, _ in texts_of(_shipped(each))}
    for text in told:
        for found in scan(text, list(CLASSES)):
            if not is_invented(found.kind, found.value):
                yield f"{found.kind} {found.value}"


def _shipped(sample: Sample) -> list[Any]:
    """Every part of a sample that holds texts of its own."""
    return [sample.input, sample.choices, sample.target, sample.passing, sample.failing]


def table(rows: Sequence[Audit]) -> list[str]:
    """The audits as a Markdown table."""
    ruler = ["---", *["--:"] * (len(HEAD) - 1)]
    return [f"| {' | '.join(cells)} |" for cells in (HEAD, ruler, *(row.row() for row in rows))]


def as_dict(row: Audit) -> Mapping[str, Any]:
    """An audit as JSON."""
    return {name: getattr(row, name) for name in row.__slots__} | {"faults": list(row.faults())}
