"""The city's rules for documents, as checks: what each article forbids, and what it lets stand."""

from __future__ import annotations

import datetime
import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from govllm.government.norms import BODIES, flaws
from govllm.government.papers import Paper, Same, Sum, Ties, lacking, rendered
from govllm.resources import evalsets_dir

DAY = datetime.date(2026, 3, 20)


def paper(body: str = "请遵照执行。", **changed: str) -> Paper:
    parts = {
        "number": "云水发〔2026〕12号",
        "title": "云州市水务局关于清理河道的通知",
        "to": "各区、县水务局：",
        "signed": "云州市水务局",
        "date": "2026年3月20日",
    }
    return Paper.model_validate({"kind": "通知", "body": body, **parts, **changed})


NO_TIES = Ties()


def found(written: Paper, ties: Ties = NO_TIES) -> list[tuple[str, str]]:
    """Each flaw's class and the words that it is in."""
    text = rendered(written)
    return [(flaw.kind, text[flaw.start : flaw.end]) for flaw in flaws(written, ties, DAY)]


RIGHT = [
    "现印发《云州市节水办法》（云政发〔2019〕7号）。",
    "一、总体要求\n做好工作。\n二、任务\n（一）清淤。\n（二）护岸。\n1.种树；\n2.种草。\n三、保障\n（一）经费。",
    "1.第一条。\n（1）甲；\n（2）乙。\n2.第二条。\n（1）丙。",
    "原因一是雨大；二是管道老化。",
    "9:30开始，比分为3.5，见www.yunzhou.example/a.html。",
    "《甲办法》《乙办法》和“一网”“一门”。",
    "《关于修改〈云州市节水办法〉的决定》已经印发。",
    "他说：“按‘谁用谁付’办。”",
    "2026年4月4日（星期六）至4月6日（星期一）放假。",
    "2028年2月29日前完成，2025年12月31日前建成的除外。",
    "请市市场监督管理局、云州市卫生健康委员会、市交警支队、云州供电公司配合。",
    "原市环境保护局的批复有效；市医疗保障局（以下简称“市医保局”）负责，市医保局应当公布。",
    "报市政府，各区水务局、松谷县水务局执行。",
    "项目 | 甲 | 乙 | 合计\n城区 | 1 | 2 | 3\n三县 | 4.5 | 5 | 9.5\n合计 | 5.5 | 7 | 12.5",
    "项目 | 数量\n城区 | 各2\n合计 | 16",
    "| 项目 | 数 |\n| --- | --- |\n| 甲 | 1 |\n| 乙 | 8 |\n| 合计 | 9 |",
    "项目 | 数 | 注\n甲 | 1 |\n乙 | 8 | 新\n合计 | 9 |",
]


@pytest.mark.parametrize("body", RIGHT)
def test_what_stands(body: str) -> None:
    assert found(paper(body)) == []


WRONG = [
    ("见《办法》（云政发[2026]7号）。", "发文字号", "云政发[2026]7号"),
    ("见《办法》（云政发（2026）7号）。", "发文字号", "云政发（2026）7号"),
    ("见《办法》（云政发〔26〕7号）。", "发文字号", "云政发〔26〕7号"),
    ("见《办法》（云政发〔2026〕第7号）。", "发文字号", "云政发〔2026〕第7号"),
    ("见《办法》（云政发〔2026〕007号）。", "发文字号", "云政发〔2026〕007号"),
    ("见《办法》（云政发〔2026年〕7号）。", "发文字号", "云政发〔2026年〕7号"),
    ("见《办法》（云政发〔2026〕7）。", "发文字号", "云政发〔2026〕7"),
    ("一、清淤。\n三、护岸。", "层次序号", "三、"),
    ("一、清淤。\n一、护岸。", "层次序号", "一、"),
    ("（一）清淤。\n（三）护岸。", "层次序号", "（三）"),
    ("一、甲\n（一）清淤。\n二、乙\n（二）护岸。", "层次序号", "（二）"),
    ("1.清淤。\n2、护岸。", "层次序号", "2、"),
    ("一、清淤。\n2、护岸。\n三、种树。", "层次序号", "2、"),
    ("一、清淤。\n二.护岸。", "层次序号", "二."),
    ("（一）清淤。\n（二）、护岸。", "层次序号", "（二）、"),
    ("（一）清淤。\n(二)护岸。", "层次序号", "(二)"),
    ("第一、清淤。\n二、护岸。", "层次序号", "第一、"),
    ("清淤,护岸。", "标点", ","),
    ("清淤.护岸。", "标点", "."),
    ("清淤。。", "标点", "。。"),
    ("清淤，。护岸。", "标点", "，。"),
    ("《甲》、《乙》已经印发。", "标点", "、"),
    ("“甲”、“乙”两项。", "标点", "、"),
    ("清淤和护岸", "标点", "岸"),
    ("一、清淤，护岸", "标点", "岸"),
    ("于3月5号完成。", "日期", "3月5号"),
    ("于2026.4.5完成。", "日期", "2026.4.5"),
    ("于2026-04-05完成。", "日期", "2026-04-05"),
    ("于26年4月5日完成。", "日期", "26年"),
    ("于2026年04月5日完成。", "日期", "04月"),
    ("于2026年4月05日完成。", "日期", "月05日"),
    ("于4月5完成。", "日期", "4月5"),
    ("于二〇二六年四月五日完成。", "日期", "二〇二六年四月"),
    ("于4月31日完成。", "日期", "4月31日"),
    ("于2026年2月29日完成。", "日期", "2026年2月29日"),
    ("于4月4日（星期五）放假。", "日期", "星期五"),
    ("于2025年4月4日（星期六）放假。", "日期", "星期六"),
    ("请市卫生健康局配合。", "机构名称", "市卫生健康局"),
    ("请市文化和旅游局配合。", "机构名称", "市文化和旅游局"),
    ("请市市场监管局配合。", "机构名称", "市市场监管局"),
    ("请市医保局配合。", "机构名称", "市医保局"),
    ("地区 | 甲 | 乙 | 合计\n城区 | 1 | 2 | 3\n三县 | 4 | 5 | 8", "数字合计", "8"),
    ("项目 | 数\n甲 | 1\n乙 | 2\n合计 | 4", "数字合计", "4"),
    ("| 项目 | 数 |\n| 甲 | 1 |\n| 合计 | 9 |", "数字合计", "9"),
    ("| 地区 | 甲 | 合计 |\n|---|---|---|\n| 城区 | 1 | 3 |", "数字合计", "3"),
]


@pytest.mark.parametrize(("body", "kind", "words"), WRONG)
def test_what_is_found(body: str, kind: str, words: str) -> None:
    assert found(paper(body)) == [(kind, words)]


@pytest.mark.parametrize(
    ("body", "start"),
    [
        ("印发《甲办法的通知。", "《甲办法"),
        ("印发甲办法》的通知。", "印发甲办法》"),
        ("“一网通办。", "“一网"),
        ("《关于修改《甲办法》的决定》。", "《关于修改《"),
        ("（见附件）和（表格。", "（表格"),
    ],
)
def test_marks_without_twins(body: str, start: str) -> None:
    ((kind, words),) = found(paper(body))
    assert kind == "标点"
    assert words.startswith(start)


@pytest.mark.parametrize(
    ("part", "value", "kind"),
    [
        ("title", "云州市水务局关于清理河道的通知。", "标点"),
        ("to", "各区、县水务局，", "标点"),
        ("attached", "附件：1.清单；\n2.名册", "标点"),
        ("attached", "附件：1.清单\n3.名册", "层次序号"),
        ("number", "云水发〔2025〕12号", "发文字号"),
        ("number", "云水发2026年12号", "发文字号"),
        ("date", "2026年03月20日", "日期"),
        ("signed", "云州市水利局", "机构名称"),
    ],
)
def test_what_is_found_in_other_parts(part: str, value: str, kind: str) -> None:
    assert [flaw for flaw, _ in found(paper(**{part: value}))] == [kind]


def test_the_elements_that_each_kind_of_document_has_to_have() -> None:
    assert lacking(paper()) == []
    assert lacking(paper(title="", date="")) == ["标题", "成文日期"]
    assert lacking(paper(kind="请示")) == ["联系人"]
    assert lacking(paper(kind="公告", number="", to="")) == []
    assert lacking(paper(kind="通告", number="", to="", signed="")) == ["署名"]
    assert lacking(paper(kind="纪要", number="", to="", signed="")) == []
    assert lacking(paper(kind="纪要", number="", to="", date="")) == ["成文日期"]
    assert lacking(paper(attachment="附件\n清单")) == ["附件说明"]
    assert lacking(paper(attachment="附件\n清单", attached="附件：清单")) == []


# Numbers and days that hang together


@given(st.lists(st.integers(1, 10**6), min_size=2, max_size=6), st.integers(-9, 9))
def test_totals_in_words(counts: list[int], off: int) -> None:
    total = max(0, sum(counts) + off)
    names = "甲乙丙丁戊己"
    listed = "、".join(f"{name}类{n}件" for name, n in zip(names, counts, strict=False))
    ties = Ties(
        sums=(
            Sum(
                total=f"共{total}件",
                parts=tuple(f"{name}类{n}件" for name, n in zip(names, counts, strict=False)),
            ),
        )
    )
    wanted = [] if total == sum(counts) else [("数字合计", str(total))]
    assert found(paper(f"本月共{total}件，其中{listed}。"), ties) == wanted


@given(st.lists(st.lists(st.integers(0, 999), min_size=2, max_size=2), min_size=1, max_size=6))
def test_totals_in_tables(rows: list[list[int]]) -> None:
    columns = [sum(column) for column in zip(*rows, strict=True)]
    lines = [f"地区{n} | {a} | {b} | {a + b}" for n, (a, b) in enumerate(rows)]
    table = ["地区 | 甲 | 乙 | 合计", *lines]
    right = "\n".join([*table, f"合计 | {columns[0]} | {columns[1]} | {sum(columns)}"])
    assert found(paper(right)) == []
    wrong = "\n".join([*table, f"合计 | {columns[0]} | {columns[1]} | {sum(columns) + 1}"])
    assert set(found(paper(wrong))) == {("数字合计", str(sum(columns) + 1))}


@pytest.mark.parametrize(("total", "wrong"), [("1,207", []), ("1207", []), ("1,208", ["1,208"])])
def test_half_width_marks_hide_no_wrong_total(total: str, wrong: list[str]) -> None:
    # Commas of thousands and a rule's colons are faults of punctuation by themselves (第四条).
    table = paper(f"项目 | 数\n:--- | ---:\n甲 | 1,200\n乙 | 7\n合计 | {total}")
    assert [words for kind, words in found(table) if kind == "数字合计"] == wrong
    ties = Ties(sums=(Sum(total=f"共{total}件", parts=("甲1,200件", "乙7件")),))
    told = found(paper(f"共{total}件，甲1,200件、乙7件。"), ties)
    assert [words for kind, words in told if kind == "数字合计"] == wrong


@given(
    st.dates(datetime.date(2026, 1, 1), datetime.date(2026, 6, 30)),
    st.integers(0, 120),
    st.integers(-3, 3),
)
def test_days_from_the_first_to_the_last(first: datetime.date, length: int, off: int) -> None:
    last, said = first + datetime.timedelta(length), length + 1 + off
    if said < 0:
        return
    snippet = f"{first.month}月{first.day}日至{last.month}月{last.day}日，共{said}天"
    wanted = [("日期", str(said))] if off else []
    assert found(paper(f"自{snippet}。"), Ties(spans=(snippet,))) == wanted


@given(st.dates(datetime.date(2026, 1, 1), datetime.date(2027, 12, 31)), st.integers(0, 6))
def test_days_of_the_week(day: datetime.date, said: int) -> None:
    name = "星期" + "一二三四五六日"[said]
    wanted = [] if day.weekday() == said else [("日期", name)]
    assert found(paper(f"{day.year}年{day.month}月{day.day}日（{name}）开会。")) == wanted


@pytest.mark.parametrize(
    ("term", "wanted"),
    [("2026年3月20日前", []), ("2026年3月19日前", ["2026"]), ("2025年5月20日前", ["2025"])],
)
def test_terms_before_the_day_of_issue(term: str, wanted: list[str]) -> None:
    told = found(paper(f"请于{term}报送。"), Ties(due=(term,)))
    assert told == [("日期", words) for words in wanted]


def test_the_attachment_goes_before_the_text() -> None:
    same = Ties(same=(Same(body="补助<120>户", attachment="合计 | <120>"),))
    parts = {
        "attached": "附件：清单",
        "attachment": "附件\n清单\n地区 | 户数\n城区 | 70\n三县 | 50\n合计 | 120",
    }
    assert found(paper("第3批补助120户。", **parts), same) == []
    assert found(paper("第3批补助210户。", **parts), same) == [("附件不符", "210")]


@pytest.mark.parametrize(
    ("body", "ties", "says"),
    [
        ("共3件。", Ties(sums=(Sum(total="共3件", parts=("甲1件", "乙2件")),)), "0 times"),
        ("甲1件，甲2件。", Ties(due=("甲5件",)), "2 times"),
        ("共3件。", Ties(same=(Same(body="共3件", attachment="3"),)), "no attachment"),
        ("3月1日共3天。", Ties(spans=("3月1日共3天",)), "a first day, a last day"),
        (
            "安排3批，4月1日至4月2日共2天。",
            Ties(spans=("安排3批，4月1日至4月2日共2天",)),
            "only 年月日天 may follow a number",
        ),
        ("请于5月20日前报送。", Ties(due=("5月20日前",)), "write year, month and day"),
        (
            "请于5月20日前报送第2批。",
            Ties(due=("5月20日前报送第2批",)),
            "write year, month and day, and no other number",
        ),
        ("项目 | 甲 | 乙\n城区 | 1 | 2\n合计 | 1", Ties(), "'合计 | 1': 2 cells under a head of 3"),
        ("项目 | 甲\n| 城区 | 1 |\n合计 | 1", Ties(), "4 cells under a head of 2"),
        (
            "1组共3件，甲1件、乙2件。",
            Ties(sums=(Sum(total="1组共3件", parts=("甲1件", "乙2件")),)),
            "mark the number",
        ),
    ],
)
def test_ties_that_hold_nothing(body: str, ties: Ties, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        flaws(paper(body), ties, DAY)


def test_the_names_are_those_that_the_prompt_shows() -> None:
    file = evalsets_dir() / "corpus/rules/gw-bodies-2026.yaml"
    shown = yaml.safe_load(file.read_text(encoding="utf-8"))["articles"]
    assert {name for article in shown for name in article["text"].split("、")} == BODIES
    city = yaml.safe_load((evalsets_dir() / "corpus/city.yaml").read_text(encoding="utf-8"))
    taking = {body["name"] for body in city["departments"]}
    assert {name for name in taking if re.match("市|云州", name)} <= BODIES
