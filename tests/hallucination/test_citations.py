"""Citations: documents and articles that exist and say so, and those that do not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govllm.hallucination.citations import (
    Cited,
    Fault,
    Shelf,
    article_key,
    wrong_citations,
)
from tests.scoring.test_normalise import written

quick = settings(max_examples=100, derandomize=True, deadline=None)

SHELF = Shelf(
    [
        Cited(
            "云民发〔2026〕7号",
            "云州市高龄津贴发放办法",
            {
                "第三条": "年满80周岁的，每人每月发放120元。",
                "第十二条": "自受理之日起15个工作日内办结。",
            },
        ),
        Cited("云人社发〔2025〕21号", "云州市创业担保贷款办法", {"第五条": "最高30万元。"}),
    ]
)


@pytest.mark.parametrize(
    "answer",
    [
        "根据《云州市高龄津贴发放办法》（云民发〔2026〕7号）第三条，每月120元。",
        "按照云民发[2026]第7号文件，第12条规定15个工作日办结。",
        "《高龄津贴发放办法》第三条：年满80周岁的每人每月一百二十元。",
        "依据云人社发（2025）21号第五条，最高三十万元；另见云民发〔2026〕7号第十二条。",
        "第九条另有规定。",
        "没有引用任何文件。",
        "",
    ],
)
def test_what_exists_and_says_so_holds(answer: str) -> None:
    assert wrong_citations(answer, SHELF) == []


@pytest.mark.parametrize(
    ("answer", "words", "fault"),
    [
        ("根据云民发〔2026〕8号第三条，每月120元。", "云民发〔2026〕8号", Fault.NO_DOCUMENT),
        (
            "《云州市青年购房补贴办法》规定可以申领。",
            "《云州市青年购房补贴办法》",
            Fault.NO_DOCUMENT,
        ),
        ("云民发〔2026〕7号第二十条规定如此。", "第二十条", Fault.NO_ARTICLE),
        ("云民发〔2026〕7号第三条规定每月150元。", "第三条", Fault.SAYS_OTHERWISE),
        ("云民发〔2026〕7号第十二条规定每月120元。", "第十二条", Fault.SAYS_OTHERWISE),
        (
            "《云州市高龄津贴发放办法》（云人社发〔2025〕21号）规定如下。",
            "云人社发〔2025〕21号",
            Fault.OTHER_TITLE,
        ),
    ],
)
def test_what_does_not_hold_is_named(answer: str, words: str, fault: Fault) -> None:
    (wrong,) = wrong_citations(answer, SHELF)
    assert words in wrong.words
    assert wrong.fault == fault.value
    assert answer[wrong.start : wrong.end] == wrong.words


def test_an_article_belongs_to_the_document_cited_last() -> None:
    answer = "云民发〔2026〕7号第三条每月120元，云人社发〔2025〕21号第三条也有规定。"
    (wrong,) = wrong_citations(answer, SHELF)
    assert wrong.start == answer.rindex("第三条")


def test_articles_of_a_document_that_is_not_there_are_its_own_fault() -> None:
    (wrong,) = wrong_citations("云财发〔2024〕3号第三条规定每月999元。", SHELF)
    assert wrong.fault == Fault.NO_DOCUMENT.value


@quick
@given(st.integers(1, 999))
def test_articles_are_one_in_figures_and_characters(number: int) -> None:
    assert article_key(f"第{number}条") == article_key(f"第{written(number)}条") == str(number)


def test_numbers_are_one_in_every_bracket() -> None:
    forms = ["云民发〔2026〕7号", "云民发[2026]7号", "云民发（2026）第7号", "根据云民发【2026】7号"]
    assert {SHELF.key(form) for form in forms} == {"云民发2026-7"}


@quick
@given(st.text(max_size=80))
def test_any_answer_is_read_without_a_fault(answer: str) -> None:
    wrong_citations(answer, SHELF)
