"""What stands right before and behind a place where a name could stand, told in a word."""

from __future__ import annotations

import re

# A form or a speaker says that a name follows.
LABELS = frozenset(
    """姓名 名字 户名 名叫 我叫 他叫 她叫 也叫 叫做 本名 曾用名 全名 大名 真名 法定代表人 法人代表
    负责人 联系人 经办人 来电人 申请人 被申请人 户主 患者 原告 被告 被告人 当事人 参保人 车主
    持证人 收件人 诉求人 信访人 反映人 举报人 投诉人 记者 通讯员 摄影 编辑 责编 审核人 签发人
    校对 紧急联系人 监护人 驾驶人 被执行人 申请执行人 委托人 受托人 代理人 报告人 承租人 出租人
    经营者 申报人 领取人 签收人 登记人 填表人 见证人 记录人 主持人 报警人 报案人 借款人 担保人
    乘客 失主 死者 伤者 嫌疑人 犯罪嫌疑人 罪犯 学员 考生 选手 新娘 新郎""".split()
)
# People by what they do or whose they are.
ROLES = frozenset(
    """病人 来访人 承办人 经手人 法人 作者 主任 副主任 局长 副局长 处长 科长 股长 书记 副书记 支书
    村支书 市长 副市长 县长 副县长 区长 副区长 镇长 副镇长 乡长 村长 所长 副所长 院长 副院长 校长
    副校长 园长 站长 队长 支队长 大队长 中队长 主席 会长 秘书长 经理 总经理 董事长 股东 司机 医生
    医师 护士 护士长 老师 教师 教授 教练 律师 法官 审判长 审判员 人民陪审员 书记员 检察官 检察长
    民警 警官 辅警 交警 协警 消防员 同志 居民 村民 市民 业主 住户 租客 租户 房东 房主 学生 同学
    同桌 学生干部 儿子 女儿 丈夫 妻子 父亲 母亲 配偶 爱人 哥哥 姐姐 弟弟 妹妹 之子 之女 之妻 之夫
    长子 次子 长女 次女 子女 孙子 孙女 外孙 爷爷 奶奶 外公 外婆 老公 老婆 老伴 媳妇 女婿 舅舅 姑姑
    姨妈 叔叔 伯伯 堂弟 堂兄 堂哥 表弟 表哥 表姐 侄子 侄女 外甥 我舅 我爸 我妈 我哥 我姐 我弟 我妹
    我儿 我女儿 我儿子 我爱人 我老公 邻居 朋友 室友 同事 工友 战友 老乡 队友 搭档 徒弟 师傅 助手
    缴存人 纳税人 收款人 付款人 持卡人 开户人 驾驶员 驾驶人 被害人 受害人 社工 志愿者 网格员 网格长
    楼长 专家 组长 副组长 班长 厂长 社长 员工 职工 工人 农民 会计 出纳 保安 保洁员 老板 店主 店长
    商户 摊主 客户 寄件人 收货人 审批人 签发 审核 承办 主办 拟稿 拟稿人 复核 制表 候选人 获奖者 代表
    委员 外籍 公民 男子 女子 男孩 女孩 老人 青年 少年 先生 女士 骑手 快递员 外卖员 环卫工 护工 保姆
    月嫂 法律顾问 监事 理事 顾问 研究员 研究生 工程师 技术员 办事员 科员 调研员 干事 秘书 文员 坐席
    话务员 接线员 接待人 值班员 调度员 检查员 执法人员 工作人员 小将 冠军 亚军 季军 得主 传承人
    经纪人 主播 导演 歌手 画家 诗人 编剧 军人 退役军人 老兵 烈士 民兵 村医 院士 博士 硕士 副总经理
    总监 主管 行长 副行长 台长 馆长 馆员 委托 委派 任命 聘任 免去 提拔 表彰 授予 认领 联系 找到 送给
    转给 交给 叫 由 与 和 及 、 向 对 给 找 跟 同 是 为 请 让 被 将 把 致 其 以及 其中 系 子 女 妻 夫
    父 母 兄 弟 姐 妹""".split()
)
_DEMOGRAPHIC = re.compile(
    r"[(,， ]{0,2}(?:男|女|[0-9]{1,3}岁|身份证|公民身份|电话|手机|联系|现年|汉族|回族|满族|苗族|"
    r"彝族|藏族|壮族|出生|生于|住|家住|户籍|工号|证件|职务|性别)"
)
TITLES = frozenset(
    """先生 女士 同志 老师 医生 大夫 护士 教授 律师 法官 警官 民警 局长 处长 科长 主任 书记 市长 县长
    区长 镇长 乡长 所长 院长 校长 站长 队长 主席 会长 经理 董事 师傅 阿姨 大爷 大妈 叔叔 奶奶 爷爷
    同学 小姐 老人 夫妇 夫妻 一家 兄弟 姐妹 本人 名下 家属 家里 来电 反映 表示 介绍 认为 指出 强调
    主持 出席 参加 自述 投诉 举报 咨询 申请 要求 希望 提出 同意 负责 签字 使用 购买 驾驶 涉嫌 获得
    当选 担任 兼任 所有 之妻 之子 之女 之父 之母 等人 参保 报名 到场 到案 供述 承担 离世 去世 住院
    确诊 就诊 转入 转院 入职 离职 失联 走失 捡到 拨通 坐在 站在 告诉 回忆 坦言 驾车 骑行 骑车 途经
    行驶 拖欠 尚欠 欠款 不服 辩称 诉称""".split()
)
SHORT_BEHIND = frozenset(
    "总称说讲到在因于的被向从将已是为住与和及报摄之作签患持犯曾获任系等把让对给就也又都还没不拿"
    "带去来做当看想要会能可应应须受"
)
EDGE = frozenset("，。；：、！？,.;:!?（）()【】[]《》“”\"'‘’|/\\<>=-—~…\n\t *_#")
_LEADING = ":：是为|\n （("
_LOOK_BACK, _LOOK_AHEAD = 8, 5


def before(flat: str, start: int) -> str:
    """What stands before a place: label, role, cue (a short word), edge, digit or inside."""
    if not start:
        return "edge"
    window = flat[max(0, start - _LOOK_BACK) : start]
    told = _role(window)
    bare = window.rstrip(_LEADING)
    if len(window) - 4 < len(bare) < len(window):
        told = max(told, _role(bare))
    if told:
        return ("", "cue", "role", "label")[told]
    left = window[-1]
    if left in EDGE:
        return "edge"
    return "digit" if left.isdigit() else "inside"


def _role(window: str) -> int:
    """3 for a label, 2 for a role, 1 for a short word, 0 for none at the end of a window."""
    for word, told in _BY_LAST.get(window[-1:], ()):
        if window.endswith(word):
            return told
    return 0


def _by_last() -> dict[str, tuple[tuple[str, int], ...]]:
    ranks = {word: 2 if len(word) > 1 else 1 for word in ROLES} | dict.fromkeys(LABELS, 3)
    rows: dict[str, list[tuple[str, int]]] = {}
    for word in sorted(ranks, key=lambda word: (-len(word), word)):
        rows.setdefault(word[-1], []).append((word, ranks[word]))
    return {last: tuple(row) for last, row in rows.items()}


# The words by their last characters, the longest first.
_BY_LAST = _by_last()


def behind(flat: str, end: int) -> str:
    """What stands behind a place: title (or another word on a person), cue, edge, ascii, inside."""
    if end == len(flat):
        return "edge"
    right = flat[end]
    if flat[end : end + 2] in TITLES or _DEMOGRAPHIC.match(flat, end):
        return "title"
    if right in SHORT_BEHIND:
        return "cue"
    if right in EDGE:
        return "edge"
    return "ascii" if right.isascii() and right.isalnum() else "inside"
