"""Proofreading: which edits find an error, which mend it, and what a false alarm is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.domain import Answer, Sample
from govllm.scoring.edits import CAP, SLACK, Edit, edits_of, f_half, score_edits
from govllm.tasks.load import LoadedTask
from tests.support.tasks import load_tiny

# Of the tiny task: one error and one missing element; a clean text.
FAULTY, CLEAN = 0, 1


@pytest.fixture(scope="module")
def tiny_task(tmp_path_factory: pytest.TempPathFactory) -> LoadedTask:
    return load_tiny(tmp_path_factory.mktemp("edits"), "proofread")


def sample_of(loaded: LoadedTask, position: int) -> Sample:
    (sample,) = loaded.items.read([position])
    return sample


def listed(*edits: tuple[str, str, str]) -> str:
    keys = ("原文", "改为", "类别")
    return json.dumps([dict(zip(keys, edit, strict=True)) for edit in edits], ensure_ascii=False)


def scored(loaded: LoadedTask, answer: str, position: int = FAULTY) -> dict[str, float]:
    scores = score_edits(loaded.task, sample_of(loaded, position), [Answer(answer)])
    return {name: score.value for name, score in scores.items()}


TYPO = ("布署", "部署", "错别字")
DAY = ("", "成文日期", "要素缺失")
# With one edit, right, of two errors: 1.25 / (1 + 0.25 · 2).
ONE_OF_TWO = 1.25 / 1.5


@pytest.mark.parametrize(
    ("edits", "detection", "correction", "classified", "exact"),
    [
        ([TYPO, DAY], 1.0, 1.0, 1.0, 1.0),
        ([DAY, TYPO], 1.0, 1.0, 1.0, 1.0),
        ([TYPO], ONE_OF_TWO, ONE_OF_TWO, 0.5, 0.0),
        # The class is wrong.
        ([("布署", "部署", "标点"), DAY], 1.0, 1.0, 0.5, 1.0),
        # Found, and mended into something else.
        ([("布署", "布置", "错别字"), DAY], 1.0, 1.25 / 2.5, 1.0, 0.0),
        # The wrong character alone, or with words around it that stay as they are.
        ([("布", "部", "错别字"), DAY], 1.0, 1.0, 1.0, 1.0),
        ([("现将工作布署如下", "现将工作部署如下", "错别字"), DAY], 1.0, 1.0, 1.0, 1.0),
        # Something else is changed along with it.
        ([("现将工作布署如下", "现把工作部署如下", "错别字"), DAY], 1.0, 1.25 / 2.5, 1.0, 0.0),
        # The same edit twice is one; another edit of the same error is a false alarm.
        ([TYPO, TYPO, DAY], 1.0, 1.0, 1.0, 1.0),
        ([TYPO, ("工作布署", "工作安排", "错别字"), DAY], 2.5 / 3.5, 2.5 / 3.5, 1.0, 0.0),
        ([("布署", "安排", "错别字"), TYPO, DAY], 2.5 / 3.5, 1.25 / 3.5, 1.0, 0.0),
        # Words that are not in the text, stand in it twice, or are right.
        ([TYPO, DAY, ("无此文字", "有此文字", "标点")], 2.5 / 3.5, 2.5 / 3.5, 1.0, 0.0),
        ([TYPO, DAY, ("，", "。", "标点")], 2.5 / 3.5, 2.5 / 3.5, 1.0, 0.0),
        ([TYPO, DAY, ("各部门", "各单位", "机构名称")], 2.5 / 3.5, 2.5 / 3.5, 1.0, 0.0),
        # An element that is there.
        ([TYPO, ("", "署名", "要素缺失")], 1.25 / 2.5, 1.25 / 2.5, 0.5, 0.0),
        ([TYPO, ("", "成文日期或者署名", "要素缺失")], 1.25 / 2.5, 1.25 / 2.5, 0.5, 0.0),
        ([TYPO, ("", "补写成文日期", "要素缺失")], 1.0, 1.0, 1.0, 1.0),
    ],
)
def test_edits_against_errors(
    tiny_task: LoadedTask,
    edits: Sequence[tuple[str, str, str]],
    detection: float,
    correction: float,
    classified: float,
    exact: float,
) -> None:
    scores = scored(tiny_task, listed(*edits))
    assert scores.pop("parsed") == 1.0
    assert scores == pytest.approx(
        {
            "detection": detection,
            "correction": correction,
            "classified": classified,
            "exact": exact,
        }
    )


def test_the_whole_text_is_no_place(tiny_task: LoadedTask) -> None:
    text = str(sample_of(tiny_task, FAULTY).input["text"])
    assert scored(tiny_task, listed((text, text.replace("布署", "部署"), "错别字"), DAY)) == {
        "detection": pytest.approx(1.25 / 2.5),
        "correction": pytest.approx(1.25 / 2.5),
        "classified": 0.5,
        "exact": 0.0,
        "parsed": 1.0,
    }


@given(before=st.integers(0, 40), after=st.integers(0, 40))
def test_context_counts_up_to_the_slack(tiny_task: LoadedTask, before: int, after: int) -> None:
    text = str(sample_of(tiny_task, FAULTY).input["text"])
    at = text.index("布署")
    start, end = max(0, at - before), min(len(text), at + 2 + after)
    words = text[start:end]
    scores = scored(tiny_task, listed((words, words.replace("布", "部"), "错别字"), DAY))
    # The planted span is the two characters; what is stripped from the ends is not copied.
    beside = len(words.strip()) - 2
    assert scores["exact"] == float(beside <= SLACK)


@pytest.mark.parametrize(
    ("answer", "kept", "alarms", "parsed"),
    [
        ("无误", 1.0, 0.0, 1.0),
        ("无误。", 1.0, 0.0, 1.0),
        ("[]", 1.0, 0.0, 1.0),
        ("审核结果：\n```json\n[]\n```", 1.0, 0.0, 1.0),
        (listed(("各部门", "各单位", "错别字")), 0.0, 1.0, 1.0),
        (listed(("", "署名", "要素缺失"), ("各部门", "各单位", "错别字")), 0.0, 2.0, 1.0),
        (listed(*((f"第{n}处", "删去", "标点") for n in range(9))), 0.0, float(CAP), 1.0),
        (listed(("各部门", "各单位", "语病")), 0.0, 1.0, 0.0),
        # What has no form leaves everything to be read again.
        ("", 0.0, float(CAP), 0.0),
        ("这份公文无误，但是应当再看看", 0.0, float(CAP), 0.0),
        ('["各部门"]', 0.0, float(CAP), 0.0),
        ('[{"原文": "各部门", "改为": "各单', 0.0, float(CAP), 0.0),
    ],
)
def test_clean_texts(
    tiny_task: LoadedTask, answer: str, kept: float, alarms: float, parsed: float
) -> None:
    scores = scored(tiny_task, answer, CLEAN)
    assert scores == {
        "detection": kept,
        "correction": kept,
        "classified": kept,
        "exact": kept,
        "clean_kept": kept,
        "false_alarms": alarms,
        "parsed": parsed,
    }


def test_nothing_marked_finds_nothing(tiny_task: LoadedTask) -> None:
    for answer, parsed in (("无误", 1.0), ("[]", 1.0), ("", 0.0), ("好的", 0.0)):
        assert scored(tiny_task, answer) == {
            "detection": 0.0,
            "correction": 0.0,
            "classified": 0.0,
            "exact": 0.0,
            "parsed": parsed,
        }


@pytest.mark.parametrize(
    ("answer", "edits"),
    [
        ("请看[1]：" + listed(TYPO) + "以上。", [Edit(*TYPO)]),
        ('[{"原文": null, "改为": "署名"}]', [Edit("", "署名", "")]),
        ('[{"原文": " 布署\\n", "改为": "部署", "类别": 3}]', [Edit("布署", "部署", "3")]),
        ('[{"改为": "部署"}]', None),
        ("[" * 5000, None),
        ('[{"原文": ' * 5000, None),
        ("没有差错", None),
        ("没有差错：[]。", []),
        ("```json\n[]\n```", []),
        ("文中第[]处有错", None),
    ],
)
def test_reading_an_answer(answer: str, edits: list[Edit] | None) -> None:
    assert edits_of(answer) == edits


def test_f_half_by_hand() -> None:
    # Two edits, one right, one error: P = 1/2, R = 1, F0.5 = 1.25 · 0.5 / (0.125 + 1).
    assert f_half(1, 2, 1) == pytest.approx(0.625 / 1.125)
    # The other way about, one edit and two errors: P = 1, R = 1/2.
    assert f_half(1, 1, 2) == pytest.approx(0.625 / 0.75)
    assert f_half(0, 0, 3) == f_half(0, 3, 0) == 0.0
    assert f_half(0, 0, 0) == 1.0


@given(st.integers(1, 20), st.integers(0, 20), st.integers(0, 20))
def test_f_half_is_the_formula(hits: int, alarms: int, missed: int) -> None:
    p, r = Fraction(hits, hits + alarms), Fraction(hits, hits + missed)
    beta2 = Fraction(1, 4)
    wanted = (1 + beta2) * p * r / (beta2 * p + r)
    value = f_half(hits, hits + alarms, hits + missed)
    assert value == pytest.approx(float(wanted))
    assert f_half(hits, hits + alarms + 1, hits + missed) < value <= 1.0
    # An alarm costs more than an error that was passed over.
    more_alarms = f_half(hits, hits + alarms + 1, hits + missed)
    more_missed = f_half(hits, hits + alarms, hits + missed + 1)
    assert more_alarms < more_missed < value


def test_scores_tell_what_was_marked_and_what_was_planted(tiny_task: LoadedTask) -> None:
    sample: Any = sample_of(tiny_task, FAULTY)
    told = score_edits(tiny_task.task, sample, [Answer(listed(TYPO))])["detection"]
    assert (told.predicted, told.expected) == ("布署→部署", "布署→部署；（缺）→成文日期")


_ANY = st.text(max_size=40)
_ROW = st.dictionaries(st.sampled_from(["原文", "改为", "类别", "备注"]), st.none() | _ANY)


@given(_ANY | st.lists(_ROW | _ANY, max_size=8).map(lambda rows: json.dumps(rows)))
def test_no_answer_breaks_the_scorer(tiny_task: LoadedTask, answer: str) -> None:
    for position in (FAULTY, CLEAN):
        scores = scored(tiny_task, answer, position)
        assert 0.0 <= scores.pop("false_alarms", 0.0) <= CAP
        assert all(0.0 <= value <= 1.0 for value in scores.values())
        assert scores["correction"] <= scores["detection"]


def test_the_tiny_task_is_as_the_tests_take_it(tiny_task: LoadedTask, tmp_path: Path) -> None:
    faulty, clean = sample_of(tiny_task, FAULTY), sample_of(tiny_task, CLEAN)
    assert [error.get("wrong") for error in faulty.target["errors"]] == ["布署", None]
    assert clean.target == {"errors": []}
