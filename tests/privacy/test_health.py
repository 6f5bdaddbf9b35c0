"""Health in the words of every day, in forms and tables."""

from __future__ import annotations

import time

import pytest

from govllm.characters import plain
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.health import find_health
from govllm.privacy.tables import Tables


def found(text: str) -> list[str]:
    flat = plain(text)
    return [fact.value for fact in find_health(flat, Columns(Tables(flat)))]


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


def test_a_column_gives_complaints_in_whatever_words() -> None:
    text = "床号 | 姓名 | 主诉\n3 | 王丽萍 | 腰里头绞着疼\n4 | 张大庆 | 无\n"
    assert found(text) == ["腰里头绞着疼"]


@pytest.mark.parametrize("piece", ["姓名 诊断 电话\n", "他手断了", "透析,"])
def test_long_texts_take_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        began = time.process_time()
        found(piece * (size // len(piece)))
        return time.process_time() - began

    assert any(seconds(32_000) < 12 * seconds(4_000) + 0.01 for _ in range(5))
