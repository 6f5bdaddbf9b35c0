"""Calls to the hotline: in form, answered right, and the shipped items are composed from them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from govllm.corpus import Corpus, load_corpus
from govllm.corpus.calls import CALLS, TASK, Material, Seed, items_of, load_calls
from govllm.corpus.items import REGULATIONS
from govllm.dialogue.questions import asked_for
from govllm.dialogue.script import Script, script_of
from govllm.errors import DeclarationError
from govllm.resources import evalsets_dir
from govllm.scoring.dialogue import is_right
from govllm.tasks.faults.dialogue import dialogue_item
from govllm.tasks.items import sample_of
from govllm.tasks.load import LoadedTask, load_task
from govllm.tasks.prompts import messages
from tests.corpus.rules import civil, country, health, homes, streets, work

LONGEST_PROMPT = 2500
FILES = {"items": "items.jsonl", "train": "train.jsonl"}
RULES: dict[str, Callable[..., Any]] = {
    name: rule
    for module in (civil, country, health, homes, streets, work)
    for name, rule in vars(module).items()
    if not isinstance(rule, (ModuleType, type)) and callable(rule)
}


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(evalsets_dir() / REGULATIONS)


@pytest.fixture(scope="module")
def material(corpus: Corpus) -> Material:
    return load_calls(evalsets_dir() / CALLS, corpus)


@pytest.fixture(scope="module")
def task() -> LoadedTask:
    return load_task(evalsets_dir() / TASK, "hotline")


def shipped(part: str) -> list[dict[str, Any]]:
    lines = (evalsets_dir() / TASK / FILES[part]).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


@pytest.mark.parametrize("part", FILES)
def test_the_shipped_items_are_those_of_the_calls(
    material: Material, corpus: Corpus, part: str
) -> None:
    items = json.loads(json.dumps(items_of(material, corpus, part)))
    assert shipped(part) == items, "run python -m govllm.build service"


def test_there_are_enough() -> None:
    items, train = shipped("items"), shipped("train")
    assert len(items) >= 150
    assert len({item["cluster"] for item in items}) >= 50
    assert len(train) >= 60
    assert len({item["cluster"] for item in train}) >= 20
    assert len({d["number"] for item in items for d in item["input"]["documents"]}) >= 30
    openings = [item["input"]["opening"] for item in items + train]
    assert len(set(openings)) == len(openings)


def test_every_slice_is_large_enough_to_show() -> None:
    for name in ("difficulty", "style", "missing"):
        values = [item["slices"][name] for item in shipped("items")]
        assert min(values.count(value) for value in set(values)) >= 9, name
    assert {item["slices"]["missing"] for item in shipped("items")} == {"0", "1", "2", "3"}


def calls_of(material: Material) -> list[tuple[Seed, int]]:
    return [(seed, number) for seed in material.seeds for number in range(len(seed.calls))]


def test_every_answer_is_worked_out_again_from_the_facts(
    material: Material, corpus: Corpus, task: LoadedTask
) -> None:
    samples = {
        item["id"]: sample_of(item) for part in FILES for item in items_of(material, corpus, part)
    }
    wrong = {}
    for seed, number in calls_of(material):
        again = RULES[seed.rule](**seed.calls[number].facts)
        told = f"{again:.6f}" if isinstance(again, float) else str(again)
        name = f"service-{seed.seed}-{number + 1}"
        if not is_right(task.task, samples[name], told):
            wrong[name] = (again, seed.calls[number].answer)
    assert wrong == {}


def test_no_rule_stands_unused(material: Material) -> None:
    own = {n for n, r in RULES.items() if r.__module__.startswith("tests.") and n[0] != "_"}
    assert own == {seed.rule for seed in material.seeds}


def test_facts_that_are_missing_change_the_answer(material: Material) -> None:
    """Of every seed some calls differ in their answers, so that no answer fits them all."""
    for seed in material.seeds:
        assert len({str(call.answer) for call in seed.calls}) > 1, seed.seed


def test_prompts_are_short(task: LoadedTask) -> None:
    for sample in task.items.read(range(len(task.items))):
        asked = messages(task.task, sample)
        assert sum(len(message["content"]) for message in asked) <= LONGEST_PROMPT
        assert sample.input["opening"] == asked[-1]["content"]


def test_the_train_split_has_no_faults(task: LoadedTask) -> None:
    for item in shipped("train"):
        assert list(dialogue_item(task.task, sample_of(item))) == []


@pytest.mark.parametrize("part", FILES)
def test_what_is_needed_can_be_asked_for_at_once_and_nothing_else_is_taken_for_it(
    part: str,
) -> None:
    for item in shipped(part):
        script = script_of(sample_of(item))
        text = "".join(slot.asks for slot in script.needed)
        assert asked_for(script.slots, text) == (tuple(s.name for s in script.needed), False)


BASE = """
seeds:
  - seed: one
    documents: {mz-elderly-allowance-2026: [第三条]}
    rule: elderly_allowance
    form: 金额
    slots: {年龄: {asks: 多大年纪？, like: [age]}}
    calls:
      - opening: 高龄津贴多少？
        style: plain
        difficulty: easy
        needed: {年龄: 八十三。}
        answer: 85
        facts: {}
"""


@pytest.mark.parametrize(
    ("old", "new", "field", "says"),
    [
        ("第三条", "第三十条", "documents", "no 第三十条"),
        ("elderly-allowance-2026", "elderly-allowance-2022", "documents", "is not in force"),
        ("[age]", "[ages]", "slots.年龄", "no wordings ages, did you mean 'age'?"),
        ("style: plain", "style: plan", "calls.0", "no voice plan"),
        ("needed: {年龄: 八十三。}", "needed: {}", "calls.0", "no reply about 年龄"),
        ("needed: {年龄: ", "needed: {岁: 八, 年龄: ", "calls.0", "nothing is called 岁"),
        (
            "needed: {年龄: ",
            "told: {年龄: 八。}\n        needed: {年龄: ",
            "calls.0",
            "two replies",
        ),
        ("answer: 85", "answr: 85", "answr", "did you mean 'answer'?"),
    ],
)
def test_a_fault_names_file_line_and_seed(
    corpus: Corpus, tmp_path: Path, old: str, new: str, field: str, says: str
) -> None:
    common = evalsets_dir() / CALLS / "common.yaml"
    (tmp_path / "common.yaml").write_text(common.read_text(encoding="utf-8"), encoding="utf-8")
    path = tmp_path / "one.yaml"
    path.write_text(BASE, encoding="utf-8")
    assert len(load_calls(tmp_path, corpus).seeds) == 1
    path.write_text(BASE.replace(old, new), encoding="utf-8")
    with pytest.raises(DeclarationError) as caught:
        load_calls(tmp_path, corpus)
    assert caught.value.path == path
    assert caught.value.line is not None
    assert field in caught.value.field
    assert says in str(caught.value)


def test_a_seed_is_named_once(corpus: Corpus, tmp_path: Path) -> None:
    common = evalsets_dir() / CALLS / "common.yaml"
    (tmp_path / "common.yaml").write_text(common.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text(BASE, encoding="utf-8")
    with pytest.raises(DeclarationError, match="one: stands there twice"):
        load_calls(tmp_path, corpus)


ASKED = [
    line.split("\t")
    for line in (Path(__file__).parent / "asked.tsv").read_text(encoding="utf-8").splitlines()
]


@pytest.fixture(scope="module")
def scripts() -> dict[str, list[Script]]:
    """Those of each seed."""
    found: dict[str, list[Script]] = {}
    for item in (item for part in FILES for item in shipped(part)):
        found.setdefault(item["cluster"], []).append(script_of(sample_of(item)))
    return found


@pytest.mark.parametrize(("seed", "names", "question"), ASKED)
def test_other_wordings_are_recognised_and_mentions_are_not(
    scripts: dict[str, list[Script]], seed: str, names: str, question: str
) -> None:
    """Questions as models word them, some with reasons and what is known already in them."""
    wanted = set(names.split(","))
    # Of the seed's calls the one that lacks this and the least besides.
    _, script = min(
        (
            (len(script.needed), script)
            for script in scripts[f"service-{seed}"]
            if wanted <= {slot.name for slot in script.needed}
        ),
        key=lambda pair: pair[0],
    )
    asked, stray = asked_for(script.slots, question)
    assert (set(asked), stray) == (wanted, False)
