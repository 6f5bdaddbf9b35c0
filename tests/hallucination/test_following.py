"""The sentence that an answer should have followed."""

from __future__ import annotations

from govllm.hallucination.following import followed

PASSAGES = [
    {"text": "城区每人每月补助120元。县里由区县自行确定；其中禾丰县为每人每月95元。"},
    {"text": "养老机构的补助为每张床位120元。申请应当在30日内提出。"},
]


def test_the_sentence_most_like_the_question_is_taken() -> None:
    assert followed("城区每月补助多少", PASSAGES, [["120元", "一百二十元"]]) == [
        "城区每人每月补助120元。"
    ]
    assert followed("每张床位补助多少", PASSAGES, [["120元"]]) == [
        "养老机构的补助为每张床位120元。"
    ]


def test_quantities_count_as_said_otherwise_and_words_as_they_stand() -> None:
    assert followed("多久内申请", PASSAGES, [["三十天"]]) == ["申请应当在30日内提出。"]
    assert followed("县里怎么定", PASSAGES, [["由区县自行确定"]]) == ["县里由区县自行确定；"]


def test_what_is_worked_out_has_none_and_two_points_of_one_sentence_give_it_once() -> None:
    assert followed("两人一年多少", PASSAGES, [["2880元"]]) == []
    assert followed("禾丰县", PASSAGES, [["95元"], ["禾丰县"]]) == ["其中禾丰县为每人每月95元。"]
    assert followed("禾丰县", PASSAGES, []) == []
