"""ragas' metrics with a judge whose answers are on record, and prompts of our own in Chinese.

The only module that imports ragas, which takes seconds.
"""

from __future__ import annotations

import json
import os
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeVar

# Read when ragas is imported: no word leaves.
os.environ["RAGAS_DO_NOT_TRACK"] = "true"

from ragas.embeddings.base import BaseRagasEmbedding
from ragas.llms.base import InstructorBaseRagasLLM
from ragas.metrics.collections import (
    AnswerRelevancy,
    ContextPrecision,
    ContextRecall,
    FactualCorrectness,
    Faithfulness,
    NoiseSensitivity,
    QuotedSpansAlignment,
)
from ragas.metrics.collections.faithfulness.util import NLIStatementOutput
from ragas.prompt.metrics.base_prompt import BasePrompt

from govllm.judging.answers import Judge, Said
from govllm.judging.cases import Case
from govllm.judging.prompts import written

Output = TypeVar("Output")
# The form in which a judge says of each statement whether a text bears it out.
VERDICTS = NLIStatementOutput
_DIMENSIONS = 4096


class UnansweredError(Exception):
    """The judge has not been asked this yet."""


class UnusableError(Exception):
    """What the judge said is of no use: an error, or no JSON of the form asked for."""


@dataclass(slots=True)
class Recorded(InstructorBaseRagasLLM):  # type: ignore[misc]
    """A judge as ragas sees it: what is on record, and a note of what is not.

    Attributes:
        wanted: prompts that have no answer yet.
        outputs: what was read from the answers, in the order in which ragas asked for it.
    """

    judge: Judge
    said: Mapping[str, Said]
    wanted: list[str] = field(default_factory=list)
    outputs: list[Any] = field(default_factory=list)

    def generate(self, prompt: str, response_model: type[Output]) -> Output:
        said = self.said.get(self.judge.key(prompt))
        if said is None:
            self.wanted.append(prompt)
            raise UnansweredError
        if said.error is not None:
            raise UnusableError(said.error)
        output = read_output(said.text, response_model)
        self.outputs.append(output)
        return output

    async def agenerate(self, prompt: str, response_model: type[Output]) -> Output:
        return self.generate(prompt, response_model)


def read_output(text: str, model: type[Output]) -> Output:
    """The first JSON object of an answer in the form asked for.

    Raises:
        UnusableError: where there is none.
    """
    at = text.find("{")
    while at >= 0:
        try:
            value, _ = json.JSONDecoder().raw_decode(text[at:])
            return model.model_validate(value)  # type: ignore[attr-defined,no-any-return]
        except (ValueError, RecursionError):
            at = text.find("{", at + 1)
    raise UnusableError("unparsable")


class Characters(BaseRagasEmbedding):  # type: ignore[misc]
    """Texts as counts of pairs of characters: no model is needed to see how alike they are."""

    def embed_text(self, text: str, **_: Any) -> list[float]:
        vector = [0.0] * _DIMENSIONS
        # The ends count as characters, so that no text is without direction.
        for pair in pairwise(f"\n{text}\n"):
            vector[zlib.crc32("".join(pair).encode()) % _DIMENSIONS] += 1.0
        return vector

    async def aembed_text(self, text: str, **_: Any) -> list[float]:
        return self.embed_text(text)


class _Chinese(BasePrompt):  # type: ignore[misc]
    """One of ragas' prompts, said in Chinese."""

    def __init__(self, name: str, original: Any) -> None:
        self._name = name
        self.input_model, self.output_model = original.input_model, original.output_model
        self.instruction: str = ""
        self.examples: list[Any] = []

    def to_string(self, data: Any) -> str:
        given = data.model_dump(exclude_none=True)
        return written(self._name, self.output_model.model_json_schema(), given)


async def quoted_spans(answer: str, passages: list[str]) -> float:
    """The share of an answer's quotations that stand in the passages; no judge is asked."""
    result = await QuotedSpansAlignment().ascore(response=answer, retrieved_contexts=passages)
    return float(result.value)


@dataclass(frozen=True, slots=True)
class JudgedMetric:
    """One of ragas' metrics.

    Attributes:
        make: it, for a judge.
        prompts: ours in place of its own, by attribute.
        inputs: what it reads of a case, as its own arguments.
    """

    make: Callable[[Recorded], Any]
    prompts: Mapping[str, str]
    inputs: tuple[str, ...]

    def fits(self, case: Case) -> bool:
        """Whether a case has what it reads."""
        return "reference" not in self.inputs or case.reference is not None

    async def score(self, case: Case, llm: Recorded) -> float:
        """Its value.

        Raises:
            UnansweredError: where the judge has to be asked first.
            UnusableError: where its answer is of no use.
        """
        metric = self.make(llm)
        for attribute, name in self.prompts.items():
            setattr(metric, attribute, _Chinese(name, getattr(metric, attribute)))
        given = {
            "user_input": case.question,
            "response": case.answer,
            "reference": case.reference,
            "retrieved_contexts": list(case.passages),
        }
        result = await metric.ascore(**{name: given[name] for name in self.inputs})
        return float(result.value)


METRICS: Mapping[str, JudgedMetric] = MappingProxyType(
    {
        "faithfulness": JudgedMetric(
            lambda llm: Faithfulness(llm=llm),
            {"statement_generator_prompt": "statements", "nli_statement_prompt": "verdicts"},
            ("user_input", "response", "retrieved_contexts"),
        ),
        "factual_correctness": JudgedMetric(
            lambda llm: FactualCorrectness(llm=llm),
            {"prompt": "claims", "nli_prompt": "verdicts"},
            ("response", "reference"),
        ),
        "answer_relevancy": JudgedMetric(
            # Asked again at temperature 0, a judge says the same.
            lambda llm: AnswerRelevancy(llm=llm, embeddings=Characters(), strictness=1),
            {"prompt": "question"},
            ("user_input", "response"),
        ),
        "context_precision": JudgedMetric(
            lambda llm: ContextPrecision(llm=llm),
            {"prompt": "useful"},
            ("user_input", "reference", "retrieved_contexts"),
        ),
        "context_recall": JudgedMetric(
            lambda llm: ContextRecall(llm=llm),
            {"prompt": "attributed"},
            ("user_input", "retrieved_contexts", "reference"),
        ),
        "noise_sensitivity": JudgedMetric(
            lambda llm: NoiseSensitivity(llm=llm),
            {"statement_prompt": "noise_statements", "faithfulness_prompt": "verdicts"},
            ("user_input", "response", "reference", "retrieved_contexts"),
        ),
    }
)
