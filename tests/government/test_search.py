"""Which articles answer a question, and what is shown beside them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govllm.corpus import load_corpus
from govllm.government.nearness import nearest_first, nearness, pairs
from govllm.government.search import REGULATIONS, SEARCH, SHOWN, Asked, right_articles, shown_with
from govllm.resources import evalsets_dir

_CORPUS = load_corpus(evalsets_dir() / REGULATIONS)
_NOW = [
    f"{document.id}#{article.number}"
    for document in _CORPUS.in_force(date(2026, 11, 28))
    for article in document.articles
]


def test_the_superseded_version_is_shown_beside_the_right_one() -> None:
    asked = Asked(refs=("ga-dog-2026#第九条",))
    assert "ga-dog-2021#第九条" in [each.ref for each in shown_with(asked, _CORPUS)]


def test_an_earlier_day_makes_the_superseded_version_right() -> None:
    asked = Asked(refs=("ga-dog-2021#第九条",), day=date(2026, 4, 30))
    assert right_articles(asked, _CORPUS)[0].ref == "ga-dog-2021#第九条"
    assert "ga-dog-2026#第九条" in [each.ref for each in shown_with(asked, _CORPUS)]


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"refs": ["ga-dog-2021#第九条"]}, "does not hold on 2026-11-28"),
        ({"refs": ["ga-dog-2026#第九条"], "day": "2026-04-30"}, "does not hold on 2026-04-30"),
        ({"refs": ["ga-dog-2027#第九条"]}, "ga-dog-2027 is not there"),
        ({"refs": ["ga-dog-2026#第九十条"]}, "has no 第九十条"),
        ({"refs": ["ga-dog-2026#第九条"], "aside": ["ga-dog-2026#第九条"]}, "twice"),
    ],
)
def test_references_that_cannot_be_right_are_refused(facts: dict[str, object], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        right_articles(Asked.model_validate(facts), _CORPUS)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(_NOW), min_size=2, max_size=4, unique=True))
def test_right_articles_are_shown_once_and_those_aside_never(refs: list[str]) -> None:
    asked = Asked(refs=tuple(refs[:-1]), aside=(refs[-1],))
    shown = [each.ref for each in shown_with(asked, _CORPUS)]
    assert len(shown) == len(set(shown)) == SHOWN
    assert set(asked.refs) <= set(shown)
    assert asked.aside[0] not in shown


def test_the_target_names_the_right_articles_as_they_are_shown() -> None:
    asked = Asked(refs=("ga-dog-2026#第八条", "ga-dog-2026#第七条"))
    entries = {entry["id"]: entry for entry in SEARCH.shown(asked)["entries"]}
    named = [entries[id] for id in SEARCH.target(asked)]
    assert [(entry["number"], entry["article"]) for entry in named] == [
        ("云公发〔2026〕52号", "第八条"),
        ("云公发〔2026〕52号", "第七条"),
    ]


def test_nearness_counts_pairs_of_characters_within_words() -> None:
    assert pairs("停水12小时，停电") == {"停水", "小时", "停电"}
    # One of the four pairs that either has.
    assert nearness("居民用水", "居民水") == pytest.approx(1 / 4)
    assert nearest_first(["乙丙", "甲乙", "丁戊"], "甲乙丙", str, str) == ["乙丙", "甲乙", "丁戊"]


@given(st.text("甲乙丙丁，1", max_size=12), st.text("甲乙丙丁，1", max_size=12))
def test_nearness_is_symmetric_and_between_nothing_and_one(one: str, two: str) -> None:
    assert nearness(one, two) == nearness(two, one)
    assert 0.0 <= nearness(one, two) <= 1.0
