"""Where somebody learns, in sentences of our own: what is told of it, and what is not."""

from __future__ import annotations

import pytest

from govllm.privacy.facts.schools import find_schools
from tests.privacy.marked import grows_evenly, lines, marked, values

# The fact stands in double square brackets; ⏎ ends a line of a text.
FOUND = """
我闺女在[[云州三中]]，今年高二
我儿子[[云州三中]]的，成绩一般
孩子学籍还挂在[[云水县实验小学]]
他是[[江北大学]]法学硕士
2015.9-2019.6 [[江北大学]] 本科 会计学
第一学历：[[云水师专]]
最高学历：本科（[[江北大学]]）
我们是[[云水二中]]98届的
他上的[[云水职高]]
娃今年刚上[[云水一小]]
在[[云水卫校]]学护理
孩子从[[云水卫校]]毕业
奶奶在[[云水老年大学]]学国画
两个娃，一个在[[云水小学]]，一个在[[云水二中]]
孩子班级：[[云水小学]]二（3）班
[[云州七中]]李明同学拾金不昧
问：孩子在哪个学校？⏎答：[[向阳小学]]，就桥头那个
李小明（男，12岁，[[向阳小学]]学生）
他考取了[[云州师大附中]]
我是[[云水七中]]的学生
我是[[云水七中]]学生的家长
我闺女今年高二，在[[云水六中]]，前些天病了
早上送孩子到[[云水三小]]的路上被撞
他初中是[[云水七中]]的
选手：李明，[[云水三小]]
李明 [[云水三小]] 五年级（2）班
娃又在[[云水职校]]住着
他俩是[[云水粮食中专]]的同窗
下月去[[云水师范学院]]报到
孩子被划到[[云水七中]]
姓名|在哪上学|监护人⏎支梅|[[云水三中]]|外公⏎安宁|[[云水二中]]|妈妈
"""
NOT_FOUND = """
云水二中高三年级将举行家长会
云水二中毕业典礼昨日举行
云水二中学生食堂涨价
他在云水二中门口摆摊
她在云水二中教书
我去云水二中办事
云水小学一年级招生公告
江北大学教授李明
报名江北大学的考生请注意
请填写转出学校和转入学校
想让儿子明年上云水二小
户口在这里能不能划到云水二小
云水二中五年级学生开展春游
云水职业技术学院开设护理专业
子女在境外学校就读的，须留存录取通知书
周三中午收到的
学校：云水实验小学⏎2026年食材采购验收汇总
教师|任教学校|学科⏎巫春燕|云水二小|语文
"""


def found(text: str) -> list[str]:
    # A cell of a table is found by its heading, too.
    return list(dict.fromkeys(values(find_schools, text)))


@pytest.mark.parametrize("line", lines(FOUND))
def test_is_found(line: str) -> None:
    text, expected = marked(line)
    assert found(text) == expected


@pytest.mark.parametrize("line", lines(NOT_FOUND))
def test_is_not_found(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    "piece",
    ["儿子在云水小学", "云水大学的", "学历:", "从云水中学", "答:云水中学\n", "云水小学 李明 "],
)
def test_time_grows_with_the_text(piece: str) -> None:
    assert grows_evenly(found, piece)
