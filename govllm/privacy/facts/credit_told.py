"""Debts told in other words than 欠 and 逾期: 赊, 没给, 一分没动, 滚到十五万, 催收的天天上门."""

from __future__ import annotations

import re
from collections.abc import Iterable

from govllm.privacy.facts.wording import family_names, is_named
from govllm.wordlists import one_of, words_of

_NUMBER = "[0-9一二三四五六七八九十百千万两几数半]"
# A sum with a unit: 一万六, 4860元, 三千多.
MONEY_SUM = (
    rf"{_NUMBER}[0-9一二三四五六七八九十百千万亿两几半零余多来,.]{{0,13}}"
    r"(?:(?<=[万千百][一二三四五六七八九多余])(?!直)|(?<=[万千百亿])|(?<=[万千百]多)|元|块)(?:元|块钱?|钱)?"
)
_IN = r"[^,。;:!?|\n()]"
_DUES = one_of(words_of("privacy", "dues"))
# What shows that a clause is about money.
MONEY = re.compile(
    rf"{_DUES}|(?<![存条拨捐集公汇取])款(?!式|待)|(?<![消浪收免自经公])费(?!力|劲|心|解|尽)"
    rf"|[贷债]|租(?!户|客|住|房)|税(?!务)|账(?!号|户|目)|(?<![花挣赚值有])钱|{MONEY_SUM}"
)


def each(firsts: Iterable[str], rest: str) -> list[str]:
    """A pattern for each of several first words: a choice of literals is quick to look for."""
    return [f"{first}{rest}" for first in firsts]


_STOP = r"(?=[,。;!?|\n]|$)"
_HOW = r"(?:再|能|曾|按[时月期约]|如[期约数]|及时|足额|全额|主动|一次|完全|全部|自觉)*"
_PAID = (
    rf"(?:给(?![我他她人]?[家们]?(?:[看听说讲回答吃喝办开修装弄盖签送寄]|机会|面子|证|发票|通气))(?:付|过|钱|我|他|她|{_STOP}|呢|完|清|齐|人家)"
    r"|交(?!代|往|接|通|流|谈|易|警|底|手|办|班|卷|作业|材料)|缴|付(?!出)"
    r"|还(?![有是要能可会没未不价手嘴击原])|结(?!婚|果|束|案|论|合|构|实|业|扎|巴|痂)"
    rf"|清(?:{_STOP}|了|偿|账|零)|补(?:[交缴齐上清足]|{_STOP})|偿|入库|入账|足额|扣[上到款成]|兑现|履行"
    r"|支付|归还|上交|打(?:钱|款|过来|给)|转(?:钱|给|过来|[房租款账])|退(?:还|给|我|钱)|返还|凑[上齐够]|见影|见(?:过|到)?钱|了?下文|拿出"
    r"|收(?:到|回)(?:一分|过?钱|款|货款))"
)
_BADLY = (
    rf"(?:给(?:钱|账|结|款|工钱|{_STOP})|还(?:钱|账|款|债|贷|本|我|他|她|人|{_STOP})"
    rf"|履行(?!能力|职责)|予归还|予偿还|付现|付{_IN}{{0,10}}(?:工资|工钱|报酬|租金)"
    rf"|肯(?:还|给|付|认|交|掏|结|拿)|愿(?:还|给|付|交)|结(?:账|清|款)|付(?:钱|款|租|{_STOP})"
    rf"|兑现|交(?:[租钱费款]|{_STOP})|掏钱)"
)
_OF = r"(?:了|着|过|的|下|出|走|去|掉|上)?"
# What is said of one who takes nothing, or gets nothing.
_SPARED = "(?!有?(?:[,。;?!呢吗吧\n]|进|收入|$)|少|取|要|见|能少|拿|收|落|花|图|赚|挣|多|差)"
# 借了三万 is a debt where it is said not to be paid back.
_NOT_BACK = (
    r"(?=[^。!?|\n]{0,40}(?:[没未不拒]|拖|赖|至今|到现在|逾期|断了"
    r"|自愿|承诺|保证|说好|答应|欠条|借条|归还))"
)
# Words that tell a debt where money stands near. Every one begins with a character of its own, so
# that a search looks for a set of characters.
NEAR_MONEY = (
    *each(
        ["没", "没有"], rf"(?:钱|能力|办法|法|本事)(?:再|去)?(?:还|交|付|缴)(?!价|手){_IN}{{0,8}}"
    ),
    *each(["没", "没有", "未"], rf"{_HOW}{_PAID}{_IN}{{0,12}}"),
    rf"不{_BADLY}{_IN}{{0,8}}",
    *each("空缓漏挂", rf"(?:缴|交|着(?<!空着)|着(?<=[费款租钱账息都]空着))(?!通){_IN}{{0,16}}"),
    *each("拖压赖", rf"[着了欠到延成]{_IN}{{0,20}}"),
    "赖[账掉]",
    *each(["少", "断(?<!中断)", "停"], rf"缴(?!费后){_IN}{{0,12}}"),
    rf"断[贷还]{_IN}{{0,8}}",
    rf"停[了止掉]?(?:还款|还贷|月供|付息|供){_IN}{{0,6}}",
    rf"超(?:期|过还款)(?!服役|羁押){_IN}{{0,10}}",
    rf"过[了完](?:日子|还款|期限|约定|宽限|说好){_IN}{{0,10}}",
    rf"履行期(?<=到履行期){_IN}{{0,6}}",
    rf"履行期(?<=到了履行期){_IN}{{0,6}}",
    rf"分(?:期|[0-9一二两三四五六七八九十几]+[次期年个]月?)(?:还|付|给|偿还|归还|支付|结)(?!款|方式|购){_IN}{{0,8}}",
    rf"预期[了0-9一二三四五六七八九十]{_IN}{{0,10}}",
    rf"断(?<=[款贷供费缴息]断)了{_IN}{{0,8}}",
    *each(["未", "没", "没有"], rf"按{_IN}{{1,12}}(?:还|付|履行|缴|偿|支付){_IN}{{0,10}}"),
    rf"催(?:了|过|着|[我他她你]|得|几|好几){_IN}{{0,12}}",
    *each(
        ["候(?<=[么啥]时候)"],
        rf"(?:才|能|可以|打算|有钱|再)*(?:还|给)(?:[我他她俺]|钱|清|上|完|得)(?!办|看|说|回){_IN}{{0,4}}",
    ),
    rf"窟窿{_IN}{{0,10}}",
    rf"填不[满上完平]{_IN}{{0,4}}",
    rf"付不[出上]{_IN}{{0,4}}",
    rf"借(?<![没不未可]借)[了的过走去来]{_IN}{{0,6}}{MONEY_SUM}{_IN}{{0,8}}{_NOT_BACK}",
    *each("填堵", rf"[了上进的]?{_IN}{{0,8}}(?:坑|空子|亏空){_IN}{{0,6}}"),
    rf"还(?<!情还)不(?:清|完){_IN}{{0,8}}",
    *each("晚迟", rf"[了还交缴付]{_IN}{{0,10}}"),
    *each(
        "仅只才",
        rf"(?:还|付|给|交|缴|归还|支付|偿还|肯认?)了?{_IN}{{0,4}}(?:{MONEY_SUM}|个?零头|一点|一半|一?小?部分|利息){_IN}{{0,6}}",
    ),
    rf"还(?:有|得|剩|差){_IN}{{0,6}}(?:{MONEY_SUM}|[0-9一二三四五六七八九十两几]+[期笔]){_IN}{{0,3}}[没未不]{_IN}{{1,6}}",
    *each(["讨要", "催要", "索要", "追讨"], rf"{_IN}{{0,6}}[无未]果"),
    *each("转列", rf"[入为]{{0,2}}(?:逾期|不良|次级|可疑|损失|坏账|呆账){_IN}{{0,4}}"),
    rf"扣(?:款|划)(?:失败|不成功|未成功|不成|不上){_IN}{{0,6}}",
    *each("拿挪抬", rf"[了的过走用来去]?[那这]?(?:钱|的?{MONEY_SUM}){_IN}{{0,12}}"),
    rf"借{_OF}{_IN}{{0,14}}(?:没|未|不|还不上){_PAID}{_IN}{{0,6}}",
)
_CREDITORS = ("银行", "信用社", "农商行", "平台", "债主", "债权人", "放贷的")
_TO = "(?:给|往|到|朝)(?:我|他|她|家|单位|公司|村)[妈爸里上们]?"
_DUNS = (
    rf"(?:(?:天天|每天|三天两头|隔三差五|老是?|总是?|一直|不停地?|一天[^,。;|\n]{{1,5}}[个次遍])(?:{_TO})?"
    rf"(?:打|催|来|找|发|上门|堵)|来过?(?:家里|门上|催|要|[几两三四五][次回趟])|{_TO}打|把电话打|找(?:我|他|她|家里)[^,。;|\n]{{0,6}}(?:要|催|还)|上门|催(?!缴费|办))"
)
_THREAT = "(?:,(?:还|又|也)?(?:说|扬言|威胁)[^,。;:!?|\n]{1,20})?"
# Words that tell a debt by themselves.
ALONE = (
    rf"分(?<=一分)钱?{_IN}{{0,3}}[没未不]{_SPARED}{_IN}{{1,8}}",
    rf"毛(?<=一毛)钱?{_IN}{{0,3}}[没未不]{_SPARED}{_IN}{{1,8}}",
    rf"分文{_IN}{{0,2}}[没未不]{_SPARED}{_IN}{{1,8}}",
    rf"差[着了欠]?(?:[我你他她俺咱]们?|人家|别人|[老小][\u4e00-\u9fff]|银行|医院|信用社){MONEY_SUM}{_IN}{{0,8}}",
    rf"差(?:(?<=[费款租息贷]差)|(?<=,差)){MONEY_SUM}{_IN}{{0,8}}",
    rf"差[了着]?{MONEY_SUM}[没未不](?:有|能)?[还付给交结清]{_IN}{{0,6}}",
    rf"差[着了]?[我你他她俺][们家]?{_IN}{{0,8}}[钱账款]",
    rf"该[着了]?(?:[我你他她俺咱][们家]?|人家|别人|银行|信用社|[老小][\u4e00-\u9fff]){MONEY_SUM}{_IN}{{0,6}}",
    *each("少短", rf"[了着给]?[我你他她俺][们家]?{MONEY_SUM}{_IN}{{0,6}}"),
    rf"挂(?<!停息挂)[着了在]?{_IN}{{0,4}}(?<!公)账(?!号|户|[ ]?:){_IN}{{0,6}}",
    rf"限消{_IN}{{0,4}}",
    rf"连三累六{_IN}{{0,4}}",
    rf"余额(?:为|是|:)?(?:-|负){_IN}{{0,10}}",
    *each(["打爆", "轰炸"], rf"{_IN}{{0,8}}"),
    rf"赊(?!销|购[^,。;]{{0,10}},[尚仍共还累计下]{{0,2}}欠){_IN}{{0,20}}",
    rf"贷了{_IN}{{0,6}}(?:笔|{MONEY_SUM}){_IN}{{0,10}}{_NOT_BACK}",
    rf"撸{_OF}{_IN}{{0,6}}(?:贷|口子|平台|卡|钱|{MONEY_SUM}){_IN}{{0,8}}",
    *each(
        ["打", "写", "立"],
        rf"[了过下的]?{_IN}{{0,4}}(?:白条|欠条|借条|借据|条子)(?!上|里|为|原件){_IN}{{0,12}}",
    ),
    rf"滚[到成出至]了?{_IN}{{0,2}}{MONEY_SUM}{_IN}{{0,4}}",
    rf"连本带[息利]{_IN}{{0,6}}{MONEY_SUM}{_IN}{{0,6}}",
    rf"利滚利{_IN}{{0,12}}",
    rf"还不(?:动|出|了(?!价|手|口|嘴)){_IN}{{0,8}}",
    rf"还债{_IN}{{0,6}}",
    *each("躲逃", rf"(?:债|账){_IN}{{0,6}}"),
    rf"抵(?:债|账|了?{MONEY_SUM}){_IN}{{0,6}}",
    rf"未执行(?:到位|完毕){_IN}{{0,10}}",
    rf"套[了出现]了?{_IN}{{0,4}}{MONEY_SUM}{_IN}{{0,6}}",
    rf"借(?<![没不未]借)[了过的着]?{_IN}{{0,6}}(?:高利贷?(?!息)|网贷|水钱|小贷|现金贷|校园贷|外债){_IN}{{0,8}}",
    *each(
        ["利息", "罚息", "滞纳金", "违约金"],
        rf"(?:又|已|都|也|滚|涨|累计|拖|共)+{_IN}{{0,4}}{MONEY_SUM}{_IN}{{0,4}}",
    ),
    *each("仍尚", rf"[有余剩存差]{_IN}{{0,8}}{MONEY_SUM}{_IN}{{0,8}}"),
    *each("堵守", rf"{_IN}{{0,6}}要(?:钱|债|账){_IN}{{0,4}}"),
    rf"执行(?<=[被制]执行){_IN}{{0,4}}{MONEY_SUM}{_IN}{{0,4}}",
    r"限(?<=被限)(?:高|消费?|乘)(?!架|度)",
    rf"执行标的额?{_IN}{{0,4}}{MONEY_SUM}{_IN}{{0,4}}",
    rf"债权{_IN}{{0,6}}{MONEY_SUM}{_IN}{{0,4}}",
    rf"限[你其于在0-9一二三四五六七八九十]{_IN}{{0,14}}[还付缴交结]{_IN}{{0,8}}{MONEY_SUM}",
    *each("落塌亏", rf"[下了空]{_IN}{{0,8}}(?:债|账|饥荒|窟窿){_IN}{{0,6}}"),
    rf"亏空{_IN}{{0,10}}",
    *each(["外头", "外面"], rf"{_IN}{{0,6}}(?:账|债){_IN}{{0,6}}"),
    rf"征信(?:系统)?(?:留|有|挂|上)了?{_IN}{{0,4}}(?:记录|一笔|案底){_IN}{{0,4}}",
    rf"拉[了下着]?{_IN}{{0,6}}饥荒{_IN}{{0,6}}",
    *each("背扛顶", rf"[了着上负下起]{_IN}{{0,10}}(?:债|贷|欠款|饥荒|按揭){_IN}{{0,8}}"),
    rf"屁股(?<=一屁股){_IN}{{0,2}}[债账]{_IN}{{0,6}}",
    rf"债(?:台高筑|务缠身|主{_IN}{{0,6}}(?:上门|堵|找|逼|追|登门|拉|搬|坐|住){_IN}{{0,6}})",
    "养[贷卡](?<=以[贷卡]养[贷卡])",
    "拆东墙补西墙",
    rf"展期{_IN}{{0,4}}(?:没|未|还不|拿不){_IN}{{0,6}}",
    rf"倒欠{_IN}{{0,12}}",
    *each(["垫付", "垫着", "垫的"], rf"{_IN}{{0,6}}{MONEY_SUM}{_IN}{{0,4}}[没未不]{_IN}{{1,8}}"),
    rf"凑不[齐出够上]{_IN}{{0,8}}",
    rf"跟不上(?<=[息供贷款]跟不上){_IN}{{0,4}}",
    rf"高利贷{_IN}{{0,6}}",
    rf"阎王债{_IN}{{0,6}}",
    rf"罚单{_IN}{{0,4}}[没未]{_IN}{{1,6}}",
    rf"透了{MONEY_SUM}{_IN}{{0,4}}",
    rf"差(?<=[呗贷租卡款]还差){MONEY_SUM}{_IN}{{0,4}}",
    *each(["债(?<=要债)", "账(?<=要账)"], rf"(?:的{_IN}{{0,10}}|{_IN}{{0,6}})"),
    rf"赌债{_IN}{{0,4}}",
    *each(
        ["电话", "短信"],
        rf"(?:一天|每天|天天){_IN}{{0,4}}[几十百上]{{1,3}}[多来]?[个条通次遍]{_IN}{{0,4}}",
    ),
    rf"每天[几十百上]{{1,3}}[多来]?[个条通次遍](?:催|电话|短信){_IN}{{0,4}}",
    rf"越滚越{_IN}{{0,6}}",
    *each("让叫", rf"[我他她你俺][们家]?[赔还付补]{_IN}{{0,4}}{MONEY_SUM}{_IN}{{0,6}}"),
    rf"透支(?=[,。;了]){_IN}{{0,4}}",
    "进入M[1-9]",
    rf"刷爆{_IN}{{0,8}}",
    rf"爆{_OF}{_IN}{{0,3}}通讯录",
    rf"催(?:收|债|款|缴|讨|账|贷|还)(?!函模板|工作|公司|团队|业务|管理|行业|行为|规范|机构|岗|员岗|陷阱)"
    rf"(?:{_IN}{{0,12}}(?:电话|短信|上门|打|堵|天天|每天|一天|不停|骚扰|轰炸|无果|未果|单|函|通知"
    rf"|[0-9一二三四五六七八九十两多几]+余?次|找到|找上|跟着|找我|找他|吓|威胁){_IN}{{0,6}}"
    r"|(?<=人催.)|(?<=台催.)|(?<=行催.)|(?<=上门催.)|(?<=电话催.)|(?<=多次催.))",
    rf"催(?:收|债|款|账|贷)(?:的|人员|员|公司|方|那边|电话|短信)?(?:都|已|又|也|还|就|直接|天天|每天|一天){{0,3}}"
    rf"(?:打|找|上门|堵|追|发|联系|骂|恐吓|威胁|给[^,。;|\n]{{1,10}}[打发]|往[^,。;|\n]{{1,8}}[打发]|来|闹){_IN}{{0,20}}"
    rf"(?:,称{_IN}{{1,12}})?",
    *each(_CREDITORS, rf"(?:的人|那边|的|工作人员|信贷员|客户经理)?{_DUNS}{_IN}{{0,16}}{_THREAT}"),
    *each(
        ["天天", "每天"],
        rf"有?人?(?:{_TO})?(?:打(?:电话)?|上门|堵门?)?(?:给我|[来骂催]|要[债账钱]|讨[债账钱]){_IN}{{0,8}}",
    ),
    rf"未(?:足额|按时|依法|按月)?(?:支付|发放){_IN}{{0,20}}(?:工资|报酬|工钱|劳务费){_IN}{{0,16}}",
    rf"期(?<=到期)了?(?:,{_IN}{{0,6}})?(?:后|仍|还|一直|也|至今)*[没未不](?:有|能|肯|予)?{_PAID}{_IN}{{0,8}}",
    rf"借{_IN}{{0,6}}[的了]{MONEY_SUM}{_IN}{{0,4}}(?:什么时候|啥时候?|几时|哪天|多会儿|何时|该)还{_IN}{{0,3}}",
    *each(["追偿", "追索"], rf"{_IN}{{0,6}}{MONEY_SUM}{_IN}{{0,4}}"),
    rf"未按{_IN}{{1,20}}履行{_IN}{{0,8}}",
    rf"承担{_IN}{{0,4}}(?:连带|清偿|偿还|还款){_IN}{{0,2}}(?:保证|担保|清偿|偿还|还款|赔偿)?责任",
    rf"偿还(?<=连带偿还|共同偿还|代为偿还){_IN}{{0,6}}",
    *each("讨追逼", rf"(?:着要|上门)?[债账](?!号|户)(?:的{_IN}{{0,10}}|{_IN}{{0,6}})"),
    *each(
        ["征信"],
        rf"(?:上|报告|记录|里|也|已经|都|早|被|彻底|全)*{_IN}{{0,4}}?(?:黑|花(?!呗)|坏|烂|脏|废|毁|污点"
        rf"|不良|逾期|呆账|坏账|红|受损|完蛋|难看|报废|过不了|没过|不过关|有问题|出了?问题){_IN}{{0,8}}",
    ),
    *each(["呆账", "坏账"], rf"{_IN}{{0,4}}"),
    *each("坐乘买订", rf"不[了上成到]{_IN}{{0,3}}(?:高铁|飞机|动车|机票){_IN}{{0,4}}"),
    rf"返还{_IN}{{0,10}}(?:本金|借款|货款|欠款|垫付款){_IN}{{0,2}}{MONEY_SUM}",
    *each(
        ["付(?<=给付)", "支付"],
        rf"(?:原告|申请人|申请执行人){_IN}{{0,10}}(?:款|本金|租金|费){_IN}{{0,2}}{MONEY_SUM}{_IN}{{0,8}}",
    ),
    rf"判[决令了下来]{{0,2}}{_IN}{{0,6}}(?:还|返还|偿还|归还|给付)(?!彩礼){_IN}{{0,10}}{MONEY_SUM}{_IN}{{0,4}}",
    rf"判[决令了下来]{{0,2}}{_IN}{{0,6}}(?:赔|还|付|返还|给){_IN}{{0,6}}{MONEY_SUM}(?:,{_IN}{{1,14}}){{0,2}}"
    rf",{_IN}{{0,6}}[没未只拒不]{_IN}{{1,12}}",
    rf"应[于在当]{_IN}{{0,14}}(?:还|付|缴|交|偿){_IN}{{0,14}}{MONEY_SUM}{_IN}{{0,8}}",
    *each(
        "攒积落留累欠拉",
        rf"下了?{_IN}{{0,3}}{MONEY_SUM}的?{_IN}{{0,3}}(?:账|债|窟窿|饥荒|亏空){_IN}{{0,3}}",
    ),
    "核销(?<=[被给]核销)了?",
    rf"挂[了着]{_IN}{{0,2}}{MONEY_SUM}{_IN}{{0,4}}",
    *each("追找堵", r"(?:着|上门)?[我他她]们?家?里?[要讨催][账债]"),
    *each("少短", rf"[我你他她俺][们家]?{_NUMBER}{{1,2}}(?:个月|年|季度){_IN}{{0,4}}"),
    rf"余款(?:共|约|还有)?{MONEY_SUM}{_IN}{{0,6}}",
    rf"剩(?:的|下的?|余)?{MONEY_SUM}{_IN}{{0,6}}",
    rf"应(?:还|补|缴|付|偿还|返还){_IN}{{0,4}}{MONEY_SUM}{_IN}{{0,6}}",
    rf"尾款(?={_IN}{{0,6}}(?:(?<![了到])没|未|拖|方便|结|呢|什么时候|啥时候|几时|该))",
)


def grouped() -> tuple[str, tuple[bool, ...]]:
    """All of them by their first character, which takes a search less time, and for the empty
    group at the end of each whether it needs money near."""
    told = [*((told, False) for told in ALONE), *((told, True) for told in NEAR_MONEY)]
    firsts: dict[str, list[tuple[str, bool]]] = {}
    for pattern, near in told:
        firsts.setdefault(pattern[0], []).append((pattern[1:], near))
    whole = "|".join(
        f"{first}(?:{'|'.join(f'{rest}()' for rest, _ in rests)})"
        for first, rests in firsts.items()
    )
    return whole, tuple(near for rests in firsts.values() for _, near in rests)


# Without one of these no debt is told, in whatever words.
OF_DEBTS = re.compile("[款费钱债贷账租税欠赊逾催偿失征限赔借差黑赖冻负窟还卡条利付给履该执罚]")
# 剩的六万 and 应还三千元 are a debt where one is spoken of.
_LOOSE = (
    "余款",
    "剩",
    "应",
    "拿",
    "挪",
    "打爆",
    "轰炸",
    "仅",
    "只",
    "才",
    "电话",
    "短信",
    "每天",
    "天天",
    *_CREDITORS,
)
_DEBT = re.compile(r"欠|还|债|贷|付|赔|账|款|执行|借|结清|逾期|赊|跟|从|找|向|问")

# What is left on an account is no debt.
_OWN = re.compile("(?:账户?[上里]?|户头|卡[上里]|手[里头上]|兜里|家里|余额)[^,。;|\\n还]{0,6}$")
_UNPAID = re.compile("未|没|逾|超期|不")
_LOOK = 36
_CLAUSE = re.compile(r"[^,。;:!?|\n() /]*")
PEOPLE = words_of("privacy", "people") | words_of("privacy", "debtors")
FAMILY = f"[{family_names()}]"
_PEOPLE = one_of(PEOPLE)
# What opens a clause and does not belong to the statement: who, when, who says so.
_OPENING = re.compile(
    rf"(?:(?:{_PEOPLE})(?:家|们|这边|那边|名下)?|[您谁]|[这那]口子|(?:日前|此前|现在?|如今|目前|已经|已|去年"
    r"|前年|今年|上个?月|上礼拜|上周|昨天|今天|前天|[0-9]{4}年(?:[0-9]{1,2}月)?(?:[0-9]{1,2}日)?|[0-9]{1,2}月"
    r"|自?从?[一二三四五六七八九十0-9]{1,2}月(?:起|以来)"
    r"|腊月|年底|年前|春上|春节|后来|当时|从此)|但是?|可是?|而|并且?|又|也|还(?=有)|都|就|却|因为?|由于|所以|不过"
    r"|谁知|听说|据说|自述|自称|承认|表示|反映|称|说|问|查明|经查|发现|因此|这|那|名下"
    r"|[ “\"'、]|其|的)+"
)
# Who is spoken of further on in a clause: 完工那天他, 装水电的老廖.
_SUBJECT = re.compile(
    rf"(?:(?:收到|领取|拿到|领到|取得|结到)[^,。;|]{{1,10}}后|(?<![跟向给欠找问替差对管借从被判拿与和为让])(?:[他她我俺](?![行院司局村校店]|们?的)(?:们家?|家)?|其(?!的))|日内|[老小]{FAMILY}|{FAMILY}某[某甲乙]?)"
)
_BEFORE_NAME = re.compile("[的者员生户人]")
# A short given name is followed by what the statement begins with.
_AFTER_SHORT = frozenset("欠尚拖未没被在向跟找赊因还仍拒将曾已名也又从借负信征透逾连压赖不把")
# 拖着工钱不给的冷月华: whom a statement describes stands behind it.
_DESCRIBED = re.compile(r"的(?!天天|每天|一天|上门|电话)(?=[\u4e00-\u9fff]{2})")
_LONGEST_NAME = 4


def bounds(flat: str, start: int, end: int) -> tuple[int, int]:
    """The clause in which a word stands, without who is spoken of."""
    window = flat[max(0, start - _LOOK) : start]
    before = _CLAUSE.match(window[::-1])
    begin = start - (before.end() if before else 0)
    quote = flat.rfind("“", begin, start)
    if quote >= 0 and "”" not in flat[quote : end + 2]:
        begin = quote + 1
    for subject in _SUBJECT.finditer(flat, begin, start):
        begin = subject.end()
    begin = _behind_name(flat, begin, start)
    opening = _OPENING.match(flat, begin, start)
    begin = _behind_name(flat, opening.end(), start) if opening else begin
    return begin, _before_described(flat, start, end)


def _before_described(flat: str, start: int, end: int) -> int:
    """The end of a statement that stands before whom it describes."""
    for of in _DESCRIBED.finditer(flat, start, end):
        person = flat[of.end() : end]
        if len(person) <= _LONGEST_NAME or is_named(flat, of.end()) or person[1] == "某":
            return end if MONEY.search(person) else of.start()
    return end


def _behind_name(flat: str, begin: int, start: int) -> int:
    """Behind the name of a person that opens a clause, or follows what it is described by."""
    places = [begin, *(mark.end() for mark in _BEFORE_NAME.finditer(flat, begin, start))]
    for at in reversed(places):
        if at + 1 < start and is_named(flat, at) and not MONEY.search(flat, at, at + 4):
            return min(start, at + (2 if flat[at + 2] in _AFTER_SHORT else 3))
    return begin


def speaks_of_money(flat: str, begin: int, start: int, end: int) -> bool:
    """Whether the clause, or the one before it, is about money."""
    before = flat[max(0, begin - _LOOK) : begin]
    edge = max(map(before.rfind, "。;!?\n|"))
    if MONEY.search(flat, begin - len(before) + edge + 1, end):
        return True
    return _SPOKEN_OF.search(flat, max(0, begin - 80), start) is not None


_SPOKEN_OF = re.compile("欠|债|贷|逾期|赊|催收")
_RIDES = ("坐", "乘", "买", "订")
_LISTED = re.compile("限制|限高|限消|失信|名单")
_CHASES = ("要", "讨", "追", "逼", "收", "催")
_CHASED = re.compile(
    "被|[让叫]人|有人|人家|债主|外头|家里|门|堵|天天|每天|短信|电话|[无未]果|次|单|函|通知|通讯录|的|[打发找]"
)
_FOR_OTHERS = re.compile("[未没]收到|[替帮给][^,。]{1,8}(?:讨|催|要|追|打电话)")


_SUM = re.compile(MONEY_SUM)


def sum_before(flat: str, begin: int, end: int) -> int:
    """Where a statement without a sum begins, if the clause before it tells the sum."""
    if flat[begin - 1 : begin] != "," or MONEY.search(flat, begin, end):
        return begin
    before, _ = bounds(flat, begin - 1, begin - 1)
    return before if _SUM.search(flat, before, begin) else begin


def is_effect(flat: str, core: str, begin: int, start: int, end: int) -> bool:
    """Whether words tell what follows from a listing told beside them, or a dunner's own trade."""
    if core.startswith(_RIDES):
        return _LISTED.search(flat, max(0, start - 40), end) is not None
    if not core.startswith(_CHASES):
        return False
    return not _CHASED.search(flat, begin - 4, end) or bool(_FOR_OTHERS.search(flat, begin, end))


def is_loose(core: str) -> bool:
    """Whether words tell a debt only where one is spoken of."""
    return core.startswith(_LOOSE)


def near_debt(flat: str, start: int, end: int) -> bool:
    """Whether a debt is spoken of before a place, or something is said to be unpaid in it."""
    if _OWN.search(flat[max(0, start - 12) : start]):
        return False
    before = _DEBT.search(flat, max(0, start - 60), start)
    return before is not None or _UNPAID.search(flat, start, end) is not None
