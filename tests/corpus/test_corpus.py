"""The corpus: every document in form, every fact in its words, every fault told with its line."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from govllm.corpus import Corpus, load_corpus
from govllm.errors import DeclarationError
from govllm.hallucination.numbers import is_told
from govllm.hallucination.quantities import quantities_in
from govllm.resources import evalsets_dir

FOLDER = evalsets_dir() / "corpus" / "regulations"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(FOLDER)


def test_there_is_enough_of_it(corpus: Corpus) -> None:
    kinds = {document.kind for document in corpus.documents.values()}
    assert len(corpus.documents) >= 60
    assert kinds == {"regulation", "notice", "guide", "reply", "table"}
    assert sum(1 for _ in corpus.facts()) >= 600
    assert sum(bool(document.supersedes) for document in corpus.documents.values()) >= 10
    assert sum(bool(document.conflicts) for document in corpus.documents.values()) >= 8


def test_a_superseded_version_ends_when_its_successor_begins(corpus: Corpus) -> None:
    for document in corpus.documents.values():
        for name in document.supersedes:
            older = corpus.documents[name]
            assert corpus.successor(older) is document
            assert older.valid_to == document.valid_from - timedelta(days=1), document.id


def test_conflicting_documents_are_in_force_together(corpus: Corpus) -> None:
    today = date(2026, 11, 28)
    for document in corpus.documents.values():
        for name in document.conflicts:
            assert document.in_force(today), document.id
            assert corpus.documents[name].in_force(today), name


def test_facts_that_count_say_what_their_words_say(corpus: Corpus) -> None:
    """The quantities of a fact's words hold the fact's own."""
    odd = []
    for document, fact in corpus.facts():
        if isinstance(fact.value, float):
            (value,) = quantities_in(f"{fact.value:.10g}{fact.unit.partition('/')[0]}") or (None,)
            if value is not None and not is_told(value, quantities_in(fact.said, bare=True)):
                odd.append(f"{document.id} {fact.id}: {fact.value:g}{fact.unit} | {fact.said}")
    assert odd == []


def test_documents_are_cited_by_number(corpus: Corpus) -> None:
    assert len(corpus.by_number) == len(corpus.documents)
    for number, document in corpus.by_number.items():
        assert number in document.text


GOOD: dict[str, Any] = {
    "id": "tiny",
    "title": "云州市小额补助办法",
    "kind": "regulation",
    "number": "云试发〔2026〕1号",
    "issuer": "市民政局",
    "issued": date(2026, 1, 1),
    "valid_from": date(2026, 2, 1),
    "valid_to": None,
    "supersedes": [],
    "conflicts": [],
    "articles": [{"number": "第一条", "text": "每人每月补助120元。"}],
    "facts": [
        {
            "id": "f01",
            "article": "第一条",
            "subject": "补助",
            "condition": "",
            "attribute": "标准",
            "value": 120,
            "unit": "元/月",
            "said": "每人每月补助120元",
        }
    ],
}


def write(folder: Path, **changes: Any) -> Path:
    path = folder / "tiny.yaml"
    document = {**yaml.safe_load(yaml.safe_dump(GOOD, allow_unicode=True)), **changes}
    path.write_text(yaml.safe_dump(document, allow_unicode=True, sort_keys=False), "utf-8")
    return path


def fact(**changes: Any) -> list[dict[str, Any]]:
    return [{**GOOD["facts"][0], **changes}]


def test_a_small_one_is_read(tmp_path: Path) -> None:
    write(tmp_path)
    document = load_corpus(tmp_path).documents["tiny"]
    assert document.facts[0].value == 120.0
    assert not document.in_force(date(2026, 1, 31))
    assert document.in_force(date(2026, 2, 1))
    assert document.article("第二条") is None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"id": "other"}, "is not the file's name"),
        ({"kind": "law"}, "kind"),
        ({"facts": fact(article="第九条")}, "第九条 is not there"),
        ({"facts": fact(said="每人每月补助130元")}, "does not stand in 第一条"),
        ({"facts": fact(value=130)}, "does not say 130"),
        ({"facts": fact(unit="")}, "a number needs one"),
        ({"facts": [*fact(), *fact()]}, "f01 stands there twice"),
        ({"supersedes": ["nothing"]}, "nothing is not there"),
        ({"conflicts": ["tiny"], "supersedes": ["tiny"]}, "is still in force"),
        ({"valid_to": date(2025, 1, 1)}, "is before valid_from"),
        ({"articles": GOOD["articles"] * 2}, "第一条 stands there twice"),
        ({"colour": "red"}, "unknown field"),
    ],
)
def test_faults_are_told_with_their_place(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    path = write(tmp_path, **changes)
    with pytest.raises(DeclarationError, match=said) as told:
        load_corpus(tmp_path)
    assert str(path) in str(told.value)
    assert told.value.line is not None


def test_a_number_belongs_to_one_document(tmp_path: Path) -> None:
    write(tmp_path)
    again = {**GOOD, "id": "twin"}
    (tmp_path / "twin.yaml").write_text(yaml.safe_dump(again, allow_unicode=True), "utf-8")
    with pytest.raises(DeclarationError, match=r"is that of tiny\.yaml too"):
        load_corpus(tmp_path)
