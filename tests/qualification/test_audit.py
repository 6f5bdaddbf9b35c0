"""The audit: what it finds in sets made for it, and that the shipped sets keep its limits."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from govllm.qualification.alike import near, overlap, own_words, shingles
from govllm.qualification.audit import HEAD, audit
from govllm.resources import evalsets_dir
from govllm.tasks.load import load_task, task_folders
from tests.docs.pages import Page
from tests.support.tasks import tiny, write_task

SHIPPED = task_folders(evalsets_dir())
PAGE = Page("evalsets/README.md")


def rows() -> dict[str, list[str]]:
    (table,) = [t for t in PAGE.tables if t[0] == list(HEAD)]
    return {row[0].strip("`"): row for row in table[1:]}


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_shipped_sets_stay_within_the_limits(name: str) -> None:
    found = audit(load_task(SHIPPED[name], name.partition("/")[0]))
    assert list(found.faults()) == []
    assert rows()[name] == found.row(), f"write: | {' | '.join(found.row())} |"


def test_every_shipped_set_has_its_row() -> None:
    assert set(rows()) == set(SHIPPED)


def test_texts_nearly_alike_are_found_across_clusters_alone() -> None:
    one = "路口的路灯已经坏了三个晚上，晚上走路都看不清，请尽快派人来修。"
    texts = [one, one.replace("三个", "五个"), "我想问一下医保异地备案要带什么材料，谢谢。"]
    assert near(texts, ["a", "b", "c"]) == [0, 1]
    assert near(texts, ["a", "a", "c"]) == []
    assert near([texts[2]], ["items"], [(texts[2], "train")]) == [0]


def test_overlap_is_jaccards() -> None:
    assert overlap(shingles("甲乙丙丁戊己"), shingles("甲乙丙丁戊庚")) == pytest.approx(1 / 3)
    assert overlap(shingles("甲乙"), shingles("丙丁")) == 0.0


def test_what_several_clusters_show_is_not_an_items_own() -> None:
    rule = "凡在本市居住满一年的居民可以申请。"
    inputs: list[dict[str, Any]] = [
        {"rule": rule, "case": f"我住了{n}年", "passages": [{"text": "第三条"}]} for n in range(4)
    ]
    assert own_words(inputs, ["a", "b", "c", "d"]) == [f"我住了{n}年" for n in range(4)]
    assert rule in own_words(inputs[:2], ["a", "b"])[0]


def item_texts(folder: Path, texts: list[str], targets: list[str]) -> Any:
    declared, _ = tiny("classification")
    items = [
        {"id": f"i{n}", "cluster": f"c{n}", "input": {"question": text}, "target": target}
        for n, (text, target) in enumerate(zip(texts, targets, strict=True))
    ]
    declared["slices"] = []
    return load_task(write_task(folder, declared, items), "own")


def test_a_set_that_copying_solves_is_at_fault(tmp_path: Path) -> None:
    words = {"住建局": "漏水的屋顶", "交通局": "晚点的公交", "环保局": "冒烟的工厂"}
    texts, targets = [], []
    for n in range(12):
        body = list(words)[n % 3]
        texts.append(f"{words[body]}，{'一二三四五六七八九十甲乙'[n]}号来电，{words[body]}怎么办")
        targets.append(body)
    found = audit(item_texts(tmp_path, texts, targets))
    assert found.nearest == 1.0
    assert any("nearest text" in fault for fault in found.faults())


def test_identifiers_that_might_be_somebodys_are_told(tmp_path: Path) -> None:
    texts = ["电话13800002719", "电话13812345678", "没有电话"]
    found = audit(item_texts(tmp_path, texts, ["住建局", "交通局", "环保局"]))
    assert found.not_invented == ("mobile 13812345678",)
    assert "1 identifiers may be somebody's: mobile 13812345678" in found.faults()


REAL = "11010519491231002X"


@pytest.mark.parametrize("part", ["input", "choices", "target", "passing", "train"])
def test_no_part_of_a_set_hides_an_identifier(tmp_path: Path, part: str) -> None:
    """A text that several clusters show is the task's own, not nobody's."""
    declared, items = tiny("choice" if part == "choices" else "short_answer")
    for item in items[:6] if part == "input" else items[:1]:
        told = {"input": {"question": REAL}, "choices": ["red", "blue", "green", REAL]}
        item[part if part in item else "passing"] = told.get(part, REAL)
    folder = write_task(tmp_path, declared, items)
    if part == "train":
        row = {"id": "r", "cluster": "r", "input": {"question": REAL}, "target": "blue"}
        (folder / "train.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
        (folder / "items.jsonl").write_text(
            "".join(json.dumps(item) + "\n" for item in tiny("short_answer")[1]), encoding="utf-8"
        )
    assert audit(load_task(folder, "own")).not_invented == (f"resident_id {REAL}",)


def labelled(folder: Path, targets: str, clusters: str, **metric: Any) -> Any:
    """A task of one label an item, each given by its first sign."""
    declared, _ = tiny("classification")
    bodies = {label[0]: label for label in declared["labels"]["body"]}
    items = [
        {"id": f"i{n}", "cluster": c, "input": {"question": f"第{n}问"}, "target": bodies[t]}
        for n, (t, c) in enumerate(zip(targets, clusters, strict=True))
    ]
    first = {"name": "first", "score": "exact", "direction": "higher", **metric}
    declared |= {"slices": [], "metrics": [first]}
    return load_task(write_task(folder, declared, items), "own")


def test_a_baseline_reaches_what_the_metric_makes_of_it(tmp_path: Path) -> None:
    by_mean = audit(labelled(tmp_path / "a", "住住住住住住交交交环环环", "abcdefghijkl"))
    assert by_mean.majority == pytest.approx(6 / 12)
    macro = {"score": "body", "aggregate": "macro_f1"}
    by_label = audit(labelled(tmp_path / "b", "住住住住住住交交交环环环", "abcdefghijkl", **macro))
    assert by_label.majority == pytest.approx((2 * 6 / (12 + 6)) / 3)


def test_no_item_is_answered_from_its_own_cluster(tmp_path: Path) -> None:
    # Six of one seed are the commonest, and to the others alone.
    found = audit(labelled(tmp_path / "a", "住住住住住住交交环", "aaaaaabcd"))
    assert found.majority == 0.0
    alone = audit(labelled(tmp_path / "b", "住住住", "aaa"))
    assert (alone.majority, alone.nearest) == (None, None)
