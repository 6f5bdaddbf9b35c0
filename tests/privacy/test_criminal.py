"""Statements of offences as people tell them: in talk, in tables and forms, over two clauses."""

from __future__ import annotations

import time

import pytest

from govllm.characters import plain
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.criminal import find_criminal
from govllm.privacy.tables import Tables

# The statement stands in double square brackets.
TOLD = """
我老公[[因为跟人打架被派出所关了五天]]，单位要开除他
姚建国[[被判了十年，现在省二监服刑]]
陈大力[[吃了六年牢饭]]，出来后开了个修车铺
我弟[[替人跑分，被外地警察带走]]
肖立群[[酒后驾驶被吊销驾驶证]]，五年内不得重考
周某[[因醉驾被判处拘役一个月十五天，缓刑二个月，并处罚金三千元]]
谢志强[[强奸罪，有期徒刑五年]]
他那个事[[判下来了，八个月]]
小舅子[[拘了半个月]]
卢建平[[戴着电子手环]]，出不了县
樊某[[因吸食冰毒，被责令社区戒毒三年]]
他舅[[折进去了，判了七年]]
我爱人[[被判缓刑]]，能不能评职称
我[[以前蹲过号子]]，找工作人家都不要
高小兵[[刚从戒毒所出来]]
她[[倒腾假烟，叫烟草和公安一锅端了，取保在家]]
毛大江[[在押]]，其子由村委会照看
侯亮[[涉嫌故意伤害，检察机关已批准逮捕]]
邱志刚[[被公安机关上网追逃]]
兹有鲍某某[[因犯盗窃罪于2020年被判处有期徒刑三年]]
他[[有过一次酒驾记录]]
小叔子[[因电鱼被判拘役三个月]]
""".strip().splitlines()

NOBODY = """
判处有期徒刑以上刑罚的人员不予录用
醉驾的后果：吊销驾驶证、五年内不得重考、追究刑事责任
本所代理取保候审、缓刑、减刑、假释案件
有人在小区里偷电瓶，希望派出所抓一抓
我家的狗被关了三天
法院判决被告返还货款十万元
法院判了离婚，孩子归我
社区矫正中心的工作人员每周走访
刑满释放人员可以申请创业补贴
看守所附近的路灯坏了
超市因销售过期食品被罚款五千元
昨天一名男子因酒驾被刑拘
我要起诉他，让他坐牢
办理取保候审需要什么手续
押金被扣了两千元
吸毒人员应当接受社区戒毒
投诉司机闯红灯，要求扣分罚款
我被骗了三万块，已立案
是否受过行政拘留
他没有坐过牢
""".strip().splitlines()


def found(text: str) -> list[str]:
    flat = plain(text)
    return [finding.value for finding in find_criminal(flat, Columns(Tables(flat)))]


def shared(one: str, other: str, text: str) -> float:
    """How much of two stretches of a text is both's."""
    (a, b), (c, d) = ((text.find(part), text.find(part) + len(part)) for part in (one, other))
    return (min(b, d) - max(a, c)) / (max(b, d) - min(a, c))


@pytest.mark.parametrize("line", TOLD)
def test_a_statement_is_found_about_as_it_stands(line: str) -> None:
    before, statement, after = line.replace("]]", "[[").split("[[")
    text = plain(before + statement + after)
    values = found(text)
    assert len(values) == 1
    assert shared(values[0], plain(statement), text) > 0.65


@pytest.mark.parametrize("line", NOBODY)
def test_rules_questions_and_firms_are_left_alone(line: str) -> None:
    assert found(line) == []


def test_a_table_of_offences_is_read_cell_by_cell() -> None:
    text = "姓名|原判|结论\n陈小满|受贿，十一年|收监\n罗大山|酒精91毫克|暂扣半年\n"
    assert found(text) == ["受贿,十一年", "收监", "酒精91毫克", "暂扣半年"]


def test_a_form_names_the_offence_alone() -> None:
    assert found("罪名：非法捕捞水产品") == ["非法捕捞水产品"]


def test_people_under_correction_are_found_before_their_names() -> None:
    assert found("社区矫正对象陈小满按时报到") == ["社区矫正对象"]
    assert found("社区矫正对象管理办法") == []


@pytest.mark.parametrize("piece", ["判", "因偷", "被抓了", "罪,", "在看守所", "三年", "罚款,"])
def test_time_grows_with_the_text(piece: str) -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        found(text)
        return time.process_time() - began

    once = piece * (8_000 // len(piece))
    # A square would give 64.
    assert any(seconds(once * 8) < 12 * seconds(once) + 0.01 for _ in range(5))
