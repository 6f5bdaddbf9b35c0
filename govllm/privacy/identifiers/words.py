"""Words around a number that say whose it is: a person's, or an order's, a meter's, a sum's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter

# What may stand between a class's word and its number without taking the number elsewhere.
_TIE = re.compile(
    r"(?:证件?|通行证|身份|卡片?|码)?(?:号码?|卡号?|编号|账号|代码|_?(?:id|no|number|code)(?![A-Za-z]))?"
    r"(?:也?是|就是|为|即|叫|[\s:,\"'=(\[|#_]){0,5}",
    re.I,
)
# Behind one of these a number is something else's.
_ELSEWHERE = re.compile(
    r"[。;!?]|\n.*\S|[0-9]|编号|单号|工号|学号|序号|流水|批次|电话|手机|电邮|传真|日期|时间|期限|有效|"
    r"金额|余额|费用|缴费|基数|共计|合计|报销|人数|次数|年龄|地址|代码|邮编|名额|文号|案号|型号"
)
_LOOSE_WITHIN = 12
_WORD = re.compile(r"[A-Za-z\u4e00-\u9fff][^0-9]{0,10}$")
_NOTED = re.compile(r"[ ]?(?:[(\[]|号?的?(?=护照|回乡证|台胞证|通行证))([^)\],。]{2,8})")
# Who answers in a transcript, and the words of asking.
_ANSWERS = re.compile(r"\n[^\n:]{1,8}:(?:嗯|哦|好的?|对|是|我的?是?|[ ,.。…])*$")
_ASKING = re.compile(
    r"请|麻烦|方便|(?:再|也)?(?:给我|跟我)?(?:报|说|念|讲|提供|告诉|发)(?:一下|一遍|下|我)?|是?多少|是什么|"
    r"[您你]?还?(?:记得|有|知道)吗|[呢吗么吧啊呀,。?!.… ]"
)

_PERSONAL = {
    "passport": re.compile(r"护照|passport", re.I),
    "hk_mo_permit": re.compile(
        r"通行证|港澳证|双程证|签注|往来(?:港澳|台湾)|(?:exit|hk|travel)_?permit", re.I
    ),
    "home_return": re.compile(
        r"回乡[证卡]|返乡证|来往内地|通行证|港澳(?:居民|同胞)|home_?return", re.I
    ),
    "taiwan_permit": re.compile(
        r"台胞证|(?:台湾居民)?来往大陆(?:通行证)?|台湾.{0,6}通行证|taiwan_?permit", re.I
    ),
    "social_security": re.compile(
        r"(?:社保|社会保[障险]|养老保险|参保人?)(?:个人)?(?:卡|号|编号|账[号户]|代码|电脑号|证|手册)"
        r"|保障(?:号|卡)|个人(?:社保)?(?:编号|账号|代码)|social_?security(?:_?(?:no|number|id))?|ssn",
        re.I,
    ),
    "medical_card": re.compile(
        r"(?:医保|医疗(?:保险)?|就诊人?|诊疗|门诊|住院|病[历案]|健康|患者|病人|体检)(?:个人)?"
        r"(?:卡|号|证|编号|账[号户]|电子凭证|ID)|(?<!动产)(?<!土地)(?<!工商)(?<!机构)(?<!车辆)登记号"
        r"|medical(?:_?(?:card|record))?(?:_?(?:no|number|id))?|patient_?id",
        re.I,
    ),
}  # fmt: skip
_QQ = re.compile(
    r"(?:(?<![A-Za-z])QQ|扣扣|企鹅号?|(?<![A-Za-z])Q号)(?!群)(?:号码?|[账帐]号|_?(?:no|number|id))?"
    r"(?:也?是|就是|为|同号|[吧呀啊哈嘛]|[^0-9A-Za-z,。;\n\u4e00-\u9fff]){0,4}$",
    re.I,
)
_QQ_NOTED = re.compile(r"QQ(?!群)|扣扣", re.I)
_LOCAL = re.compile(
    r"(?:电话|座机|固话|传真|拨打|致电|热线|联系方式|(?<![A-Za-z])(?:tel|fax|phone|telephone))"
    r"(?:号码?|_?(?:no|number))?(?:也?是|为|打|[\s:\"'=(\[|,]){0,4}$",
    re.I,
)
_CALL = re.compile(
    r"电话|手机|移动电话|座机|固话|联系|拨打|致电|来电|微信|热线|传真|分机|机主|"
    r"(?<![A-Za-z])(?:tel|phone|mobile|cell|fax|contact)|打过?(?:来|我)?$",
    re.I,
)
_CARD = re.compile(r"卡|[账帐][号户]|card|visa|开户|account", re.I)
_RESIDENT = re.compile(r"身份证|证件|公民身份|身份号|id_?(?:card|no|number)", re.I)
_CODE = re.compile(r"信用代码|税号|纳税人|识别号|uscc|credit_?code|tax", re.I)
_ORGANISATION = re.compile(r"机构代码|组织代码|代码证?|org(?:ani[sz]ation)?_?code", re.I)

# A number right behind one of these is a thing's.
_THING = re.compile(
    r"(?:编号|单号|订单|工单|流水|批次|合同|协议|票据|发票|凭证|文号|序列|序号|户号|表号|条形?码|货号|"
    r"型号|案号|受理|回执|运单|快递|物流|设备|机号|取件|验证|校验|档号|档案|学号|工号|考号|准考证|许可证|执照|"
    r"注册号|登记号|专利|申请号|项目|保单|车架|发动机|产权|不动产|房产证|证书|邀请码|兑换码|密码|口令|金额|"
    r"合计|共计|总计|总额|读数|度数|余额|数量|总数|浏览量?|点击量?|播放量?|版本|交易|支付|商户|参考号|编码|"
    r"识别码|代号|备案|追溯码|资产|电表|水表|气表|收据|小票|票号|批号|卷号|"
    r"(?<![A-Za-z])(?:IMEI|ICCID|SN|S/N|MAC|order|invoice|serial|amount|total|trace|uuid|hash|timestamp))"
    r"(?:编?号码?|代?码|单号?|证号?|_?(?:no|number|id))?"
    r"(?:为|是|即|[\s:\"'=#(\[|_.,]|no\.?){0,4}[A-Za-z-]{0,6}$"
    r"|第$|[〕\]]$",
    re.I,
)  # fmt: skip
_SUM_BEFORE = re.compile(r"[¥$€£][ ]?$")
_SUM_AFTER = re.compile(
    r"[ ]?(?:元(?![宵旦])|[万亿]?(?:美元|欧元|日元|港元|人次|千瓦)|亿|万元|%|‰|℃|公里|公斤|千克|吨|"
    r"平方|立方|股(?!东)|件次|字节|kWh|kg|km|bytes|像素)",
    re.I,
)


def question_before(before: str, line: str) -> str:
    """What was asked where a number is the answer to it in a transcript, without the words of
    asking (您医保卡号:); "" elsewhere.

    Args:
        before: what stands right before the number.
        line: what stands before the line of the answer.
    """
    return f"{_ASKING.sub('', line)}:" if _ANSWERS.search(before) else ""


@dataclass(frozen=True, slots=True)
class Words:
    """What stands before and behind a number; in a table the heading of its column comes first.

    Attributes:
        asked: the question that the number answers, "" where there is none. It names classes that
            need a word; what it says of things need not be said of the answer.
    """

    before: str
    after: str
    asked: str = ""

    @property
    def of_thing(self) -> bool:
        """Whether the number is an order's, a meter's or another thing's, or a sum."""
        if _SUM_BEFORE.search(self.before) or _SUM_AFTER.match(self.after):
            return True
        return bool(_THING.search(self.before))

    @property
    def of_call(self) -> bool:
        """Whether people are speaking of calling somebody."""
        return bool(_CALL.search(self.before))

    @property
    def of_local_call(self) -> bool:
        """Whether a telephone is named right before the number."""
        return bool(_LOCAL.search(self.before))

    @property
    def of_card(self) -> bool:
        return bool(_CARD.search(self.before))

    @property
    def of_resident(self) -> bool:
        return bool(_RESIDENT.search(self.before))

    @property
    def of_credit_code(self) -> bool:
        return bool(_CODE.search(self.before))

    @property
    def of_organisation(self) -> bool:
        return bool(_ORGANISATION.search(self.before))

    @property
    def of_somebody(self) -> bool:
        """Whether a word stands right there that a number in a weak form may belong to."""
        if not _WORD.search(self.before):
            return False
        return (
            bool(_named(self.before))
            or self.of_qq
            or self.of_local_call
            or self.of_card
            or self.of_resident
            or self.of_organisation
        )

    @property
    def of_qq(self) -> bool:
        noted = _NOTED.match(self.after)
        if noted and _QQ_NOTED.match(noted[1]):
            return True
        return bool(_QQ.search(self.before) or _QQ.search(self.asked))

    def nearest(self, kinds: list[str], tightly: bool = False) -> str:
        """Of classes that need a word, the one whose word stands nearest before the number.

        Args:
            tightly: nothing but a colon or the like may stand between.
        """
        told = _nearest(self.before, kinds, tightly)
        if told is None:
            told = self._behind(kinds)
        return told or (_nearest(self.asked, kinds, tightly) if self.asked else "") or ""

    def _behind(self, kinds: list[str]) -> str:
        """The class named right behind the number: E12345678（护照）, 持E12345678号护照."""
        noted = _NOTED.match(self.after)
        if not noted:
            return ""
        return next((kind for kind in kinds if _PERSONAL[kind].search(noted[1])), "")


def _nearest(before: str, kinds: list[str], tightly: bool) -> str | None:
    """The class whose word stands nearest to the end; "" where too much stands between, None where
    no class is named."""
    named = [(end, kind) for kind, end in _named(before) if kind in kinds]
    if not named:
        return None
    place, best = max(named, key=itemgetter(0))
    between = before[place:]
    if _TIE.fullmatch(between):
        return best
    if tightly or len(between) > _LOOSE_WITHIN or _ELSEWHERE.search(between):
        return ""
    return best


# A long run of small groups asks for the same words again and again.
@lru_cache(maxsize=64)
def _named(before: str) -> tuple[tuple[str, int], ...]:
    """The classes that are named, each with where its last word ends."""
    found = []
    for kind, word in _PERSONAL.items():
        ends = [match.end() for match in word.finditer(before)]
        if ends:
            found.append((kind, ends[-1]))
    return tuple(found)
