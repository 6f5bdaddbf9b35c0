"""Health in the words of every day, in forms and tables."""

from __future__ import annotations

import pytest

from govllm.privacy.facts.health import find_health
from tests.privacy.marked import grows_evenly, values


def found(text: str) -> list[str]:
    return values(find_health, text)


@pytest.mark.parametrize(
    ("text", "fact"),
    [
        ("我公公中了风，半边不能动", "中了风"),
        ("他摔断锁骨，工地没人管", "摔断锁骨"),
        ("我妈双目失明十年了", "双目失明"),
        ("丈夫糖尿病，每天打胰岛素", "糖尿病"),
        ("我奶奶瘫在床上，没人喂饭", "瘫在床上"),
        ("她怀着双胞胎，站不了柜台", "怀着双胞胎"),
        ("初步诊断：左足跖痛待查", "左足跖痛待查"),
    ],
)
def test_words_of_every_day_tell_of_health(text: str, fact: str) -> None:
    assert any(fact in value for value in found(text))


@pytest.mark.parametrize(
    "text",
    [
        "网页字太小，看不清",
        "路灯坏了，晚上看不见路",
        "周三 烧伤整形 门诊",
        "中心病历室搬到二楼",
        "高血压患者可申请门诊慢特病待遇",
        "主诉：\n诊断：\n",
    ],
)
def test_what_tells_of_nobody_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        # what somebody cannot do by it, takes for it, and where it has spread
        ("我婆婆脑梗，下不了床，屋里没人", ["脑梗,下不了床"]),
        ("表弟焦虑症，吃着帕罗西汀，不敢出门", ["焦虑症,吃着帕罗西汀,不敢出门"]),
        ("舅舅查出肠癌，已经扩散到肝上", ["肠癌,已经扩散到肝上"]),
        ("姑父尿毒症，一周两次透析", ["尿毒症,一周两次透析"]),
        # a term stands outside, and an empty verb parts
        ("病人自述：膝盖酸痛半个月", ["膝盖酸痛"]),
        ("我哥胃出血，做了胃切除", ["胃出血", "胃切除"]),
        # what was taken away, put on, or burnt
        ("她去年切掉了左边的乳房", ["切掉了左边的乳房"]),
        ("孙师傅右胳膊打着石膏", ["右胳膊打着石膏"]),
        ("小陈手背烫起了泡", ["手背烫起了泡"]),
        # who is known by the family name, or answers a question
        ("老魏心梗走的", ["心梗"]),
        ("客服：老人有慢性病吗？\n市民：高血压，好些年了", ["高血压"]),
        # fields and boxes of a form
        ("姓名：高小川\n食物过敏：芒果", ["芒果"]),
        ("姓名：高小川\n☑癫痫　□糖尿病", ["癫痫"]),
    ],
)
def test_facts_begin_and_end_as_the_guide_says(text: str, facts: list[str]) -> None:
    assert found(text) == facts


@pytest.mark.parametrize(
    "text",
    [
        # lessons, offers, advice
        "主讲人：痛风多半是吃出来的",
        "团长：颈椎病贴一片就松快",
        "正骨馆专治腰突、肩周炎",
        "家中如发现有人口角歪斜、言语不清，请拨打120",
        "万一是主动脉夹层，耽误不得",
        "该药用于治疗类风湿关节炎",
        # jokes, things, animals
        "再改一版，我都要抑郁了",
        "昨晚通宵，人都累瘫了",
        "服务器又瘫痪了",
        "狗狗上吐下泻，叶子也黄了",
        # apparatus, titles, nobody certain
        "科里添了两台透析机",
        "癫痫史：无",
        "有位老人突发心梗，路人合力救助",
        "电梯停了，腿脚不好的走不了楼梯",
    ],
)
def test_what_is_no_certain_persons_is_left_alone(text: str) -> None:
    assert found(text) == []


def test_a_column_of_what_is_taught_is_nobodys() -> None:
    text = "姓名 | 讲座题目 | 时间\n王丽萍 | 糖尿病的饮食 | 周三\n张大庆 | 骨质疏松 | 周五\n"
    assert found(text) == []


def test_a_column_gives_complaints_in_whatever_words() -> None:
    text = "床号 | 姓名 | 主诉\n3 | 王丽萍 | 腰里头绞着疼\n4 | 张大庆 | 无\n"
    assert found(text) == ["腰里头绞着疼"]


@pytest.mark.parametrize(
    "piece", ["姓名 诊断 电话\n", "他手断了", "透析,", "脑梗,走不了,", "主讲人:痛风 "]
)
def test_long_texts_take_linear_time(piece: str) -> None:
    assert grows_evenly(found, piece)
