"""The six benefits that a person may have or not."""

from __future__ import annotations

from govllm.government.social.care_conditions import home, sickness
from govllm.government.social.verdict import Benefit
from govllm.government.social.work_conditions import flexible, recognition, skill, special

BENEFITS = {
    "flexible": Benefit(
        flexible,
        "ss-flexible-subsidy-2026",
        (
            "就业困难人员认定日期",
            "灵活就业登记日期",
            "养老保险缴费情况",
            "经营身份",
            "雇工情况",
            "已享受补贴月数",
            "初次申领时距退休时间",
            "劳动关系",
        ),
    ),
    "sickness": Benefit(
        sickness,
        "ss-sickness-pension-2026",
        (
            "年龄",
            "缴费月数",
            "劳动能力鉴定结论",
            "鉴定结论日期",
            "致残原因",
            "正在领取的待遇",
            "工资支付情况",
        ),
    ),
    "special": Benefit(
        special,
        "ss-special-work-2026",
        ("年龄", "工种", "从事特殊工种年限", "缴费月数", "档案记载情况", "公示情况"),
    ),
    "recognition": Benefit(
        recognition,
        "ss-injury-recognition-2026",
        (
            "劳动关系",
            "申请人身份",
            "事故日期",
            "事故责任",
            "路线和时间",
            "发病到死亡的时间",
            "是否醉酒等排除情形",
        ),
    ),
    "skill": Benefit(
        skill,
        "ss-skill-subsidy-2026",
        (
            "失业保险缴费月数",
            "证书联网查询结果",
            "证书核发日期",
            "以往领取情况",
            "本年度领取次数",
            "参保地",
        ),
    ),
    "home": Benefit(
        home,
        "ss-home-service-2026",
        (
            "年龄",
            "户籍",
            "居住证持有时间",
            "失能等级",
            "评估日期",
            "家庭人均月收入",
            "居住情况",
            "长期护理保险待遇",
        ),
    ),
}
