"""Quantities in Chinese text, and those of an answer that no source tells."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govllm.hallucination.numbers import unsupported_numbers
from govllm.hallucination.quantities import quantities_in
from tests.scoring.test_normalise import written

quick = settings(max_examples=200, derandomize=True, deadline=None)

READ = [
    ("每人每月发放120元", [("120", "元")]),
    ("补助一万二千元", [("12000", "元")]),
    ("1.2万元", [("12000", "元")]),
    ("12,000元", [("12000", "元")]),
    ("百分之十", [("10", "%")]),
    ("10%", [("10", "%")]),
    ("三分之一", [("33.3333", "%")]),
    ("三十日内", [("30", "日")]),
    ("30天", [("30", "日")]),
    ("两周", [("14", "日")]),
    ("十五个工作日", [("15", "工作日")]),
    ("年满80周岁不满90周岁", [("80", "岁"), ("90", "岁")]),
    ("80至90周岁", [("80", "岁"), ("90", "岁")]),
    ("3000—5000元", [("3000", "元"), ("5000", "元")]),
    ("三年半", [("3.5", "年")]),
    ("半年", [("0.5", "年")]),
    ("2026年3月1日", [("20260301", "date")]),
    ("2026-03-01", [("20260301", "date")]),
    ("二〇二六年三月一日", [("20260301", "date")]),
    ("3月15日前", [("315", "day")]),
    ("2026年3月", [("20260300", "month")]),
    ("自2026年起", [("2026", "year")]),
    ("１２０元", [("120", "元")]),
    ("打8折", [("8", "折")]),
    ("1.5倍", [("1.5", "倍")]),
    ("2千米", [("2000", "米")]),
    ("按三成给予补助", [("30", "%")]),
    ("减半收取", [("50", "%")]),
]
NONE = [
    "",
    "按照第三条第二款的规定办理",
    "云民发〔2026〕7号",
    "一般情况下统一办理，进一步优化",
    "请拨打12345",
    "见附件2、表一",
    "1. 申请\n2. 受理",
    "万一不成也不要紧",
]


@pytest.mark.parametrize(("text", "told"), READ)
def test_quantities_are_read(text: str, told: list[tuple[str, str]]) -> None:
    found = quantities_in(text)
    assert [(q.value, q.unit) for q in found] == [(Decimal(v), u) for v, u in told]
    for quantity in found:
        assert text[quantity.start : quantity.end] == quantity.words or not text.isascii()


@pytest.mark.parametrize("text", NONE)
def test_what_counts_nothing_is_no_quantity(text: str) -> None:
    assert quantities_in(text) == []


@quick
@given(st.integers(1, 10**9), st.sampled_from(["元", "人", "年", "个月", "平方米"]))
def test_figures_and_characters_come_to_the_same(number: int, unit: str) -> None:
    forms = [f"{number}{unit}", f"{number:,}{unit}", f"{written(number)}{unit}"]
    found = [quantities_in(f"共{form}。") for form in forms]
    assert [len(row) for row in found] == [1, 1, 1]
    assert len({row[0].key for row in found}) == 1
    assert found[0][0].value == number


@quick
@given(st.text(max_size=80))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    found = quantities_in(text)
    assert all(a.end <= b.start for a, b in pairwise(found))


SOURCE = (
    "第三条　年满80周岁不满90周岁的，每人每月发放120元；年满90周岁的，每人每月发放三百元，"
    "自2026年4月1日起执行。申请人应当在三十日内提出，受理机关15个工作日内办结。最高不超过12,345元，期限一年，按八折收取。"
)


@pytest.mark.parametrize(
    "answer",
    [
        "80到90周岁每月120元，90岁以上300元。",
        "要在30天内申请，十五个工作日办结。",
        "期限是12个月。",
        "收80%。",
        "最多约1.2万元。",
        "从2026年4月起执行，也就是4月1日。",
        "分三步办理，有两种情况。",
        "",
    ],
)
def test_what_the_source_tells_is_supported(answer: str) -> None:
    assert unsupported_numbers(answer, [SOURCE]) == []


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("每人每月150元。", ["150元"]),
        ("80周岁以上每月120元，90周岁以上每月360元。", ["360元"]),
        ("15日内办结。", ["15日"]),
        ("自2026年5月1日起执行。", ["2026年5月1日"]),
        ("最多约1.3万元。", ["1.3万元"]),
        ("最多1.2万元。", ["1.2万元"]),
        ("按七折收取，期限两年。", ["七折", "两年"]),
        ("可以补助百分之二十。", ["百分之二十"]),
    ],
)
def test_what_no_source_tells_is_named(answer: str, wrong: list[str]) -> None:
    assert [q.words for q in unsupported_numbers(answer, [SOURCE])] == wrong


def test_a_table_s_cells_have_their_unit_in_the_heading() -> None:
    table = "档次|标准（元/学年）\n小学寄宿生|1350\n小学非寄宿生|680"
    assert unsupported_numbers("寄宿的小学生每学年1350元。", [table]) == []
    assert [q.words for q in unsupported_numbers("每学年1360元。", [table])] == ["1360元"]
    assert quantities_in(table) == []


def test_the_question_is_a_source() -> None:
    assert unsupported_numbers("您68岁，不到80周岁。", [SOURCE, "我今年68岁，能领吗？"]) == []


@quick
@given(st.integers(1, 100_000), st.integers(1, 100_000))
def test_another_number_is_never_supported(told: int, said: int) -> None:
    wrong = unsupported_numbers(f"每月{said}元", [f"每月{told}元"])
    assert bool(wrong) == (told != said)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("85、160、310元", [("元", 85), ("元", 160), ("元", 310)]),
        ("6月8日—15日", [("day", 608), ("day", 615)]),
        ("20时30分前", [("clock", 1230)]),
        ("晚上9点半", [("clock", 1290)]),
        ("一年级新生", []),
        ("三四级残疾", []),
    ],
)
def test_ways_to_tell_several_at_once_and_times_of_day(
    text: str, found: list[tuple[str, int]]
) -> None:
    assert [(q.unit, int(q.value)) for q in quantities_in(text)] == found
