"""Declarations with sets, orders, entries, variants and documents: what is refused, and how."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from govllm.errors import DeclarationError
from govllm.tasks.load import load_task
from govllm.tasks.prompts import messages
from govllm.tasks.requests import requests_of
from tests.support.tasks import tiny, write_task


def refused(folder: Path, kind: str, item: dict[str, Any], declaration: dict[str, Any]) -> str:
    declared, items = tiny(kind)
    for field, value in item.items():
        place = items[0]
        *path, last = field.split(".")
        for step in path:
            place = place[step]
        place[last] = value
    with pytest.raises(DeclarationError) as told:
        load_task(write_task(folder, {**declared, **declaration}, items), "own")
    return str(told.value)


@pytest.mark.parametrize(
    ("kind", "item", "declaration", "said"),
    [
        ("extraction_lists", {"target.signals": "欠薪"}, {}, "must be a list of texts"),
        ("extraction_lists", {"target.signals": ["欠薪", "欠薪"]}, {}, "twice"),
        ("extraction_lists", {"target.signals": ["欠新"]}, {}, "unknown label '欠新'"),
        ("extraction_lists", {"target.signals": ["。"]}, {}, "neither letter"),
        ("extraction_lists", {"target.steps": ["上报", "疏散"]}, {}, "3 elements or more"),
        ("retrieval", {"target": []}, {}, "must list the ids"),
        ("retrieval", {"target": ["K9"]}, {}, "unknown entry 'K9'"),
        ("retrieval", {"target": ["K1", "K1"]}, {}, "twice"),
        ("retrieval", {"target": [f"K{n}" for n in range(1, 7)]}, {}, "names every entry"),
        ("retrieval", {"input.entries": [{"text": "x"}]}, {}, "input.entries"),
        ("varied", {"input.persons": [{"name": "韩梅"}]}, {}, "two variants or more"),
        ("varied", {"input.persons": ["韩梅", "李"]}, {}, "must list objects"),
        ("varied", {"input.persons": [{"nom": "x"}, {"name": "y"}]}, {}, "needs a variable"),
        ("varied", {}, {"prompt": {"user": "{{ question }}"}}, "prompt.variants"),
        ("varied", {}, {"repeats": 2, "generation": {"temperature": 1.0}}, "asked once"),
        ("extraction", {}, {"documents": ["nowhere.yaml"]}, "no file nowhere.yaml"),
        ("extraction", {}, {"documents": ["task.yaml"]}, "no document of the corpus"),
    ],
)  # fmt: skip
def test_what_could_not_be_measured_is_refused(
    tmp_path: Path, kind: str, item: dict[str, Any], declaration: dict[str, Any], said: str
) -> None:
    assert said in refused(tmp_path, kind, item, declaration)


def test_each_variant_is_a_request_of_its_own(tmp_path: Path) -> None:
    loaded = load_task(write_task(tmp_path, *tiny("varied")), "own")
    sample = next(iter(loaded.items.read([0])))
    asked = list(requests_of(loaded.task, sample, 0, identity="x", seed=1))
    assert [request.part for request in asked] == [0, 1, 2]
    said = [request.messages[-1]["content"] for request in asked]
    assert [words.rpartition(" ")[2] for words in said] == ["欧阳雪松", "韩梅", "买买提"]
    assert len({request.key for request in asked}) == 3


def test_documents_stand_in_the_prompt_and_in_the_digest(tmp_path: Path) -> None:
    declared, items = tiny("short_answer")
    declared["documents"] = ["rule.yaml"]
    shown = "{% for d in documents.values() %}{{ d.title }}{{ d.articles[0].text }}{% endfor %}"
    declared["prompt"] = {"user": f"{shown}{{{{ question }}}}"}
    rule = "id: r\ntitle: 云州市办法\nnumber: 云试发〔2026〕1号\n"
    rule += "articles: [{number: 一、, text: TEXT}]\n"
    digests = []
    for text in ("先登记。", "后登记。"):
        folder = write_task(tmp_path, declared, items)
        (folder / "rule.yaml").write_text(rule.replace("TEXT", text), "utf-8")
        loaded = load_task(folder, "own")
        said = messages(loaded.task, next(iter(loaded.items.read([0]))))[-1]["content"]
        assert said.startswith(f"云州市办法{text}")
        digests.append(loaded.task.digest)
    assert digests[0] != digests[1]
