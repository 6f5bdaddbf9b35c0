"""Answers from passages: is the answer right, and does it say anything that no passage tells?

The answer proper is what follows `答案：`, or the first line: one sentence, with the points of the
target and no other quantity of their kinds but those of the question, so that naming all that the
passages tell is no answer. Checks on the rest look at the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from govllm.domain import Answer, Sample, Task
from govllm.hallucination.abstention import abstains
from govllm.hallucination.citations import Cited, Shelf, wrong_citations
from govllm.hallucination.numbers import is_told, unsupported_numbers
from govllm.hallucination.quantities import quantities_in
from govllm.scoring import normalise
from govllm.scoring.score import Score, binary

# A sentence; more is a list of everything.
LONGEST = 120
_LEAD = re.compile(r"答案\s*[:：]\s*")
_DENIES = re.compile(
    r"没有|并无|不存在|并未|未设|未规定|不是|无此|查无|取消|废止|失效|不适用|不再|有误|错误|不成立|不属实"
)
_NEGATED = frozenset("不未无没非")


def right_answer(points: Sequence[Sequence[str]] | None) -> str:
    """An answer with every point in its first wording, or one that declines."""
    said = "所给条文没有规定，无法回答" if points is None else "，".join(p[0] for p in points)
    return f"答案：{said}。"


def score_grounded(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `right` (the target's points, or where it has none the answer declines) and
    `unsupported` (1 where a number or a citation stands in no passage); what is unsupported is
    named."""
    answer = answers[0].text
    wrong = unsupported_in(sample, answer)
    return {
        "right": binary(is_right(sample, answer) and not (wrong and _declines(sample))),
        "unsupported": Score(float(bool(wrong)), "、".join(wrong) or None),
    }


def _declines(sample: Sample) -> bool:
    return sample.target["answer"] is None


def unsupported_in(sample: Sample, answer: str) -> list[str]:
    """The numbers and citations of an answer that neither passages nor question tell, nor the
    target, which may have been worked out from them."""
    passages: Sequence[Mapping[str, str]] = sample.input["passages"]
    sources = [sample.input["question"], sample.input["today"]]
    sources += [" ".join(passage.values()) for passage in passages]
    sources += [wording for point in sample.target["answer"] or () for wording in point]
    found = [quantity.words for quantity in unsupported_numbers(answer, sources)]
    return found + [wrong.words for wrong in wrong_citations(answer, _shelf(passages))]


def _shelf(passages: Sequence[Mapping[str, str]]) -> Shelf:
    articles: dict[tuple[str, str], dict[str, str]] = {}
    for passage in passages:
        document = articles.setdefault((passage["number"], passage["title"]), {})
        document[passage["article"]] = passage["text"]
    return Shelf([Cited(number, title, texts) for (number, title), texts in articles.items()])


def conclusion_of(answer: str) -> str:
    """The answer proper: behind the one `答案：`, else the first line that says something; "" where
    there are several answers, or one that is no sentence."""
    leads = list(_LEAD.finditer(answer))
    if len(leads) > 1:
        return ""
    rest = answer[leads[0].end() :] if leads else answer
    line = next((line.strip() for line in rest.splitlines() if line.strip()), "")
    return line if len(line) <= LONGEST else ""


def is_right(sample: Sample, answer: str) -> bool:
    """Whether the answer proper has every point, or declines where it should."""
    conclusion = conclusion_of(answer)
    points: Sequence[Sequence[str]] | None = sample.target["answer"]
    if points is None:
        denied = bool(sample.target.get("denial")) and bool(_DENIES.search(conclusion))
        return abstains(conclusion) or denied
    return all(_has(conclusion, point) for point in points) and _is_one_answer(
        conclusion, points, sample.input["question"]
    )


def _has(conclusion: str, point: Sequence[str]) -> bool:
    said = quantities_in(conclusion)
    for wording in point:
        quantities = quantities_in(wording)
        if quantities and all(is_told(quantity, said) for quantity in quantities):
            return True
        if not quantities and _says(conclusion, wording):
            return True
    return False


def _says(conclusion: str, wording: str) -> bool:
    """Whether words stand there, and are not denied: 不可以 does not say 可以."""
    text, wanted = normalise.text(conclusion), normalise.text(wording)
    at = text.find(wanted)
    while wanted and at >= 0:
        if not at or text[at - 1] not in _NEGATED:
            return True
        at = text.find(wanted, at + 1)
    return False


def _is_one_answer(conclusion: str, points: Sequence[Sequence[str]], question: str) -> bool:
    """Whether no quantity of the points' kinds stands there that is neither a point nor asked."""
    wanted: list[Any] = [q for point in points for wording in point for q in quantities_in(wording)]
    known = [*wanted, *quantities_in(question, bare=True)]
    units = {quantity.unit for quantity in wanted}
    return all(
        is_told(quantity, known) for quantity in quantities_in(conclusion) if quantity.unit in units
    )
