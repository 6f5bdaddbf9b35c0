"""Statements of offences as people tell them: in talk, in tables and forms, over two clauses."""

from __future__ import annotations

import pytest

from govllm.characters import plain
from govllm.privacy.facts.criminal import find_criminal
from tests.privacy.marked import grows_evenly, marked, values

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
三楼那个姓李的，听说是[[诈骗进去的]]
丈夫[[因走私罪入狱]]，至今未归
表哥前天[[被抓了，说是搞网络赌博]]
警方[[以涉嫌诈骗罪将乔某刑事拘留]]
法院[[以诈骗罪判处乔某有期徒刑三年，缓刑四年]]
检察院[[以故意伤害罪对罗志平提起公诉]]
被告人石磊[[犯诈骗罪，判处有期徒刑二年]]
[[因拒不履行生效判决，秦某被处以司法拘留十五日]]
盗窃电瓶的嫌疑人宋某[[被当场抓获]]
船主潘某[[在禁渔区撒网被当场查获]]
她[[还在社区矫正，每个月要去司法所报到]]
你[[缓刑两年]]，手机定位别关
该犯在[[服刑]]期间表现良好
局长苗建国[[涉嫌严重违纪违法，目前正接受审查调查，并被采取留置措施]]
陶小海[[在酒店内吸食毒品被查获，尿检呈阳性]]
来电人是程某的哥哥，程某[[涉嫌开设赌场，现被取保候审]]
离职原因：2020年[[酒驾被扣证半年]]
儿子[[在少管所]]
我爸[[关在里面]]，过年都没回来
死者生前[[系刑满释放人员]]
丈夫姜建军[[在外省服刑]]
本人2014年[[因寻衅滋事被行政拘留十天]]，此后再无违法行为
我[[是社区矫正人员]]，想请假回老家
公诉机关指控：被告人凌小军[[盗窃手机]]
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
全市吊销驾驶证一千九百余本，行政拘留二百余人，同比下降
经查询，未发现何丽有犯罪记录
取保候审保证书
根据《暂予监外执行规定》第三条
起诉书向本院提起公诉，本院依法组成合议庭
原判刑罚：无
某公司因虚开发票被公安机关立案侦查
律师费：取保候审阶段五千元，审查起诉阶段八千元
接到自称公安局的电话，说她涉嫌洗钱，已被通缉
民警抓获一名网上逃犯
抢我手机的人判了吗
要是他被判刑，我能不能起诉离婚
王某被骗五万元，公安机关已立案侦查
对拒不执行判决的被执行人，法院将依法采取拘留措施
这部新戏讲一个小偷刑满归家的故事
""".strip().splitlines()


def found(text: str) -> list[str]:
    return values(find_criminal, text)


def shared(one: str, other: str, text: str) -> float:
    """How much of two stretches of a text is both's."""
    (a, b), (c, d) = ((text.find(part), text.find(part) + len(part)) for part in (one, other))
    return (min(b, d) - max(a, c)) / (max(b, d) - min(a, c))


@pytest.mark.parametrize("line", TOLD)
def test_a_statement_is_found_about_as_it_stands(line: str) -> None:
    text, (statement,) = marked(line)
    (value,) = found(text)
    assert shared(value, statement, plain(text)) > 0.65


@pytest.mark.parametrize("line", NOBODY)
def test_rules_questions_and_firms_are_left_alone(line: str) -> None:
    assert found(line) == []


def test_a_table_of_offences_is_read_cell_by_cell() -> None:
    text = "姓名|原判|结论\n陈小满|受贿，十一年|收监\n罗大山|酒精91毫克|暂扣半年\n"
    assert found(text) == ["受贿,十一年", "收监", "酒精91毫克", "暂扣半年"]


TABLES = {
    "姓名|性别|罪名|刑期\n马小军|男|抢劫罪|十年\n": ["抢劫罪", "十年"],
    "被处罚人|违法事实|处罚结果\n冯某|未拴绳遛狗伤人|罚款五百元\n": [
        "未拴绳遛狗伤人",
        "罚款五百元",
    ],
    "姓名|类别|司法所\n栗建设|缓刑|白茅\n": ["缓刑"],
    "入所时间 姓名 因何 期限\n08:40 郜小虎 阻碍执行职务 拘留五日\n": ["阻碍执行职务", "拘留五日"],
    "日期|案由|被告人\n5月6日|盗伐林木|殳海\n5月7日|离婚纠纷|陈平\n": ["盗伐林木"],
    # What firms did, what was done to those who report it, and counts.
    "当事人|违法事实|处罚结果\n云州顺达公司|超标排污|罚款五万元\n": [],
    "姓名|报案时间|案件类别\n陈丽|3月2日|盗窃\n": [],
    "月份|刑拘|批捕|移送起诉\n一月|11|7|5\n": [],
    "姓名|前科|备注\n邱海|无|务农\n": [],
}


@pytest.mark.parametrize("text", TABLES)
def test_lists_of_offenders_are_read_and_others_are_not(text: str) -> None:
    assert found(text) == TABLES[text]


FORMS = {
    "原判刑罚：拘役三个月，缓刑五个月": ["拘役三个月,缓刑五个月"],
    "矫正类别：缓刑": ["缓刑"],
    "犯罪记录：2016年因故意伤害罪判处管制六个月": ["因故意伤害罪判处管制六个月"],
    "有无前科：无": [],
    "案由：买卖合同纠纷": [],
    "当事人：云州顺达公司\n违法事实：超标排污\n处罚内容：罚款五万元": [],
}


@pytest.mark.parametrize("text", FORMS)
def test_fields_of_forms_hold_an_offence_or_nothing(text: str) -> None:
    assert found(text) == FORMS[text]


def test_a_notice_tells_the_deed_apart_from_its_punishment() -> None:
    text = "经查，庞某因停车纠纷殴打车主，致其轻微伤。决定给予庞某行政拘留七日的处罚。"
    assert found(text) == ["因停车纠纷殴打车主", "决定给予庞某行政拘留七日"]
    assert found("经查，市民反映的殴打情况不属实。处罚依据已答复。") == []


def test_a_form_names_the_offence_alone() -> None:
    assert found("罪名：非法捕捞水产品") == ["非法捕捞水产品"]


def test_people_under_correction_are_found_before_their_names() -> None:
    assert found("社区矫正对象陈小满按时报到") == ["社区矫正对象"]
    assert found("社区矫正对象管理办法") == []


PIECES = ["判", "因偷", "被抓了", "罪,", "在看守所", "三年", "罚款,", "经查,周某偷", "姓名|罪名\n"]


@pytest.mark.parametrize("piece", PIECES)
def test_time_grows_with_the_text(piece: str) -> None:
    assert grows_evenly(found, piece, 8_000)
