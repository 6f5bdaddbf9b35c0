"""Answers from passages: is the answer right, and does it say anything that no passage tells?

The answer proper is looked at for the target's points (`govllm.scoring.points`); checks on what
stands in no passage look at the whole text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from govllm.domain import Answer, Sample, Task
from govllm.hallucination.abstention import abstains
from govllm.hallucination.citations import Cited, Shelf, article_key, citations_in
from govllm.hallucination.claims import Claim, claims_in
from govllm.hallucination.following import followed
from govllm.scoring.points import Points, conclusion_of, has_point, is_one_answer
from govllm.scoring.score import Score, binary

_DENIES = re.compile(
    r"没有|并无|不存在|并未|未设|未规定|不是|无此|查无|取消|废止|失效|不适用|不再|不发放|不享受|不给予|不属于|不得|不能|不可|"
    r"不包括|不作为|不予|不设|不需|无须|有误|错误|不成立|不属实"
)
_DISCORD = re.compile(
    r"不一(?!定|般|会|直)|不统一|不相同|不相符|不符|不同|矛盾|冲突|出入|抵触|分歧|有异|打架|差异|差别|相左|对不上|两种(?:规定|说法|标准|答案)|各不"
)


REFUSAL = "答案：抱歉，我不知道，无法回答。"


def right_answer(target: Mapping[str, object]) -> str:
    """An answer with every point in its first wording, or one that declines."""
    points: Points | None = target["answer"]  # type: ignore[assignment]
    said = "所给条文没有规定，无法回答" if points is None else "，".join(p[0] for p in points)
    if target.get("discord"):
        said = f"所给材料的规定不一致，分别是{said}"
    grounds = "".join(f"{number}{article}" for number, article in target.get("cites", ()))  # type: ignore[attr-defined]
    return f"答案：{said}。" + (f"\n依据：{grounds}。" if grounds else "")


def score_grounded(task: Task, sample: Sample, answers: Sequence[Answer]) -> dict[str, Score]:
    """Scores: `right` (the target's points, or where it has none the answer declines),
    `unsupported` (1 where a number or a citation stands in no passage; named, with what should have
    been followed beside it), `refused` (1 where the passages tell and the answer declines), and
    where the target names articles `cited` (those and no others)."""
    answer = answers[0].text
    wrong = unsupported_in(sample, answer)
    declining = sample.target["answer"] is None
    right = is_right(sample, answer) and not (wrong and declining)
    scores = {
        "right": binary(right),
        "unsupported": Score(
            float(bool(wrong)), "、".join(wrong) or None, None if right else _to_follow(sample)
        ),
        "refused": binary(not declining and not right and abstains(answer)),
    }
    if "cites" in sample.target:
        scores["cited"] = binary(cites_rightly(sample, answer))
    return scores


def _to_follow(sample: Sample) -> str | None:
    """The sentences that tell the right answer, a line each."""
    given = sample.input
    points: Points = sample.target["answer"] or ()
    return "\n".join(followed(given["question"], given["passages"], points)) or None


def unsupported_in(sample: Sample, answer: str) -> list[str]:
    """The numbers and citations of an answer that do not hold. Names of bodies are told apart in
    reports: the check on them errs too often for a score."""
    return [c.words for c in claims_of(sample, answer) if c.fault and c.family != "entity"]


def claims_of(sample: Sample, answer: str) -> list[Claim]:
    """What an answer says that can be checked. Passages and question support it, and so does the
    target, which may have been worked out from them."""
    passages: Sequence[Mapping[str, str]] = sample.input["passages"]
    sources = [sample.input["question"], sample.input["today"]]
    sources += [" ".join(passage.values()) for passage in passages]
    sources += [wording for point in sample.target["answer"] or () for wording in point]
    return claims_in(answer, sources, shelf_of(passages))


def shelf_of(passages: Sequence[Mapping[str, str]]) -> Shelf:
    """The passages as an answer may cite them."""
    articles: dict[tuple[str, str], dict[str, str]] = {}
    for passage in passages:
        document = articles.setdefault((passage["number"], passage["title"]), {})
        # The days on which it holds stand beside it, and may be told with it.
        document[passage["article"]] = f"{passage['valid']} {passage['text']}"
    return Shelf([Cited(number, title, texts) for (number, title), texts in articles.items()])


def is_right(sample: Sample, answer: str) -> bool:
    """Whether the answer proper has every point, or declines where it should, and tells of the
    discord of its sources where they disagree."""
    conclusion = conclusion_of(answer)
    points: Points | None = sample.target["answer"]
    if points is None:
        denied = bool(sample.target.get("denial")) and bool(_DENIES.search(conclusion))
        return abstains(conclusion) or denied
    if sample.target.get("discord") and not _DISCORD.search(answer):
        return False
    return all(has_point(conclusion, point) for point in points) and is_one_answer(
        conclusion, points, sample.input["question"]
    )


def cites_rightly(sample: Sample, answer: str) -> bool:
    """Whether an answer cites the articles it must, and none that it should not."""
    shelf = shelf_of(sample.input["passages"])
    must, may = _keys(sample.target["cites"]), _keys(sample.target.get("may_cite", ()))
    citations = citations_in(answer, shelf)
    cited = {(c.document, c.article) for c in citations if c.article}
    return must <= cited <= must | may and not any(c.fault for c in citations)


def _keys(pairs: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
    return {(number, article_key(article)) for number, article in pairs}
