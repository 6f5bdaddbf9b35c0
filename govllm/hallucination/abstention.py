"""Whether an answer declines: says that it does not know, or that its sources do not tell.

What counts is what the answer comes to. One that declines and then answers all the same does not
abstain; one that answers a part and declines the rest does not either.
"""

from __future__ import annotations

import re

# Clauses, since one may decline and the next one answer: 利率没有规定，但最高额度为30万元.
_CLAUSE = re.compile(r"[^。！？!?；;，,\n]+")
_SOURCE = (
    r"(?:资料|材料|文件|文中|原文|条文|(?:上述|提供的|给出的)内容|规定|政策|信息|文档|通知|办法)"
)
_DECLINES = re.compile(
    r"无法(?:回答|作答|确定|判断|得知|给出|提供|确认|答复|核实|查到|计算|告[诉知]|由|从|据此)"
    r"|不能(?:回答|确定|判断|作答|给出|提供|确认|计算)|(?:不|并不)(?:知道|清楚|了解|掌握|确定)"
    r"|没(?:有|能)?(?:找到|查到|检索到|发现|见到|看到|掌握|写到?|提到?|提及|讲到?|说到?|触及|涉及|管到|权限|"
    r"法(?:直接)?(?:回答|判断|给|说))|未(?:能)?(?:找到|查到|检索到|发现|见|包含|涉及|作出说明|提及|说明|载明)"
    r"|[答说查算判预][不][了上出来]{1,2}|得不出|不(?:予|便|敢|好|做|作)(?:回答|答复|给出|判断|评价|下结论|妄言|说)"
    r"|没有(?:可靠|足够|相关|任何)?(?:答案|来源|依据|结论|把握)|不(?:会|能)给您(?:任何)?一?个?答案|弄不?明白"
    r"|不在[^，。]{0,6}(?:能|可|我)[^，。]{0,6}范围|没人知道|中无(?:此|该)|无(?:此|该|答案|从)(?:类|项)?(?:信息|内容|规定|可|判断|得知)|未就[^，。]{2,24}作出|别问我|有待[^，。]{0,8}(?:明确|核实)|另行查询"
    r"|难以(?:确定|判断|回答)|暂(?:无|时没有)(?:相关|此类|有关|该)"
    rf"|{_SOURCE}[^，。；]{{0,8}}?(?:没有|并未|未|并没有)(?:提及|提到|说明|规定|载明|涉及|写明|给出|列明|明确|"
    r"包含|覆盖|写|讲|说)|(?:没有|并无|未有|不存在)[^，。；]{0,14}?(?:相关|有关|这方面的?|这一|此项|该项?|"
    rf"明确的?)[^，。；]{{0,6}}?(?:规定|{_SOURCE}|内容|依据|说明|条款|政策)"
    r"|无(?:相关|有关)(?:规定|信息|内容|资料|依据)|超出[^，。；]{0,8}范围|(?:信息|资料|依据)不足"
    r"|(?:i|we)(?:'m| am| do not| don't| cannot| can't| can not)[^.]{0,12}?"
    r"(?:not sure|unsure|know|answer|determine|find|tell|say)"
    r"|(?:cannot|can't|unable to|not able to) (?:be )?(?:answer|determine|find|confirm|provide)\w*"
    r"|(?:not|n't) (?:mention|state|specif|contain|provide|say|cover)\w*"
    r"|(?:say|says|said) nothing|(?:no|any|enough) (?:access|basis|context|answer|data)|don't touch"
    r"|not in a position|no (?:information|mention|provision|relevant)"
    r"|(?:insufficient|not enough) information",
    re.I,
)
# A double negative: 不是不知道, 没有未规定的.
_NOT_SO = re.compile(r"(?:不是|并非|没有)(?:不知道|不清楚|无法|未规定)")
# Sentences that answer nothing: manners, and where else to ask.
_MANNERS = re.compile(
    r"^[\s，,]*(?:很?抱歉|对不起|不好意思|您好|你好|感谢|谢谢|sorry|hello|thank)"
    r"|建议(?:您|你)?[^，。]{0,12}?(?:咨询|联系|拨打|查询|查阅|前往|向)"
    r"|(?:请|可以?)[^，。]{0,8}?(?:咨询|联系|拨打|向[^，。]{1,16}?(?:咨询|核实|了解|查询))"
    r"|以[^，。]{2,16}为准|please (?:contact|consult|check)"
    r"|如(?:果)?(?:您|你)?(?:能|需要|有)[^，。]{0,16}(?:提供|补充|其他|更多)",
    re.I,
)
# Who only says where else to ask, and says little, declines.
_ELSEWHERE = re.compile(
    r"(?:请|建议|麻烦|烦请|不妨|最好|还是|您|你)[^，。]{0,14}?(?:咨询|联系|拨打|请教|去问|问问|问一问|问一下|"
    r"垂询|电话|核实|看一看)|(?:have to|may wish to|should) ask",
    re.I,
)
_BRIEF = 120
# What an answer has that answers: figures with what they count, yes and no.
_ANSWERS = re.compile(
    r"(?<![0-9年第])(?!12[0-9]{3}(?![0-9]))[0-9]{3,5}(?![0-9年条号])|[千万]分之|百分之"
    r"|[一二三四五六七八九]成|[0-9.]+ ?(?:yuan|days?|years?|months?|%)"
    r"|[0-9０-９][0-9０-９,.]*\s*(?:元|%|％|个|日|天|年|月|周?岁|倍|万|平方米|人|次)"
    r"|(?:标准|金额|期限|答案|时限|比例|结果)(?:是|为|：|:)|(?:能|可以|就能)替代|拿不到"
    r"|^(?:可以|不可以|能|不能|应当|需要|不需要|符合|不符合|是的|不是)[，,。]"
    r"|\b(?:yes|the answer is)\b",
    re.I,
)


def abstains(answer: str) -> bool:
    """Whether an answer declines and gives nothing beside. An empty one is no abstention."""
    declined = bool(_ELSEWHERE.search(answer)) and len(answer) < _BRIEF
    for match in _CLAUSE.finditer(answer):
        clause = match[0].strip()
        if _DECLINES.search(clause) and not _NOT_SO.search(clause):
            declined = True
        elif _ANSWERS.search(clause) and not _MANNERS.search(clause):
            return False
    return declined
