"""What a judge's answers come to, and what it still has to be asked.

ragas asks one thing after another, each from the answer before. Every metric is worked out from the
answers there are; where one is missing it is asked for, and the metric is worked out again.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from govllm.judging.answers import Judge, Said
from govllm.judging.cases import Case
from govllm.tasks.requests import Request

NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Judgement:
    """One metric of one answer.

    Attributes:
        value: None where it errored.
        error: why, as a short word.
        verdicts: each statement of the answer, and whether the passages bear it out; of
            faithfulness alone.
    """

    case: Case
    metric: str
    value: float | None
    error: str | None = None
    verdicts: tuple[tuple[str, bool], ...] = ()


def settle(
    cases: Iterable[Case], metrics: Sequence[str], judge: Judge, said: Mapping[str, Said]
) -> tuple[list[Judgement], list[Request]]:
    """Every judgement, as errors those for which the judge has not been asked all, and what it
    must be asked for these, each once."""
    return asyncio.run(_settle(cases, metrics, judge, said))


async def _settle(
    cases: Iterable[Case], metrics: Sequence[str], judge: Judge, said: Mapping[str, Said]
) -> tuple[list[Judgement], list[Request]]:
    from govllm.judging.ragas_metrics import METRICS, Recorded, UnansweredError, UnusableError

    done: list[Judgement] = []
    wanted: dict[str, Request] = {}
    for case in cases:
        for name in metrics:
            if not METRICS[name].fits(case):
                continue
            llm = Recorded(judge, said)
            try:
                value = await METRICS[name].score(case, llm)
            except UnansweredError:
                for prompt in llm.wanted:
                    request = judge.request(case.place, prompt)
                    wanted.setdefault(request.key, request)
                done.append(Judgement(case, name, None, NOT_ASKED))
            except UnusableError as error:
                done.append(Judgement(case, name, None, str(error)))
            else:
                done.append(_judgement(case, name, value, llm.outputs))
    return done, list(wanted.values())


def _judgement(case: Case, name: str, value: float, outputs: Sequence[object]) -> Judgement:
    if not math.isfinite(value):
        # ragas' NaN: nothing to judge was found in the answer, or nothing was said of it.
        return Judgement(case, name, None, "nothing_judged")
    verdicts = _verdicts(outputs[-1]) if name == "faithfulness" else ()
    return Judgement(case, name, value, None, verdicts)


def _verdicts(output: object) -> tuple[tuple[str, bool], ...]:
    statements = getattr(output, "statements", ())
    return tuple((each.statement, bool(each.verdict)) for each in statements)
