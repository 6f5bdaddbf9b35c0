"""What a judge is shown: answers to questions over passages, with the right answer where known."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from govllm.domain import Sample, Task
from govllm.evidence.scores import LastWords, answer_of, error_of
from govllm.hallucination.abstention import abstains
from govllm.plan.plan import Plan

# Kinds of task whose answers lean on passages.
KINDS = frozenset({"grounded", "summary"})


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


def is_judged(task: Task) -> bool:
    """Whether a task's answers can be judged."""
    return task.kind in KINDS


def cases_of(plan: Plan, words: LastWords) -> Iterator[Case]:
    """The answers of a run that say something; one that declines, or is missing, has no claims."""
    with words.reader() as rows_of:
        for task, sample, epoch in plan.samples():
            if not is_judged(task):
                continue
            rows = rows_of((task.id, sample.id, epoch))
            if error_of(task, sample, rows) is None:
                answer = answer_of(rows[0]).text
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
