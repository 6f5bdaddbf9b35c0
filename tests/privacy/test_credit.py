"""Debts told in other words than 欠 and 逾期, in tables, in forms, and told again as a sum."""

from __future__ import annotations

import pytest

from govllm.privacy.facts.credit import find_credit
from tests.privacy.marked import grows_evenly, lines, marked, values

TOLD = """
我弟[[跟他战友借的八万块到现在一分没还]]
房东说她[[两个季度的租金没交]]
小罗[[在食堂赊了四百多块]]，毕业就走了
他[[管表舅拿的五万一直拖着不给]]
我姐夫[[信用卡刷爆了]]，家里天天吵
老谭[[外头背着三十来万的债]]
她儿子[[撸了七八个网贷平台]]
他[[给材料店打了张两万的欠条]]
前夫[[半年没付过抚养费]]
被告宋某[[分文未还]]
我[[房贷断了三个月]]
我爸[[被人堵在门口要债]]
王婶，你[[还差我六百块]]呢
小舅子[[该银行十二万]]
他[[拉了一屁股债]]
我老公[[征信早就花了]]
她[[现在利滚利滚到了二十万]]
客户贺某[[已进入M2]]，当前应还贷款5210元
他[[以贷养贷]]三年了
邻居老魏[[水费一直没缴]]
我哥[[因为还不起网贷]]躲到外地
男方[[拖着四万块装修款不结]]
表弟[[被催收爆了通讯录]]
我[[的花呗还不上了]]
您名下[[贷款已超期12天]]，请尽快处理
承租人石某[[房租少缴了1200元]]
他妈[[住院费还差着医院两万三]]没结
我[[欠着学校八千学费]]
张某[[法院判他还三万元，一直没给]]
借款人[[剩余本金4.2万元未归还]]
他[[打麻将输了八千，一直没给人家]]
我二舅[[交警的罚单没交]]
你[[未按调解书确定的期限履行付款义务]]，请三日内到庭
她堂哥[[因替人担保被区法院列为失信被执行人]]
经查，卞海涛领到进度款后[[拒不支付27名工人工资19万余元]]
我爸[[欠了农商行十来万]]，退休后慢慢还
表叔[[攒下六万多的账]]，年年说还
婆婆[[被银行追偿九万元]]
借款人[[那笔三万的贷款上个月到期了，到现在没还]]
保证人简某[[应承担连带清偿责任]]
他堂弟[[近三年有4次逾期]]
房东：[[那八百块啥时候还我]]
郑某[[向两名同事借款九万元，长期不予归还]]
"""

NOT_TOLD = """
物业费多久不交会被起诉
请尚未缴费的业主到前台办理
我和老伴一分钱没要，白送给他们了
他理发分文不取
公司三个月没发工资了
村里的补偿款到现在没给我
谢谢老师，这份情我还不完
停车场限高两米，我的车进不去
我姐在银行做催收工作
他从未收到催款通知
第八条 拒不偿还债务的，可以向其单位通报
欠您一句谢谢，我记了二十年
我们没借过网贷
讲师：逾期九十天以上就要划到次级
小王数学差三分及格
网贷平台应当规范催收行为
征信花、有逾期都能做，当天下款
我想问问晚还两天算不算逾期
某采石场逾期31天未缴电费账单
甲方未按约定付款的，乙方有权解除合同
前几年我们厂没有发生过拖欠
专项维修资金账户上现在只剩2980元
他把账本收起来没给他们看
该公司欠货款58万元，法定代表人是何某
他查出肝硬化失代偿
不然利息越滚越多，您抓紧来办
去年工地老板没结账，我过年没回家
是否被列入失信名单：□是 □否
今年共限制消费8640人次，我局将继续
原告诉请判令被告承担连带清偿责任
他不是赖账的人
"""


def found(text: str) -> list[str]:
    return values(find_credit, text)


def agree(one: str, other: str) -> bool:
    """Where a statement begins is a matter of taste: half of it must be found."""
    inside = one in other or other in one
    return inside and min(len(one), len(other)) * 2 >= max(len(one), len(other))


@pytest.mark.parametrize("line", lines(TOLD))
def test_debts_in_other_words_are_found(line: str) -> None:
    text, (statement,) = marked(line)
    assert [agree(value, statement) for value in found(text)] == [True], found(text)


@pytest.mark.parametrize("line", lines(NOT_TOLD))
def test_what_is_no_debt_of_a_person_is_left_alone(line: str) -> None:
    assert found(line) == []


def test_sums_under_a_heading_for_debts_are_found() -> None:
    table = "门店 租户 欠租金额 备注\n甲1 吴小兰 3600 已通知\n甲2 罗大年 1250元 出国"
    assert found(table) == ["3600", "1250元"]
    table = "欠缴水费名单\n户号|户主|余额（元）\n01|郝金山|86.50\n02|金小满|0"
    assert found(table)[0] == "86.50"


def test_sums_of_a_table_of_wages_or_of_firms_are_left_alone() -> None:
    assert found("姓名|工种|欠薪金额\n郝金山|瓦工|3600\n金小满|木工|4100") == []
    assert found("企业名称|所属区|拖欠账款\n云水建材公司|北区|318\n河西公司|南区|20") == []
    assert found("姓名|金额|备注\n郝金山|3600|奖金") == []


def test_a_field_for_debts_is_taken_whole() -> None:
    form = "申请人:郝金山\n负债情况:信用社2万元;亲戚处3万元\n住房:租住"
    assert found(form) == ["信用社2万元;亲戚处3万元"]
    assert found("申请人:郝金山\n负债情况:无\n住房:租住") == []


def test_months_and_measures_in_a_table_are_found() -> None:
    table = "租户|欠费月份|欠费金额\n吴小兰|2024.1-2024.6|3600\n罗大年|无|0\n合计||3600"
    assert found(table) == ["2024.1-2024.6", "3600"]
    table = "申请人|被执行人|标的|到位|措施\n常某|吴小兰|92000|0|限高\n常某|河西建材厂|7000|0|限高"
    assert found(table) == ["92000", "限高"]
    assert found("案号|被执行人|标的|进展\n云执3号|吴小兰|38500|终本") == []


def test_months_for_which_a_firm_has_not_paid_are_left_alone() -> None:
    assert found("姓名|用人单位|拖欠月数|电话\n吴小兰|面粉厂|3|2231") == []


def test_fields_of_a_notice_are_found() -> None:
    notice = "催缴单 户名:郝金山 欠水费:617.40元 滞纳金:38.20元 请于七日内缴清"
    assert found(notice) == ["617.40元", "38.20元"]
    assert found("户名:河西建材公司 欠水费:617.40元") == []
    assert found("逾期天数:____ 逾期金额:____") == []
    judged = "被执行人:郝金山\n义务:偿还本金三万元\n失信行为具体情形:违反财产报告制度"
    assert found(judged) == ["偿还本金三万元", "违反财产报告制度"]


def test_what_the_dunners_do_is_a_mark_of_its_own() -> None:
    talk = "我网贷逾期三个月了，催收的天天打到我单位"
    assert found(talk) == ["网贷逾期三个月了", "催收的天天打到我单位"]


def test_a_sum_told_again_is_found() -> None:
    talk = "老周：彭哥，欠我的货款啥时候给\n彭：一万二对吧\n老周：还剩八千"
    assert found(talk)[1:] == ["一万二", "还剩八千"]


def test_a_sum_in_the_next_clause_belongs_to_the_statement() -> None:
    assert found("他给每人打了张白条，合计五万四") == ["给每人打了张白条,合计五万四"]


@pytest.mark.parametrize(
    "piece",
    ["没给钱", "差我", "催收", "剩1万,", "一分没", "因限高", "欠费:1 ", "被催", "姓名 欠款 金额\n"],
)
def test_time_grows_with_the_text(piece: str) -> None:
    assert grows_evenly(found, piece)
