"""Quantities put to a case for which the fact table says another value."""

from __future__ import annotations

import pytest

from govllm.hallucination.contradictions import Told, contradicted

FACTS = [
    Told("高龄津贴", "年满80周岁不满90周岁", "每人每月标准", "85元"),
    Told("高龄津贴", "年满90周岁不满95周岁", "每人每月标准", "160元"),
    Told("乡镇人民政府、街道办事处", "自受理之日起", "提出审核意见的期限", "7个工作日"),
    Told("区、县民政部门", "自收到审核意见之日起", "作出决定的期限", "5个工作日"),
]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("年满80周岁不满90周岁的，每人每月85元。", []),
        ("年满80周岁不满90周岁的，每人每月160元。", ["160元"]),
        ("满80周岁不满90周岁的85元，满90周岁不满95周岁的160元。", []),
        ("满80周岁不满90周岁的160元，满90周岁不满95周岁的85元。", ["160元", "85元"]),
        ("街道办事处自受理之日起7个工作日内提出审核意见。", []),
        ("街道办事处自受理之日起5个工作日内提出审核意见。", ["5个工作日"]),
        ("抱歉，我不清楚。", []),
        ("另有一次性补助9000元用于装修。", []),
        ("", []),
    ],
)
def test_what_the_table_says_otherwise(answer: str, words: list[str]) -> None:
    found = contradicted("高龄津贴怎么发？", answer, FACTS)
    assert [quantity.words for quantity in found] == words


def test_without_facts_nothing_is_contradicted() -> None:
    assert contradicted("多少？", "每月85元。", []) == []
