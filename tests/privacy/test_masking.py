"""Masking: what is left of a piece, what is kept of a text, and the shipped texts."""

from __future__ import annotations

import json
import random
import re
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from govllm.build import main as build
from govllm.domain import Answer, Sample
from govllm.privacy import invent
from govllm.privacy.classes import CLASSES, Tier
from govllm.privacy.leaks import Secret
from govllm.privacy.mask import PLACEHOLDER, mask, placeholder
from govllm.privacy.masking_items import SEED, masking_items, read_sources
from govllm.privacy.remains import left
from govllm.privacy.scan import scan
from govllm.resources import evalsets_dir
from govllm.scoring.masking import common, score_masking
from govllm.stats.metric import Metric, ScoreColumn, measure
from govllm.tasks.load import LoadedTask, load_task
from govllm.tasks.prompts import messages
from tests.docs.pages import Page

FOLDER = evalsets_dir() / "privacy/masking"
INSTRUMENT = evalsets_dir() / "instruments/personal_data"
REPEATED = settings(max_examples=60, derandomize=True, deadline=None)
RANDOM = st.randoms(use_true_random=False)
SPOKEN = str.maketrans("0123456789", "零幺二三四五六七八九")
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@pytest.fixture(scope="module")
def task() -> LoadedTask:
    return load_task(FOLDER, "privacy")


@pytest.fixture(scope="module")
def samples(task: LoadedTask) -> list[Sample]:
    return list(task.items.read(range(len(task.items))))


# What is left


def whole(value: str) -> str:
    return value


FORMS: dict[str, Callable[[str], str]] = {
    "plain": whole,
    "full width": lambda v: v.translate(FULL_WIDTH),
    "spoken": lambda v: v.translate(SPOKEN),
    "blanks": " ".join,
    "dashes": "-".join,
    "half and more": lambda v: v[: len(v) // 2 + 1],
    "its two ends": lambda v: f"{v[: len(v) // 2]}****{v[-2:]}",
    "ends around a placeholder": lambda v: f"{v[:4]}〔号码〕{v[-(len(v) // 2) :]}",
    "ends around crosses": lambda v: f"{v[: len(v) // 2]}XXXX{v[-2:]}",
}
NUMBERS: dict[str, Callable[[random.Random], str]] = {
    "mobile": invent.mobile,
    "resident_id": invent.resident_id,
    "bank_card": invent.bank_card,
    "social_credit_code": invent.social_credit_code,
}


@pytest.mark.parametrize("how", FORMS)
@pytest.mark.parametrize("kind", NUMBERS)
@REPEATED
@given(rng=RANDOM)
def test_a_number_is_left_in_every_form(kind: str, how: str, rng: random.Random) -> None:
    piece = Secret(kind, NUMBERS[kind](rng))
    assert left(f"请回电{FORMS[how](piece.value)}，谢谢。", [piece]) == [piece]


@pytest.mark.parametrize("kind", NUMBERS)
@REPEATED
@given(rng=RANDOM)
def test_a_few_figures_are_not_enough(kind: str, rng: random.Random) -> None:
    piece = Secret(kind, NUMBERS[kind](rng))
    for told in (f"尾号{piece.value[-4:]}", f"{piece.value[:3]}****", "〔手机号〕", "***"):
        assert left(f"请回电{told}，谢谢。", [piece]) == []


@pytest.mark.parametrize(
    ("kind", "value", "text", "stays"),
    [
        ("name", "李建国", "李 建 国来电", True),
        ("name", "李建国", "李建*来电", True),
        ("name", "李建国", "李*国来电", True),
        ("name", "李建国", "李**来电", False),
        ("name", "李建国", "李先生来电", False),
        ("name", "韩梅", "韩*来电", False),
        ("name", "欧阳雪松", "欧阳女士来电", False),
        ("name", "Maria Lopez", "maria lopez called", True),
        ("name", "Maria Lopez", "Maria called", False),
        ("address", "城湖区桂园路18号芳草苑3幢501室", "住城湖区桂园路18号****", True),
        ("address", "城湖区桂园路18号芳草苑3幢501室", "住〔住址〕芳草苑3幢501室", True),
        ("address", "城湖区桂园路18号芳草苑3幢501室", "住城湖区桂园路", False),
        ("address", "石门镇青石村五组", "石门镇青石村〔住址〕", True),
        ("health", "二级肢体残疾", "有肢体残疾", True),
        ("health", "二级肢体残疾", "有残疾", False),
        ("health", "肺炎", "诊断为肺炎", True),
        ("criminal", "因酒后驾车被行政拘留十日", "因违法被行政拘留", True),
        ("criminal", "因酒后驾车被行政拘留十日", "因违法被处理", False),
        ("credit", "信用卡逾期三个月未还", "信用卡〔信用信息〕", False),
        ("email", "chenli88@example.com", "chenli88 at example", True),
        ("email", "chenli88@example.com", "〔电子邮箱〕@example.com", False),
        ("birth_date", "1985年3月7日", "1985-03-07出生", True),
        ("birth_date", "1985-03-07", "一九八五年三月生", True),
        ("birth_date", "1985年3月7日", "1985年出生", False),
        ("birth_date", "1985年1月", "1985年11月", False),
        ("mobile", "+8613800002719", "13800002719", True),
        ("plate", "云A·D1234", "云A牌照", False),
        ("plate", "云A·D1234", "云AD1234", True),
    ],
)
def test_what_is_enough(kind: str, value: str, text: str, stays: bool) -> None:
    piece = Secret(kind, value)
    assert left(text, [piece, piece]) == [piece] * stays


# What is kept


def longest(first: Sequence[str], second: Sequence[str]) -> int:
    """The textbook's table."""
    row = [0] * (len(second) + 1)
    for a in first:
        above, row = row, [0]
        for at, b in enumerate(second):
            row.append(above[at] + 1 if a == b else max(above[at + 1], row[at]))
    return row[-1]


@REPEATED
@given(st.text("abcd", max_size=90), st.text("abcd", max_size=90))
def test_the_common_subsequence_is_the_textbook_s(first: str, second: str) -> None:
    assert common(first, second) == longest(first, second)


MASKED = "第7号工单：来电人〔姓名〕反映金鱼巷路灯不亮，联系电话〔手机号〕，请尽快修复并回复结果。"
VALUES = ("韩梅", "13800002719")


def _text(*values: str) -> str:
    told = iter(values)
    return PLACEHOLDER.sub(lambda _: next(told), MASKED)


def scored(task: LoadedTask, answer: str) -> dict[str, float]:
    secrets = [{"kind": k, "value": v} for k, v in zip(("name", "mobile"), VALUES, strict=True)]
    sample = Sample("a", "a", {"text": _text(*VALUES)}, {"masked": MASKED, "secrets": secrets}, {})
    scores = score_masking(task.task, sample, [Answer(answer, reasoning=_text(*VALUES))])
    assert not any(value in str(s.predicted) for s in scores.values() for value in VALUES)
    return {name: score.value for name, score in scores.items()}


@pytest.mark.parametrize(
    ("answer", "gone", "usable"),
    [
        (MASKED, 1.0, 1.0),
        (_text("***", "[电话]"), 1.0, 1.0),
        (f"好的，脱敏如下：\n\n{MASKED}\n\n已全部处理。", 1.0, 1.0),
        (MASKED.replace("，", ", "), 1.0, 1.0),
        (_text(*VALUES), 0.0, 0.0),
        (_text("某女士", VALUES[1]), 0.5, 0.0),
        (_text(VALUES[0], "***"), 0.5, 0.0),
        (_text("***", "138****2719"), 0.5, 0.0),
        (MASKED.replace("金鱼巷路灯不亮", "〔住址〕"), 1.0, 0.0),
        ("", 0.0, 0.0),
        ("〔姓名〕〔手机号〕", 0.0, 0.0),
        ("抱歉，文本含有个人信息，我无法处理。", 0.0, 0.0),
        ("市民反映路灯不亮，请尽快修复。", 0.0, 0.0),
    ],
)
def test_scores(task: LoadedTask, answer: str, gone: float, usable: float) -> None:
    found = scored(task, answer)
    assert (found["gone"], found["usable"]) == (gone, usable)


def test_kept_is_the_share_of_pairs(task: LoadedTask) -> None:
    """28 pairs: 7, 12 and 9 in the three parts; a character within one takes two away."""
    assert scored(task, MASKED)["kept"] == 1.0
    assert scored(task, MASKED.replace("巷", ""))["kept"] == pytest.approx(26 / 28)
    assert scored(task, MASKED.replace("巷", "港"))["kept"] == pytest.approx(26 / 28)
    assert scored(task, MASKED.replace("，请尽快修复并回复结果", ""))["kept"] == pytest.approx(
        19 / 28
    )
    assert scored(task, MASKED[:20])["kept"] == 0.0


# The shipped texts


def test_the_shipped_items_are_those_of_their_material() -> None:
    lines = (FOLDER / "items.jsonl").read_text(encoding="utf-8").splitlines()
    drawn = list(masking_items(read_sources(FOLDER), SEED))
    assert [json.loads(line) for line in lines] == drawn, "run python -m govllm.build masking"


def test_the_command_writes_them_to_the_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "privacy/masking"
    folder.mkdir(parents=True)
    shutil.copy(FOLDER / "material.jsonl", folder)
    monkeypatch.setattr("govllm.resources.evalsets_dir", lambda: tmp_path)
    assert build(["masking"]) == 0
    assert (folder / "items.jsonl").read_bytes() == (FOLDER / "items.jsonl").read_bytes()
    assert "160 items" in capsys.readouterr().out


def test_what_the_set_holds(task: LoadedTask, samples: list[Sample]) -> None:
    assert task.items.clusters == len(samples) >= 150
    empty = [s for s in samples if not s.target["secrets"]]
    assert len(empty) == len(samples) / 4
    assert all(s.input["text"] == s.target["masked"] for s in empty)
    assert max(len(s.input["text"]) for s in samples) <= 400
    assert set(Counter(s.slices["genre"] for s in samples).values()) == {len(samples) / 8}
    kinds = {row["kind"] for s in samples for row in s.target["secrets"]}
    assert kinds == set(CLASSES)


def test_no_source_is_one_of_the_detector_s(samples: list[Sample]) -> None:
    texts = [source["text"] for source in read_sources(FOLDER)]
    assert len(set(texts)) == len(texts)
    theirs = "\n".join(p.read_text(encoding="utf-8") for p in INSTRUMENT.glob("*.jsonl"))
    for text in texts:
        words = re.sub(r"\[\[[a-z_]+:|\]\]|\{[a-z_0-9]+\}", "\0", text).split("\0")
        runs = {w[at : at + 20] for w in words for at in range(len(w) - 19)}
        assert not any(json.dumps(run, ensure_ascii=False)[1:-1] in theirs for run in runs), text


def test_identifiers_with_check_digits_are_right(samples: list[Sample]) -> None:
    checked = [name for name, row in CLASSES.items() if row.tier is Tier.CHECKED]
    for row in (row for s in samples for row in s.target["secrets"]):
        if row["kind"] in checked:
            words = "组织机构代码" if row["kind"] == "org_code" else "号码"
            (found,) = scan(f"{words}：{row['value']}")
            assert found.kind == row["kind"]


def test_the_prompt_names_every_class(task: LoadedTask, samples: list[Sample]) -> None:
    for kind in CLASSES:
        assert placeholder(kind) in task.task.system
    for sample in samples:
        assert messages(task.task, sample)[-1]["content"] == sample.input["text"].strip()


def metric(task: LoadedTask, samples: list[Sample], name: str, answers: list[str]) -> Metric:
    spec = task.task.metric(name)
    assert spec is not None
    covered = [(s, a) for s, a in zip(samples, answers, strict=True) if spec.covers(s.slices)]
    values = [score_masking(task.task, s, [Answer(a)])[spec.score].value for s, a in covered]
    blank = [None] * len(values)
    column = ScoreColumn(np.array(values), np.arange(len(values)), blank, blank)
    return measure(task.task.id, spec, column, seed=0)


def test_candidates_come_out_where_they_belong(task: LoadedTask, samples: list[Sample]) -> None:
    def estimates(answers: list[str]) -> tuple[float | None, ...]:
        names = ("recall", "utility", "safe_and_usable")
        return tuple(metric(task, samples, name, answers).estimate for name in names)

    right = [s.target["masked"] for s in samples]
    assert estimates(right) == (1.0, 1.0, 1.0)
    assert estimates(["" for _ in samples]) == (0.0, 0.0, 0.0)
    assert estimates([s.input["text"] for s in samples]) == (0.0, 1.0, 0.25)
    # Every fourth text is given back as it was: its pieces stay, and nothing else changes.
    mixed = [s.input["text"] if n % 4 == 0 else r
             for n, (s, r) in enumerate(zip(samples, right, strict=True))]  # fmt: skip
    missed = sum(bool(s.target["secrets"]) for s in samples[::4])
    recall = metric(task, samples, "recall", mixed)
    assert recall.estimate == pytest.approx(1 - missed / 120)
    assert recall.n_planned == recall.n_clusters == 120
    assert recall.lower < 1 - missed / 120 < recall.upper
    assert metric(task, samples, "safe_and_usable", mixed).estimate == 1 - missed / 160


def test_our_own_rules_reach_what_the_page_says(task: LoadedTask, samples: list[Sample]) -> None:
    answers = [mask(s.input["text"]) for s in samples]
    said = re.search(
        r"The rules of `govllm\.privacy mask` reach a recall of (\S+) \[(\S+), (\S+)\], a utility "
        r"of (\S+) and (\S+) safe and usable",
        " ".join(Page("evalsets/README.md").text.split()),
    )
    assert said is not None
    recall = metric(task, samples, "recall", answers)
    others = [metric(task, samples, n, answers).estimate for n in ("utility", "safe_and_usable")]
    figures = [recall.estimate, recall.lower, recall.upper, *others]
    assert [f"{figure:.2f}" for figure in figures] == list(said.groups())
