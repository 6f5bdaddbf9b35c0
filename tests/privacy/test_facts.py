"""Facts tied to a person, in sentences of our own: where they stand, and where there are none."""

from __future__ import annotations

import pytest

from govllm.characters import plain
from govllm.privacy.classes import Finding
from govllm.privacy.facts import find_facts
from govllm.privacy.tables import Tables
from tests.privacy.marked import grows_evenly, marked

# The fact stands in double square brackets.
EMPLOYER = """
我在[[云水市红星机械厂]]上班，合同去年到期了
他爱人在[[临江县人民医院]]当护士，三班倒
申请人自2019年起就职于[[恒达物流有限公司]]，月薪六千元
工作单位：[[青河市公路养护中心]]
用人单位 [[华远电子科技有限公司]]
[[青河市第一中学]]教师林晓峰获得表彰
[[云水县税务局]]副局长陈立功主持会议
男，汉族，1980年生，[[江北区环卫所]]职工
现任[[青河市水利局]]办公室主任，拟任副局长
我是[[云水棉纺厂]]的退休工人，想查养老金
她在[[好又来超市]]干了三年收银
表哥在[[顺捷快递]]送货，摔了一跤
周立（[[江北区疾控中心]]）提出三点建议
我老公给[[南岭建筑公司]]开塔吊
本人在[[东山煤矿]]井下作业二十年
王海 [[青河市档案馆]] 13800002719
"""
NO_EMPLOYER = """
市人社局工作人员将在三个工作日内答复
请到云水市公安局办理身份证
某公司拖欠工资，已被立案
投诉恒达物流有限公司乱收费
在本单位工作满一年的职工可以申请
主办单位：云水市体育局
云水市医保局局长在会上强调，要管好基金
他在一家公司上班
我在石渡区一家皮革厂上班
我去百汇商城买了扫地机器人，两年了
我想在开发区找个工厂打工
企业在市场监管局登记后方可营业
"""
SCHOOL = """
孩子在[[江北区实验小学]]读三年级
我女儿今年考上了[[江南师范大学]]
现就读于[[青河市第三中学]]，高二
毕业院校：[[云水职业技术学院]]
[[青河一中]]学生罗小曼获得一等奖
儿子在[[阳光幼儿园]]大班，午睡时摔了
2016年毕业于[[江南大学]]机械系
转出学校：[[云水县城关小学]] 转入学校：[[青河市育才小学]]
李可（[[江北区第二中学]]），百米第一
她从[[云水镇中心小学]]转到[[江北区铁路小学]]
"""
NO_SCHOOL = """
青河市第三中学将于九月一日开学
市教育局要求各小学落实课后服务
江北区实验小学门口交通拥堵
投诉阳光幼儿园乱收费
全市中学、小学统一放假
高校毕业生可申请租房补贴
"""
HEALTH = """
我父亲患有[[糖尿病]]，每天打针
他去年查出[[肺癌晚期]]
患者姓名：陈某 诊断：[[腰椎间盘突出症]]
驾驶员赵某[[左小腿骨折]]，已送医
本人系[[二级肢体残疾]]，申请补贴
孩子被诊断为[[孤独症]]
老人[[突发脑梗]]，正在抢救
她[[怀孕]]六个月了，单位要辞退她
因[[急性心肌梗死]]医治无效，于五月三日去世
我妈[[中风]]三年，[[下不了床]]
伤情：[[右手食指缺失]]
工友被砸成[[脾破裂]]，住院了
邻居家儿子有[[精神分裂症]]，经常打人
经鉴定为[[八级伤残]]，要求赔偿
既往史：[[高血压3级、冠心病]]
他做了[[心脏搭桥，不能干重活]]
我得了[[抑郁症，睡不着]]
我爷爷[[双目失明]]，一个人住
弟弟[[尿毒症，每周透析三次]]
"""
NO_HEALTH = """
糖尿病患者可申请门诊慢特病待遇
全市开展高血压、糖尿病筛查活动
本周六举办骨质疏松防治讲座
有癫痫、眩晕症等妨碍安全驾驶疾病的，不得申领驾驶证
肢体残疾人可凭证免费乘车
云水市精神病医院电话公布
预防流感，请及时接种疫苗
施工时支架倒塌，无人受伤
家长对择校很焦虑
职业病防治法规定，用人单位应当组织体检
怀孕女职工享受产假
"""
CRIMINAL = """
被告人孙某[[因盗窃罪被判处有期徒刑八个月]]
他[[因酒后驾车被行政拘留十日]]
嫌疑人李某[[涉嫌合同诈骗罪被刑事拘留]]
我哥[[因打架斗殴被拘留了五天]]
陈某[[犯故意伤害罪，判处有期徒刑三年，缓刑四年]]
其[[因吸毒被强制隔离戒毒两年]]
张三[[寻衅滋事被行政拘留十五日]]
她老公[[因帮信罪判了七个月]]
刘某[[涉嫌危险驾驶罪]]，已移送检察院
"""
NO_CRIMINAL = """
盗窃公私财物，数额较大的，处三年以下有期徒刑
严厉打击电信网络诈骗犯罪
全年共抓获犯罪嫌疑人126名
酒后驾驶机动车的，一律吊销驾驶证
开展扫黑除恶专项行动宣传
请提供无犯罪记录证明
当事人销售过期食品，罚款五千元
谨防以低价旅游为名的诈骗
"""
CREDIT = """
他[[被列为失信被执行人]]，房子也查封了
我[[信用卡逾期三个月未还]]
被执行人周某[[尚欠货款21万元未履行]]
本人[[网贷逾期八万元]]，天天被催收
我弟[[欠银行贷款三十万还不上]]
负债情况：[[欠亲友12万元]]
老婆[[被限制高消费]]，坐不了高铁
我[[欠信用社五万元]]，想分期
他[[上了黑名单]]，贷不了款
"""
NO_CREDIT = """
逾期不缴纳的，每日按罚款数额的百分之三加处罚款
失信被执行人将被限制乘坐飞机
开展征信知识宣传活动
某公司拖欠工程款三百万元
逾期未年检的车辆不得上路
开发商欠我们房产证
我是老师，被欠了四个月课时费
物业说停车场限高两米
申请人应当如实填报债务
"""
POSITIVE = {"employer": EMPLOYER, "school": SCHOOL, "health": HEALTH, "criminal": CRIMINAL,
            "credit": CREDIT}  # fmt: skip
NEGATIVE = {"employer": NO_EMPLOYER, "school": NO_SCHOOL, "health": NO_HEALTH,
            "criminal": NO_CRIMINAL, "credit": NO_CREDIT}  # fmt: skip


def rows(table: dict[str, str]) -> list[tuple[str, str]]:
    return [(kind, line) for kind, text in table.items() for line in text.strip().splitlines()]


def facts_of(flat: str) -> list[Finding]:
    return list(find_facts(flat, Tables(flat)))


def found(text: str, kind: str) -> list[str]:
    return [fact.value for fact in facts_of(plain(text)) if fact.kind == kind]


@pytest.mark.parametrize(("kind", "line"), rows(POSITIVE))
def test_facts_about_somebody_are_found_as_they_stand(kind: str, line: str) -> None:
    text, expected = marked(line)
    assert found(text, kind) == expected


@pytest.mark.parametrize(("kind", "line"), rows(NEGATIVE))
def test_what_is_said_of_nobody_is_left_alone(kind: str, line: str) -> None:
    assert found(line, kind) == []


TABLE = """姓名 诊断 工作单位 电话
陈小满 尿毒症 云水纺织厂 13800002719
罗大山 糖尿病 恒达物流公司 13800002720
"""


def test_headings_tell_what_a_column_holds() -> None:
    assert found(TABLE, "health") == ["尿毒症", "糖尿病"]
    assert set(found(TABLE, "employer")) == {"云水纺织厂", "恒达物流公司"}


def test_a_table_about_things_tells_of_nobody() -> None:
    text = "病种 目录编号 日期\n尿毒症 A01 2026-01-02\n糖尿病 A02 2026-01-02\n"
    assert found(text, "health") == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "。",
        "癌",
        "罪",
        "欠",
        "公司",
        "在公司上班",
        "诊断：",
        "\ud800",
        "(((",
        "某某" * 40,
    ],
)
def test_odd_texts_hold_no_facts(text: str) -> None:
    assert facts_of(plain(text)) == []


# Each makes one of the rules begin again and again, or go far.
LONG = [
    "欠", "一", "某", "因涉嫌", "被", "在", "公司", "大学", "罪", "在云水公司", "左右双侧",
    "、肺", "癌、", "逾期", "我欠债一万。他因盗窃罪被拘留。", "信用卡", "中小", "学生", "的",
    "因盗窃", "判处", "单位:", "(", "云水公司 ", "职工", "一二三四五六七八九十", "0,000",
    "姓名 单位 电话\n", "a b c\n", "患有", "未履行", "小学二年", "副主任", "左腿骨折,",
    "有期徒刑",
]  # fmt: skip


@pytest.mark.parametrize("piece", LONG)
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    assert grows_evenly(facts_of, piece, 8_000)
