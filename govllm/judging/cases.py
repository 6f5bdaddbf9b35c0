"""What a judge is shown: answers to questions over passages, with the right answer where known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govllm.domain import Sample, Task
from govllm.evidence.claims import answers_over_passages
from govllm.evidence.words import LastWords
from govllm.hallucination.abstention import abstains
from govllm.plan.plan import Plan


@dataclass(frozen=True, slots=True)
class Case:
    """An answer to be judged.

    Attributes:
        task, sample, epoch, cluster: whose answer it is.
        reference: the right answer in words, None where the right one declines.
    """

    task: str
    sample: str
    epoch: int
    cluster: str
    question: str
    answer: str
    passages: tuple[str, ...]
    reference: str | None

    @property
    def place(self) -> tuple[str, str, int]:
        return self.task, self.sample, self.epoch


def cases_of(plan: Plan, words: LastWords) -> Iterator[Case]:
    """The answers of a run that say something; one that declines, or is missing, has no claims."""
    for task, sample, epoch, answer in answers_over_passages(plan, words):
        if answer.strip() and not abstains(answer):
            yield _case(task, sample, epoch, answer)


def _case(task: Task, sample: Sample, epoch: int, answer: str) -> Case:
    points = sample.target["answer"]
    passages = tuple(
        f"《{p['title']}》（{p['number']}，{p['valid']}）{p['article']} {p['text']}"
        for p in sample.input["passages"]
    )
    reference = None if points is None else "；".join(point[0] for point in points)
    question = f"（今天是{sample.input['today']}）{sample.input['question']}"
    return Case(task.id, sample.id, epoch, sample.cluster, question, answer, passages, reference)
