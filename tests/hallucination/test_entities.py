"""Bodies, places and schemes that no source names."""

from __future__ import annotations

import pytest

from govllm.hallucination.entities import entities_in

SOURCES = [
    "住在青岚区，找谁申请高龄津贴？",
    "高龄津贴由区、县民政部门审核，市人力资源和社会保障局负责社保卡。云州高新区按照城区标准执行。",
]


def invented(answer: str) -> list[str]:
    return [entity.words for entity in entities_in(answer, SOURCES) if not entity.told]


@pytest.mark.parametrize(
    "answer",
    [
        "向青岚区民政局申请高龄津贴。",
        "由区民政局审核，市人社局发社保卡。",
        "市人力资源和社会保障局负责。",
        "高新区按城区标准。",
        "请到当地街道办事处或者社区居委会问问，也可以拨打12345热线。",
        "先到银行开户，再找相关部门。",
        "",
    ],
)
def test_what_sources_name_in_any_form_is_told(answer: str) -> None:
    assert invented(answer) == []


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        ("由市民政局审核。", ["市民政局"]),
        ("不服的，向市高龄津贴复核委员会申诉。", ["市高龄津贴复核委员会"]),
        ("南屏区的标准更高。", ["南屏区"]),
        ("另有重阳敬老补贴可以领。", ["重阳敬老补贴"]),
        ("打开“银龄通”小程序就能办。", ["银龄通"]),
        ("找市财政局社会保障科。", ["市财政局社会保障科"]),
    ],
)
def test_what_no_source_names(answer: str, names: list[str]) -> None:
    assert invented(answer) == names


def test_places_in_the_answer_are_told() -> None:
    answer = "好的，由市民政局审核。"
    (entity,) = [e for e in entities_in(answer, SOURCES) if not e.told]
    assert answer[entity.start : entity.end] == entity.words == "市民政局"
