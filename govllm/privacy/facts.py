"""Facts about a person: where they work and learn, illness, punishment, debt."""

from __future__ import annotations

import re
from collections.abc import Iterator

from govllm.privacy.classes import Finding

_ORG_ENDS = (
    r"(?:有限责任公司|股份有限公司|有限公司|"
    r"集团公司|分公司|公司|集团|厂|医院|银行|支行|分行|商行|事务所|研究院|研究所|设计院|"
    r"服务中心|中心|"
    r"合作社|超市|酒店|饭店|宾馆|餐厅|餐馆|商场|工地|物业|局|委员会|委|办事处|派出所|法院|"
    r"检察院|出版社|报社|电视台|门店|店|养老院|福利院|卫生院|卫生室|诊所|药房|协会|工作室|"
    r"工作站|队)"
)
_ORG = rf"[\u4e00-\u9fffA-Za-z0-9（）()·]{{2,24}}?{_ORG_ENDS}"
_SCHOOL_ENDS = (
    r"(?:职业技术学院|职业学院|师范学院|学院|大学|"
    r"中学|小学|高中|初中|一中|二中|三中|四中|五中|幼儿园|学校|技校|职高|党校|职业中专|"
    r"中专|附中|附小|实验学校)"
)
_SCHOOL = (
    rf"[\u4e00-\u9fffA-Za-z0-9（）()·]{{1,20}}?{_SCHOOL_ENDS}"
    r"(?:[\u4e00-\u9fff]{2,6}学院|[\u4e00-\u9fff]{1,3}校区|分校)?"
)
_AT_WORK = re.compile(
    rf"(?:(?:在|于|到|是|为|去了?|进了?|从)|(?:就职|供职|任职|受雇|入职|服务)(?:于|"
    rf"在))(?P<org>{_ORG})(?=(?:[\u4e00-\u9fff]{{0,6}}?)(?:上班|工作|任职|打工|务工|做工|"
    rf"就业|当[\u4e00-\u9fff]{{1,6}}|做[\u4e00-\u9fff]{{2,5}}|从事|担任|兼职|实习|干活|"
    rf"的?(?:职工|员工|工人|会计|司机|保安|护士|医生|经理|退休|教师|快递员)))"
    rf"|(?:就职于|供职于|任职于|受雇于|入职)(?P<org2>{_ORG})"
    rf"|(?:工作单位|所在单位|现单位|原单位|任职单位|用人单位|就业单位)(?:名称)?[:：|"
    rf"\s]{{1,3}}(?:是|为)?(?P<org3>{_ORG})"
    rf"|(?P<org4>{_ORG})(?:的)?(?:职工|员工|退休职工|工人|会计|出纳|司机|技术员|保洁员|"
    rf"业务员|退休工人)(?=[\u4e00-\u9fff]{{2,4}})"
)
_AT_SCHOOL = re.compile(
    rf"(?:就读(?:于|在)?|毕业于|考入|考上|考取了?|录取到|转学?到|转入|在读于|上的是|"
    rf"在)(?P<school>{_SCHOOL})(?=(?:[\u4e00-\u9fff0-9（）()]{{0,8}}?)(?:读|上学|就读|念|"
    rf"学习|毕业|学生|年级|班|的?在校|求学|住校|上[小初高幼大]|[，。,；;、\s]|$))"
    rf"|(?:就读(?:学校|院校)|毕业(?:院校|学校)|所在学校|学校名称|学籍所在学校?|"
    rf"在读学校)[:：|\s]{{0,3}}(?:是|为)?(?P<school2>{_SCHOOL})"
    rf"|(?P<school3>{_SCHOOL})(?:[\u4e00-\u9fff0-9（）()]{{0,10}}?)(?:学生|在读|毕业生|"
    rf"[一二三四五六七八九初高大研][一二三四年0-9]?(?:年级)?[（(]?[0-9一二三四五六七八九十]"
    rf"{{0,3}}[)）]?班)"
)
_ORG_END, _SCHOOL_END = re.compile(_ORG_ENDS), re.compile(_SCHOOL_ENDS)

_ILLNESS = (
    r"(?:[\u4e00-\u9fff]{0,4}?(?:型|期|性|级)?)?(?:糖尿病|高血压|冠心病|心脏病|"
    r"心肌梗[死塞]|脑梗[死塞]?|脑出血|中风|偏瘫|癫痫|白血病|血友病|尿毒症|肾衰竭|肾炎|"
    r"肝炎|乙肝|丙肝|肝硬化|艾滋病|HIV|肺结核|结核病?|哮喘|肺气肿|慢阻肺|尘肺病?|矽肺|"
    r"[\u4e00-\u9fff]{1,3}癌|肿瘤|淋巴瘤|骨髓瘤|抑郁症?|焦虑症?|双相(?:情感)?障碍|"
    r"精神分裂症?|精神障碍|精神疾病|自闭症|孤独症|多动症|阿尔茨海默[病症]?|老年痴呆症?|"
    r"痴呆|帕金森病?|类风湿[\u4e00-\u9fff]{0,3}|红斑狼疮|强直性脊柱炎|股骨头坏死|骨折|"
    r"截瘫|瘫痪|脑瘫|渐冻症|小儿麻痹|白内障|青光眼|失明|失聪|耳聋|聋哑|唐氏综合[征症]|"
    r"地中海贫血|再生障碍性贫血|甲亢|甲减|痛风|梅毒|淋病|尖锐湿疣|性病|不孕症|"
    r"先天性[\u4e00-\u9fff]{2,6}|重症肌无力|肌萎缩|带状疱疹|银屑病|肾病综合征|肾结石|"
    r"胆结石|胃溃疡|椎间盘突出|静脉曲张|[\u4e00-\u9fff]{1,3}综合[征症]|"
    r"[一二三四]级[\u4e00-\u9fff]{0,2}残疾|[肢视听智言精][体力神]?[一二三四]级残疾|"
    r"(?:肢体|视力|听力|智力|精神|言语|多重)[一二三四]?级?残疾|流产|堕胎|"
    r"怀孕[0-9一二三四五六七八九]{1,2}个?[多月周]+)"
)
_PERSON = (
    r"(?:本人|我|他|她|患者|病人|老人|孩子|儿子|女儿|父亲|母亲|爸|妈|爷爷|奶奶|丈夫|妻子|"
    r"老公|老婆|老伴|当事人|来电人|学生|家属|其|该|男|女|岁|户主|申请人|职工|公公|婆婆|"
    r"外公|外婆|姥|哥|姐|弟|妹|被[\u4e00-\u9fff]人)"
)
_SUFFERS = (
    r"(?:患有?|患上|身患|确诊(?:为|患|是|了)?|诊断(?:为|出|是|结果)?[:：|]?|"
    r"查出(?:来)?(?:是|有|得了)?|得了|得的是|有[^，。；\n]{0,4}史|罹患|检出|感染|"
    r"病情[:：]|疾病[:：]|病史[:：]?|既往史[:：]?|残疾(?:类别|等级|情况)[:：|]?|系|属|因|"
    r"是|为|有|做了?|突发|持|评定为|鉴定为|健康状况[:：|\s]*)"
)
_HEALTH = re.compile(
    rf"{_SUFFERS}(?:[\u4e00-\u9fff（）()]{{0,6}}?)(?P<fact>{_ILLNESS})(?:(?:[早中晚]期|"
    rf"术后|伴[\u4e00-\u9fff]{{2,8}}))?"
    rf"|{_PERSON}[^，。；\n]{{0,8}}?(?P<fact2>{_ILLNESS})"
)
_GENERAL_HEALTH = re.compile(
    r"(?:预防|防治|防控|筛查|宣传|疫苗|讲座|义诊|科普|门诊|病房|发病率|专科|健康教育|防范|"
    r"治疗方案|知识|药品|患者家庭|患者群体|等(?:疾病|慢性病|重大疾病|特殊病种)|病种|"
    r"救助政策|目录)"
)
_CRIME = (
    r"(?:(?:涉嫌|犯有?|构成)[\u4e00-\u9fff、]{2,12}?罪(?:[一两三0-9]次)?(?:[^，。；\n]"
    r"{0,4}(?:被|于)[^，。；\n]{0,16}?(?:判处[^，。；\n]{2,16}|刑事拘留|逮捕|取保候审|"
    r"批捕|起诉))?"
    r"|(?:因|曾因)?(?:盗窃|抢劫|诈骗|赌博|聚众斗殴|寻衅滋事|故意伤害|醉驾|醉酒驾驶|"
    r"危险驾驶|吸毒|贩毒|容留吸毒|卖淫|嫖娼|猥亵|强奸|交通肇事|职务侵占|贪污|受贿|行贿|"
    r"殴打他人|非法[\u4e00-\u9fff]{2,8}|酒驾|肇事逃逸|家暴|偷窃|侵占|"
    r"挪用[\u4e00-\u9fff]{0,3}|虚开[\u4e00-\u9fff]{2,10}|敲诈勒索|帮助信息网络犯罪活动|"
    r"掩饰、?隐瞒犯罪所得)罪?(?:[^，。；\n]{0,12}?)(?:(?:被|处|获|判|"
    r"受)[^，。；\n]{0,14}?(?:判处[^，。；\n]{2,18}|判刑[^，。；\n]{0,8}|"
    r"判[^，。；\n]{1,10}[年月]|拘留[^，。；\n]{0,6}|罚款[^，。；\n]{0,8}|刑拘|逮捕|"
    r"强制隔离戒毒[^，。；\n]{0,4}|行政处罚|有期徒刑[^，。；\n]{0,12}|处罚|"
    r"吊销[^，。；\n]{2,6}|立案侦查|开除)|前科|史|人员)"
    r"|(?:被|曾被)[^，。；\n]{0,10}?(?:判处|判了)(?:有期徒刑|拘役|管制|无期徒刑|"
    r"缓刑)?[^，。；\n]{2,14}"
    r"|(?:被|遭)[^，。；\n]{0,10}?(?:刑事拘留|行政拘留|刑拘|批准逮捕|取保候审|"
    r"强制隔离戒毒|社区矫正|立案侦查|监视居住)[^，。；\n]{0,6}"
    r"|(?:有[\u4e00-\u9fff]{0,6}(?:前科|犯罪记录|案底|吸毒史))|刑满释放|社区矫正(?:对象|"
    r"人员)|吸毒人员|在逃人员|服刑(?:人员)?[^，。；\n]{0,6}|缓刑[^，。；\n]{0,8}考验期)"
)
_CRIMINAL = re.compile(_CRIME)
_CREDIT_WORDS = (
    r"(?:(?:被|已被|曾被|已)?(?:列入|纳入|列为|上了?|"
    r"进了?)[^，。；\n]{0,8}?(?:失信(?:被执行人|人员|惩戒)?(?:名单)?|征信黑名单|黑名单|"
    r"限制(?:高)?消费[^，。；\n]{0,4})|失信被执行人|限制高消费|被限高|"
    r"(?:信用卡|贷款|网贷|房贷|车贷|助学贷款|花呗|借呗|欠款|还款|"
    r"征信)[^，。；\n]{0,8}?(?:逾期[^，。；\n]{0,12}|不良[^，。；\n]{0,4}|"
    r"欠[^，。；\n]{1,12}|拖欠[^，。；\n]{0,8}|有污点|未还[^，。；\n]{0,6}|呆账|代偿|"
    r"断供[^，。；\n]{0,6}|黑了|花了)|"
    r"逾期[^，。；\n]{0,10}(?:未还|未归还|没还|万|元|期|次|个月|天)[^，。；\n]{0,6}|"
    r"欠[^，。；\n]{0,8}(?:贷款|网贷|外债|债务|借款)[^，。；\n]{0,10}|"
    r"拖欠[^，。；\n]{0,10}(?:贷款|借款|本息)[^，。；\n]{0,8}|负债[^，。；\n]{1,12}|"
    r"征信[^，。；\n]{0,6}(?:不良|逾期|污点|黑)[^，。；\n]{0,4}|"
    r"有[^，。；\n]{0,4}不良(?:征信|信用)记录|资不抵债|个人破产)"
)
_CREDIT = re.compile(_CREDIT_WORDS)
_GENERAL = re.compile(
    r"(?:严厉打击|依法打击|打击|专项行动|宣传|防范|提醒|案件|法律规定|条例|办法|规定|谨防|"
    r"警惕|凡是|一律|应当|可以|如果|若|将被|将依法|对[^，。]{0,8}者|制度|联合惩戒|"
    r"惩戒机制|名单管理|统计|同比|率)"
)


# What a rule on workplaces or schools can run over, and one character behind, at which it may look.
_STRETCH = re.compile(r"[\u4e00-\u9fffA-Za-z0-9（）()·：:|\s]+.?", re.S)


def _matches(pattern: re.Pattern[str], ends: re.Pattern[str], flat: str) -> Iterator[re.Match[str]]:
    """The matches of a pattern, looked for only where something ends as such names do: each of
    these patterns takes half as long as the rest of a scan."""
    if not ends.search(flat):
        return
    for stretch in _STRETCH.finditer(flat):
        if ends.search(flat, *stretch.span()):
            yield from pattern.finditer(flat, *stretch.span())


def find_facts(flat: str) -> Iterator[Finding]:
    """Facts in a flat text: employer, school, health, criminal, credit."""
    for pattern, ends, kind in (
        (_AT_WORK, _ORG_END, "employer"),
        (_AT_SCHOOL, _SCHOOL_END, "school"),
    ):
        for match in _matches(pattern, ends, flat):
            group = next(name for name, value in match.groupdict().items() if value)
            start, end = match.span(group)
            start += _lead(flat[start:end])
            yield Finding(start, end, kind, flat[start:end])
    for match in _HEALTH.finditer(flat):
        group = "fact" if match["fact"] else "fact2"
        start, end = match.span(group)
        if not _is_general(flat, start, end, _GENERAL_HEALTH):
            yield Finding(start, end, "health", flat[start:end])
    for pattern, kind in ((_CRIMINAL, "criminal"), (_CREDIT, "credit")):
        for match in pattern.finditer(flat):
            if not _is_general(flat, match.start(), match.end(), _GENERAL):
                yield Finding(match.start(), match.end(), kind, match[0])


_LEADING = re.compile(
    r"^.*(?:现在|目前|一直|曾经|之前|此前|以前|原来|后来|儿子|女儿|丈夫|妻子|本人|他|她|"
    r"我|在|于|是|为|从|到|去|叫|名|系|原|曾|现)(?=[\u4e00-\u9fff]{3,})"
)


def _lead(text: str) -> int:
    match = _LEADING.match(text)
    return match.end() if match else 0


def _is_general(flat: str, start: int, end: int, general: re.Pattern[str]) -> bool:
    """Whether the sentence speaks of the matter and of nobody."""
    opening = max(flat.rfind(mark, 0, start) for mark in "。；;！\n")
    closing = min(
        (at for mark in "。；;！\n" if (at := flat.find(mark, end)) >= 0), default=len(flat)
    )
    return bool(general.search(flat[opening + 1 : closing]))
