"""From seeds to items: what is filled in, what is computed, and what is refused."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from unittest.mock import Mock

import pytest

from govllm.errors import DeclarationError
from govllm.government import analysis, proofread, recommend, search
from govllm.government.recipe import Recipe, item_of, write_items
from govllm.government.recipes import RECIPES
from govllm.government.seeds import read_cases
from govllm.resources import evalsets_dir
from govllm.tasks.declaration import Declared


class Facts(Declared):
    months: int
    place: Literal["城区", "县"] = "城区"


def target(facts: Facts) -> Mapping[str, Any]:
    if facts.months < 0:
        raise ValueError("months cannot be negative")
    return {"月数": min(24, facts.months // 12 * 2)}


RECIPE = Recipe(Facts, target, lambda f: {"table": f"{f.months}月"}, lambda f: {"place": f.place})
SEED: dict[str, Any] = {
    "cluster": "s1",
    "input": {"case": "我交了{多久}的费，{补充}", "rows": ["{多久}"]},
    "slices": {"difficulty": "easy"},
    "variants": [
        {"facts": {"months": 36}, "fill": {"多久": "三年", "补充": "能领几个月？"}},
        {"facts": {"months": 35}, "fill": {"多久": "差一个月三年", "补充": "呢？"}},
        {"facts": {"months": 400, "place": "县"}, "input": {"case": "交满了。", "rows": []},
         "slices": {"difficulty": "hard"}},
    ],
}  # fmt: skip


def written(folder: Path, *seeds: dict[str, Any]) -> Path:
    lines = [json.dumps(seed, ensure_ascii=False) + "\n" for seed in seeds]
    (folder / "seeds.jsonl").write_text("".join(lines), "utf-8")
    return folder / "seeds.jsonl"


def test_items_are_filled_and_their_targets_computed(tmp_path: Path) -> None:
    other = {**SEED, "cluster": "s2", "split": "train", "variants": SEED["variants"][:2]}
    written(tmp_path, SEED, {**other, "input": {"case": "另一件：{多久}，{补充}"}})
    made = dict(write_items(tmp_path, RECIPE))
    assert {path.name: count for path, count in made.items()} == {
        "items.jsonl": 3, "train.jsonl": 2,
    }  # fmt: skip
    lines = (tmp_path / "items.jsonl").read_text("utf-8").splitlines()
    first, second, third = map(json.loads, lines)
    assert first == {
        "id": "s1-1", "cluster": "s1",
        "input": {"case": "我交了三年的费，能领几个月？", "rows": ["三年"], "table": "36月"},
        "target": {"月数": 6}, "slices": {"difficulty": "easy", "place": "城区"},
    }  # fmt: skip
    assert second["target"] == {"月数": 4}
    assert (third["target"], third["slices"]["difficulty"]) == ({"月数": 24}, "hard")


def test_examples_follow_from_the_facts_unless_a_variant_has_its_own(tmp_path: Path) -> None:
    recipe = replace(RECIPE, examples=lambda f: (f"{f.months}个月", f"{f.months + 1}个月"))
    own = {**SEED["variants"][1], "failing": "不知道"}
    written(tmp_path, {**SEED, "variants": [SEED["variants"][0], own]})
    first, second = (
        item_of(case, recipe, tmp_path / "seeds.jsonl")
        for case in read_cases(tmp_path / "seeds.jsonl")
    )
    assert (first["passing"], first["failing"]) == ("36个月", "37个月")
    assert (second["passing"], second["failing"]) == ("35个月", "不知道")


def test_a_split_that_no_seed_is_of_any_more_is_removed(tmp_path: Path) -> None:
    other = {**SEED, "cluster": "s2", "split": "train", "variants": SEED["variants"][:1]}
    written(tmp_path, SEED, {**other, "input": {"case": "另一件：{多久}，{补充}"}})
    assert len(list(write_items(tmp_path, RECIPE))) == 2
    written(tmp_path, SEED)
    assert len(list(write_items(tmp_path, RECIPE))) == 1
    assert not (tmp_path / "train.jsonl").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"cluster": ""}, "cluster"),
        ({"input": {"table": "x"}, "variants": SEED["variants"][2:]}, "variants.0.input.table"),
        ({"colour": 1}, "colour"),
        ({"variants": []}, "variants"),
        ({"variants": [{"facts": {"months": 1}, "fill": {"多久": "x"}}]}, "{补充} has no words"),
        ({"variants": [{"facts": {"months": 1}, "fill": {"多久": "x", "补充": "y", "别的": "z"}}]},
         "words for {别的}"),
        ({"variants": [SEED["variants"][0]] * 2}, "reads as one on line 1 does"),
        ({"variants": [{**SEED["variants"][2], "facts": {"month": 1}}]}, "facts.month"),
        ({"variants": [{**SEED["variants"][2], "facts": {"months": -1}}]}, "cannot be negative"),
        ({"variants": [{**SEED["variants"][2], "facts": {"months": 1, "place": "x"}}]},
         "variants.0.facts.place"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    path = written(tmp_path, {**SEED, **change})
    with pytest.raises(DeclarationError) as told:
        list(write_items(path.parent, RECIPE))
    assert said in str(told.value)
    assert "seeds.jsonl:1" in str(told.value)


def test_clusters_are_named_once_and_lines_are_json(tmp_path: Path) -> None:
    with pytest.raises(DeclarationError, match="named on line 1 too"):
        list(read_cases(written(tmp_path, SEED, SEED)))
    (tmp_path / "seeds.jsonl").write_text("{", "utf-8")
    with pytest.raises(DeclarationError, match="not JSON"):
        list(read_cases(tmp_path / "seeds.jsonl"))


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("hotline/analysis", analysis.drawn),
        ("hotline/recommend", recommend.helpful),
        ("documents/proofread", proofread.parts),
        ("retrieval/search", search.shown_with),
    ],
)
def test_what_target_prompt_and_slices_share_is_worked_out_once(
    monkeypatch: pytest.MonkeyPatch, name: str, function: Callable[..., Any]
) -> None:
    path = evalsets_dir() / name / "seeds.jsonl"
    counted = Mock(wraps=function)
    monkeypatch.setattr(sys.modules[RECIPES[name].shown.__module__], function.__name__, counted)
    cases = read_cases(path)
    # Whatever another test has left is that of one case at most.
    item_of(next(cases), RECIPES[name], path)
    counted.reset_mock()
    item_of(next(cases), RECIPES[name], path)
    assert counted.call_count == 1


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_the_shipped_items_are_those_of_the_seeds(name: str) -> None:
    folder = evalsets_dir() / name
    path = folder / "seeds.jsonl"
    made: dict[str, list[dict[str, Any]]] = {"items": [], "train": []}
    for case in read_cases(path):
        made[case.seed.split].append(item_of(case, RECIPES[name], path))
    for split, items in made.items():
        lines = (folder / f"{split}.jsonl").read_text("utf-8").splitlines()
        assert [json.loads(line) for line in lines] == json.loads(json.dumps(items))
