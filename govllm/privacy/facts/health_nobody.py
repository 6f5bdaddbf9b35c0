"""Whether what is told of health is told of everybody or nobody: rules, lessons, jokes, things."""

from __future__ import annotations

import re

from govllm.privacy.facts.health_mentions import Mention
from govllm.privacy.facts.health_people import CLOSE, line_of

_GENERAL_AFTER = re.compile(
    r"(?:女|等?(?:的)?(?:患者|病人|人群|人员|家庭|者(?!名单)|群体|孕妇|产妇|儿童|孩子|老人|职工"
    r"|人(?!民))(?!是|[:,]|某|$)"
    r"|的(?:学生|幼儿|市民|乘客|旅客|居民|群众|员工|朋友|同学|读者|司机|游客|老年人)(?=[,。:请应可要须不在也们都]|$)"
    r"|[机液室](?![会动])|床位|设备|耗材|病友群|贴(?!着|了)|膏|操|操课|或(?!因|其)|是(?:一种|指|由|因为|怎么|可)|的(?:黄金|前兆|征兆|早期|最佳)"
    r"|(?:成熟|发作|加重|初期|早期|晚期|期间)?(?:后|时)?(?:只要|应|应当|一般|通常|往往|容易|多见|常见|可以)|台账|那一批|可(?:以|开|享|办|报|申|凭|在|到|不)|厉害(?:,|$)|来袭|肆虐|抬头|扎堆|频发|季|一条龙"
    r"|等|、?(?:防治|预防|防控|防范|筛查|早筛|宣传|知识|疫苗|接种|讲座|义诊|科普|门诊|病房"
    r"|专病|科(?!室)|医院|研究|用药|药|患病率|发病率|死亡率|病例|病种|专家|协会|基金|管理|随访"
    r"|规范|治疗|救治"
    r"|检测|检查|监测|评估|鉴定|评定|认定|保险|险|津贴|补贴|补助|康复(?:机构|中心|项目|训练)"
    r"|检出|诊断(?:证|标准)|的,|整形|外科|内科|苗|证(?!明)|日|期间|高发|低发|疫情|传播|风险"
    r"|危险|的(?:危害|预防|治疗|发生|诊断|防治|病因"
    r"|症状|高发|风险|疾病|情形|条件|可|应|须|不得|人)|待遇|保障|结算|报销|资格|标准|登记|备案"
    r"|申请|服务|家属|联合会))"
)
# Who speaks of health in general by trade, and of whom they must speak to mean somebody.
_EXPERT = re.compile(
    r"(?:主讲|主持人?|专家|嘉宾|讲师|讲解|讲座|客服|接线|话务|坐席|团长|店主|店家|卖家|商家|主播|药师|科普|答复|回复|导医"
    r"|宣讲|培训|志愿者|营养师|教官)"
)
# As 接线员012号: is.
_LONGEST_TITLE = 12
_MEANT = re.compile(
    r"[他她您你](?!们|好)|其(?!他|中|它|余|实)|叔|姨|爷爷|奶奶|大爷|大妈|大娘|[妈爸](?![妈爸]?们)|父亲|母亲|孩子|老伴"
    r"|本人|患者[\u4e00-\u9fff]某|女士|先生|师傅|同志"
)
# Nothing that has happened: if, jokes.
_MAYBE = re.compile(
    r"(?:万一|要是|如发现|一旦|假如|假设|倘若|真有人|谁要|谁家|如出现|若出现|出现以下|怕(?:是|会|得)?)[^。;!?\n]{0,24}$"
)
_JOKE = re.compile(
    r"(?:(?:要|快|得|都要|都快|差点|险些|能)(?:被[^,。;\n]{1,6})?(?:[气急笑吓逼烦愁闷憋熬]*[出成得到]?)|[气急笑吓逼烦愁闷憋]出|[气急笑吓累]得?)$"
)
# 累瘫了, 吓瘫了
_TIRED = frozenset("累吓笑")
_LAUGH = re.compile(r"了(?:$|[,。!~哈😂\n])|都?[要快]犯|[,。]?没救|[,。]?哈哈")
# Whose breakdown or illness it is: a thing's, an animal's.
_THING = re.compile(
    r"(?:系统|服务器|交通|网络|电脑|平台|网站|电网|线路|软件|[Aa][Pp][Pp]|小程序|机房|数据库|后台|电梯|硬盘|手机|车身|车头"
    r"|[这那][条只头匹](?!腿|胳|手|脚|眼|耳|膀)|[狗猫犬](?!咬|抓|毛|叫)|[猪羊牛鸡鸭鱼马][崽仔苗群只儿](?!肉)|母[猪牛羊鸡狗]|公[猪牛羊鸡狗]|番茄"
    r"|叶子|树|庄稼)[^,。;\n]{0,6}$"
)
# The name of a field, or what a figure or a thing is called after.
_TITLE = re.compile(r"史?(?:[(][^)\n]{1,10}[)])? ?:|史$")


def is_general(flat: str, end: int) -> bool:
    """Whether what stands behind a mention makes it one of everybody: 患者可, 筛查."""
    return _GENERAL_AFTER.match(flat, end) is not None


def is_nobodys(flat: str, mention: Mention, opening: int, before: str) -> bool:
    """Whether a mention is a box left empty, a title, a joke, a fear or part of a lesson."""
    if before.endswith("□") or _MAYBE.search(before[-30:]):
        return True
    if not mention.phrase and _TITLE.match(flat, mention.end):
        return True
    if before[-1:] in _TIRED and mention.phrase:
        return True
    if _LAUGH.match(flat, mention.end) and _JOKE.search(before[-10:]):
        return True
    if _THING.search(before[-12:]) and not CLOSE.search(before):
        return True
    line, _ = line_of(flat, mention.start)
    colon = flat.rfind(":", line, mention.start)
    if colon < 0 or not _EXPERT.search(flat, max(line, colon - _LONGEST_TITLE), colon):
        return False
    return not _MEANT.search(flat, max(colon, opening), mention.end)
