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
    citations_in,
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


NOTICE = Cited(
    "云医保发〔2026〕3号", "云州市接种通知", {"四、": "共接种3剂。", "二、（一）": "12元。"}
)


@pytest.mark.parametrize(
    "answer",
    [
        "云医保发〔2026〕3号第四项：3剂",
        "《云州市接种通知》四、接种3剂",
        "云医保发〔2026〕3号第四条",
    ],
)
def test_parts_of_a_notice_are_cited_in_several_ways(answer: str) -> None:
    (document, part) = citations_in(answer, Shelf([NOTICE]))
    assert (document.fault, part.fault) == ("", "")
    assert part.article == article_key("四、")


def test_an_item_elsewhere_is_no_part_of_a_document() -> None:
    found = citations_in("按云医保发〔2026〕3号，要交的第九项材料是证明", Shelf([NOTICE]))
    assert [citation.words for citation in found] == ["云医保发〔2026〕3号"]


def test_versions_of_one_title_are_told_apart_by_their_number() -> None:
    old = Cited("云民发〔2022〕5号", "云州市高龄津贴办法", {"第三条": "每月60元。"})
    new = Cited("云民发〔2026〕7号", "云州市高龄津贴办法", {"第三条": "每月85元。"})
    for number, sum_ in (("云民发〔2022〕5号", 60), ("云民发〔2026〕7号", 85)):
        answer = f"《云州市高龄津贴办法》（{number}）第三条规定每月{sum_}元"
        assert not wrong_citations(answer, Shelf([old, new]))
        assert wrong_citations(answer.replace(f"{sum_}元", "99元"), Shelf([old, new]))
    assert not wrong_citations("《云州市高龄津贴办法》第三条规定每月60元", Shelf([old, new]))
