"""Offences of a person together with what followed: 因盗窃罪被判处有期徒刑八个月.

Only sentences with a word of punishment or suspicion are read. Rules of law, warnings and counts
of cases speak of nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding
from govllm.privacy.facts.columns import Columns
from govllm.privacy.facts.wording import finding, sentence_of
from govllm.wordlists import one_of, words_of

_NUMERAL = "[0-9一二三四五六七八九十百千万两半零,.]"
_TIME = rf"{_NUMERAL}{{1,4}}个?(?:半|多)?(?:年|月|日|天|周)(?:零?{_NUMERAL}{{1,3}}个?(?:月|日|天))?"
_MONEY = rf"(?:人民币)?{_NUMERAL}{{1,12}}(?:余|多)?元"
_HOW_MUCH = rf"(?:[了各]?(?:{_TIME}|{_MONEY}))?"
_OFFENCE = one_of(words_of("privacy", "offences"))
_CRIME = r"[\u4e00-\u9fff、]{2,18}?罪(?!犯|名|行|证|过)"
# Jail, arrest and the like befall people alone; a fine may befall a firm.
_JAIL = (
    rf"(?:判处?|处)(?:了|过|以)?(?:其)?(?:有期徒刑|无期徒刑|拘役|管制|死刑(?:缓期[二两]年执行)?"
    rf"|缓刑|刑罚?){_HOW_MUCH}|判(?:了|过|刑)*{_TIME}"
    rf"|判处?(?:了)?{_TIME}(?:至{_TIME}(?:不等)?)?(?:有期徒刑)?|判(?:过)?刑(?:了)?"
    rf"|判了?缓刑?{_HOW_MUCH}|获刑{_HOW_MUCH}|有期徒刑{_TIME}|拘役{_TIME}|无期徒刑|死刑"
    rf"|缓刑{_TIME}"
    rf"|(?:处以|处|予以|给予|决定)?(?:行政|刑事|治安|司法)?拘留{_HOW_MUCH}|拘了{_TIME}|刑拘"
    rf"|(?:依法|批准|执行)*逮捕|批捕|抓(?:了|走了|进去)|取保候审|监视居住|(?:强制隔离|强制"
    rf"|社区)戒毒{_HOW_MUCH}"
    rf"|移送(?:检察机关|检察院)?(?:审查)?起诉|提起公诉|审查起诉|立案侦查|立案审查|审查调查|留置"
    rf"|刑事立案|收监(?:执行)?|劳动教养{_HOW_MUCH}|劳教{_HOW_MUCH}|双开|开除(?:党籍|公职)"
    rf"|不起诉(?!人)|网上追逃|通缉|(?:被|因)?(?:采取)(?:刑事)?强制措施|处(?:以)?社区矫正"
    rf"|接受社区矫正"
)
_FINE = (
    rf"(?:处以?|并处|予以|给予|决定)?(?:行政|治安)?(?:罚款|罚金|警告|处罚){_HOW_MUCH}|(?:吊销"
    rf"|暂扣|扣留|撤销)[^,。;\n]{{0,8}}?(?:驾驶证|驾照|执照|资格证?|许可证){_HOW_MUCH}"
    rf"|(?:一次)?记12分|追缴[^,。;\n]{{0,10}}|训诫|立案调查|党内(?:严重)?警告|记(?:大)?过|撤职"
    rf"|降级|没收[^,。;\n]{{1,8}}"
)
_MORE = (
    r"(?:[,、]?(?:并|同时|且|被|及|和|后|又|已|另)*(?:依法)?"
    rf"(?:{_JAIL}|{_FINE}|剥夺政治权利{_HOW_MUCH}|附加刑))*"
)
_BY = r"[,]?(?:曾|已|后|于|在)*(?:被|遭到?|受到?过?|获|经)[^,。;:\n]{0,14}?(?:依法|处以?|给予)?"
_WHY = r"(?:(?:曾|另|又)?(?:因|因为|由于))?(?:涉嫌|犯有?|构成|参与|多次|实施|组织)*"
# All ways begin with few characters, which saves most tries.
_FIRST = "".join(
    sorted(
        {word[0] for word in words_of("privacy", "offences")}
        | set("曾另又因由涉犯构参多实组吊暂已现正被遭有存仍目在潜还刑坐蹲服")
    )
)
_RECORD = re.compile(
    rf"(?=[{_FIRST}])(?:(?P<why>{_WHY}(?:{_OFFENCE}"
    rf"|(?<=[嫌犯])(?:有)?{_CRIME})(?:[、和,](?:{_OFFENCE}"
    rf"|[\u4e00-\u9fff]{{2,10}}?罪))*(?P<crime>罪)?)"
    rf"(?:[^,。;:\n]{{0,10}}?(?:{_BY})?(?P<jail>{_JAIL})|[^,。;:\n]{{0,6}}?{_BY}(?P<fine>{_FINE})"
    rf"|(?P<fine2>(?:吊销|暂扣)[^,。;\n]{{0,8}}?(?:驾驶证|驾照){_HOW_MUCH})|[,](?P<jail2>{_JAIL})"
    rf"|,情节轻微,[^,。;\n]{{0,6}}(?P<jail3>不起诉))?(?:{_MORE})"
    rf"|(?:曾|另)?(?:因|由于)[^,。;:\n]{{2,24}}?{_BY}(?P<jail4>{_JAIL}){_MORE}"
    rf"|(?:曾|已|现|正)*(?:被(?!告|害|执行|申请|处罚|上诉)"
    rf"|遭)[^,。;:\n]{{0,10}}?(?P<jail5>{_JAIL}){_MORE}"
    r"|(?:有|存在)[^,。;:\n]{0,8}(?:作案嫌疑|前科(?:劣迹)?|犯罪前科|案底|犯罪记录|违法记录"
    r"|吸毒史)(?:,?现?在逃)?"
    r"|(?:现|仍|目前)?(?:在逃|潜逃)(?!人员)|(?:现|正|仍|还)*在[\u4e00-\u9fff]{0,10}?(?:监狱"
    r"|看守所|戒毒所|拘留所)?(?:服刑|羁押|关押|坐牢|强制戒毒)(?!人员)|刑满释放(?!人员)|坐过牢"
    r"|蹲过(?:监狱|大牢|号子)|(?:服刑|坐牢)(?:了)?[0-9一二三四五六七八九十两]{1,3}年)"
)
_ANCHOR = re.compile(
    "判处|判了|判刑|判过|判[一二两三四五六七八九十0-9]|获刑|有期徒刑|拘留|刑拘|拘役|拘了|逮捕|批捕|取保候审|监视居住|戒毒"
    "|起诉|立案|审查调查|留置|吊销|暂扣|涉嫌|罪|逃|前科|案底|犯罪记录|违法记录|吸毒史|服刑|羁押|关押|刑满|坐牢|坐过牢|蹲过"
    "|作案嫌疑|罚款|处罚|追缴|缓刑|抓了|抓走|抓进|强制措施|通缉|双开|开除|记12分|警告|撤职"
)
# Rules of law and what is said of all.
_RULE = re.compile(
    r"以下(?:有期徒刑|罚款|的?罚金|拘留)|以上[^,。]{0,6}以下|的,|者[,处依]|(?:应当|可以?|将|一律"
    r"|须|可能)(?:依法)?(?:被|给予|处|追究|受到|由|面临|构成|判)|构成犯罪的|追究[^,。]{0,6}责任"
    r"|不得|严禁|禁止|凡|如果|一旦|若|任何(?:人|单位)|适用|情形|本(?:法|条例|办法|规定|规程)"
    r"|无犯罪|无违法|未受过|没有(?:违法|犯罪)|是否"
)
_CAMPAIGN = re.compile(
    r"打击|整治|专项行动|防范|宣传|提醒|警惕|谨防|预防|反诈|严防|高发|常见|手段|套路|知识|讲座"
    r"|举报(?:电话|奖励|线索)|线索|同比|[0-9]+(?:余|多)?(?:名|人|起|件|宗|例|次|条)|率"
    r"|人员(?:名单|名册|台账|管理)|案件(?:数|审理|受理|标的)|条例|办法|法律|犯罪(?:活动(?!罪)"
    r"|行为|分子"
    r"|预防)|典型案例|识别"
)
_FIRM = re.compile(
    r"公司|企业|商行|超市|菜馆|饭店|餐馆|店[^主员]|厂[^长]|经营部|机构|单位|中心|合作社"
    r"|统一社会信用代码|经营场所|营业执照"
)


def find_criminal(flat: str, columns: Columns) -> Iterator[Finding]:
    """What is told of somebody's offences in a flat text."""
    reached = 0
    for anchor in _ANCHOR.finditer(flat):
        if anchor.start() < reached:
            continue
        opening, closing = sentence_of(flat, *anchor.span())
        opening = max(opening, reached)
        reached = closing
        if _RULE.search(flat, opening, closing):
            continue
        for match in _RECORD.finditer(flat, opening, closing):
            if _is_told(flat, match, opening, closing):
                yield finding("criminal", flat, *columns.clipped(*match.span()))


def _is_told(flat: str, match: re.Match[str], opening: int, closing: int) -> bool:
    """Whether a match speaks of somebody's deed."""
    jail = (
        match["jail"]
        or match["jail2"]
        or match["jail3"]
        or match["fine2"]
        or match["jail4"]
        or match["jail5"]
    )
    if match["why"] is None or jail:
        return not _CAMPAIGN.search(flat, opening, closing) or bool(re.search(_TIME, jail or ""))
    if _CAMPAIGN.search(flat, opening, closing):
        return False
    if match["fine"]:
        return not _FIRM.search(flat, opening, match.start())
    return bool(match["crime"]) or match["why"].startswith(("涉嫌", "因涉嫌", "犯"))
