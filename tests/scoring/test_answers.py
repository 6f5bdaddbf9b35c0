"""Scorers: what counts as an answer, and what must not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govllm.domain import Answer, FieldSpec
from govllm.scoring.checks import CHECKS
from govllm.scoring.choice import choice_letter, chosen
from govllm.scoring.extraction import agrees
from govllm.scoring.labels import named_label, parse_labels
from govllm.scoring.short_answer import given as stripped
from govllm.scoring.table import POOLED, scorers
from govllm.tasks.kinds import kinds
from govllm.tasks.load import LoadedTask, load_task
from tests.support.tasks import KINDS, load_tiny, tiny, write_task

SCORERS = scorers()
TEXT_KINDS = [name for name in KINDS if name != "choice_logprob"]


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> dict[str, LoadedTask]:
    folder = tmp_path_factory.mktemp("tasks")
    return {name: load_tiny(folder, name) for name in KINDS}


def score(loaded: LoadedTask, text: str, position: int = 0) -> dict[str, float]:
    """Every score of an answer to one sample."""
    (sample,) = loaded.items.read([position])
    scored = SCORERS[loaded.task.scorers[0]](loaded.task, sample, [Answer(text)])
    return {name: s.value for name, s in scored.items()}


def best(loaded: LoadedTask) -> str:
    """The score that says whether the whole answer is right."""
    return _WHOLE.get(loaded.task.scorers[0], "correct")


_WHOLE = {
    "labels": "exact",
    "fields": "exact",
    "checks": "exact",
    "masking": "usable",
    "grounded": "right",
    "closed": "right",
    "summary": "covered",
    "consistency": "consistent",
    "edits": "exact",
    "varied": "exact",
    "ranking": "recall_1",
    "dialogue": "success",
}


def test_every_kind_has_a_scorer() -> None:
    assert {kind.scorer for kind in kinds().values()} <= {*SCORERS, *POOLED}


# Labels


@pytest.mark.parametrize(
    ("words", "label"),
    [
        ("市公安局", "市公安局"),
        ("由公安局办理", "公安局"),
        ("应派给市公安局。", "市公安局"),
        ("市公安局，不是公安局", None),
        ("公安局、市公安局", None),
        ("交通局或公安局", None),
        ("没有一个合适", None),
        ("", None),
        ("“交 通 局”", "交通局"),
    ],
)
def test_the_longest_label_wins_and_two_are_none(words: str, label: str | None) -> None:
    assert named_label(words, ["公安局", "市公安局", "交通局"]) == label


def test_listing_a_label_and_its_negation_names_none() -> None:
    assert named_label("不合格", ["合格", "不合格"]) == "不合格"
    assert named_label("合格、不合格", ["合格", "不合格"]) is None
    assert named_label("不合格、合格", ["合格", "不合格"]) is None


def test_what_stands_around_a_label_makes_no_other() -> None:
    assert named_label("甲丙丁丁乙", ["甲乙", "丙丁丁"]) == "丙丁丁"


def test_labels_that_read_the_same_cannot_be_named() -> None:
    assert named_label("a-b", ["a b", "a-b", "c"]) is None


names = st.lists(
    st.text(alphabet="甲乙丙丁", min_size=1, max_size=4), min_size=2, max_size=6, unique=True
)


@given(names, st.data())
def test_every_label_names_itself_and_two_never_do(labels: list[str], data: st.DataObject) -> None:
    one, two = data.draw(st.permutations(labels).map(lambda p: p[:2]))
    assert named_label(f"“{one}”。", labels) == one
    # Run together two names may make up a third; with a word between they stay apart.
    assert named_label(f"{one} 还是 {two}", labels) is None


@given(names)
def test_naming_all_labels_names_none(labels: list[str]) -> None:
    for joint in ("、", " or ", "\n", "；"):
        said = joint.join(labels)
        if joint.strip().isalpha():
            assert named_label(said, labels) is None
    assert parse_labels("\n".join(f"set: {label}" for label in labels), {"set": labels}) == {
        "set": None
    }


SETS = {"单位": ["住建局", "交通局"], "程度": ["紧急", "一般"]}


@pytest.mark.parametrize(
    ("answer", "parsed"),
    [
        ("单位：住建局\n程度：紧急", ("住建局", "紧急")),
        ("**单位**：住建局\n**程度**: 一般。", ("住建局", "一般")),
        ('{"单位": "住建局", "程度": "紧急"}', ("住建局", "紧急")),
        ('```json\n{"程度": "一般", "单位": "交通局"}\n```', ("交通局", "一般")),
        ("单位：住建局\n单位：住建局\n程度：紧急", ("住建局", "紧急")),
        ("单位：住建局\n单位：交通局\n程度：紧急", (None, "紧急")),
        ("单位：住建局、交通局\n程度：紧急或一般", (None, None)),
        ('{"单位": ["住建局", "交通局"], "程度": null}', (None, None)),
        ("住建局，紧急", (None, None)),
        ("程度：紧急", (None, "紧急")),
        ("{}", (None, None)),
        ("", (None, None)),
    ],
)
def test_labels_by_json_or_by_lines(answer: str, parsed: tuple[str | None, str | None]) -> None:
    assert parse_labels(answer, SETS) == dict(zip(SETS, parsed, strict=True))


def test_a_set_within_the_name_of_another() -> None:
    sets = {"类别": ["投诉", "咨询"], "子类别": ["噪声", "油烟"]}
    told = parse_labels("类别：投诉\n子类别：噪声", sets)
    assert told == {"类别": "投诉", "子类别": "噪声"}
    assert parse_labels("类别：投诉\n说明：类别：见上", {"类别": sets["类别"]})["类别"] == "投诉"


# Choices


@pytest.mark.parametrize(
    ("answer", "position"),
    [
        ("B", 1), ("(B)", 1), ("B. blue", 1), ("blue", 1), ("Blue.", 1), ("答案：B", 1),
        ("The answer is B.", 1), ("I choose B", 1), ("选择 B", 1), ("答案是 B，因为 red 不对", 1),
        ("the blue one", 1), ("A blue one", None), ("A or B", None), ("A B C", None),
        ("red, blue, green", None), ("答案：A\n答案：B", None), ("D", None), ("", None),
        ("   ", None), ("neither", None), ("A. red\nB. blue\nC. green", None),
        ("答案：A或B", None), ("答案是A、B", None), ("不选A，应为B", None), ("（ｂ）", 1),
        ("I cannot answer a question like this.", None), ("b", 1), ("答案：b", 1), ("答案：Ｂ", 1),
        ("Ｂ", 1),
    ],
)  # fmt: skip
def test_choices_by_letter_or_text(answer: str, position: int | None) -> None:
    assert chosen(answer, ["red", "blue", "green"]) == position


def test_choices_that_differ_only_in_punctuation() -> None:
    assert chosen("1.5", ["15", "1.5"]) == 1
    assert chosen("15", ["15", "1.5"]) == 0
    assert chosen("-5", ["5", "-5"]) == 1
    assert chosen("", ["+", "-"]) is None
    assert chosen("", ["+", "plus"]) is None
    assert chosen("-", ["+", "-"]) == 1


@given(st.lists(st.text(alphabet="甲乙丙丁12.", min_size=1, max_size=5), min_size=2, max_size=6,
                unique=True))  # fmt: skip
def test_every_choice_names_itself_by_letter(choices: list[str]) -> None:
    for position in range(len(choices)):
        assert chosen(choice_letter(position), choices) == position
        assert chosen(choices[position], choices) in (position, None)
        assert chosen(f"答案：{choice_letter(position)}", choices) == position


def test_the_likeliest_choice(tasks: dict[str, LoadedTask]) -> None:
    loaded = tasks["choice_logprob"]
    (sample,) = loaded.items.read([2])  # the target is "green"
    score_choice = scorers()["choice"]

    def of(*logprobs: float | None) -> dict[str, float]:
        answers = [Answer(c, part=n, logprob=p) for n, (c, p) in
                   enumerate(zip(sample.choices, logprobs, strict=True))]  # fmt: skip
        return {k: s.value for k, s in score_choice(loaded.task, sample, answers).items()}

    assert of(-9.0, -8.0, -1.0) == {"correct": 1.0, "correct_norm": 1.0, "parsed": 1.0}
    assert of(-1.0, -8.0, -9.0)["correct"] == 0.0
    # -4 over five characters is more likely by the character than -3 over three.
    assert of(-3.0, -9.0, -4.0) == {"correct": 0.0, "correct_norm": 1.0, "parsed": 1.0}
    assert of(-5.0, -5.0, -5.0)["correct"] == 0.0, "a constant model must not score by order"
    assert of(-9.0, -8.0, None) == {"correct": 0.0, "correct_norm": 0.0, "parsed": 0.0}


# Fields


@pytest.mark.parametrize(
    ("kind", "given_value", "wanted", "agree"),
    [
        ("text", "王 女士", "王女士", True),
        ("text", "王女士（业主）", "王女士", False),
        ("text", "无", None, True),
        ("text", "null", None, True),
        ("text", "王女士", None, False),
        ("text", None, "王女士", False),
        ("text", "", "王女士", False),
        ("digits", "138-0000-2719", "13800002719", True),
        ("digits", 13800002719, "13800002719", True),
        ("digits", "未知", "13800002719", False),
        ("digits", "abc", "def", False),
        ("number", "一千二百元", 1200, True),
        ("number", "1200.4", 1200, True),
        ("number", "1200.6", 1200, False),
        ("number", "1200或1300", 1200, False),
        ("date", "2026年3月5日", "2026-03-05", True),
        ("date", "2026-03-06", "2026-03-05", False),
        ("date", "昨天", "2026-03-05", False),
        ("label", "投诉。", "投诉", True),
        ("label", "投诉/求助", "投诉", False),
        ("label", ["投诉", "求助"], "投诉", False),
    ],
)
def test_fields_compare_by_their_type(
    kind: str, given_value: object, wanted: object, agree: bool
) -> None:
    assert agrees(FieldSpec(kind, 0.5), given_value, wanted) is agree  # type: ignore[arg-type]


def test_an_extraction_is_scored_field_by_field(tasks: dict[str, LoadedTask]) -> None:
    loaded = tasks["extraction"]
    told = {"kind": "投诉", "name": "王女士", "phone": "138 0000 2719", "amount": 1, "day": None}
    scores = score(loaded, f"好的：{json.dumps(told, ensure_ascii=False)}")
    assert scores == {
        "kind": 1.0, "name": 1.0, "phone": 1.0, "amount": 0.0, "day": 0.0,
        "fields": 0.6, "exact": 0.0, "parsed": 1.0,
    }  # fmt: skip


def test_silence_about_a_field_is_not_null(tasks: dict[str, LoadedTask]) -> None:
    """The second item's right values are null but for one: leaving them out earns nothing."""
    loaded = tasks["extraction"]
    assert score(loaded, '{"kind": "求助"}', 1) == {
        "kind": 1.0, "name": 0.0, "phone": 0.0, "amount": 0.0, "day": 0.0,
        "fields": 0.2, "exact": 0.0, "parsed": 0.0,
    }  # fmt: skip
    assert score(loaded, "没有任何信息", 1)["fields"] == 0.0
    nulls = {"kind": "求助", "name": None, "phone": "", "amount": "无", "day": "null"}
    assert score(loaded, json.dumps(nulls, ensure_ascii=False), 1)["exact"] == 1.0


# Short answers


@pytest.mark.parametrize(
    ("name", "position", "answer", "right"),
    [
        ("short_answer", 0, "云州", 1.0), ("short_answer", 0, "答案：云州市。", 1.0),
        ("short_answer", 1, " paris ", 1.0), ("short_answer", 1, "Paris, France", 0.0),
        ("short_answer", 1, "Answer: Paris", 1.0), ("short_answer", 1, "", 0.0),
        ("short_answer_number", 0, "三", 1.0), ("short_answer_number", 0, "答案是3。", 1.0),
        ("short_answer_number", 0, "3.005", 1.0), ("short_answer_number", 0, "3.02", 0.0),
        ("short_answer_number", 1, "35000", 1.0), ("short_answer_number", 1, "三万五千", 1.0),
        ("short_answer_number", 2, "12", 1.0), ("short_answer_number", 2, "11、12、13", 0.0),
        ("short_answer_number", 3, "25%", 1.0), ("short_answer_number", 3, "四分之一", 0.0),
        ("short_answer_date", 0, "2026年3月5日", 1.0),
        ("short_answer_date", 0, "3月5日", 0.0),
        ("short_answer_date", 0, "2026-03-05或2026-03-06", 0.0),
    ],
)  # fmt: skip
def test_short_answers(
    tasks: dict[str, LoadedTask], name: str, position: int, answer: str, right: float
) -> None:
    assert score(tasks[name], answer, position)["correct"] == right


def test_silence_is_not_the_answer_that_there_is_none(tmp_path: Path) -> None:
    declaration, items = tiny("short_answer")
    items[0]["target"] = "无"
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    assert score(loaded, "无")["correct"] == 1.0
    assert score(loaded, "没有")["correct"] == 0.0
    for silence in ("", "  ", "答案：", "。", "？"):
        assert score(loaded, silence) == {"correct": 0.0, "parsed": 0.0}


def test_a_lead_is_no_part_of_the_answer() -> None:
    assert stripped("答案是：42") == "42"
    assert stripped("Answer: 42 ") == "42"
    assert stripped("42") == "42"
    # Words that begin like one.
    assert stripped("答复期限为15日") == "答复期限为15日"
    assert stripped("Answering") == "Answering"


# Free text


CHECK_CASES = [
    ("contains", "身份证", "请带 身份证 原件", "请带户口簿"),
    ("contains_any", ["A", "B"], "option b", "option c"),
    ("contains_all", ["A", "B"], "b and a", "a alone"),
    ("absent", "不清楚", "很清楚", "我不清楚"),
    ("states_number", 1200, "补贴1,200元", "补贴1300元"),
    ("states_number", "三千", "最高三千元，按月发放", "最高四千元"),
    ("omits_number", 1860000, "共18.6万元", "共186万元"),
    ("omits_number", 12.5, "12月5日", "12.5"),
    ("states_number", 50000, "费用 5 万元", "费用5元"),
    ("states_number", -5, "余额为-5元", "3-5天"),
    ("states_number", "5%", "占百分之五，即５％", "占百分之五十"),
    ("states_number", 5, "3,5两项", "占5%"),
    ("omits_number", 1, "一般情况统一办理", "共一项"),
    ("omits_number", 10, "十分感谢", "十天"),
    # An end of a longer number is a number.
    ("states_number", 11000, "共一万一", "共一万"),
    ("states_number", 80, "八十分必须达到", "八分必须达到"),
    ("states_number", 50000000, "五千万不要动", "千万不要动"),
    ("omits_number", 50000, "费用5元", "费用 5 万元"),
    ("states_date", "2026-04-16", "定于2026年4月16日（周四）", "定于2025年4月16日"),
    ("states_date", "2026-04-16", "4月16号上午", "4月1日至6日"),
    ("states_date", "2026-04-18", "4月16日（周四）至18日", "4月16日发18份"),
    ("states_date", "2026-12-05", "2026-12-05", "12.5万元"),
    ("omits_date", "2026-04-16", "4月17日", "自４月１６日起"),
    ("length_between", [2, 3], " a b ", "a   "),
    ("length_between", [2, 3], "abc", "abcd"),
    ("matches", r"\d{4}-\d{2}", "2026-03 起", "三月起"),
    ("not_matches", r"\d", "没有数字", "有1个"),
    ("min_chars", 3, "abc", " ab "),
    ("max_chars", 3, " abc ", "abcd"),
    ("max_lines", 2, "a\nb\n", "a\nb\nc"),
]


@pytest.mark.parametrize(("name", "value", "meets", "misses"), CHECK_CASES)
def test_checks(name: str, value: object, meets: str, misses: str) -> None:
    check = CHECKS[name]
    assert check.fault(value) == ""
    assert check.holds(meets, value)
    assert not check.holds(misses, value)
    assert check.help


def test_every_check_is_tested() -> None:
    assert {name for name, *_ in CHECK_CASES} == set(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_refuses_a_value_of_the_wrong_form(name: str) -> None:
    assert any(CHECKS[name].fault(value) for value in ("", "(", [], -1, None, True))
    assert CHECKS[name].fault({"a": 1})


def test_free_text_is_scored_check_by_check(tasks: dict[str, LoadedTask]) -> None:
    loaded = tasks["free_text"]
    assert score(loaded, "请带身份证。") == {"checks": 1.0, "exact": 1.0}
    assert score(loaded, "请带户口簿。")["checks"] == pytest.approx(2 / 3)
    assert score(loaded, "") == {"checks": 0.0, "exact": 0.0}
    assert score(loaded, " \n ") == {"checks": 0.0, "exact": 0.0}


def test_checks_of_a_group_are_scored_by_themselves(tmp_path: Path) -> None:
    declaration, items = tiny("free_text")
    for item in items:
        names = ["facts", "form", "form"]
        item["target"] = [
            {**check, "group": group} for check, group in zip(item["target"], names, strict=True)
        ]
    loaded = load_task(write_task(tmp_path, declaration, items), "own")
    assert score(loaded, "请带户口簿。") == {
        "checks": pytest.approx(2 / 3), "exact": 0.0, "facts": 0.0, "form": 1.0,
    }  # fmt: skip
    assert set(score(loaded, " ").values()) == {0.0}
