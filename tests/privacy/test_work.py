"""Where somebody works, in sentences of our own: what is told of it, and what is not."""

from __future__ import annotations

import pytest

from govllm.privacy.facts.work import find_work
from tests.privacy.marked import grows_evenly, lines, marked, values

# The fact stands in double square brackets; ⏎ ends a line of a text.
FOUND = """
我姐夫在[[青河热电厂]]烧锅炉，三班倒
他从[[云水纺织二厂]]买断工龄出来，二十年了
她是[[江北区税务局]]的，你找她帮忙
本人于2010年进入[[云水铝业]]至今
王秀莲，[[恒达制衣厂]]缝纫工，月入三千
[[青河日报]]见习记者宋佳
老伴[[云水钢厂]]退休，每月两千八
我爸[[云水钢厂]]的，下岗了
爱人：[[云水钢厂]]会计
刘洋-[[云水钢厂]]-技术部
2008—2015 [[云水机床厂]] 钳工
被[[蓝海科技]]辞退后，他开了网店
刘某被[[云水恒通公司]]解除劳动合同
同意陆文同志从[[云州市图书馆]]调入[[云州市博物馆]]
任命陆文为[[北岭区应急管理局]]局长
先后在[[望江印刷厂]]、[[望江电影院]]工作
当年在[[云州造纸厂]]一块儿三班倒
他在[[云州造纸厂]]那会儿天天加班
社保挂在[[云水钢厂]]
受害人何小军（[[望江电厂]]退休工人）
接诊医生陆文（[[江北二院]]）
问：你在哪上班？⏎答：[[望江酒厂]]，三年了
工作单位：[[云州鼎峰]]
我在[[江北百货大楼]]站了十年柜台
喂，我[[云水司法所]]的小孟
您好，我是[[云水社区卫生服务中心]]的护士，通知您来打针
今年我在[[海纳冷库]]找到了活
保证人：何小军（借款人之兄，[[云水二小]]教师）
李明（妻子，[[云州三院]]）
兹证明李明系我单位（[[云水物流公司]]）正式职工
问：他如今在哪儿高就？⏎答：在[[云水海事处]]呢，调过去两年了
收到[[星辰科技]]的录用通知
来电人：我在那个[[万家乐超市]]上班
我侄子在[[云水救援队]]当队员
被[[云水服装公司]]以旷工为由解除劳动合同
老张，[[北岭林场]]护林员
主持人：王芳，女，[[云州市发改委]]副主任
他的单位是[[云水港务集团]]，常年在外
借款人单位：[[云水物流公司]]
申请单位：[[启明星幼儿园]]（拟入职）
日期|单位|带班领导|电话⏎5.1|[[柳桥派出所]]|方克俭|123⏎5.2|[[湖滨派出所]]|段青松|123
教师 | 任教学校 | 学科 | 轮岗去向⏎巫春燕 | [[云水二小]] | 语文 | [[松谷县双河小学]]
[[云州市水务局]]：李明、王芳
[[云州市公安局交警支队]]民警李明
李明与妻子都在[[宏运物流]]工作
刘洋是[[云州地铁公司]]的一名站务员
"""
NOT_FOUND = """
我在云州百货大楼买了台电视，两年坏三次
她在市一院做了手术
他在云州大酒店摔伤
我到云州人社局办退休
云州市公安局民警提醒市民注意防骗
云州二中保安岗位外包采购
他在市人民医院住院三个月
她家住在云州水泥厂家属院
他在云州水泥厂门口摆摊
我们云州造纸厂将于明日停电检修
参加失业保险的人员
单位应当为职工缴纳养老保险
用人单位应当与劳动者签订劳动合同
孩子在云州七中读书
已贴在网站上
有人在云水化工厂工作时中毒，请核查
我给云水物业交了五年物业费
我替外甥在云水农商银行做担保
每天早上在滨湖公园锻炼的老人
我在云水汽修厂修车，花了八百
我是云水健身房的会员
我在化工厂上班
他在云州市政务中心召开政府信息公开工作现场会
在家中被东篱法院干警堵住
司机经过文昌路口站未停靠
请大家确保安全
孩子在云州七中被同学推倒
"""


def found(text: str) -> list[str]:
    # A cell of a table is found by its heading, too.
    return list(dict.fromkeys(values(find_work, text)))


@pytest.mark.parametrize("line", lines(FOUND))
def test_is_found(line: str) -> None:
    text, expected = marked(line)
    assert found(text) == expected


@pytest.mark.parametrize("line", lines(NOT_FOUND))
def test_is_not_found(line: str) -> None:
    assert found(line) == []


@pytest.mark.parametrize(
    "piece",
    [
        "我在云水公司",
        "云水厂的",
        "李明,云水厂,",
        "工作单位:",
        "在厂",
        "答:云水厂\n",
        "云水厂 李明 ",
    ],
)
def test_time_grows_with_the_text(piece: str) -> None:
    assert grows_evenly(found, piece)
