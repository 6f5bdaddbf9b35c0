"""The frozen objects that every room passes around: tasks, samples, metrics, answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

Direction = Literal["higher", "lower"]


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A text for readers, in Chinese and in English."""

    zh: str
    en: str

    def as_dict(self) -> dict[str, str]:
        return {"zh": self.zh, "en": self.en}


@dataclass(frozen=True, slots=True)
class MetricSpec:
    """How scores become one number.

    Attributes:
        name: the metric's name, unique in its task.
        score: which of the scorers' scores is aggregated.
        aggregate: a name in `govllm.stats.aggregate.AGGREGATES`.
        direction: whether higher or lower is better; there is no default, so that no metric can
            be gated upside down by omission.
        low, high: the ends of the range; with `direction` they give the worst and best value.
        unit: of the value, "share" for 0..1.
        title: for readers.
        where: slices (dimension to value) whose samples alone are measured; all where empty.
        instruments: checks (of `evalsets/instruments`) on which the score leans and whose own
            errors correct the metric.
    """

    name: str
    score: str
    aggregate: str
    direction: Direction
    low: float
    high: float
    unit: str
    title: Bilingual
    where: Mapping[str, str] = field(default_factory=dict)
    instruments: tuple[str, ...] = ()

    def covers(self, slices: Mapping[str, str]) -> bool:
        """Whether a sample of these slices is measured."""
        return all(slices.get(name) == value for name, value in self.where.items())

    @property
    def worst(self) -> float:
        return self.low if self.direction == "higher" else self.high

    @property
    def best(self) -> float:
        return self.high if self.direction == "higher" else self.low


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of an extraction task: how its value is compared.

    Attributes:
        type: `label` (one of the task's labels), `text` (equal after normalisation), `digits`
            (equal digits), `number` (equal within `tolerance`), `date` (the same day), `set` (the
            same elements, by F1), `order` (the same elements in the same order, by Kendall's τ).
        tolerance: absolute, for numbers.
    """

    type: Literal["label", "text", "digits", "number", "date", "set", "order"]
    tolerance: float = 0.0


@dataclass(frozen=True, slots=True)
class Generation:
    """Sampling parameters of a task's requests, as the OpenAI API names them.

    Attributes:
        confidence: whether the server is asked how likely its answer was to it.
    """

    temperature: float = 0.0
    max_tokens: int = 256
    top_p: float = 1.0
    stop: tuple[str, ...] = ()
    confidence: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """One item of an eval set.

    Attributes:
        id: unique in its task.
        cluster: the seed item it was grown from; samples of one cluster are not independent.
        input: the prompt template's variables.
        target: the right answer; its form depends on the task's kind.
        slices: named groups the sample belongs to.
        choices: of a choice task.
        passing, failing: example answers, for items whose target is not itself an answer.
    """

    id: str
    cluster: str
    input: Mapping[str, Any]
    target: Any
    slices: Mapping[str, str]
    choices: tuple[str, ...] = ()
    passing: str | None = None
    failing: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """A declared task, resolved: labels looked up, defaults filled in, digests taken.

    Attributes:
        suite: the suite it belongs to; `own` for a user's task.
        turns: name of the list in an item's input that holds earlier messages, or "".
        variants: name of the list in an item's input that holds what the prompt is filled with by
            turns, one request each, or "".
        documents: texts of the corpus that the prompt shows, by id.
        prefix: template of the answer's beginning, which the candidate continues, or "".
        answer_by: text; logprob (of each choice, after the messages as plain text); chat_logprob
            (of each choice as the assistant's message, under the candidate's chat template).
        repeats: how often each sample is asked in an epoch, for scorers that compare its answers.
        perturb: names of inputs whose words or order may change without changing the answer.
        max_turns: of a conversation the most messages of the candidate; 0 where a sample's requests
            do not hang on each other's answers.
        labels: per label set the names in order with their descriptions ("" where none).
        digest: sha256 over declaration, resolved labels and items: what was asked and how.
        items_digest, declaration_digest: of the two files.
        baseline: the record of `python -m govllm.build baselines`, or None.
    """

    suite: str
    name: str
    version: str
    kind: str
    title: Bilingual
    intended_use: Bilingual
    limits: Bilingual
    source: Bilingual
    license: str
    scenarios: tuple[str, ...]
    system: str
    user: str
    turns: str
    variants: str
    documents: Mapping[str, Mapping[str, Any]]
    prefix: str
    generation: Generation
    labels: Mapping[str, Mapping[str, str]]
    fields: Mapping[str, FieldSpec]
    answer: FieldSpec
    answer_by: Literal["text", "logprob", "chat_logprob"]
    scorers: tuple[str, ...]
    metrics: tuple[MetricSpec, ...]
    slices: tuple[str, ...]
    epochs: int
    repeats: int
    perturb: tuple[str, ...]
    max_turns: int
    folder: Path
    declaration_digest: str
    items_digest: str
    digest: str
    baseline: Mapping[str, Any] | None

    @property
    def id(self) -> str:
        return f"{self.suite}/{self.name}"

    def n_requests(self, sample: Sample) -> int:
        """Requests of a sample in one epoch; a conversation counts as one."""
        if self.answer_by != "text":
            return len(sample.choices)
        return len(sample.input[self.variants]) if self.variants else self.repeats

    def metric(self, name: str) -> MetricSpec | None:
        return next((m for m in self.metrics if m.name == name), None)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a candidate answered to one request.

    Attributes:
        text: the answer proper.
        reasoning: thoughts the server returned apart; never scored, but searched for leaks.
        finish: the server's finish reason; `length` marks an answer that was cut.
        part: which request of the sample this answers (the choice, for log-probabilities).
        logprob: summed natural-log probability of the choice, for log-probability tasks; of the
            answer's tokens where the task asks for the confidence and the server gives it.
        greedy: whether each of its tokens was the likeliest, where lm-eval asked.
    """

    text: str
    reasoning: str = ""
    finish: str = "stop"
    part: int = 0
    logprob: float | None = None
    greedy: bool | None = None
