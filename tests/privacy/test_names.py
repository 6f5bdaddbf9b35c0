"""Names of people in sentences of our own, and what looks like one and is none."""

from __future__ import annotations

import json

import pytest

from govllm.characters import plain
from govllm.privacy.names import find_names
from govllm.privacy.names.features import Around, Reader, places
from govllm.privacy.names.fit import fit
from govllm.privacy.names.lists import Odds, read_lists
from govllm.privacy.names.model import Model, best
from govllm.privacy.names.segments import Stretches, lie_of
from govllm.privacy.scan import scan
from govllm.privacy.tables import Tables
from govllm.qualification.detection import FOLDER, sources_of
from govllm.resources import evalsets_dir

# Names stand in brackets.
SENTENCES = """
来电人[陈志强]反映小区路灯不亮
会议由副市长[周海峰]主持，[刘敏]、[赵建国]参加
我叫[王秀兰]，今年六十七岁
患者姓名：[欧阳明月]　性别：女
记者 [孙晓峰] 通讯员 [何丽娟]
经办人：[冯涛]，审核人：[蒋文静]
原告[邓小红]与被告[徐国栋]买卖合同纠纷一案
[张桂英]的儿子[李浩然]在外地打工
网格员[马春梅]上门核实
签收人[卜家骏]
1|[谭伟明]|13800002719
[阿卜杜拉·买买提]是这家餐馆的老板
外教[Maria Lopez]持工作许可入境
[扎西顿珠]在县医院做检查
"""
NOBODY = """
王女士来电，李师傅已经上门，张某承认了
云州市高新区金融大厦黄金时段的广告费
于是马上安排，任何单位不得拖延
石油价格连续上涨，江水漫过了堤岸
话务员：请问您贵姓？\n来电人：谢谢啊。
关于成立工作专班的通知（云政办发〔2026〕12号）
许可证编号JY15301020012345，有效期至2028年
高温天气请减少户外活动，温馨提示：多喝水
黄河路与长江路交叉口，万达广场北门
应急管理局、卫生健康委、市场监管局
"""


def names_of(text: str) -> list[str]:
    return [text[f.start : f.end] for f in scan(text, ["name"])]


@pytest.mark.parametrize("marked", SENTENCES.split("\n")[1:-1])
def test_names_are_found_where_they_stand(marked: str) -> None:
    text = marked.replace("[", "").replace("]", "")
    wanted = [part.partition("]")[0] for part in marked.split("[")[1:]]
    assert names_of(text) == wanted


@pytest.mark.parametrize("text", NOBODY.split("\n")[1:-1])
def test_what_looks_like_a_name_is_none(text: str) -> None:
    assert names_of(text.replace("\\n", "\n")) == []


def test_a_name_found_once_is_found_again() -> None:
    text = "申请人：慕容雪。经查慕容雪符合条件，同意慕容雪的申请。"
    assert names_of(text) == ["慕容雪"] * 3


def test_a_form_names_whom_nobody_would_guess() -> None:
    """来 and 年 are family names, and ordinary words nearly always."""
    assert names_of("户主：来有才，人口：4") == ["来有才"]
    assert names_of("后来有才知道") == []
    assert names_of("户主：同上") == []


def test_a_column_of_names() -> None:
    table = "序号|姓名|联系电话\n1|高兴|13800002719\n2|时光|13900002717\n"
    assert names_of(table) == ["高兴", "时光"]


def test_names_keep_off_what_others_found() -> None:
    text = "联系人：陈志强"
    whole = [f for f in scan(text) if f.kind == "name"]
    flat = plain(text)
    assert [f.value for f in find_names(flat, Tables(flat))] == ["陈志强"]
    assert list(find_names(flat, Tables(flat), whole)) == []


@pytest.mark.parametrize("text", ["", "王", "。", "\n\n", "王" * 500, "欧阳", "·", "买买提·"])
def test_odd_texts(text: str) -> None:
    for finding in find_names(text, Tables(text)):
        assert 0 <= finding.start < finding.end <= len(text)


def test_places_are_family_and_given_names() -> None:
    found = [(text[s:e], n) for text in ["欧阳明月说"] for s, e, n in places(text)]
    assert ("欧阳明月", 2) in found
    assert all(len(words) > family for words, family in found)


def test_words_lie_in_a_place() -> None:
    bounds = (0, 2, 3, 5)
    assert lie_of("甲乙丙丁戊", bounds, 0, 3) == ("21", "", "丁戊")
    assert lie_of("甲乙丙丁戊", bounds, 1, 4) == ("<111>", "甲乙", "丁戊")
    assert lie_of("甲乙丙丁戊", bounds, 2, 3) == ("1", "甲乙", "丁戊")
    assert lie_of("甲乙丙丁戊", bounds, 3, 5) == ("2", "丙", "")


def test_stretches_lie_between_signs() -> None:
    stretches = Stretches("一号，话务员说。好")
    stretch = stretches.at(4)
    assert (stretch.text, stretch.start) == ("话务员说", 3)
    assert stretches.at(6) is stretch
    assert stretch.known[-1] == stretch.guessed[-1] == 4
    assert (stretches.at(8).text, stretches.at(8).start) == ("好", 8)


def test_beside_a_stretch_stands_the_sign() -> None:
    told = dict(Reader("（王强）", Around(Tables(""))).read(1, 3, 1, "none", ("edge", "edge")))
    assert told["left"] == ("（",)
    assert told["right"] == ("）",)


def test_of_places_that_overlap_the_likeliest_stays() -> None:
    rows = [(1.0, 0, 2), (2.0, 1, 4), (0.5, 4, 6), (9.0, 6, 8)]
    covered = bytearray(8)
    covered[6] = 1
    assert best(rows, covered) == [(1, 4), (4, 6)]
    assert covered == bytearray([0, 1, 1, 1, 1, 1, 1, 0])


def test_lists_repeat_nothing() -> None:
    lists = read_lists()
    assert len(set(lists.singles)) == len(lists.singles) > 600
    assert not lists.doubtful & set(lists.singles)
    assert all(len(name) == 2 for name in lists.compound)


def test_a_model_is_fitted_on_what_it_is_given() -> None:
    """From a part of the passages to a model that tells most of their names."""
    development = evalsets_dir() / FOLDER / "development.jsonl"
    passages = [p for n, p in enumerate(sources_of(development)) if n % 12 == 0]
    raw = json.loads(fit(passages, ["路灯不亮，晚上看不见路。"]))
    given, family = (Odds(raw[f"{k}_odds"], raw[f"{k}_off_list"]) for k in ("given", "family"))
    model = Model(raw["weights"], raw["quick"], tuple(raw["least"]), given, family)
    hits = wrong = missed = 0
    for passage in passages:
        flat = plain(passage.text)
        found = [r for r in model.scored(flat, Around(Tables(flat))) if r[0] > 0]
        told = set(best(found, bytearray(len(flat))))
        names = {(x.start, x.end) for x in passage.labels if x.kind == "name"}
        hits, wrong, missed = (
            hits + len(told & names),
            wrong + len(told - names),
            missed + len(names - told),
        )
    assert 2 * hits / (2 * hits + wrong + missed) > 0.8
