"""Errors planted in documents: what is to be found follows from the rules, or is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.errors import DeclarationError
from govllm.government.proofread import PROOFREAD, Facts, shown, slices, target
from govllm.government.recipe import write_items
from govllm.resources import evalsets_dir
from govllm.scoring.edits import SLACK

DOCUMENT = {
    "kind": "通知",
    "number": "云水发〔2026〕12号",
    "title": "云州市水务局关于清理河道的通知",
    "to": "各区、县水务局：",
    "body": "现就清理河道工作通知如下：\n"
    "一、全市共清理河道36条，其中城区15条、三县21条，名单见附件。\n"
    "二、自2026年4月1日至4月10日，共10天，由市水务局会同市城市管理局组织抽查。\n"
    "三、请于2026年4月20日前报送总结，不得拖延。",
    "attached": "附件：河道清单",
    "signed": "云州市水务局",
    "date": "2026年3月20日",
    "attachment": "附件\n河道清单\n地区 | 条数\n城区 | 15\n三县 | 21\n合计 | 36",
}
TIES = {
    "sums": [{"total": "河道36条", "parts": ["城区15条", "三县21条"]}],
    "same": [{"body": "三县21条", "attachment": "三县 | 21"}],
    "spans": ["4月1日至4月10日，共10天"],
    "due": ["2026年4月20日前"],
}
TEXT = "\n".join(str(value) for name, value in DOCUMENT.items() if name != "kind")


def facts(*planted: tuple[str, str, str], missing: tuple[str, ...] = (), **more: Any) -> Facts:
    errors = [{"at": at, "wrong": wrong, "kind": kind, **more} for at, wrong, kind in planted]
    return Facts.model_validate(
        {"document": DOCUMENT, "ties": TIES, "planted": errors, "missing": missing}
    )


def test_a_document_without_errors() -> None:
    told = facts()
    assert target(told) == {"errors": []}
    assert shown(told) == {"text": TEXT}
    assert slices(told) == {"state": "clean", "error_class": "无差错", "文种": "通知"}


@pytest.mark.parametrize(
    ("at", "wrong", "kind", "planted", "right"),
    [
        ("不得拖延", "不得托延", "错别字", "托", "拖"),
        ("云水发〔2026〕12号", "云水发[2026]12号", "发文字号", "[2026]", "〔2026〕"),
        ("云水发〔2026〕12号", "云水发〔2026〕012号", "发文字号", "012", "12"),
        ("三、请于", "四、请于", "层次序号", "四", "三"),
        ("共10天", "共9天", "日期", "9", "10"),
        ("2026年4月20日前", "2025年4月20日前", "日期", "2025", "2026"),
        ("河道36条", "河道46条", "数字合计", "46", "36"),
        ("市城市管理局", "市城市管理委员会", "机构名称", "委员会", "局"),
        ("附件：河道清单", "附件：河道清单。", "标点", "单。", "单"),
        ("水务局：", "水务局，", "标点", "局，", "局："),
        ("不得拖延。", "不得拖延", "标点", "延", "延。"),
    ],
)
def test_an_error_is_told_in_the_fewest_words(
    at: str, wrong: str, kind: str, planted: str, right: str
) -> None:
    told = facts((at, wrong, kind))
    assert target(told) == {"errors": [{"wrong": planted, "right": [right], "class": kind}]}
    assert shown(told) == {"text": TEXT.replace(at, wrong)}
    assert slices(told)["error_class"] == kind


def test_wordings_that_are_right_too() -> None:
    (error,) = target(facts(("共10天", "共9天", "日期"), also=["共十天"]))["errors"]
    assert error == {"wrong": "共9天", "right": ["共10天", "共十天"], "class": "日期"}


def test_missing_elements_and_several_classes() -> None:
    told = facts(("不得拖延", "不得托延", "错别字"), missing=("主送机关", "附件说明"))
    assert target(told)["errors"][1:] == [
        {"missing": "主送机关", "class": "要素缺失"},
        {"missing": "附件说明", "class": "要素缺失"},
    ]
    gone = TEXT.replace("各区、县水务局：\n", "").replace("附件：河道清单\n", "")
    assert shown(told) == {"text": gone.replace("拖延", "托延")}
    assert slices(told)["error_class"] == "混合"


@pytest.mark.parametrize(
    ("planted", "missing", "says"),
    [
        ([("共10天", "共11日", "日期")], (), "0 times"),
        ([("拖沓", "托沓", "错别字")], (), "stands in the document 0 times"),
        ([("清理河道", "清理河到", "错别字")], (), "stands in the document 3 times"),
        ([("延。\n附件", "延\n附件", "标点")], (), "within one part"),
        ([("不得拖延", "不许拖延，", "错别字")], (), "stands for one character"),
        ([("共10天", "共九天", "错别字")], (), "0 times"),
        ([("36条", "46条", "附件不符")], (), "is no error of 附件不符"),
        ([("不得拖延", "不准拖延", "标点")], (), "is no error of 标点"),
        # The text is wrong twice over: the total does not fit either.
        ([("三县21条", "三县31条", "附件不符")], (), "also a fault of 数字合计"),
        ([("三、请于", "3、请于", "标点")], (), "is no error of 标点"),
        ([], ("联系人",), "needs no 联系人"),
    ],
)
def test_what_is_no_error_is_refused(
    planted: list[tuple[str, str, str]], missing: tuple[str, ...], says: str
) -> None:
    with pytest.raises(ValueError, match=says):
        target(facts(*planted, missing=missing))


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("to", "", "itself lacks 主送机关"),
        ("date", "2026年2月30日", "day is out of range|day .*range"),
        ("date", "2026-03-20", "not a date"),
        ("signed", "云州市水利局", "itself has a fault of 机构名称"),
    ],
)
def test_a_document_that_is_not_right_is_refused(part: str, value: str, says: str) -> None:
    told = Facts.model_validate({"document": {**DOCUMENT, part: value}, "ties": TIES})
    with pytest.raises(ValueError, match=says):
        target(told)


_ERRORS = [
    ("云水发〔2026〕12号", "云水发〔2026〕第12号", "发文字号"),
    ("河道36条", "河道35条", "数字合计"),
    ("共10天", "共11天", "日期"),
    ("市城市管理局", "市城市管理和执法局", "机构名称"),
    ("三、请于", "三.请于", "层次序号"),
    ("不得拖延。", "不得拖延", "标点"),
]


@given(st.lists(st.sampled_from(_ERRORS), unique=True), st.booleans())
def test_mending_every_error_gives_the_document_back(
    planted: list[tuple[str, str, str]], undated: bool
) -> None:
    told = facts(*planted, missing=("成文日期",) if undated else ())
    text, errors = shown(told)["text"], target(told)["errors"]
    assert len(errors) == len(planted) + undated
    for error in errors[: len(planted)]:
        assert text.count(error["wrong"]) == 1
        text = text.replace(error["wrong"], error["right"][0])
    assert text == (TEXT.replace("2026年3月20日\n", "") if undated else TEXT)


def test_a_bad_seed_is_told_with_its_place(tmp_path: Path) -> None:
    seed = {
        "cluster": "a",
        "input": {"document": DOCUMENT, "ties": TIES},
        "variants": [
            {"facts": {}},
            {"facts": {"planted": [{"at": "拖延", "wrong": "托延", "kind": "标点"}]}},
        ],
    }
    (tmp_path / "seeds.jsonl").write_text(json.dumps(seed, ensure_ascii=False), "utf-8")
    with pytest.raises(DeclarationError, match=r"jsonl:1: variants\.1\.facts: '托延' is no error"):
        list(write_items(tmp_path, PROOFREAD))


def test_two_cases_of_one_text_are_refused(tmp_path: Path) -> None:
    seed = {
        "cluster": "a",
        "input": {"document": DOCUMENT, "ties": TIES},
        "variants": [{"facts": {}}, {"facts": {}}],
    }
    (tmp_path / "seeds.jsonl").write_text(json.dumps(seed, ensure_ascii=False), "utf-8")
    with pytest.raises(DeclarationError, match=r"variants\.1: reads as one on line 1 does"):
        list(write_items(tmp_path, PROOFREAD))


# The shipped set


def _items(split: str) -> list[dict[str, Any]]:
    path = evalsets_dir() / f"documents/proofread/{split}.jsonl"
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_the_shipped_items_are_what_the_seeds_give(tmp_path: Path) -> None:
    folder = evalsets_dir() / "documents/proofread"
    (tmp_path / "seeds.jsonl").write_bytes((folder / "seeds.jsonl").read_bytes())
    for path, _ in write_items(tmp_path, PROOFREAD):
        assert path.read_bytes() == (folder / path.name).read_bytes()


def test_the_shipped_set_has_clean_documents_and_every_class() -> None:
    items = _items("items")
    clean = sum(item["slices"]["state"] == "clean" for item in items)
    assert 0.2 <= clean / len(items) <= 0.25
    assert len({item["cluster"] for item in items}) >= 120
    assert {item["cluster"] for item in items}.isdisjoint(i["cluster"] for i in _items("train"))
    counts: dict[str, int] = {}
    for item in items:
        kind = item["slices"]["error_class"]
        counts[kind] = counts.get(kind, 0) + 1
        assert len(item["target"]["errors"]) <= 3
    assert len(counts) == 11
    assert min(counts.values()) >= 25


def test_the_simplest_reader_of_the_set_finds_its_slack_told() -> None:
    """The prompt says how much context an edit may take in, as the scorer counts it."""
    task = (evalsets_dir() / "documents/proofread/task.yaml").read_text(encoding="utf-8")
    assert f"不超过出错处{SLACK}字" in task
